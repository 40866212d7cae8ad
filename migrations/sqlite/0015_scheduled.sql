-- Posts that wait for their time, as they are to be written.
CREATE TABLE scheduled_status (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    post TEXT NOT NULL,
    scheduled_at TEXT NOT NULL
);
CREATE INDEX scheduled_status_account ON scheduled_status (account_id, id);

-- Uploads that such a post will show.
CREATE TABLE scheduled_media (
    media_id INTEGER PRIMARY KEY REFERENCES media (id) ON DELETE CASCADE,
    scheduled_id INTEGER NOT NULL REFERENCES scheduled_status (id) ON DELETE CASCADE
);
CREATE INDEX scheduled_media_scheduled ON scheduled_media (scheduled_id);
