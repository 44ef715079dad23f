//! Outgoing and incoming documents, their fields, numbers and registers.
