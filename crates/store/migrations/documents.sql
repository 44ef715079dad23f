-- Outgoing documents: one row each, its files, its way, its number.
CREATE TABLE outgoing (
    agency_id TEXT NOT NULL REFERENCES agency (id),
    id TEXT NOT NULL,
    type_code TEXT NOT NULL,
    subject TEXT NOT NULL,
    urgency BIGINT NOT NULL,            -- 0 normal … 3 express
    drafter_id TEXT NOT NULL REFERENCES account (id),
    unit_id TEXT NOT NULL,
    signer_id TEXT,                     -- account that shall sign
    signer_appointment TEXT,
    status TEXT NOT NULL,               -- public status: draft, initials, format, sign …
    route_code TEXT NOT NULL,
    route_version BIGINT NOT NULL,
    route_state TEXT NOT NULL,          -- JSON of process::State
    due_at BIGINT,
    number BIGINT,
    number_text TEXT,                   -- "05/QĐ-UBND"
    number_key TEXT,                    -- any spelling of it, folded
    issue_date TEXT,
    issued_at BIGINT,
    fields TEXT NOT NULL,               -- JSON: fields of Phụ lục VI by tag
    current_version BIGINT NOT NULL,    -- of the file; 0 while there is none
    places TEXT,                        -- JSON: places chosen on the current version
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (agency_id, id)
);
CREATE INDEX outgoing_by_status ON outgoing (agency_id, status, id);
CREATE INDEX outgoing_by_drafter ON outgoing (agency_id, drafter_id, id);
CREATE INDEX outgoing_by_unit ON outgoing (agency_id, unit_id, id);
CREATE INDEX outgoing_by_signer ON outgoing (agency_id, signer_id, id);
CREATE INDEX outgoing_by_number ON outgoing (agency_id, number_key);

-- Versions of the main file and of attachments. Signed revisions are versions too.
CREATE TABLE file_version (
    agency_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    slot TEXT NOT NULL,                 -- "main" or the id of an attachment
    version BIGINT NOT NULL,
    digest TEXT NOT NULL,               -- the PDF
    size BIGINT NOT NULL,
    pages BIGINT NOT NULL,
    original_digest TEXT,               -- the .docx it was converted from
    original_name TEXT,
    reason TEXT NOT NULL,               -- uploaded | converted | prepared | signed | numbered …
    facts TEXT NOT NULL,                -- JSON: of conversion, of inspection
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (agency_id, document_id, slot, version)
);

CREATE TABLE attachment (
    agency_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    name TEXT NOT NULL,
    current_version BIGINT NOT NULL,
    removed_at BIGINT,
    PRIMARY KEY (agency_id, document_id, id)
);

CREATE TABLE recipient (
    agency_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    kind TEXT NOT NULL,                 -- agency | unit | outside
    to_agency TEXT,
    to_unit TEXT,
    name TEXT NOT NULL,
    channel TEXT NOT NULL,              -- system | mail | paper | download
    address TEXT NOT NULL,
    copies BIGINT NOT NULL,
    PRIMARY KEY (agency_id, document_id, id)
);

CREATE TABLE relation (
    agency_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    kind TEXT NOT NULL,                 -- reply_to | amends | replaces
    other_kind TEXT NOT NULL,           -- outgoing | incoming
    other_id TEXT NOT NULL,
    PRIMARY KEY (agency_id, document_id, kind, other_kind, other_id)
);

CREATE TABLE document_grant (
    agency_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    account_id TEXT,
    unit_id TEXT,
    kind TEXT NOT NULL,                 -- read | opinion | lead | cooperate | follow
    granted_by TEXT NOT NULL,
    granted_at BIGINT NOT NULL
);
CREATE INDEX document_grant_of ON document_grant (agency_id, document_id);
CREATE INDEX document_grant_to ON document_grant (agency_id, account_id);

-- The story of a document: what happened, in order.
CREATE TABLE document_event (
    agency_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,           -- as it was then, with the title
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,              -- JSON
    PRIMARY KEY (agency_id, document_id, seq)
);

CREATE TABLE opinion (
    agency_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    id TEXT NOT NULL,
    step TEXT NOT NULL,
    file_version BIGINT NOT NULL,
    unit_id TEXT,                       -- the unit asked, where one was
    account_id TEXT,                    -- who answered
    author_name TEXT NOT NULL,
    verdict TEXT NOT NULL,              -- asked | agrees | comments | returned | refused
    text TEXT NOT NULL,
    asked_at BIGINT,
    answered_at BIGINT,
    PRIMARY KEY (agency_id, document_id, id)
);

-- One signing, from the digest to the stored file. Used once.
CREATE TABLE signing_request (
    agency_id TEXT NOT NULL,
    id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    slot TEXT NOT NULL,                 -- main or attachment
    base_version BIGINT NOT NULL,
    base_digest TEXT NOT NULL,
    step TEXT NOT NULL,
    role TEXT NOT NULL,                 -- initials | signer | organisation | attachment
    account_id TEXT NOT NULL,
    appointment_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,          -- of the certificate that must sign
    digest TEXT NOT NULL,               -- of what is to be signed
    state TEXT NOT NULL,                -- JSON: ades' saved state
    status TEXT NOT NULL,               -- open | signed | stamped | done | void
    batch_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    finished_at BIGINT,
    outcome TEXT,
    PRIMARY KEY (agency_id, id)
);
CREATE INDEX signing_request_of ON signing_request (agency_id, document_id, status);

-- Numbering books: one sequence for paper and electronic documents (Điều 15).
CREATE TABLE book (
    agency_id TEXT NOT NULL,
    code TEXT NOT NULL,
    year BIGINT NOT NULL,
    name TEXT NOT NULL,
    next_number BIGINT NOT NULL,
    closed_at BIGINT,
    PRIMARY KEY (agency_id, code, year)
);

CREATE TABLE book_entry (
    agency_id TEXT NOT NULL,
    code TEXT NOT NULL,
    year BIGINT NOT NULL,
    number BIGINT NOT NULL,
    suffix TEXT NOT NULL,               -- "" or a letter, for late entries
    state TEXT NOT NULL,                -- taken | reserved | void | imported
    document_id TEXT,
    reason TEXT NOT NULL,
    row_data TEXT NOT NULL,             -- JSON: columns of a row that has no document here
    entered_by TEXT NOT NULL,
    entered_at BIGINT NOT NULL,
    PRIMARY KEY (agency_id, code, year, number, suffix)
);

-- Printed copies and paper that has to follow (D12, D15).
CREATE TABLE paper_copy (
    agency_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    copies BIGINT NOT NULL,
    due TEXT NOT NULL,
    sent_at BIGINT,
    sent_by TEXT,
    note TEXT NOT NULL,
    PRIMARY KEY (agency_id, document_id, id)
);

-- Places remembered for a kind of document and its template.
CREATE TABLE remembered_places (
    agency_id TEXT NOT NULL,
    template_key TEXT NOT NULL,
    places TEXT NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (agency_id, template_key)
);
