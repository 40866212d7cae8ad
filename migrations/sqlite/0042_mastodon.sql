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

-- How many follows of a member ended when the instance blocked a server, for the notification of it.
CREATE TABLE severance (
    notification_id INTEGER PRIMARY KEY REFERENCES notification (id) ON DELETE CASCADE,
    host TEXT NOT NULL,
    followers INTEGER NOT NULL,
    following INTEGER NOT NULL
);
-- Each block of a server is told by itself.
DROP INDEX notification_once;
CREATE UNIQUE INDEX notification_once ON notification (account_id, kind, from_id, coalesce(status_id, 0))
    WHERE kind <> 'severed_relationships';
