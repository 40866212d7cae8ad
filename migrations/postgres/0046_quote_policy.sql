-- Who may quote the posts of a member unless she says otherwise.
ALTER TABLE preference ADD COLUMN quote_policy TEXT NOT NULL DEFAULT 'nobody'
    CHECK (quote_policy IN ('nobody', 'followers', 'public'));

-- Leave to quote is counted for whole domains.
CREATE INDEX quote_authorization_given ON quote_authorization (given_at);
