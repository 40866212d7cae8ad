-- Inboxes to which an account of this instance ever sent something: when it is deleted, all of them are told.
CREATE TABLE recipient (
    account_id INTEGER NOT NULL REFERENCES account (id),
    inbox TEXT NOT NULL,
    PRIMARY KEY (account_id, inbox)
);

-- As far as it is known of what was sent before: the inboxes of Notes and of followers.
INSERT INTO recipient (account_id, inbox)
    SELECT recommendation.author_id, reader.inbox FROM reader
    JOIN recommendation ON recommendation.id = reader.recommendation_id
    UNION
    SELECT follow.followed_id, account.inbox FROM follow
    JOIN account AS followed ON followed.id = follow.followed_id AND followed.host IS NULL
    JOIN account ON account.id = follow.follower_id AND account.host IS NOT NULL
    WHERE follow.state = 'accepted';
