-- Packages of issued documents, one for each content, and notices by mail.
CREATE TABLE document_package (
    agency_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    content TEXT NOT NULL,              -- SHA-256 of its manifest
    digest TEXT NOT NULL,               -- blob
    made_at BIGINT NOT NULL,
    PRIMARY KEY (agency_id, document_id, content)
);

ALTER TABLE account ADD COLUMN mail_notices TEXT NOT NULL DEFAULT 'digest';  -- at-once | digest | none

ALTER TABLE notice ADD COLUMN mailed_at BIGINT;
-- What was told before was told in the page: nobody gets a letter of years.
UPDATE notice SET mailed_at = at;
CREATE INDEX notice_mailed ON notice (account_id, mailed_at);
CREATE INDEX notice_unmailed ON notice (at) WHERE mailed_at IS NULL AND read_at IS NULL;
