-- Keys on devices of a member by which she signs in, as the library that verifies them writes them: what never changes
-- of a key, and what does with every use.
CREATE TABLE passkey (
    credential_id BLOB PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    name TEXT NOT NULL,
    transports INTEGER NOT NULL,
    static_state BLOB NOT NULL,
    dynamic_state BLOB NOT NULL,
    created_at TEXT NOT NULL,
    last_used_on TEXT
);

CREATE INDEX passkey_account ON passkey (account_id);

-- What a browser was asked a moment ago and has not answered yet: by a member who adds a passkey, or by nobody known.
CREATE TABLE passkey_challenge (
    challenge BLOB PRIMARY KEY,
    account_id INTEGER REFERENCES account (id),
    state BLOB NOT NULL,
    ends_at TEXT NOT NULL
);

CREATE INDEX passkey_challenge_account ON passkey_challenge (account_id);

CREATE INDEX passkey_challenge_ends_at ON passkey_challenge (ends_at);
