//! A small certification authority for tests, as bytes in, bytes out.
