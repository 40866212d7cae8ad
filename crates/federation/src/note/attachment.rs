//! Files of Notes: pictures, films and sounds.

use serde_json::{Map, Value, json};
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::media::{Attachment, DESCRIPTION, Description, Focus, Reference, Size};

use crate::activity::Fields;
use crate::html;

/// Files of one Note that are kept.
const FILES: usize = 16;
/// The longest side of a picture that is believed, in points.
const LONGEST_SIDE: u64 = 65_535;
/// The digits of a blurhash.
const DIGITS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";

/// A file as other servers read it.
pub(super) fn write(attachment: &Attachment) -> Value {
    let Attachment {
        reference,
        description,
        focus,
    } = attachment;
    let mut members = Map::new();
    let mut set = |name: &str, value: Value| members.insert(name.to_owned(), value);
    set("type", json!("Document"));
    set("mediaType", json!(reference.media_type));
    set("url", json!(reference.url));
    if !description.is_empty() {
        set("name", json!(description.as_str()));
    }
    if let Some(blurhash) = &reference.blurhash {
        set("blurhash", json!(blurhash));
    }
    if let Some(size) = reference.size {
        set("width", json!(size.width));
        set("height", json!(size.height));
    }
    if *focus != Focus::default() {
        set("focalPoint", json!([focus.x(), focus.y()]));
    }
    Value::Object(members)
}

/// The files of a Note. What is no file, or has no address, is left out.
pub(super) fn read(note: Fields<'_>) -> Vec<Attachment> {
    let attached = note.list("attachment").into_iter().filter_map(Fields::of);
    attached.filter_map(read_one).take(FILES).collect()
}

fn read_one(file: Fields<'_>) -> Option<Attachment> {
    let usual = match file.kind() {
        "Image" => "image/*",
        "Video" => "video/*",
        "Audio" => "audio/*",
        "Document" => "application/octet-stream",
        _ => return None,
    };
    let (url, link) = file.list("url").into_iter().find_map(address)?;
    let said = file
        .text("mediaType")
        .or_else(|| link?.text("mediaType"))
        .filter(|said| is_media_type(said));
    let side = |name| {
        let side = file.value(name).or_else(|| link?.value(name))?.as_u64()?;
        let side = Some(side).filter(|side| (1..=LONGEST_SIDE).contains(side))?;
        u32::try_from(side).ok()
    };
    let size = side("width").zip(side("height"));
    Some(Attachment {
        reference: Reference {
            url,
            media_type: said.unwrap_or(usual).to_owned(),
            blurhash: file
                .text("blurhash")
                .filter(|hash| is_blurhash(hash))
                .map(str::to_owned),
            size: size.map(|(width, height)| Size { width, height }),
        },
        description: Description::cut(&html::to_plain(
            file.text("name").or(file.text("summary")).unwrap_or_default(),
            DESCRIPTION,
        )),
        focus: focus(file).unwrap_or_default(),
    })
}

/// An address, or a link to one, which may say more of the file.
fn address(value: &Value) -> Option<(ObjectUri, Option<Fields<'_>>)> {
    match value {
        Value::String(url) => Some((url.parse().ok()?, None)),
        link => {
            let link = Fields::of(link)?;
            Some((link.optional("href")?, Some(link)))
        }
    }
}

fn is_media_type(text: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-+._".contains(&byte))
    };
    text.len() <= 100
        && text
            .split_once('/')
            .is_some_and(|(kind, rest)| is_part(kind) && is_part(rest))
}

/// Its first digit says how many colours there are. Programs that show them break on one that says something else.
fn is_blurhash(text: &str) -> bool {
    let digit = |letter: char| DIGITS.find(letter);
    let Some(colours) = text.chars().next().and_then(digit) else {
        return false;
    };
    let (across, down) = (colours % 9 + 1, colours / 9 + 1);
    text.chars().all(|letter| digit(letter).is_some()) && text.len() == 4 + 2 * across * down
}

fn focus(file: Fields<'_>) -> Option<Focus> {
    let [x, y] = file.value("focalPoint")?.as_array()?.as_slice() else {
        return None;
    };
    Focus::new(x.as_f64()?, y.as_f64()?).ok()
}
