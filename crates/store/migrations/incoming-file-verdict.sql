-- What the signatures of each file that arrived are worth, not of the document itself only (Nghị định
-- 30/2020, Phụ lục I: every separate annex is signed). Its indication stands in incoming_file already;
-- empty where it was not judged, as of everything before this step.
ALTER TABLE incoming_file ADD COLUMN facts_digest TEXT;     -- blob: facts of validation
ALTER TABLE incoming_file ADD COLUMN verdict_digest TEXT;   -- blob: the verdict as JSON
