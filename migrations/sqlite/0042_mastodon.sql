-- Whom members do not want to be suggested.
CREATE TABLE dismissed_suggestion (
    owner_id INTEGER NOT NULL REFERENCES account (id),
    account_id INTEGER NOT NULL REFERENCES account (id),
    PRIMARY KEY (owner_id, account_id)
);
CREATE INDEX dismissed_suggestion_account ON dismissed_suggestion (account_id);

-- What posts quote: the id of the quoted post, the post if it is here, and where its author's approval stands.
CREATE TABLE quote (
    status_id INTEGER PRIMARY KEY REFERENCES status (id) ON DELETE CASCADE,
    uri TEXT NOT NULL,
    quoted_id INTEGER REFERENCES status (id) ON DELETE SET NULL,
    approval TEXT,
    state TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'rejected', 'revoked'))
);
CREATE INDEX quote_quoted ON quote (quoted_id) WHERE quoted_id IS NOT NULL;
CREATE INDEX quote_approval ON quote (approval) WHERE approval IS NOT NULL;
