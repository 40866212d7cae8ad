use std::io::Cursor;

use chrono::TimeDelta;
use image::codecs::gif::{GifDecoder, GifEncoder};
use image::codecs::jpeg::JpegEncoder;
use image::{AnimationDecoder as _, DynamicImage, Frame, ImageFormat, Rgb, RgbImage, RgbaImage};
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::MediaId;
use vouchwell_domain::media::{
    Caption, Description, Media, MediaContent, Picture, PictureError, PictureFile, PictureFormat, Size,
};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::Message;
use vouchwell_domain::page::Page;
use vouchwell_domain::post::{Post, PostContent};
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_domain::status::Visibility;
use vouchwell_service::error::Refusal;
use vouchwell_service::media::{self, NewPortraits};
use vouchwell_service::profile::{self, ProfileChange};
use vouchwell_service::scheduled::schedule;
use vouchwell_service::status::{Edit, delete, edit, history, write};
use vouchwell_service::timeline::{
    Public, Selection, Source, StatusView, Tagged, of_account, public, tagged,
};
use vouchwell_service::{Error, deletion, portrait, remote_account};

use crate::in_a_town;
use crate::town::{Town, away, noon};

/// How many files there are of an upload.
pub(crate) const FILES: usize = 3;

/// Red on the left, blue on the right.
fn two_colours(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 {
            Rgb([220, 0, 0])
        } else {
            Rgb([0, 0, 220])
        }
    })
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    two_colours(width, height)
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 95))
        .unwrap();
    bytes
}

fn png(picture: DynamicImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
        .unwrap();
    bytes
}

/// As a telephone writes it that was held on its side, with where it was.
fn from_a_telephone(jpeg: &[u8]) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0");
    tiff.extend(b"\x0e\x01\x02\0\x0c\0\0\0\x26\0\0\0");
    tiff.extend(b"\0\0\0\0at N51 E003\0");
    let mut segment = b"Exif\0\0".to_vec();
    segment.extend(tiff);
    let length = u16::try_from(segment.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], b"\xff\xe1", &length, &segment, &jpeg[2..]].concat()
}

/// A few bytes that say that they are so large.
fn bomb(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    GifEncoder::new(&mut bytes)
        .encode_frame(Frame::new(RgbaImage::new(1, 1)))
        .unwrap();
    bytes[6..8].copy_from_slice(&width.to_le_bytes());
    bytes[8..10].copy_from_slice(&height.to_le_bytes());
    bytes
}

/// A small animation of many frames.
fn long(frames: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    GifEncoder::new_with_speed(&mut bytes, 30)
        .encode_frames((0..frames).map(|_| Frame::new(RgbaImage::new(8, 8))))
        .unwrap();
    bytes
}

fn picture(media: &Media) -> &Picture {
    match &media.content {
        MediaContent::Here(picture) => picture,
        other => panic!("{other:?} is not ready"),
    }
}

fn refused(error: Option<Error>) -> PictureError {
    match error {
        Some(Error::Refused(Refusal::Picture(error))) => error,
        other => panic!("{other:?}"),
    }
}

fn post_of(shown: &[&Media]) -> Post {
    Post {
        content: PostContent::beside_media("", "", false, None).unwrap(),
        visibility: Visibility::Public,
        in_reply_to: None,
        media: shown.iter().map(|media| media.id).collect(),
        poll: None,
        quote_policy: QuotePolicy::Nobody,
    }
}

impl Town {
    pub(crate) async fn upload(&self, member: &Member) -> Media {
        media::upload(&self.context, member, jpeg(40, 20), Caption::default())
            .await
            .unwrap()
    }

    pub(crate) async fn show(&self, author: &Member, shown: &[&Media]) -> Result<StatusView, Error> {
        write(&self.context, author, &post_of(shown), None).await
    }

    fn content(&self, file: &PictureFile) -> Vec<u8> {
        std::fs::read(self.directory.path().join("media").join(file.to_string())).unwrap()
    }

    pub(crate) fn files(&self) -> Vec<String> {
        let directory = self.directory.path().join("media");
        let mut files: Vec<String> = std::fs::read_dir(directory).map_or_else(
            |_| Vec::new(),
            |files| {
                files
                    .map(|file| file.unwrap().file_name().into_string().unwrap())
                    .collect()
            },
        );
        files.sort();
        files
    }
}

in_a_town! {
    async fn a_picture_is_written_anew_and_nothing_but_its_points_goes_on(town) {
        let ada = town.join("ada").await;
        let taken = from_a_telephone(&jpeg(40, 20));
        let described = Caption {
            description: Some("two colours".parse().unwrap()),
            focus: Some("0.5,-0.25".parse().unwrap()),
        };
        let uploaded = media::upload(&town.context, &ada, taken, described).await.unwrap();
        assert_eq!((uploaded.description.as_str(), uploaded.focus.x(), uploaded.focus.y()), ("two colours", 0.5, -0.25));
        let kept = picture(&uploaded);
        assert_eq!((kept.format, kept.size), (PictureFormat::Jpeg, Size { width: 20, height: 40 }), "upright");
        assert_eq!(kept.blurhash.len(), 28);
        let bytes = town.content(&kept.whole());
        for trace in [&b"Exif"[..], b"N51"] {
            assert!(!bytes.windows(trace.len()).any(|part| part == trace));
        }
        let shown = image::load_from_memory(&bytes).unwrap().to_rgb8();
        assert!(shown.get_pixel(10, 2)[0] > 150 && shown.get_pixel(10, 37)[2] > 150, "turned as it was held");
        for file in [kept.small(), kept.whole().thumbnail()] {
            assert!(town.context.pictures.open(&file).await.unwrap().is_some(), "{file}");
        }
        assert_eq!(town.files().len(), FILES, "{:?}", town.files());
    }

    async fn what_has_no_thumbnail_is_shown_as_it_is(town) {
        let ada = town.join("ada").await;
        let kept = picture(&town.upload(&ada).await).clone();
        let thumbnail = kept.whole().thumbnail();
        let shown = async || {
            let opened = town.context.pictures.open_or_larger(&thumbnail).await.unwrap();
            opened.map(|(file, ..)| file)
        };
        assert_eq!(shown().await, Some(thumbnail.clone()));
        for (removed, next) in [
            (&thumbnail, Some(kept.small())),
            (&kept.small(), Some(kept.whole())),
            (&kept.whole(), None),
        ] {
            std::fs::remove_file(town.directory.path().join("media").join(removed.to_string())).unwrap();
            assert_eq!(shown().await, next);
        }
    }

    async fn drawings_stay_sharp_animations_move_and_large_pictures_shrink(town) {
        let ada = town.join("ada").await;
        let upload = async |bytes| media::upload(&town.context, &ada, bytes, Caption::default()).await.unwrap();
        let glass = upload(png(RgbaImage::new(30, 30).into())).await;
        assert_eq!(picture(&glass).format, PictureFormat::Png);
        let large = upload(png(two_colours(4_800, 2_400).into())).await;
        let Size { width, height } = picture(&large).size;
        assert!(width == 2 * height && width * height <= 3_840 * 2_160, "{width}x{height}");
        let mut moving = Vec::new();
        GifEncoder::new(&mut moving)
            .encode_frames((0..3).map(|shade| Frame::new(RgbaImage::from_pixel(8, 8, [shade * 90, 0, 0, 255].into()))))
            .unwrap();
        let moving = upload(moving).await;
        let bytes = town.content(&picture(&moving).whole());
        assert_eq!(GifDecoder::new(Cursor::new(bytes)).unwrap().into_frames().count(), 3);
        let mut web = Vec::new();
        DynamicImage::from(two_colours(10, 10)).write_to(&mut Cursor::new(&mut web), ImageFormat::WebP).unwrap();
        assert_eq!(picture(&upload(web).await).format, PictureFormat::Jpeg);
    }

    async fn what_is_no_picture_is_refused_and_leaves_nothing(town) {
        let ada = town.join("ada").await;
        let whole = jpeg(400, 400);
        for (bytes, expected) in [
            (b"GIF89a".to_vec(), PictureError::Damaged),
            (b"picture.png".to_vec(), PictureError::OtherKind),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(), PictureError::OtherKind),
            (b"\0\0\0\x18ftypmp42".to_vec(), PictureError::OtherKind),
            (bomb(40_000, 40_000), PictureError::TooManyPoints),
            (bomb(9_000, 9_000), PictureError::TooManyPoints),
            (whole[..200].to_vec(), PictureError::Damaged),
            (vec![0; 16 * 1024 * 1024 + 1], PictureError::TooLarge),
        ] {
            for later in [false, true] {
                let bytes = bytes.clone();
                let refusal = if later {
                    media::upload_for_later(&town.context, &ada, bytes, Caption::default()).await.err()
                } else {
                    media::upload(&town.context, &ada, bytes, Caption::default()).await.err()
                };
                assert_eq!(refused(refusal), expected);
            }
        }
        town.wait(TimeDelta::zero()).await;
        assert_eq!(town.files(), [""; 0]);
    }

    async fn an_upload_for_later_is_processed_once_and_its_original_goes(town) {
        let ada = town.join("ada").await;
        let later = async |bytes| media::upload_for_later(&town.context, &ada, bytes, Caption::default()).await.unwrap();
        let uploaded = later(from_a_telephone(&jpeg(40, 20))).await;
        assert!(matches!(uploaded.content, MediaContent::Processing(_)));
        assert!(town.show(&ada, &[&uploaded]).await.is_err(), "not ready");
        town.wait(TimeDelta::zero()).await;
        let ready = media::own(&town.context, &ada, uploaded.id).await.unwrap();
        assert_eq!(picture(&ready).size, Size { width: 20, height: 40 });
        assert_eq!(town.files().len(), FILES, "{:?}", town.files());
        media::process(&town.context, uploaded.id).await.unwrap();
        assert_eq!(media::own(&town.context, &ada, uploaded.id).await.unwrap(), ready);

        let mut broken = png(two_colours(40, 20).into());
        let middle = broken.len() / 2;
        broken[middle] ^= 0xff;
        let uploaded = later(broken).await;
        town.wait(TimeDelta::zero()).await;
        assert_eq!(refused(media::own(&town.context, &ada, uploaded.id).await.err()), PictureError::Damaged);
        assert_eq!(town.files().len(), FILES, "{:?}", town.files());
    }

    async fn an_animation_of_too_many_frames_is_refused(town) {
        let ada = town.join("ada").await;
        let refused = media::upload(&town.context, &ada, long(10_001), Caption::default()).await;
        let Err(Error::Refused(Refusal::Invalid(sentence))) = refused else { panic!("{refused:?}") };
        assert!(sentence.contains("10000 frames"), "{sentence}");
        town.wait(TimeDelta::zero()).await;
        assert_eq!(town.files(), [""; 0]);
    }

    async fn forty_pictures_of_a_member_wait_for_posts(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let mut waiting = Vec::new();
        for _ in 0..40 {
            waiting.push(town.upload(&ada).await);
        }
        let upload = async || media::upload(&town.context, &ada, jpeg(40, 20), Caption::default()).await;
        let refused = upload().await;
        let Err(Error::Refused(Refusal::Invalid(sentence))) = refused else { panic!("{refused:?}") };
        assert!(sentence.starts_with("40 of your pictures wait"), "{sentence}");
        assert_eq!(town.files().len(), 40 * FILES, "nothing is left of what is refused");
        town.upload(&bea).await;
        town.show(&ada, &[&waiting[0]]).await.unwrap();
        upload().await.unwrap();
        assert!(upload().await.is_err(), "one place was free");
        media::remove(&town.context, &ada, waiting[1].id).await.unwrap();
        upload().await.unwrap();
        let showing = post_of(&[&waiting[2]]);
        schedule(&town.context, &ada, &showing, noon() + TimeDelta::hours(1), None).await.unwrap();
        upload().await.unwrap();
        assert!(upload().await.is_err(), "one more place was free");
    }

    async fn a_post_shows_pictures_of_its_author_in_their_order(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let [first, second, third] = [town.upload(&ada).await, town.upload(&ada).await, town.upload(&ada).await];
        let foreign = town.upload(&bea).await;
        town.sent().await;
        assert!(town.show(&ada, &[&first, &foreign]).await.is_err(), "not hers");
        let view = town.show(&ada, &[&second, &first]).await.unwrap();
        let ids = |view: &StatusView| -> Vec<MediaId> { view.media.iter().map(|media| media.id).collect() };
        assert_eq!(ids(&view), [second.id, first.id]);
        let sent = town.sent().await.remove(0);
        let Message::Post(note) = sent else { panic!("{sent:?} is no post") };
        let address = format!("https://town.example/media/{}", picture(&second).whole());
        assert_eq!(note.attachments[0].reference.url.as_str(), address);
        assert!(town.show(&ada, &[&first]).await.is_err(), "another post shows it");
        let refused = media::describe(&town.context, &ada, first.id, Caption::default()).await;
        assert!(matches!(refused, Err(Error::NotFound)), "it is changed with the post");

        let words = town.write(&ada, "only #words", Visibility::Public).await;
        let shown = async |with_media| {
            let selection = Selection { with_media, ..Selection::default() };
            let found = of_account(&town.context, None, ada.account.id, &selection, Page::newest(9)).await.unwrap();
            found.into_iter().map(|view| view.status.id).collect::<Vec<_>>()
        };
        assert_eq!(shown(true).await, [view.status.id]);
        assert_eq!(shown(false).await, [words.id, view.status.id]);
        town.sent().await;

        let described = Caption { description: Some("a flag".parse().unwrap()), focus: None };
        let anew = Edit {
            content: PostContent::beside_media("#words as well", "", false, None).unwrap(),
            media: vec![third.id, second.id],
            poll: None,
            captions: vec![(third.id, described)],
            quote_policy: None,
        };
        let view = edit(&town.context, &ada, view.status.id, &anew).await.unwrap();
        assert_eq!((ids(&view), view.media[0].description.as_str()), (vec![third.id, second.id], "a flag"));
        for (with_media, expected) in [(true, vec![view.status.id]), (false, vec![words.id, view.status.id])] {
            let wanted = Tagged { any: vec!["words".to_owned()], with_media, ..Tagged::default() };
            let found = tagged(&town.context, None, &wanted, Source::Everywhere, Page::newest(9)).await.unwrap();
            assert_eq!(found.iter().map(|view| view.status.id).collect::<Vec<_>>(), expected);
            for source in [Source::Everywhere, Source::Here] {
                let found = public(&town.context, None, Public { source, with_media }, Page::newest(9)).await.unwrap();
                assert_eq!(found.iter().map(|view| view.status.id).collect::<Vec<_>>(), expected);
                let oldest = Page { max: None, since: None, min: Some(0), limit: 1 };
                let found = public(&town.context, None, Public { source, with_media }, oldest).await.unwrap();
                assert_eq!(found[0].status.id, view.status.id);
            }
            let elsewhere = Public { source: Source::Elsewhere, with_media };
            assert_eq!(public(&town.context, None, elsewhere, Page::newest(9)).await.unwrap(), []);
        }
        let sent = town.sent().await.remove(0);
        let Message::EditPost(note) = sent else { panic!("{sent:?} is no edit") };
        assert_eq!(note.attachments[0].description.as_str(), "a flag");
        let (_, versions) = history(&town.context, None, view.status.id).await.unwrap();
        let shown: Vec<usize> = versions.iter().map(|version| version.media.len()).collect();
        assert_eq!(shown, [1, 2], "what is gone is gone from what was");
        edit(&town.context, &ada, view.status.id, &anew).await.unwrap();
        assert_eq!(town.sent().await, [], "nothing has changed");
        town.wait(TimeDelta::hours(2)).await;
        assert!(media::own(&town.context, &ada, first.id).await.is_err(), "it was left out for an hour");
    }

    async fn what_no_post_shows_is_forgotten(town) {
        let ada = town.join("ada").await;
        let [kept, left, taken_back] = [town.upload(&ada).await, town.upload(&ada).await, town.upload(&ada).await];
        let post = town.show(&ada, &[&kept]).await.unwrap().status;
        media::remove(&town.context, &ada, taken_back.id).await.unwrap();
        let in_use = media::remove(&town.context, &ada, kept.id).await;
        assert!(matches!(in_use, Err(Error::Refused(Refusal::MediaInUse))));
        town.wait(TimeDelta::hours(23)).await;
        assert_eq!(town.files().len(), 2 * FILES, "{:?}", town.files());
        town.wait(TimeDelta::hours(24)).await;
        assert_eq!(town.files().len(), FILES, "{:?}", town.files());
        assert!(matches!(media::own(&town.context, &ada, left.id).await, Err(Error::NotFound)));

        delete(&town.context, &ada, post.id).await.unwrap();
        let again = town.show(&ada, &[&kept]).await.unwrap();
        town.wait(TimeDelta::hours(48)).await;
        assert_eq!(town.files().len(), FILES, "it is shown by what was written in its place");
        delete(&town.context, &ada, again.status.id).await.unwrap();
        town.wait(TimeDelta::hours(49)).await;
        assert_eq!(town.files(), [""; 0]);
    }

    async fn pictures_of_oneself_are_cut_replaced_and_taken_away(town) {
        let ada = town.join("ada").await;
        let change = async |portraits| {
            let avatar_description = Some(Description::cut("Me"));
            let change = ProfileChange { portraits, avatar_description, ..ProfileChange::default() };
            profile::change(&town.context, &ada, change).await.unwrap();
            profile::own(&town.context, &ada).await.unwrap().view.account.profile
        };
        let new = |size| NewPortraits { avatar: Some(Some(jpeg(size, 90))), header: None };
        let shown = change(new(60)).await;
        let first = town.files();
        let [thumbnail, whole] = first.as_slice() else {
            panic!("{first:?}");
        };
        let address = format!("https://town.example/media/{whole}");
        assert_eq!(shown.avatar.unwrap().as_str(), address);
        assert_eq!(shown.avatar_description.as_str(), "Me");
        assert_eq!(whole.parse::<PictureFile>().unwrap().thumbnail().to_string(), *thumbnail);
        let bytes = std::fs::read(town.directory.path().join("media").join(whole)).unwrap();
        let cut = image::load_from_memory(&bytes).unwrap();
        assert_eq!((cut.width(), cut.height()), (400, 400));
        town.wait(TimeDelta::hours(48)).await;
        assert_eq!(town.files(), first, "it is in use");
        change(NewPortraits { header: Some(Some(jpeg(60, 60))), ..new(70) }).await;
        town.wait(TimeDelta::hours(48)).await;
        assert!(town.files().len() == 4 && !town.files().contains(&first[0]), "{:?}", town.files());
        let shown = change(NewPortraits { avatar: Some(None), header: Some(None) }).await;
        town.wait(TimeDelta::hours(48)).await;
        assert_eq!((shown.avatar, shown.header, town.files()), (None, None, Vec::new()));
        assert_eq!(shown.avatar_description.as_str(), "", "words do not outlast their picture");
    }

    async fn the_picture_of_somebody_whom_one_met_is_kept_for_a_day(town) {
        const KEPT: &str = "SELECT count(*) FROM portrait";
        let mut people = [town.meet("ben").await, town.meet("eve").await];
        for person in &mut people {
            let address = away(&format!("avatars/{}", person.name));
            portrait::keep(&town.context, person.id, &address, jpeg(60, 60)).await.unwrap();
            person.profile.avatar = Some(address);
        }
        let [ben, eve] = people;
        let shown = async |person: &Account| {
            let found = portrait::of_accounts(&town.context, &[person]).await.unwrap();
            !found.is_empty()
        };
        let mut elsewhere = ben.clone();
        elsewhere.profile.avatar = Some(away("avatars/another"));
        assert_eq!((shown(&ben).await, shown(&eve).await, shown(&elsewhere).await), (true, true, false));
        let mut transaction = town.begin().await;
        remote_account::forget(&town.context, &mut transaction, &eve).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(town.database.count(KEPT).await, 1);
        town.wait(TimeDelta::hours(24) + TimeDelta::minutes(1)).await;
        assert!(!shown(&ben).await, "it is asked for anew");
        assert_eq!(town.files().len(), 2, "pages that show it stand open still");
        town.wait(TimeDelta::hours(25) + TimeDelta::minutes(1)).await;
        assert_eq!((town.files().len(), town.database.count(KEPT).await), (0, 0));
    }

    async fn the_files_of_a_deleted_account_go_with_it(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let shown = town.upload(&ada).await;
        town.show(&ada, &[&shown]).await.unwrap();
        town.upload(&ada).await;
        let portraits = NewPortraits { avatar: Some(Some(jpeg(60, 60))), header: None };
        profile::change(&town.context, &ada, ProfileChange { portraits, ..ProfileChange::default() }).await.unwrap();
        town.upload(&bea).await;
        assert_eq!(town.files().len(), 3 * FILES + 2, "{:?}", town.files());
        deletion::delete(&town.context, &"ada".parse().unwrap()).await.unwrap();
        town.wait(TimeDelta::zero()).await;
        assert_eq!(town.files().len(), FILES, "those of others stay: {:?}", town.files());
    }
}
