-- Files of posts, and for posts to be written: pictures of members, whose files lie in the data directory, and
-- those of others, of which only the address is kept. A picture without a format is still being written anew.
CREATE TABLE media (
    id BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    status_id BIGINT REFERENCES status (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    attached_at TIMESTAMPTZ,
    file TEXT UNIQUE,
    format TEXT CHECK (format IN ('jpg', 'png', 'gif')),
    unreadable BOOLEAN NOT NULL,
    preview_width BIGINT,
    preview_height BIGINT,
    remote_url TEXT,
    remote_type TEXT,
    width BIGINT,
    height BIGINT,
    blurhash TEXT,
    description TEXT NOT NULL,
    focus_x SMALLINT NOT NULL,
    focus_y SMALLINT NOT NULL,
    CHECK ((file IS NULL) = (remote_url IS NOT NULL)),
    CHECK ((remote_url IS NULL) = (remote_type IS NULL)),
    CHECK (remote_url IS NULL OR status_id IS NOT NULL),
    CHECK (format IS NULL OR (width IS NOT NULL AND height IS NOT NULL AND preview_width IS NOT NULL
        AND preview_height IS NOT NULL AND blurhash IS NOT NULL))
);
CREATE INDEX media_status ON media (status_id, position) WHERE status_id IS NOT NULL;
CREATE INDEX media_account ON media (account_id);
