-- When a server was to be asked whether the documents of a recommendation are withdrawn, and when it last
-- answered. Whoever writes asked_at asks; answered_at is that of an earlier question until the answer is here.
CREATE TABLE withdrawal_question (
    recommendation_id TEXT NOT NULL REFERENCES recommendation (id),
    host TEXT NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    answered_at TIMESTAMPTZ,
    PRIMARY KEY (recommendation_id, host)
);
