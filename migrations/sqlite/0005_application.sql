-- Programs that registered to act for members. The number is the client_id; of the secret only a digest is kept.
CREATE TABLE application (
    id INTEGER PRIMARY KEY,
    secret_digest BLOB NOT NULL,
    name TEXT NOT NULL,
    website TEXT,
    redirect_uris TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX application_created ON application (created_at);

-- A token without an account is the application's own; one without an application was made on the command line.
CREATE TABLE new_access_token (
    digest BLOB PRIMARY KEY,
    account_id INTEGER REFERENCES account (id),
    scopes TEXT NOT NULL,
    created_at TEXT NOT NULL,
    revoked_at TEXT,
    application_id INTEGER REFERENCES application (id),
    last_used_on TEXT,
    CHECK (account_id IS NOT NULL OR application_id IS NOT NULL)
);
INSERT INTO new_access_token (digest, account_id, scopes, created_at, revoked_at)
    SELECT digest, account_id, scopes, created_at, revoked_at FROM access_token;
DROP TABLE access_token;
ALTER TABLE new_access_token RENAME TO access_token;
CREATE INDEX access_token_account ON access_token (account_id);
CREATE INDEX access_token_application ON access_token (application_id);

-- A code is good once. The token made from it stays known, to be ended when somebody shows the code again.
CREATE TABLE authorization_code (
    digest BLOB PRIMARY KEY,
    application_id INTEGER NOT NULL REFERENCES application (id),
    account_id INTEGER NOT NULL REFERENCES account (id),
    redirect_uri TEXT NOT NULL,
    scopes TEXT NOT NULL,
    challenge BLOB,
    expires_at TEXT NOT NULL,
    token_digest BLOB REFERENCES access_token (digest)
);
CREATE INDEX authorization_code_application ON authorization_code (application_id);
CREATE INDEX authorization_code_unused ON authorization_code (expires_at) WHERE token_digest IS NULL;

-- Browsers in which a member is signed in.
CREATE TABLE session (
    digest BLOB PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    browser TEXT NOT NULL,
    created_at TEXT NOT NULL,
    last_used_on TEXT NOT NULL
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_created ON session (created_at);
