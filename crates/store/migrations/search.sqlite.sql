-- What can be searched, folded by documents::fold. The table can be thrown away and rebuilt.
CREATE TABLE search_entry (
    number INTEGER PRIMARY KEY,         -- rising: newest first is backwards by it
    agency_id TEXT NOT NULL,
    kind TEXT NOT NULL,                 -- outgoing | incoming
    object_id TEXT NOT NULL,
    number_key TEXT NOT NULL,
    folded TEXT NOT NULL,
    exact TEXT NOT NULL,
    UNIQUE (agency_id, kind, object_id)
);
CREATE INDEX search_by_number ON search_entry (agency_id, number_key);
CREATE VIRTUAL TABLE search_text USING fts5 (
    agency, folded, content = '', contentless_delete = 1, tokenize = 'unicode61'
);
