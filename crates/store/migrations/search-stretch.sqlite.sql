-- Whom a document has to do with is sought as its words are, and so are words with their marks. Takes
-- the place of search_word.
ALTER TABLE search_entry ADD COLUMN marks TEXT NOT NULL DEFAULT '';  -- access::Mark, one space between
UPDATE search_entry SET marks = coalesce((SELECT group_concat(mark, ' ') FROM (
    SELECT 'a' || replace(o.drafter_id, '-', '') AS mark FROM outgoing o
        WHERE o.agency_id = search_entry.agency_id AND o.id = search_entry.object_id
    UNION SELECT 'a' || replace(o.signer_id, '-', '') FROM outgoing o
        WHERE o.agency_id = search_entry.agency_id AND o.id = search_entry.object_id
    UNION SELECT 'u' || replace(o.unit_id, '-', '') FROM outgoing o
        WHERE o.agency_id = search_entry.agency_id AND o.id = search_entry.object_id
    UNION SELECT coalesce('a' || replace(g.account_id, '-', ''), 'g' || replace(g.unit_id, '-', ''))
        FROM document_grant g WHERE g.agency_id = search_entry.agency_id
        AND g.document_id = search_entry.object_id) m), '');
CREATE VIRTUAL TABLE search_index USING fts5 (
    agency, marks, folded, exact, content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 0', detail = 'column', prefix = '1 2 3 4 5 6 7'
);
INSERT INTO search_index (rowid, agency, marks, folded, exact)
    SELECT number, replace(agency_id, '-', ''), marks, folded, exact FROM search_entry;
DROP TABLE search_word;
