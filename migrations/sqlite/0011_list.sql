-- Lists of people whom a member follows, to read their posts by themselves.
CREATE TABLE list (
    id INTEGER PRIMARY KEY,
    owner_id INTEGER NOT NULL REFERENCES account (id),
    title TEXT NOT NULL,
    replies TEXT NOT NULL CHECK (replies IN ('followed', 'list', 'none')),
    exclusive BOOLEAN NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX list_owner ON list (owner_id, id);

-- Whoever is not followed any more is on no list.
CREATE TABLE list_account (
    list_id INTEGER NOT NULL REFERENCES list (id) ON DELETE CASCADE,
    owner_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    PRIMARY KEY (list_id, account_id),
    FOREIGN KEY (owner_id, account_id) REFERENCES follow (follower_id, followed_id) ON DELETE CASCADE
);
CREATE INDEX list_account_follow ON list_account (owner_id, account_id);
