-- Consignments: one for each recipient of an issued document.
CREATE TABLE consignment (
    agency_id TEXT NOT NULL,            -- the sender
    id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    recipient_id TEXT NOT NULL,
    to_agency TEXT,
    to_name TEXT NOT NULL,
    channel TEXT NOT NULL,
    package_digest TEXT,
    state TEXT NOT NULL,                -- waiting | sent | delivered | received | registered | refused | failed | recalled
    reason TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    acknowledged_at BIGINT,
    settled_at BIGINT,
    arrival_number TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (agency_id, id)
);
CREATE INDEX consignment_of ON consignment (agency_id, document_id);
CREATE INDEX consignment_by_state ON consignment (agency_id, state, id);

CREATE TABLE incoming (
    agency_id TEXT NOT NULL REFERENCES agency (id),
    id TEXT NOT NULL,
    consignment_id TEXT,                -- of the same installation
    from_agency TEXT,
    from_name TEXT NOT NULL,
    channel TEXT NOT NULL,              -- system | mail | upload
    type_code TEXT NOT NULL,
    subject TEXT NOT NULL,
    number_text TEXT NOT NULL,
    number_key TEXT NOT NULL,
    document_date TEXT,
    urgency BIGINT NOT NULL,
    status TEXT NOT NULL,               -- arrived | registered | refused | withdrawn
    unsigned BIGINT NOT NULL,           -- 1: for information only (D14)
    arrival_number BIGINT,
    arrival_year BIGINT,
    arrived_at BIGINT NOT NULL,
    registered_at BIGINT,
    registered_by TEXT,
    refusal TEXT NOT NULL,
    fields TEXT NOT NULL,
    indication TEXT NOT NULL,           -- worst of its files
    facts_digest TEXT,                  -- blob: facts of validation
    verdict_digest TEXT,                -- blob: the verdict as JSON
    policy TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (agency_id, id)
);
CREATE UNIQUE INDEX incoming_once ON incoming (agency_id, consignment_id);
CREATE UNIQUE INDEX incoming_number ON incoming (agency_id, arrival_year, arrival_number);
CREATE INDEX incoming_by_status ON incoming (agency_id, status, id);
CREATE INDEX incoming_by_key ON incoming (agency_id, number_key);

CREATE TABLE incoming_file (
    agency_id TEXT NOT NULL,
    incoming_id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,            -- 0 is the document itself
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    size BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    indication TEXT NOT NULL,
    PRIMARY KEY (agency_id, incoming_id, ordinal)
);
