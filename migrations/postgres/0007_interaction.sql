-- What people do with statuses.
CREATE TABLE favourite (
    account_id BIGINT NOT NULL REFERENCES account (id),
    status_id BIGINT NOT NULL REFERENCES status (id) ON DELETE CASCADE,
    uri TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, status_id)
);
CREATE INDEX favourite_account ON favourite (account_id, sequence);
CREATE INDEX favourite_status ON favourite (status_id, sequence);
CREATE INDEX favourite_uri ON favourite (uri);

-- For the member alone.
CREATE TABLE bookmark (
    account_id BIGINT NOT NULL REFERENCES account (id),
    status_id BIGINT NOT NULL REFERENCES status (id) ON DELETE CASCADE,
    sequence BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, status_id)
);
CREATE INDEX bookmark_account ON bookmark (account_id, sequence);
CREATE INDEX bookmark_status ON bookmark (status_id);

-- A boost is a status without words of its own, and goes with what it boosts.
ALTER TABLE status ADD COLUMN reblog_of_id BIGINT REFERENCES status (id) ON DELETE CASCADE;
CREATE UNIQUE INDEX status_reblog ON status (reblog_of_id, account_id) WHERE reblog_of_id IS NOT NULL;
CREATE INDEX status_in_reply_to ON status (in_reply_to) WHERE in_reply_to IS NOT NULL;

CREATE TABLE pin (
    status_id BIGINT PRIMARY KEY REFERENCES status (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES account (id),
    sequence BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX pin_account ON pin (account_id, sequence);

-- A conversation is named by its first Note, as far as that was known when it was muted.
CREATE TABLE conversation_mute (
    account_id BIGINT NOT NULL REFERENCES account (id),
    beginning TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, beginning)
);
