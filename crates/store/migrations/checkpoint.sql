-- The checkpoints of each agency's chain that were signed and written outside.
CREATE TABLE audit_checkpoint (
    agency_id TEXT NOT NULL,
    day TEXT NOT NULL,
    last_seq BIGINT NOT NULL,
    head TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    PRIMARY KEY (agency_id, day)
);
