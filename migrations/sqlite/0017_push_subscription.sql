-- Where a browser or an app takes messages for a member. It goes with the token by which it was made. Numbers are
-- small, because apps hold them in 32 bits, and are not given again, because jobs name them.
CREATE TABLE push_subscription (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    token_digest BLOB NOT NULL UNIQUE REFERENCES access_token (digest),
    account_id INTEGER NOT NULL REFERENCES account (id),
    endpoint TEXT NOT NULL,
    public_key BLOB NOT NULL,
    secret BLOB NOT NULL,
    standard BOOLEAN NOT NULL,
    alerts TEXT NOT NULL,
    policy TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX push_subscription_account ON push_subscription (account_id);
