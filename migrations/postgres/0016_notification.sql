-- With which others apps show a notification together, and whether the member's policy holds it back.
ALTER TABLE notification ADD COLUMN group_key TEXT NOT NULL DEFAULT '';
ALTER TABLE notification ADD COLUMN filtered BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE notification SET group_key = CASE
    WHEN kind IN ('favourite', 'reblog') THEN kind || '-' || status_id || '-' || ((id >> 16) / 43200000)
    WHEN kind = 'follow' THEN kind || '-' || ((id >> 16) / 43200000)
    ELSE 'ungrouped-' || id END;
CREATE INDEX notification_group ON notification (account_id, group_key, id);
CREATE INDEX notification_filtered ON notification (account_id, from_id, id) WHERE filtered;

-- What becomes of notifications of some people; no row where everything is accepted.
CREATE TABLE notification_policy (
    account_id BIGINT PRIMARY KEY REFERENCES account (id),
    not_following TEXT NOT NULL CHECK (not_following IN ('accept', 'filter', 'drop')),
    not_followers TEXT NOT NULL CHECK (not_followers IN ('accept', 'filter', 'drop')),
    new_accounts TEXT NOT NULL CHECK (new_accounts IN ('accept', 'filter', 'drop')),
    private_mentions TEXT NOT NULL CHECK (private_mentions IN ('accept', 'filter', 'drop')),
    limited_accounts TEXT NOT NULL CHECK (limited_accounts IN ('accept', 'filter', 'drop'))
);

-- Of whom a member wants to be told, whatever her policy says.
CREATE TABLE notification_permission (
    account_id BIGINT NOT NULL REFERENCES account (id),
    from_id BIGINT NOT NULL REFERENCES account (id),
    PRIMARY KEY (account_id, from_id)
);
