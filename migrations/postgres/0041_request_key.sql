-- Keys for requests that were replaced, while servers may still know no other. Encrypted as the present ones are; told_by
-- is the activity that tells of the change.
CREATE TABLE earlier_request_key (
    account_id BIGINT NOT NULL REFERENCES account (id),
    request_key BYTEA NOT NULL,
    replaced_at TIMESTAMPTZ NOT NULL,
    told_by TEXT NOT NULL,
    PRIMARY KEY (account_id, replaced_at)
);
CREATE INDEX earlier_request_key_replaced ON earlier_request_key (replaced_at);
