-- Posts that wait for their time, as they are to be written.
CREATE TABLE scheduled_status (
    id BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    post JSONB NOT NULL,
    scheduled_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX scheduled_status_account ON scheduled_status (account_id, id);

-- Uploads that such a post will show.
CREATE TABLE scheduled_media (
    media_id BIGINT PRIMARY KEY REFERENCES media (id) ON DELETE CASCADE,
    scheduled_id BIGINT NOT NULL REFERENCES scheduled_status (id) ON DELETE CASCADE
);
CREATE INDEX scheduled_media_scheduled ON scheduled_media (scheduled_id);
