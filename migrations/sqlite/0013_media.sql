-- Files of posts, and for posts to be written: pictures of members, whose files lie in the data directory, and
-- those of others, of which only the address is kept. A picture without a format is still being written anew.
CREATE TABLE media (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    status_id INTEGER REFERENCES status (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    attached_at TEXT,
    file TEXT UNIQUE,
    format TEXT CHECK (format IN ('jpg', 'png', 'gif')),
    unreadable BOOLEAN NOT NULL,
    preview_width INTEGER,
    preview_height INTEGER,
    remote_url TEXT,
    remote_type TEXT,
    width INTEGER,
    height INTEGER,
    blurhash TEXT,
    description TEXT NOT NULL,
    focus_x INTEGER NOT NULL,
    focus_y INTEGER NOT NULL,
    CHECK ((file IS NULL) = (remote_url IS NOT NULL)),
    CHECK ((remote_url IS NULL) = (remote_type IS NULL)),
    CHECK (remote_url IS NULL OR status_id IS NOT NULL),
    CHECK (format IS NULL OR (width IS NOT NULL AND height IS NOT NULL AND preview_width IS NOT NULL
        AND preview_height IS NOT NULL AND blurhash IS NOT NULL))
);
CREATE INDEX media_status ON media (status_id, position) WHERE status_id IS NOT NULL;
CREATE INDEX media_account ON media (account_id);
