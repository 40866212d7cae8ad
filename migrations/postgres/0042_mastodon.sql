-- Whom members do not want to be suggested.
CREATE TABLE dismissed_suggestion (
    owner_id BIGINT NOT NULL REFERENCES account (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    PRIMARY KEY (owner_id, account_id)
);
CREATE INDEX dismissed_suggestion_account ON dismissed_suggestion (account_id);
