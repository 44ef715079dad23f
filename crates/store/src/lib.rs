//! SQLite and PostgreSQL, blobs, search, jobs.
