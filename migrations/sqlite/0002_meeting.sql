-- An Offer beside a mutual acquaintance: the pair stays as it is until this is answered.
CREATE TABLE renewal (
    acquaintance_id TEXT PRIMARY KEY REFERENCES acquaintance (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('offered', 'asked', 'declined')),
    offer_uri TEXT NOT NULL,
    attestation TEXT REFERENCES document (digest),
    accept_by TEXT,
    declined_silently BOOLEAN NOT NULL,
    hidden BOOLEAN NOT NULL,
    message TEXT,
    created_at TEXT NOT NULL,
    CHECK (state = 'declined' OR (attestation IS NOT NULL AND accept_by IS NOT NULL))
);
CREATE INDEX renewal_offer ON renewal (offer_uri);
CREATE INDEX renewal_attestation ON renewal (attestation);

-- Pairs of attestations that a renewal replaced. They stay in force until the acquaintance ends.
CREATE TABLE earlier_pair (
    acquaintance_id TEXT NOT NULL REFERENCES acquaintance (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    offer_uri TEXT NOT NULL,
    mine TEXT NOT NULL REFERENCES document (digest),
    theirs TEXT NOT NULL REFERENCES document (digest),
    PRIMARY KEY (acquaintance_id, sequence)
);
CREATE INDEX earlier_pair_mine ON earlier_pair (mine);
CREATE INDEX earlier_pair_theirs ON earlier_pair (theirs);

-- Codes that members show in person, by the digest of their digits; offer_uri is the Offer that used one up.
CREATE TABLE meeting (
    digest BLOB PRIMARY KEY,
    member_id INTEGER NOT NULL REFERENCES account (id),
    expires_at TEXT NOT NULL,
    offer_uri TEXT
);
CREATE INDEX meeting_offer ON meeting (offer_uri);
CREATE INDEX meeting_expires ON meeting (expires_at);

-- Codes that were tried lately, by members and by servers.
CREATE TABLE meeting_try (
    tried_by TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    tried_at TEXT NOT NULL,
    PRIMARY KEY (tried_by, sequence)
);
CREATE INDEX meeting_try_at ON meeting_try (tried_at);

-- The one reminder of a request.
CREATE TABLE reminder (
    request_id TEXT PRIMARY KEY REFERENCES request (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL
);
