-- How a follow is shown where it is otherwise than usual: without boosts, told of each post, in some languages.
CREATE TABLE follow_option (
    follower_id BIGINT NOT NULL,
    followed_id BIGINT NOT NULL,
    reblogs BOOLEAN NOT NULL,
    notify BOOLEAN NOT NULL,
    languages JSONB NOT NULL,
    PRIMARY KEY (follower_id, followed_id),
    FOREIGN KEY (follower_id, followed_id) REFERENCES follow (follower_id, followed_id) ON DELETE CASCADE
);
CREATE INDEX follow_option_notify ON follow_option (followed_id) WHERE notify;

-- Whom a member does not want to hear for a while, or for good. Nobody else knows of it.
CREATE TABLE mute (
    muter_id BIGINT NOT NULL REFERENCES account (id),
    muted_id BIGINT NOT NULL REFERENCES account (id),
    notifications BOOLEAN NOT NULL,
    expires_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (muter_id, muted_id)
);

-- What a member notes about an account for herself.
CREATE TABLE private_note (
    owner_id BIGINT NOT NULL REFERENCES account (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    text TEXT NOT NULL,
    PRIMARY KEY (owner_id, account_id)
);

-- Servers of which a member wants to hear nobody.
CREATE TABLE domain_block (
    owner_id BIGINT NOT NULL REFERENCES account (id),
    host TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    PRIMARY KEY (owner_id, host)
);

-- Accounts that members show on their profiles, for as long as they follow them.
CREATE TABLE featured_account (
    owner_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    PRIMARY KEY (owner_id, account_id),
    FOREIGN KEY (owner_id, account_id) REFERENCES follow (follower_id, followed_id) ON DELETE CASCADE
);

CREATE TABLE featured_tag (
    id BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    tag TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (account_id, tag)
);

CREATE TABLE followed_tag (
    owner_id BIGINT NOT NULL REFERENCES account (id),
    tag TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    PRIMARY KEY (owner_id, tag)
);

-- How far a member has read.
CREATE TABLE marker (
    account_id BIGINT NOT NULL REFERENCES account (id),
    timeline TEXT NOT NULL CHECK (timeline IN ('home', 'notifications')),
    last_read TEXT NOT NULL,
    version BIGINT NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, timeline)
);
