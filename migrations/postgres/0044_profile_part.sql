-- What the two pictures of somebody show, which parts of her profile apps show, and which sites may name her as an author.
ALTER TABLE account ADD COLUMN avatar_description TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN header_description TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN shows_media BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE account ADD COLUMN shows_media_replies BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE account ADD COLUMN shows_featured BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE account ADD COLUMN attribution_domains JSONB NOT NULL DEFAULT '[]';
