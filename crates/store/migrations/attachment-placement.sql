-- Where an attachment lies: behind the document in the same file, or in a file of its own
-- (Nghị định 30/2020, Phụ lục I).
ALTER TABLE attachment ADD COLUMN placement TEXT NOT NULL DEFAULT 'separate-pdf';
