-- The polls of statuses. What is counted is counted here for members, and told by their servers for others.
CREATE TABLE poll (
    status_id INTEGER PRIMARY KEY REFERENCES status (id) ON DELETE CASCADE,
    multiple BOOLEAN NOT NULL,
    hides_totals BOOLEAN NOT NULL,
    ends_at TEXT,
    has_ended BOOLEAN NOT NULL,
    voters INTEGER,
    -- Whether a job is to tell other servers of the votes that came.
    is_to_be_told BOOLEAN NOT NULL
);

CREATE TABLE poll_option (
    status_id INTEGER NOT NULL REFERENCES poll (status_id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    votes INTEGER NOT NULL,
    PRIMARY KEY (status_id, position)
);

CREATE TABLE poll_vote (
    status_id INTEGER NOT NULL REFERENCES poll (status_id) ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES account (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (status_id, account_id, position)
);
CREATE INDEX poll_vote_account ON poll_vote (account_id);
