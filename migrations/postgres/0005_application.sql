-- Programs that registered to act for members. The number is the client_id; of the secret only a digest is kept.
CREATE TABLE application (
    id BIGINT PRIMARY KEY,
    secret_digest BYTEA NOT NULL,
    name TEXT NOT NULL,
    website TEXT,
    redirect_uris TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX application_created ON application (created_at);

-- A token without an account is the application's own; one without an application was made on the command line.
ALTER TABLE access_token
    ALTER COLUMN account_id DROP NOT NULL,
    ADD COLUMN application_id BIGINT REFERENCES application (id),
    ADD COLUMN last_used_on DATE,
    ADD CHECK (account_id IS NOT NULL OR application_id IS NOT NULL);
CREATE INDEX access_token_account ON access_token (account_id);
CREATE INDEX access_token_application ON access_token (application_id);

-- A code is good once. The token made from it stays known, to be ended when somebody shows the code again.
CREATE TABLE authorization_code (
    digest BYTEA PRIMARY KEY,
    application_id BIGINT NOT NULL REFERENCES application (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    redirect_uri TEXT NOT NULL,
    scopes TEXT NOT NULL,
    challenge BYTEA,
    expires_at TIMESTAMPTZ NOT NULL,
    token_digest BYTEA REFERENCES access_token (digest)
);
CREATE INDEX authorization_code_application ON authorization_code (application_id);
CREATE INDEX authorization_code_unused ON authorization_code (expires_at) WHERE token_digest IS NULL;

-- Browsers in which a member is signed in.
CREATE TABLE session (
    digest BYTEA PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    browser TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    last_used_on DATE NOT NULL
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_created ON session (created_at);
