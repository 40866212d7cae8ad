-- The address of this instance is fixed at its first start: every id is made from it.
CREATE TABLE instance (
    id SMALLINT PRIMARY KEY CHECK (id = 1),
    origin TEXT NOT NULL,
    setup_token_digest BYTEA,
    created_at TIMESTAMPTZ NOT NULL
);

-- Everybody known here. host is NULL for the accounts of this instance.
CREATE TABLE account (
    id BIGINT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    host TEXT,
    kind TEXT NOT NULL,
    display_name TEXT NOT NULL,
    summary TEXT NOT NULL,
    url TEXT NOT NULL,
    avatar TEXT,
    header TEXT,
    fields JSONB NOT NULL,
    also_known_as JSONB NOT NULL,
    locked BOOLEAN NOT NULL,
    inbox TEXT NOT NULL,
    shared_inbox TEXT,
    followers TEXT,
    request_key_id TEXT,
    request_key TEXT,
    evidence_key TEXT,
    understands_recommendations BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    refresh_failed_at TIMESTAMPTZ,
    gone_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX account_local_name ON account (lower(name)) WHERE host IS NULL;
-- Not unique: a server may give the name of a deleted account to another one.
CREATE INDEX account_handle ON account (lower(name), host);
CREATE INDEX account_evidence_key ON account (evidence_key);

CREATE TABLE member (
    account_id BIGINT PRIMARY KEY REFERENCES account (id),
    email TEXT NOT NULL,
    password_hash TEXT,
    role TEXT NOT NULL,
    quarantine_exempt BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX member_email ON member (lower(email));

-- Encrypted with the key in the data directory.
CREATE TABLE private_key (
    account_id BIGINT PRIMARY KEY REFERENCES account (id),
    request_key BYTEA NOT NULL,
    evidence_key BYTEA NOT NULL
);

CREATE TABLE access_token (
    digest BYTEA PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    scopes TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ
);

-- Keys under which evidence of an account was accepted (protocol §2): identity outlives actor documents.
CREATE TABLE remembered_key (
    account_id BIGINT NOT NULL REFERENCES account (id),
    key TEXT NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, key)
);
CREATE INDEX remembered_key_key ON remembered_key (key);

CREATE TABLE follow (
    follower_id BIGINT NOT NULL REFERENCES account (id),
    followed_id BIGINT NOT NULL REFERENCES account (id),
    uri TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('requested', 'accepted')),
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (follower_id, followed_id)
);
CREATE INDEX follow_followed ON follow (followed_id, follower_id);
CREATE INDEX follow_uri ON follow (uri);

CREATE TABLE block (
    blocker_id BIGINT NOT NULL REFERENCES account (id),
    blocked_id BIGINT NOT NULL REFERENCES account (id),
    uri TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (blocker_id, blocked_id)
);
CREATE INDEX block_blocked ON block (blocked_id, blocker_id);

-- Signed documents, as the exact text made or received; looked up by digest, the uri is a name.
CREATE TABLE document (
    digest TEXT PRIMARY KEY,
    uri TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('attestation', 'endorsement', 'acceptance', 'withdrawal')),
    author TEXT NOT NULL,
    author_key TEXT NOT NULL,
    json TEXT NOT NULL,
    published_at TIMESTAMPTZ NOT NULL,
    received_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX document_uri ON document (uri);

-- A withdrawal has force over the document of this digest only if both have one author and one key.
-- It may be here before the document is, and stays for ever.
CREATE TABLE withdrawal (
    withdrawn_digest TEXT NOT NULL,
    document_digest TEXT NOT NULL REFERENCES document (digest),
    author TEXT NOT NULL,
    author_key TEXT NOT NULL,
    PRIMARY KEY (withdrawn_digest, document_digest)
);

-- One row for each member of a pair: two people of this instance have two rows.
CREATE TABLE acquaintance (
    id TEXT PRIMARY KEY,
    owner_id BIGINT NOT NULL REFERENCES account (id),
    other_id BIGINT NOT NULL REFERENCES account (id),
    state TEXT NOT NULL CHECK (state IN ('offered', 'asked', 'mutual', 'declined', 'ended')),
    offer_uri TEXT NOT NULL,
    mine TEXT REFERENCES document (digest),
    theirs TEXT REFERENCES document (digest),
    accept_by TIMESTAMPTZ,
    declined_silently BOOLEAN NOT NULL,
    hidden BOOLEAN NOT NULL,
    message TEXT,
    visibility TEXT NOT NULL CHECK (visibility IN ('acquaintances', 'public', 'private')),
    sequence BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    mutual_since TIMESTAMPTZ,
    CHECK (state <> 'mutual' OR (mine IS NOT NULL AND theirs IS NOT NULL)),
    CHECK (state <> 'offered' OR (mine IS NOT NULL AND accept_by IS NOT NULL)),
    CHECK (state <> 'asked' OR (theirs IS NOT NULL AND accept_by IS NOT NULL)),
    UNIQUE (owner_id, other_id)
);
CREATE INDEX acquaintance_owner ON acquaintance (owner_id, sequence);
CREATE INDEX acquaintance_offer ON acquaintance (offer_uri);
CREATE INDEX acquaintance_mine ON acquaintance (mine);
CREATE INDEX acquaintance_theirs ON acquaintance (theirs);

-- A request for a recommendation, one row for each member concerned.
CREATE TABLE request (
    id TEXT PRIMARY KEY,
    owner_id BIGINT NOT NULL REFERENCES account (id),
    other_id BIGINT NOT NULL REFERENCES account (id),
    asked_by_owner BOOLEAN NOT NULL,
    invite_uri TEXT NOT NULL,
    topics JSONB NOT NULL,
    message TEXT,
    answer TEXT,
    answer_received BOOLEAN NOT NULL,
    reply TEXT,
    closed BOOLEAN NOT NULL,
    hidden BOOLEAN NOT NULL,
    sequence BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    closes_at TIMESTAMPTZ NOT NULL,
    UNIQUE (owner_id, invite_uri)
);
CREATE INDEX request_owner ON request (owner_id, sequence);
CREATE INDEX request_invite ON request (invite_uri);

-- "I don't know this person", as answered by members of this instance.
CREATE TABLE doubt (
    member_id BIGINT NOT NULL REFERENCES account (id),
    asker_id BIGINT NOT NULL REFERENCES account (id),
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (member_id, asker_id)
);
CREATE INDEX doubt_asker ON doubt (asker_id, created_at);

-- One row for each Note; its texts are its versions.
CREATE TABLE recommendation (
    id TEXT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    author_id BIGINT NOT NULL REFERENCES account (id),
    subject_id BIGINT NOT NULL REFERENCES account (id),
    standing TEXT NOT NULL CHECK (standing IN ('unpublished', 'public', 'withdrawn')),
    public_version TEXT,
    status_id BIGINT,
    sequence BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    published_at TIMESTAMPTZ,
    withdrawn_at TIMESTAMPTZ,
    expires_at TIMESTAMPTZ,
    withdrawals_checked_at TIMESTAMPTZ,
    CHECK (standing <> 'public' OR (public_version IS NOT NULL AND status_id IS NOT NULL
        AND published_at IS NOT NULL AND expires_at IS NOT NULL))
);
CREATE INDEX recommendation_author ON recommendation (author_id, sequence);
CREATE INDEX recommendation_subject ON recommendation (subject_id, sequence);

CREATE TABLE version (
    id TEXT PRIMARY KEY,
    recommendation_id TEXT NOT NULL REFERENCES recommendation (id),
    stage TEXT NOT NULL CHECK (stage IN ('draft', 'offered', 'accepted', 'public', 'replaced', 'dropped')),
    text TEXT NOT NULL,
    language TEXT NOT NULL,
    topics JSONB NOT NULL,
    limitations TEXT NOT NULL,
    disclosures JSONB NOT NULL,
    endorsement TEXT REFERENCES document (digest),
    author_attestation TEXT REFERENCES document (digest),
    subject_attestation TEXT REFERENCES document (digest),
    acceptance TEXT REFERENCES document (digest),
    offer_uri TEXT,
    offer_ends_at TIMESTAMPTZ,
    set_aside BOOLEAN NOT NULL,
    tentative_uri TEXT,
    hold_until TIMESTAMPTZ,
    publish_at TIMESTAMPTZ,
    message TEXT,
    sequence BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    published_at TIMESTAMPTZ,
    CHECK (stage NOT IN ('offered', 'accepted') OR (endorsement IS NOT NULL AND offer_uri IS NOT NULL
        AND author_attestation IS NOT NULL AND subject_attestation IS NOT NULL)),
    CHECK (stage NOT IN ('public', 'replaced') OR (endorsement IS NOT NULL AND acceptance IS NOT NULL
        AND author_attestation IS NOT NULL AND subject_attestation IS NOT NULL))
);
CREATE INDEX version_recommendation ON version (recommendation_id, sequence);
CREATE UNIQUE INDEX version_in_progress ON version (recommendation_id)
    WHERE stage IN ('draft', 'offered', 'accepted');
CREATE INDEX version_endorsement ON version (endorsement);
CREATE INDEX version_acceptance ON version (acceptance);
CREATE INDEX version_author_attestation ON version (author_attestation);
CREATE INDEX version_subject_attestation ON version (subject_attestation);
CREATE INDEX version_offer ON version (offer_uri);

CREATE TABLE status (
    id BIGINT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES account (id),
    content TEXT NOT NULL,
    spoiler TEXT NOT NULL,
    sensitive BOOLEAN NOT NULL,
    language TEXT,
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'unlisted', 'private', 'direct')),
    in_reply_to TEXT,
    tags JSONB NOT NULL,
    recommendation_id TEXT REFERENCES recommendation (id),
    created_at TIMESTAMPTZ NOT NULL,
    edited_at TIMESTAMPTZ
);
CREATE INDEX status_account ON status (account_id, id);
CREATE INDEX status_public ON status (id) WHERE visibility = 'public';

CREATE TABLE mention (
    status_id BIGINT NOT NULL REFERENCES status (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES account (id),
    PRIMARY KEY (status_id, account_id)
);
CREATE INDEX mention_account ON mention (account_id, status_id);

-- Ids that once carried a recommendation or were deleted: nothing of that account comes back under them.
CREATE TABLE tombstone (
    uri TEXT NOT NULL,
    account_uri TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (uri, account_uri)
);

CREATE TABLE notification (
    id BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    from_id BIGINT NOT NULL REFERENCES account (id),
    status_id BIGINT REFERENCES status (id) ON DELETE CASCADE,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX notification_account ON notification (account_id, id);
CREATE UNIQUE INDEX notification_once ON notification (account_id, kind, from_id, coalesce(status_id, 0));
CREATE INDEX notification_status ON notification (status_id);

CREATE TABLE report (
    id BIGINT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    reporter TEXT NOT NULL,
    objects JSONB NOT NULL,
    content TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

-- What came in through the front door. A row is the promise that it takes effect once.
CREATE TABLE received_activity (
    actor TEXT NOT NULL,
    uri TEXT NOT NULL,
    body TEXT NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (actor, uri)
);

CREATE TABLE sent_activity (
    uri TEXT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    object TEXT,
    body TEXT NOT NULL,
    public BOOLEAN NOT NULL,
    sequence BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX sent_activity_account ON sent_activity (account_id, sequence);
CREATE INDEX sent_activity_object ON sent_activity (object);

-- Inboxes to which a Note was ever sent: its Delete goes to all of them.
CREATE TABLE reader (
    recommendation_id TEXT NOT NULL REFERENCES recommendation (id),
    inbox TEXT NOT NULL,
    PRIMARY KEY (recommendation_id, inbox)
);

CREATE TABLE job (
    id BIGINT PRIMARY KEY,
    queue TEXT NOT NULL CHECK (queue IN ('inbox', 'outbox', 'delivery', 'timer')),
    payload TEXT NOT NULL,
    host TEXT,
    run_at TIMESTAMPTZ NOT NULL,
    attempts INTEGER NOT NULL,
    leased_until TIMESTAMPTZ,
    first_failed_at TIMESTAMPTZ,
    failed_at TIMESTAMPTZ,
    last_error TEXT,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX job_due ON job (queue, run_at) WHERE failed_at IS NULL;

-- What is known of a peer: its circuit breaker and the signature scheme it takes.
CREATE TABLE peer (
    host TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    closed_until TIMESTAMPTZ,
    signature_scheme TEXT
);

-- Days on which an inbox answered 404: on three days together with its actor it ends a follower.
CREATE TABLE missing_inbox (
    inbox TEXT NOT NULL,
    day DATE NOT NULL,
    PRIMARY KEY (inbox, day)
);
