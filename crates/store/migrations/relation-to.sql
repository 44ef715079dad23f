-- What bears on a document is asked from its side too.
CREATE INDEX relation_to ON relation (agency_id, other_kind, other_id);
