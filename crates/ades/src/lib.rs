//! Signature formats: create and validate.
