-- While servers may still know the key before it alone, that is kept as well.
ALTER TABLE private_key ADD COLUMN previous_request_key BLOB;
ALTER TABLE private_key ADD COLUMN rotated_at TEXT;
CREATE INDEX private_key_rotated ON private_key (rotated_at) WHERE previous_request_key IS NOT NULL;
