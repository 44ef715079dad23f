-- What can be searched, folded by documents::fold. The table can be thrown away and rebuilt.
CREATE TABLE search_entry (
    number BIGSERIAL PRIMARY KEY,       -- rising: newest first is backwards by it
    agency_id TEXT NOT NULL,
    kind TEXT NOT NULL,                 -- outgoing | incoming
    object_id TEXT NOT NULL,
    number_key TEXT COLLATE "C" NOT NULL, -- compared byte by byte
    folded TEXT NOT NULL,
    exact TEXT NOT NULL,
    words TSVECTOR NOT NULL GENERATED ALWAYS AS (to_tsvector('simple', folded)) STORED,
    UNIQUE (agency_id, kind, object_id)
);
CREATE INDEX search_by_number ON search_entry (agency_id, number_key);
CREATE INDEX search_by_words ON search_entry USING gin (words);
