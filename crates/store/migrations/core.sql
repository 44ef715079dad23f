-- One chain of records for each agency; the head is its lock as well.
CREATE TABLE audit_head (
    agency_id TEXT PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);

CREATE TABLE audit_record (
    agency_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_id TEXT NOT NULL,
    act TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    record TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (agency_id, seq)
);
CREATE INDEX audit_record_by_object ON audit_record (agency_id, object_id, seq);

-- What is still to be done, written in the transaction that made it necessary.
CREATE TABLE job (
    id TEXT PRIMARY KEY,
    agency_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    payload TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    leased_by TEXT,
    leased_until BIGINT,
    last_error TEXT
);
CREATE INDEX job_by_time ON job (run_at, id);
CREATE UNIQUE INDEX job_once ON job (agency_id, kind, object);
