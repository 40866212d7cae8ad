//! What pages load, with the pictures that stand on them.

use std::collections::HashSet;
use std::io::{Cursor, Write as _};

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use flate2::Compression;
use flate2::write::GzEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use tokio::io::AsyncReadExt as _;
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::media::{Caption, MEDIA, PictureFile};
use vouchwell_domain::member::Member;
use vouchwell_domain::post::{Post, PostContent};
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_domain::status::Visibility;
use vouchwell_server::web::asset;
use vouchwell_service::media::{self, NewPortraits};
use vouchwell_service::profile::{self, ProfileChange};
use vouchwell_service::{follow, status};

use crate::instance::Instance;
use crate::markup::tags;

/// What a page may cost.
const MOST: usize = 200_000;

/// What no encoder makes small, and no two are the same.
fn noise(seed: u32) -> Vec<u8> {
    let mut state = seed;
    let points = RgbImage::from_fn(120, 90, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [red, green, blue, _] = (state >> 4).to_le_bytes();
        Rgb([red, green, blue])
    });
    let mut bytes = Vec::new();
    DynamicImage::from(points)
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
        .unwrap();
    bytes
}

/// Words of which no two posts have many in common.
fn words(seed: u32) -> String {
    let mut state = seed;
    let mut word = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        format!("{:x} ", state >> 6)
    };
    let words: String = std::iter::repeat_with(&mut word).take(50).collect();
    format!("{words}#payroll")
}

impl Instance {
    async fn show_pictures(
        &self,
        author: &Member,
        number: u32,
        pictures: usize,
        answered: Option<StatusId>,
    ) -> StatusId {
        let mut shown = Vec::new();
        for picture in (0..).take(pictures) {
            let bytes = noise(10 * number + picture);
            let uploaded = media::upload(&self.context, author, bytes, Caption::default()).await;
            shown.push(uploaded.unwrap().id);
        }
        let post = Post {
            content: PostContent::new(&words(number), "", false, None).unwrap(),
            visibility: Visibility::Public,
            in_reply_to: answered,
            media: shown,
            poll: None,
            quote_policy: QuotePolicy::Nobody,
        };
        let written = status::write(&self.context, author, &post, None).await;
        written.unwrap().status.id
    }

    /// How many bytes a page and all that it names cost a browser that has nothing of it.
    async fn weight(&self, path: &str, cookie: &str) -> (usize, usize) {
        let page = self.read_as(path, cookie).await;
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(page.as_bytes()).unwrap();
        let typefaces = ["source-serif-4", "atkinson-hyperlegible-next"]
            .into_iter()
            .flat_map(|name| {
                ["latin", "latin-ext"].map(|part| asset::size(&format!("fonts/{name}-{part}.woff2")).unwrap())
            });
        let mut weight = packed.finish().unwrap().len() + typefaces.sum::<usize>();
        let tags = tags(&page);
        let named = tags.iter().filter_map(|tag| match tag.name.as_str() {
            "img" | "script" => tag.attribute("src"),
            "link" if matches!(tag.attribute("rel"), Some("stylesheet" | "icon")) => tag.attribute("href"),
            _ => None,
        });
        let named: HashSet<&str> = named.collect();
        let mut pictures = 0;
        for file in named {
            weight += match file.strip_prefix("/media/") {
                Some(file) => {
                    pictures += 1;
                    self.picture(file).await
                }
                None => self.file(file).await,
            };
        }
        (weight, pictures)
    }

    async fn picture(&self, file: &str) -> usize {
        let file: PictureFile = file.parse().unwrap();
        let opened = self.context.pictures.open_or_larger(&file).await.unwrap();
        let mut bytes = Vec::new();
        opened.unwrap().1.read_to_end(&mut bytes).await.unwrap()
    }

    async fn file(&self, path: &str) -> usize {
        let request = Request::get(path).header(header::ACCEPT_ENCODING, "gzip");
        let response = self.answer(request.body(Body::empty()).unwrap()).await;
        to_bytes(response.into_body(), MOST).await.unwrap().len()
    }
}

#[tokio::test]
async fn a_page_is_light_with_all_its_pictures() {
    let instance = Instance::found().await;
    let (ada, ben) = (instance.member("ada").await, instance.member("ben").await);
    follow::follow(&instance.context, &ben, ada.account.id)
        .await
        .unwrap();
    let portraits = NewPortraits {
        avatar: Some(Some(noise(1))),
        header: Some(Some(noise(2))),
    };
    let change = ProfileChange {
        portraits,
        ..ProfileChange::default()
    };
    profile::change(&instance.context, &ada, change).await.unwrap();
    for number in 1..=20 {
        let pictures = if number > 12 { 2 } else { 0 };
        instance.show_pictures(&ada, number, pictures, None).await;
    }
    let question = instance.show_pictures(&ada, 100, MEDIA, None).await;
    for number in 101..=104 {
        instance.show_pictures(&ada, number, 1, Some(question)).await;
    }
    let cookie = instance.sign_in("ben").await;
    let own = instance.sign_in("ada").await;
    for (path, cookie, pictures) in [
        ("/home".to_owned(), &cookie, 6),
        ("/tags/payroll".to_owned(), &cookie, 6),
        ("/@ada".to_owned(), &cookie, 5),
        (format!("/people/{}", ada.account.id), &cookie, 5),
        (format!("/@ada/{question}"), &cookie, 6),
        ("/settings/profile".to_owned(), &own, 2),
    ] {
        let (weight, shown) = instance.weight(&path, cookie).await;
        assert!(weight < MOST, "{path} costs {weight} bytes");
        assert_eq!(shown, pictures, "{path}");
    }
    let page = instance.read_as("/home", &cookie).await;
    assert!(
        page.contains(&format!("/@ada/{question}\">3 more pictures</a>")),
        "{page}"
    );
}
