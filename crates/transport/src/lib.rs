//! Fetching of time stamps and other evidence over HTTP.
