-- The number a book begins with, for an agency that starts in the middle of a year.
ALTER TABLE book ADD COLUMN opening BIGINT NOT NULL DEFAULT 1;
