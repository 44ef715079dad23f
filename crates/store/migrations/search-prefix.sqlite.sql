-- The beginnings of words have lists of their own, so that a page is read from the newest document
-- back and no further than it reaches. Takes the place of search_text.
CREATE VIRTUAL TABLE search_word USING fts5 (
    agency, folded, content = '', contentless_delete = 1, tokenize = 'unicode61',
    detail = 'column', prefix = '1 2 3 4 5 6 7'
);
INSERT INTO search_word (rowid, agency, folded)
    SELECT number, replace(agency_id, '-', ''), folded FROM search_entry;
DROP TABLE search_text;
CREATE INDEX document_grant_to_unit ON document_grant (agency_id, unit_id);
