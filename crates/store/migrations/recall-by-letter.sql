-- Recalls that a sender told by letter, as the clerk of the recipient noted them (E3; Điều 18). Such a
-- recall has no consignment: `consignment_id` is empty, until its sender recalls over the system too.
ALTER TABLE recall ADD COLUMN entered_by TEXT;                -- account; none where it came over the system
ALTER TABLE recall ADD COLUMN basis TEXT NOT NULL DEFAULT ''; -- what the letter is
ALTER TABLE recall ADD COLUMN letter_date TEXT;               -- its day
ALTER TABLE recall ADD COLUMN letter_id TEXT;                 -- the letter, where it is an incoming document
