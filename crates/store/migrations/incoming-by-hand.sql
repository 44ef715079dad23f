-- What came from outside and was entered by the clerk (Điều 21, 22).
ALTER TABLE incoming ADD COLUMN arrival_date TEXT;      -- ngày đến, where somebody says so
ALTER TABLE incoming ADD COLUMN entered_by TEXT;        -- account; none where it came by itself
ALTER TABLE incoming_file ADD COLUMN shown_digest TEXT; -- blob: what is shown of a file that is no PDF

-- Names of senders that are not of this installation, to be offered again.
CREATE TABLE sender (
    agency_id TEXT NOT NULL,            -- the receiver
    name TEXT NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (agency_id, name)
);
CREATE INDEX sender_newest ON sender (agency_id, used_at);
