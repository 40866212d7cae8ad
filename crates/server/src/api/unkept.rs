//! What clients ask for and nothing here keeps: empty lists, which are the truth and keep the clients at work.

use axum::Json;

type Nothing = [String; 0];

macro_rules! nothing {
    ($($(#[$doc:meta])* $name:ident, $path:literal;)+) => {
        $(
            $(#[$doc])*
            #[utoipa::path(get, path = $path, responses((status = 200, body = Vec<String>)))]
            pub(super) async fn $name() -> Json<Nothing> {
                Json([])
            }
        )+
    };
}

nothing! {
    /// Pictures for texts: there are none.
    custom_emojis, "/api/v1/custom_emojis";
    /// What many write about: nobody is ranked here.
    trends, "/api/v1/trends";
    /// Links that many share: nothing is ranked here.
    trending_links, "/api/v1/trends/links";
    /// Posts that many like: nothing is ranked here.
    trending_statuses, "/api/v1/trends/statuses";
    /// Hashtags that many use: nothing is ranked here.
    trending_tags, "/api/v1/trends/tags";
}
