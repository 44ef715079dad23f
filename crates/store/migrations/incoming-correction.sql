-- Corrections of what is registered of an incoming document (Điều 22): what the register said before
-- stays readable, with the reason.
CREATE TABLE incoming_correction (
    agency_id TEXT NOT NULL,
    incoming_id TEXT NOT NULL,
    version BIGINT NOT NULL,            -- of the document that was corrected
    at BIGINT NOT NULL,
    corrected_by TEXT NOT NULL,         -- account
    reason TEXT NOT NULL,
    changes TEXT NOT NULL,              -- JSON: for each field its name, the old value and the new one
    PRIMARY KEY (agency_id, incoming_id, version)
);
