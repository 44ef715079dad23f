-- What a key of the programming interface may do. One made before this is for reading.
ALTER TABLE api_token ADD COLUMN scope TEXT NOT NULL DEFAULT 'read';  -- read | read-write

-- The client's own name for a draft that it begins: asked again, it gets the same draft.
CREATE TABLE draft_key (
    agency_id TEXT NOT NULL,
    account_id TEXT NOT NULL,           -- nobody meets another's names
    name TEXT NOT NULL,
    content TEXT NOT NULL,              -- SHA-256 of what was asked for
    document_id TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (agency_id, account_id, name)
);
