-- The newest entries of one agency, and what a unit was given.
CREATE INDEX search_newest ON search_entry (agency_id, number);
CREATE INDEX document_grant_to_unit ON document_grant (agency_id, unit_id);
