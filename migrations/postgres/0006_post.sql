-- What a status answers, as far as that is known here. Its id goes with it; the uri and the account stay.
ALTER TABLE status ADD COLUMN in_reply_to_id BIGINT REFERENCES status (id) ON DELETE SET NULL;
ALTER TABLE status ADD COLUMN in_reply_to_account_id BIGINT REFERENCES account (id);
-- Whether its author is of this instance, so that the public timelines of both kinds are read by an index.
ALTER TABLE status ADD COLUMN local BOOLEAN NOT NULL DEFAULT FALSE;

UPDATE status SET local = TRUE WHERE account_id IN (SELECT id FROM account WHERE host IS NULL);
UPDATE status SET
    in_reply_to_id = (SELECT answered.id FROM status AS answered WHERE answered.uri = status.in_reply_to),
    in_reply_to_account_id = (SELECT answered.account_id FROM status AS answered
        WHERE answered.uri = status.in_reply_to)
    WHERE in_reply_to IS NOT NULL;

-- What a profile counts is counted in it.
DROP INDEX status_account;
CREATE INDEX status_account ON status (account_id, id, visibility);
CREATE INDEX status_in_reply_to_id ON status (in_reply_to_id) WHERE in_reply_to_id IS NOT NULL;
-- Answers to what is not known here yet.
CREATE INDEX status_unanswered ON status (in_reply_to) WHERE in_reply_to IS NOT NULL AND in_reply_to_id IS NULL;
CREATE INDEX status_public_here ON status (id) WHERE visibility = 'public' AND local;
CREATE INDEX status_public_elsewhere ON status (id) WHERE visibility = 'public' AND NOT local;

-- Who was mentioned before an edit is not named any more, but may go on reading, and is told of what follows.
ALTER TABLE mention ADD COLUMN silent BOOLEAN NOT NULL DEFAULT FALSE;

-- The tags of statuses, by which they are found; their order is in the status.
CREATE TABLE status_tag (
    tag TEXT NOT NULL,
    status_id BIGINT NOT NULL REFERENCES status (id) ON DELETE CASCADE,
    PRIMARY KEY (tag, status_id)
);
CREATE INDEX status_tag_status ON status_tag (status_id);
INSERT INTO status_tag (tag, status_id)
    SELECT DISTINCT lower(tags.value), status.id FROM status, jsonb_array_elements_text(status.tags) AS tags (value);

-- What a member typed; the status holds what was made of it.
CREATE TABLE status_source (
    status_id BIGINT PRIMARY KEY REFERENCES status (id) ON DELETE CASCADE,
    text TEXT NOT NULL
);

-- What a status said before it was edited, and since when.
CREATE TABLE status_edit (
    status_id BIGINT NOT NULL REFERENCES status (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    content TEXT NOT NULL,
    spoiler TEXT NOT NULL,
    sensitive BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (status_id, number)
);

-- Under which key a client posted, so that asking again makes no second post.
CREATE TABLE idempotency_key (
    account_id BIGINT NOT NULL REFERENCES account (id),
    key TEXT NOT NULL,
    status_id BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, key)
);
CREATE INDEX idempotency_key_created ON idempotency_key (created_at);

-- Direct statuses of one thread among the same people: one row for each member among them. Participants are
-- the ids of the others.
CREATE TABLE conversation (
    id BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    thread BIGINT NOT NULL,
    participants TEXT NOT NULL,
    unread BOOLEAN NOT NULL,
    UNIQUE (account_id, thread, participants)
);
CREATE TABLE conversation_status (
    conversation_id BIGINT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    status_id BIGINT NOT NULL REFERENCES status (id) ON DELETE CASCADE,
    PRIMARY KEY (conversation_id, status_id)
);
CREATE INDEX conversation_status_status ON conversation_status (status_id);
