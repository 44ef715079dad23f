-- Agencies and their people. An installation is a tree of agencies; each is a tenant of its own.
CREATE TABLE agency (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,          -- identifier of QĐ 20/2020/QĐ-TTg
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,           -- as in notations: "UBND"
    superior_name TEXT NOT NULL,        -- line above the name on paper; may be empty
    place TEXT NOT NULL,                -- địa danh
    email TEXT NOT NULL,
    parent_id TEXT REFERENCES agency (id),
    successors TEXT NOT NULL,           -- JSON list of ids
    valid_from BIGINT NOT NULL,
    valid_until BIGINT,
    settings TEXT NOT NULL,             -- JSON: profile of stamps, route, books, reminders
    version BIGINT NOT NULL
);

CREATE TABLE unit (
    agency_id TEXT NOT NULL REFERENCES agency (id),
    id TEXT NOT NULL,
    parent_id TEXT,
    code TEXT NOT NULL,                 -- as in notations: "VP"
    name TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_until BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (agency_id, id),
    UNIQUE (agency_id, code, valid_from)
);

CREATE TABLE account (
    id TEXT PRIMARY KEY,
    agency_id TEXT NOT NULL REFERENCES agency (id),     -- the agency that manages it
    login TEXT NOT NULL UNIQUE,
    full_name TEXT NOT NULL,
    sort_name TEXT NOT NULL,            -- Vietnamese order, given name first
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    password_hash TEXT NOT NULL,        -- argon2id, PHC string
    must_change_password BIGINT NOT NULL,
    totp_secret TEXT,
    failed_attempts BIGINT NOT NULL,
    locked_until BIGINT,
    state TEXT NOT NULL,                -- active | closed
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE appointment (
    agency_id TEXT NOT NULL REFERENCES agency (id),
    id TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    unit_id TEXT,
    title TEXT NOT NULL,                -- chức vụ
    role TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_until BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, unit_id) REFERENCES unit (agency_id, id)
);
CREATE INDEX appointment_by_account ON appointment (account_id);

CREATE TABLE delegation (
    agency_id TEXT NOT NULL REFERENCES agency (id),
    id TEXT NOT NULL,
    form TEXT NOT NULL,                 -- kt | tl | tuq | tm
    giver TEXT NOT NULL,                -- appointments
    receiver TEXT NOT NULL,
    passes_on TEXT,
    actions TEXT NOT NULL,              -- JSON list
    scope TEXT NOT NULL,                -- JSON
    basis_number TEXT NOT NULL,         -- the paper it rests on
    basis_date TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_until BIGINT,
    PRIMARY KEY (agency_id, id)
);

CREATE TABLE session (
    id TEXT PRIMARY KEY,                -- SHA-256 of the cookie
    account_id TEXT NOT NULL REFERENCES account (id),
    agency_id TEXT,                     -- the appointment acted in
    appointment_id TEXT,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    second_factor BIGINT NOT NULL,      -- 1 once TOTP was given, or is not needed
    browser TEXT NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX session_by_account ON session (account_id);

CREATE TABLE api_token (
    id TEXT PRIMARY KEY,                -- SHA-256 of the token
    account_id TEXT NOT NULL REFERENCES account (id),
    agency_id TEXT NOT NULL,
    appointment_id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE account_request (
    agency_id TEXT NOT NULL REFERENCES agency (id),
    id TEXT NOT NULL,
    kind TEXT NOT NULL,                 -- new | reset | change | remove
    subject TEXT NOT NULL,              -- JSON: whose account, and what it shall be
    reason TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at BIGINT NOT NULL,
    state TEXT NOT NULL,                -- waiting | approved | refused
    decided_by TEXT,
    decided_at BIGINT,
    decision TEXT,
    PRIMARY KEY (agency_id, id)
);

-- Changes of rights that a competent person has still to confirm (PL VI, security).
CREATE TABLE rights_alert (
    agency_id TEXT NOT NULL REFERENCES agency (id),
    id TEXT NOT NULL,
    change TEXT NOT NULL,               -- JSON
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    confirmed_by TEXT,
    confirmed_at BIGINT,
    PRIMARY KEY (agency_id, id)
);

CREATE TABLE certificate (
    agency_id TEXT NOT NULL REFERENCES agency (id),
    fingerprint TEXT NOT NULL,          -- SHA-256 of the DER
    kind TEXT NOT NULL,                 -- person | organisation
    account_id TEXT,                    -- the person it was issued to
    der TEXT NOT NULL,                  -- base64
    subject TEXT NOT NULL,
    issuer TEXT NOT NULL,
    serial TEXT NOT NULL,
    not_before BIGINT NOT NULL,
    not_after BIGINT NOT NULL,
    enrolled_at BIGINT NOT NULL,
    enrolled_by TEXT NOT NULL,
    removed_at BIGINT,
    PRIMARY KEY (agency_id, fingerprint)
);

-- Who keeps the organisation token, by minutes of hand-over (C3; Nghị định 30/2020, Điều 32).
CREATE TABLE custody (
    agency_id TEXT NOT NULL REFERENCES agency (id),
    id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    keeper_id TEXT NOT NULL REFERENCES account (id),
    valid_from BIGINT NOT NULL,
    valid_until BIGINT,
    basis_number TEXT NOT NULL,         -- the head's permission
    basis_date TEXT NOT NULL,
    permitted_by TEXT NOT NULL,
    minutes TEXT NOT NULL,
    PRIMARY KEY (agency_id, id)
);

-- Images of signatures and seals, in true size.
CREATE TABLE stamp_image (
    agency_id TEXT NOT NULL REFERENCES agency (id),
    id TEXT NOT NULL,
    kind TEXT NOT NULL,                 -- signature | initials | seal
    account_id TEXT,
    digest TEXT NOT NULL,
    width_um BIGINT NOT NULL,           -- micrometres
    height_um BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT,
    PRIMARY KEY (agency_id, id)
);

-- Desk agents paired with this server.
CREATE TABLE desk_agent (
    id TEXT PRIMARY KEY,                -- of the pairing
    account_id TEXT NOT NULL REFERENCES account (id),
    agent TEXT NOT NULL,                -- JSON of agent_protocol::PairedAgent
    port BIGINT NOT NULL,
    paired_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    version TEXT NOT NULL,
    forgotten_at BIGINT
);
CREATE INDEX desk_agent_by_account ON desk_agent (account_id);

-- What was asked of a desk agent, to check its answer against. Used once.
CREATE TABLE agent_request (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    agent_id TEXT,
    kind TEXT NOT NULL,                 -- offer | reveal | keys | challenge | sign
    state TEXT NOT NULL,                -- JSON
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE notice (
    agency_id TEXT NOT NULL REFERENCES agency (id),
    id TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,              -- JSON: values of the sentence
    link TEXT NOT NULL,
    at BIGINT NOT NULL,
    read_at BIGINT,
    PRIMARY KEY (agency_id, id)
);
CREATE INDEX notice_by_account ON notice (account_id, id);
