-- When a job was given up; it stays until somebody has it tried again.
ALTER TABLE job ADD COLUMN failed_at BIGINT;
