-- What a member does not want to read, or not at once. Applied when posts are shown, and known to nobody else.
CREATE TABLE filter (
    id INTEGER PRIMARY KEY,
    owner_id INTEGER NOT NULL REFERENCES account (id),
    title TEXT NOT NULL,
    contexts TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('warn', 'hide', 'blur')),
    expires_at TEXT,
    created_at TEXT NOT NULL
);
CREATE INDEX filter_owner ON filter (owner_id, id);

CREATE TABLE filter_keyword (
    id INTEGER PRIMARY KEY,
    filter_id INTEGER NOT NULL REFERENCES filter (id) ON DELETE CASCADE,
    keyword TEXT NOT NULL,
    whole_word BOOLEAN NOT NULL
);
CREATE INDEX filter_keyword_filter ON filter_keyword (filter_id);

CREATE TABLE filter_status (
    id INTEGER PRIMARY KEY,
    filter_id INTEGER NOT NULL REFERENCES filter (id) ON DELETE CASCADE,
    status_id INTEGER NOT NULL REFERENCES status (id) ON DELETE CASCADE,
    UNIQUE (filter_id, status_id)
);
CREATE INDEX filter_status_status ON filter_status (status_id);
