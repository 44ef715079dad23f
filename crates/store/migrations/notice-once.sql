-- One notice for each person and event.
ALTER TABLE notice ADD COLUMN event TEXT NOT NULL DEFAULT '';
UPDATE notice SET event = id;
CREATE UNIQUE INDEX notice_once ON notice (agency_id, account_id, event);
CREATE INDEX notice_newest ON notice (agency_id, account_id, id);
CREATE INDEX notice_unread ON notice (agency_id, account_id) WHERE read_at IS NULL;
