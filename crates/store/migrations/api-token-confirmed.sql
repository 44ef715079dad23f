-- A key that somebody else made does nothing before its owner confirms it. Earlier keys count as
-- confirmed; one that an earlier program still makes beside this one waits.
ALTER TABLE api_token ADD COLUMN confirmed_at BIGINT;
ALTER TABLE api_token ADD COLUMN made_by TEXT;      -- the account; not known of earlier keys
UPDATE api_token SET confirmed_at = created_at;
