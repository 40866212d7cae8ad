-- A second factor of a member: the secret is sealed by the vault, and counts once she has shown a code of it. A code of
-- a step that was used, or of one before it, is not good any more.
CREATE TABLE second_factor (
    account_id INTEGER PRIMARY KEY REFERENCES account (id),
    secret BLOB NOT NULL,
    confirmed BOOLEAN NOT NULL,
    last_step INTEGER NOT NULL
);

-- Codes for the day on which the device is lost: each is good once.
CREATE TABLE recovery_code (
    account_id INTEGER NOT NULL REFERENCES account (id),
    digest BLOB NOT NULL,
    PRIMARY KEY (account_id, digest)
);
