/// Makes two tests of one story, `NAME::sqlite` and `NAME::postgresql`. The story gets its own
/// [`World`](crate::World).
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$attribute:meta])* async fn $name:ident($world:ident: World) $story:block)+) => {
        $(
            $(#[$attribute])*
            mod $name {
                #[allow(unused_imports, reason = "a story may need nothing of its file")]
                use super::*;

                async fn story($world: $crate::World) $story

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn sqlite() {
                    story($crate::World::new($crate::Engine::Sqlite).await).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn postgresql() {
                    story($crate::World::new($crate::Engine::Postgresql).await).await;
                }
            }
        )+
    };
}
