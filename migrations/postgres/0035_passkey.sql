-- Keys on devices of a member by which she signs in, as the library that verifies them writes them: what never changes
-- of a key, and what does with every use.
CREATE TABLE passkey (
    credential_id BYTEA PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    name TEXT NOT NULL,
    transports BIGINT NOT NULL,
    static_state BYTEA NOT NULL,
    dynamic_state BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    last_used_on DATE
);

CREATE INDEX passkey_account ON passkey (account_id);

-- What a browser was asked a moment ago and has not answered yet: by a member who adds a passkey, or by nobody known.
CREATE TABLE passkey_challenge (
    challenge BYTEA PRIMARY KEY,
    account_id BIGINT REFERENCES account (id),
    state BYTEA NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL
);

CREATE INDEX passkey_challenge_account ON passkey_challenge (account_id);

CREATE INDEX passkey_challenge_ends_at ON passkey_challenge (ends_at);
