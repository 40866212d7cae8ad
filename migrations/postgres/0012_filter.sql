-- What a member does not want to read, or not at once. Applied when posts are shown, and known to nobody else.
CREATE TABLE filter (
    id BIGINT PRIMARY KEY,
    owner_id BIGINT NOT NULL REFERENCES account (id),
    title TEXT NOT NULL,
    contexts JSONB NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('warn', 'hide', 'blur')),
    expires_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX filter_owner ON filter (owner_id, id);

CREATE TABLE filter_keyword (
    id BIGINT PRIMARY KEY,
    filter_id BIGINT NOT NULL REFERENCES filter (id) ON DELETE CASCADE,
    keyword TEXT NOT NULL,
    whole_word BOOLEAN NOT NULL
);
CREATE INDEX filter_keyword_filter ON filter_keyword (filter_id);

CREATE TABLE filter_status (
    id BIGINT PRIMARY KEY,
    filter_id BIGINT NOT NULL REFERENCES filter (id) ON DELETE CASCADE,
    status_id BIGINT NOT NULL REFERENCES status (id) ON DELETE CASCADE,
    UNIQUE (filter_id, status_id)
);
CREATE INDEX filter_status_status ON filter_status (status_id);
