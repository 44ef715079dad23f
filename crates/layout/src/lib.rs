//! Profiles of stamps and their places, positioned text.
