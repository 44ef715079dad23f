-- Search in stretches: entries are cut into stretches of 4,096 and of 32,768 by their number, and each
-- beginning of a word has a list of entries in each stretch. Newest first is then a walk from stretch
-- to stretch that ends when the page is full. Takes the place of the words of search_entry.
DROP INDEX search_by_words;
ALTER TABLE search_entry DROP COLUMN words;
ALTER TABLE search_entry ADD COLUMN marks TEXT NOT NULL DEFAULT '';  -- access::Mark, one space between

-- Where the terms of a stretch begin: 42 bits are left for a word.
CREATE FUNCTION search_short(stretch BIGINT) RETURNS BIGINT
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT (stretch << 1) << 42';
CREATE FUNCTION search_long(stretch BIGINT) RETURNS BIGINT
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT (stretch << 1 | 1) << 42';

CREATE FUNCTION search_word(agency TEXT, word TEXT) RETURNS BIGINT
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT hashtextextended(left(word, 7), hashtextextended(agency, 0)) & 4398046511103';
CREATE FUNCTION search_mark(agency TEXT, mark TEXT) RETURNS BIGINT
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT hashtextextended(mark, hashtextextended(agency, 1)) & 4398046511103';

CREATE FUNCTION search_terms(number BIGINT, agency TEXT, folded TEXT, exact TEXT, marks TEXT)
RETURNS BIGINT[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 10000 AS '
DECLARE
    short BIGINT := (number >> 12 << 1) << 42;
    long BIGINT := (number >> 15 << 1 | 1) << 42;
    seed BIGINT := hashtextextended(agency, 0);
    terms BIGINT[] := ''{}'';
    word TEXT;
    term BIGINT;
BEGIN
    FOREACH word IN ARRAY string_to_array(folded, '' '') LOOP
        FOR letters IN 1 .. least(length(word), 7) LOOP
            term := hashtextextended(left(word, letters), seed) & 4398046511103;
            terms := terms || (short | term) || (long | term);
        END LOOP;
    END LOOP;
    -- What has no mark yet begins the folded word too.
    FOREACH word IN ARRAY string_to_array(exact, '' '') LOOP
        FOR letters IN 1 .. least(length(word), 7) LOOP
            CONTINUE WHEN octet_length(left(word, letters)) = letters;
            term := hashtextextended(left(word, letters), seed) & 4398046511103;
            terms := terms || (short | term) || (long | term);
        END LOOP;
    END LOOP;
    FOREACH word IN ARRAY string_to_array(marks, '' '') LOOP
        term := hashtextextended(word, hashtextextended(agency, 1)) & 4398046511103;
        terms := terms || (short | term) || (long | term);
    END LOOP;
    RETURN terms;
END';

-- What is there already: words apart, and whom each document has to do with.
UPDATE search_entry SET
    exact = btrim(regexp_replace(exact,
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u206f\u3000-\u303f]+',
        ' ', 'g')),
    marks = coalesce((SELECT string_agg(DISTINCT mark, ' ' ORDER BY mark) FROM (
        SELECT 'a' || replace(o.drafter_id, '-', '') AS mark FROM outgoing o
            WHERE o.agency_id = search_entry.agency_id AND o.id = search_entry.object_id
        UNION SELECT 'a' || replace(o.signer_id, '-', '') FROM outgoing o
            WHERE o.agency_id = search_entry.agency_id AND o.id = search_entry.object_id
        UNION SELECT 'u' || replace(o.unit_id, '-', '') FROM outgoing o
            WHERE o.agency_id = search_entry.agency_id AND o.id = search_entry.object_id
        UNION SELECT coalesce('a' || replace(g.account_id, '-', ''), 'g' || replace(g.unit_id, '-', ''))
            FROM document_grant g WHERE g.agency_id = search_entry.agency_id
            AND g.document_id = search_entry.object_id) m), '');

SET LOCAL maintenance_work_mem = '256MB';
CREATE INDEX search_by_terms ON search_entry
    USING gin (search_terms(number, agency_id, folded, exact, marks)) WITH (fastupdate = off);
-- What is in the lists says nothing about what is sought, and is costly to sample.
ALTER INDEX search_by_terms ALTER COLUMN 1 SET STATISTICS 0;
