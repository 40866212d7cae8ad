-- What pages say of themselves to which posts lead, kept by the address of the link. There is a row as soon as the page
-- was asked for; without a title nothing can be shown of it. The host is that of the link; the page is where it was found.
CREATE TABLE preview_card (
    address TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    page TEXT,
    page_host TEXT,
    title TEXT,
    description TEXT,
    author TEXT,
    language TEXT,
    published_at TIMESTAMPTZ
);
CREATE INDEX preview_card_host ON preview_card (host, asked_at);
CREATE INDEX preview_card_page_host ON preview_card (page_host) WHERE page_host IS NOT NULL;

-- The posts of members for which pages are asked for: what no post leads to any more is forgotten.
CREATE TABLE preview_card_status (
    status_id BIGINT PRIMARY KEY REFERENCES status (id) ON DELETE CASCADE,
    address TEXT NOT NULL
);
CREATE INDEX preview_card_status_address ON preview_card_status (address);
