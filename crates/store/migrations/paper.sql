-- Printed copies for those outside, the sealed copy that the clerk keeps, and paper that has to
-- follow (D12, D15). The table of that name before was never written to.
DROP TABLE paper_copy;
CREATE TABLE paper_copy (
    agency_id TEXT NOT NULL,
    id TEXT NOT NULL,                   -- of the consignment; of the document for the copy kept
    document_id TEXT NOT NULL,
    kind TEXT NOT NULL,                 -- outside | follows | kept
    name TEXT NOT NULL,                 -- for whom
    address TEXT NOT NULL,
    copies BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    printed_at BIGINT,
    printed_by TEXT,
    sent_on TEXT,
    sent_by TEXT,
    way TEXT NOT NULL,                  -- hand | post | courier; "" while it is not told
    item TEXT NOT NULL,                 -- number of the postal item
    done_at BIGINT,                     -- sent, or printed and kept
    version BIGINT NOT NULL,
    PRIMARY KEY (agency_id, id)
);
CREATE INDEX paper_copy_open ON paper_copy (agency_id, due_at) WHERE done_at IS NULL;
CREATE INDEX paper_copy_done ON paper_copy (agency_id, done_at) WHERE done_at IS NOT NULL;

-- What was issued before and is still to be sent, due within a day.
INSERT INTO paper_copy (agency_id, id, document_id, kind, name, address, copies, due_at, way, item,
    version)
SELECT c.agency_id, c.id, c.document_id, 'outside', c.to_name, r.address,
    CASE WHEN r.copies > 0 THEN r.copies ELSE 1 END, c.created_at + 86400000, '', '', 1
FROM consignment c JOIN recipient r ON r.agency_id = c.agency_id
    AND r.document_id = c.document_id AND r.id = c.recipient_id
WHERE c.channel = 'paper' AND c.state = 'waiting';
