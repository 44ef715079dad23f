-- The organisation's signature on a file that stays in its own format, in a file of its own (detached
-- CAdES, .p7s); none on a file that carries its signatures inside, or has none (Nghị định 30/2020,
-- Phụ lục I).
ALTER TABLE file_version ADD COLUMN signature_digest TEXT;  -- blob
ALTER TABLE file_version ADD COLUMN signature_size BIGINT;  -- bytes
ALTER TABLE incoming_file ADD COLUMN signature_digest TEXT; -- blob
ALTER TABLE incoming_file ADD COLUMN signature_size BIGINT; -- bytes
