//! The use cases of the office, one function per act.
