-- People whom somebody publicly recommends for one topic. A collection keeps its number while it is empty.
CREATE TABLE collection (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    author_id INTEGER NOT NULL REFERENCES account (id),
    topic TEXT NOT NULL,
    UNIQUE (author_id, topic)
);

-- Who is in it, and by which recommendation. It follows from the public recommendations.
CREATE TABLE collection_item (
    collection_id INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    recommendation_id TEXT NOT NULL REFERENCES recommendation (id),
    account_id INTEGER NOT NULL REFERENCES account (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (collection_id, recommendation_id)
);
CREATE INDEX collection_item_recommendation ON collection_item (recommendation_id);
CREATE INDEX collection_item_account ON collection_item (account_id);

-- What follows from the data that are there.
INSERT INTO collection (author_id, topic)
SELECT recommendation.author_id, topics.value FROM recommendation
JOIN version ON version.id = recommendation.public_version, json_each(version.topics) AS topics
WHERE recommendation.standing = 'public'
GROUP BY recommendation.author_id, topics.value ORDER BY MIN(recommendation.published_at), topics.value;

INSERT INTO collection_item (collection_id, recommendation_id, account_id, created_at, expires_at)
SELECT collection.id, recommendation.id, recommendation.subject_id, recommendation.published_at,
    recommendation.expires_at
FROM recommendation
JOIN version ON version.id = recommendation.public_version, json_each(version.topics) AS topics
JOIN collection ON collection.author_id = recommendation.author_id AND collection.topic = topics.value
WHERE recommendation.standing = 'public'
GROUP BY collection.id, recommendation.id;
