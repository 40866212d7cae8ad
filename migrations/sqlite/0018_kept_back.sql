-- Offers that do not lie before their subjects yet, because these are writing about the authors.
CREATE TABLE kept_back_offer (
    offer_uri TEXT PRIMARY KEY
);

-- Requests are counted by who asks.
CREATE INDEX request_other ON request (other_id);

-- Days on which an inbox answered 404, and the actor of an account behind it as well: an inbox may be shared by accounts
-- that are gone and others that are not.
DROP TABLE missing_inbox;
CREATE TABLE missing_account (
    inbox TEXT NOT NULL,
    actor TEXT NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (inbox, actor, day)
);
