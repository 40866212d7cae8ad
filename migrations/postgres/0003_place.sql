-- Where somebody is, coarsely and as she says, and its words in lower case with a space around each.
ALTER TABLE account ADD COLUMN place TEXT;
ALTER TABLE account ADD COLUMN place_words TEXT;

-- What decides whether a path may lead over somebody, without reading the whole account.
CREATE INDEX account_living ON account (id, evidence_key) WHERE gone_at IS NULL;

CREATE INDEX recommendation_pair ON recommendation (author_id, subject_id);

-- The words of the topics of public recommendations.
CREATE TABLE topic_word (
    recommendation_id TEXT NOT NULL REFERENCES recommendation (id),
    word TEXT COLLATE "C" NOT NULL,
    author_id BIGINT NOT NULL REFERENCES account (id),
    subject_id BIGINT NOT NULL REFERENCES account (id),
    expires_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (recommendation_id, word)
);
CREATE INDEX topic_word_subject ON topic_word (word, subject_id, author_id, expires_at, recommendation_id);

-- Who knows whom, in both directions, as far as paths may lead over it. It follows from the acquaintances
-- that are mutual and not private, and from the public recommendations. Its key covers what a path asks.
CREATE TABLE tie (
    from_id BIGINT NOT NULL REFERENCES account (id),
    to_id BIGINT NOT NULL REFERENCES account (id),
    said TEXT NOT NULL REFERENCES document (digest),
    heard TEXT NOT NULL REFERENCES document (digest),
    from_key TEXT NOT NULL,
    to_key TEXT NOT NULL,
    met BOOLEAN NOT NULL,
    known_since INTEGER NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (from_id, to_id)
);

-- What follows from the data that are there.
INSERT INTO topic_word (recommendation_id, word, author_id, subject_id, expires_at)
WITH topic (recommendation_id, topic) AS (
    SELECT recommendation.id, topics.value FROM recommendation
    JOIN version ON version.id = recommendation.public_version,
    jsonb_array_elements_text(version.topics) AS topics (value)
    WHERE recommendation.standing = 'public'
), part (recommendation_id, word) AS (
    SELECT recommendation_id, unnest(string_to_array(topic, '_')) FROM topic
), word (recommendation_id, word) AS (
    SELECT recommendation_id, topic FROM topic UNION SELECT recommendation_id, word FROM part WHERE word <> ''
)
SELECT word.recommendation_id, word.word, recommendation.author_id, recommendation.subject_id,
    recommendation.expires_at
FROM word JOIN recommendation ON recommendation.id = word.recommendation_id;

INSERT INTO tie (from_id, to_id, said, heard, from_key, to_key, met, known_since, ends_at)
WITH statement (digest, author_key, met, known_since, ends_at) AS (
    SELECT digest, author_key, json::json ->> 'evidence' = 'codes-exchanged',
        substr(json::json ->> 'knownSince', 1, 4)::INTEGER * 12
            + CASE WHEN length(json::json ->> 'knownSince') = 7
                THEN substr(json::json ->> 'knownSince', 6)::INTEGER ELSE 12 END,
        (json::json ->> 'endTime')::TIMESTAMPTZ
    FROM document WHERE kind = 'attestation'
), mutual AS (
    SELECT * FROM acquaintance AS view WHERE state = 'mutual' AND (
        EXISTS (SELECT 1 FROM account WHERE id = view.other_id AND host IS NOT NULL)
        OR EXISTS (SELECT 1 FROM acquaintance AS returned WHERE returned.owner_id = view.other_id
            AND returned.other_id = view.owner_id AND returned.state = 'mutual'))
), ground (from_id, to_id, said, heard, kind, owner_id, ends_at) AS (
    SELECT owner_id, other_id, mine, theirs, 0, owner_id, NULL::TIMESTAMPTZ FROM mutual
    UNION ALL
    SELECT other_id, owner_id, theirs, mine, 0, owner_id, NULL::TIMESTAMPTZ FROM mutual
    UNION ALL
    SELECT author_id, subject_id, author_attestation, subject_attestation, 1, 0, expires_at
    FROM recommendation JOIN version ON version.id = recommendation.public_version WHERE standing = 'public'
    UNION ALL
    SELECT subject_id, author_id, subject_attestation, author_attestation, 1, 0, expires_at
    FROM recommendation JOIN version ON version.id = recommendation.public_version WHERE standing = 'public'
), ranked AS (
    SELECT from_id, to_id, said, heard, own.author_key AS from_key, other.author_key AS to_key,
        own.met AND other.met AS met, greatest(own.known_since, other.known_since) AS known_since,
        least(own.ends_at, other.ends_at, ground.ends_at) AS ends_at,
        row_number() OVER (PARTITION BY from_id, to_id
            ORDER BY least(own.ends_at, other.ends_at, ground.ends_at) DESC, ground.kind, ground.owner_id) AS place
    FROM ground
    JOIN statement AS own ON own.digest = ground.said
    JOIN statement AS other ON other.digest = ground.heard
)
SELECT from_id, to_id, said, heard, from_key, to_key, met, known_since, ends_at FROM ranked
WHERE place = 1 AND NOT EXISTS (SELECT 1 FROM acquaintance WHERE state = 'mutual' AND visibility = 'private'
    AND ((owner_id = from_id AND other_id = to_id) OR (owner_id = to_id AND other_id = from_id)));
