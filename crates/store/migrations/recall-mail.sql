-- Recipients outside of the installation are told of a recall by letter or by the clerk.
ALTER TABLE consignment ADD COLUMN recall_told_at BIGINT;
ALTER TABLE consignment ADD COLUMN recall_fault TEXT NOT NULL DEFAULT '';  -- why the letter did not go
