-- Links by which people come in. The secret in a link is made from the id by the vault; of it only a digest is kept.
CREATE TABLE invitation (
    id TEXT PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    inviter_id INTEGER NOT NULL REFERENCES account (id),
    offers_follow BOOLEAN NOT NULL,
    created_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    taken_back_at TEXT,
    used_at TEXT,
    invited_id INTEGER REFERENCES account (id)
);
CREATE INDEX invitation_inviter ON invitation (inviter_id, created_at);
CREATE INDEX invitation_invited ON invitation (invited_id);
