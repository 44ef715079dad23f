-- Documents that their issuer has withdrawn, at those who received them (E3; Phụ lục VI). The row
-- stays when everything else of the document is gone.
CREATE TABLE recall (
    agency_id TEXT NOT NULL,            -- the recipient
    incoming_id TEXT NOT NULL,
    consignment_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,               -- the issuer's
    confirmed_at BIGINT,                -- the copy is out of use here
    confirmed_by TEXT,                  -- nobody where it was not registered yet
    PRIMARY KEY (agency_id, incoming_id)
);
