//! Definitions of routes as data, the working calendar, and the pure engine that applies them.
