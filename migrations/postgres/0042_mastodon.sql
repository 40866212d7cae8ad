-- Whom members do not want to be suggested.
CREATE TABLE dismissed_suggestion (
    owner_id BIGINT NOT NULL REFERENCES account (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    PRIMARY KEY (owner_id, account_id)
);
CREATE INDEX dismissed_suggestion_account ON dismissed_suggestion (account_id);

-- What posts quote: the id of the quoted post, the post if it is here, and where its author's approval stands.
CREATE TABLE quote (
    status_id BIGINT PRIMARY KEY REFERENCES status (id) ON DELETE CASCADE,
    uri TEXT NOT NULL,
    quoted_id BIGINT REFERENCES status (id) ON DELETE SET NULL,
    approval TEXT,
    state TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'rejected', 'revoked'))
);
CREATE INDEX quote_quoted ON quote (quoted_id) WHERE quoted_id IS NOT NULL;
CREATE INDEX quote_approval ON quote (approval) WHERE approval IS NOT NULL;

-- Who may quote posts of members, and the posts that quote them with leave, by their ids and by who asked; others have no
-- row. Leave that was taken back stays so.
CREATE TABLE quote_policy (
    status_id BIGINT PRIMARY KEY REFERENCES status (id) ON DELETE CASCADE,
    policy TEXT NOT NULL CHECK (policy IN ('public', 'followers'))
);
CREATE TABLE quote_authorization (
    status_id BIGINT NOT NULL REFERENCES status (id) ON DELETE CASCADE,
    uri TEXT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES account (id),
    taken_back BOOLEAN NOT NULL,
    PRIMARY KEY (status_id, uri, account_id)
);
CREATE INDEX quote_authorization_account ON quote_authorization (account_id);

-- How many follows of a member ended when the instance blocked a server, for the notification of it.
CREATE TABLE severance (
    notification_id BIGINT PRIMARY KEY REFERENCES notification (id) ON DELETE CASCADE,
    host TEXT NOT NULL,
    followers BIGINT NOT NULL,
    following BIGINT NOT NULL
);
-- Each block of a server is told by itself.
DROP INDEX notification_once;
CREATE UNIQUE INDEX notification_once ON notification (account_id, kind, from_id, coalesce(status_id, 0))
    WHERE kind <> 'severed_relationships';
