//! Office files to PDF, in a sandbox.
