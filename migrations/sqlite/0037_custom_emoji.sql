-- Pictures that people of other servers write as :shortcode:, and where they are. The files stay there.
CREATE TABLE custom_emoji (
    host TEXT NOT NULL,
    shortcode TEXT NOT NULL,
    url TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (host, shortcode)
);
