-- A file in whose place a correction put another, or that it left out: kept, but not of the document
-- any more. Its ordinal is free again.
ALTER TABLE incoming_file ADD COLUMN replaced_at BIGINT;
