//! Reading pictures of strangers and writing them anew: what a file is, its bytes say and not its name; how large it
//! is, is known before a point of it is decoded; and nothing but its points goes on.

use std::io::{self, Cursor, Write};

use image::codecs::gif::{GifDecoder, GifEncoder, Repeat};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{
    AnimationDecoder as _, DynamicImage, Frame, ImageDecoder as _, ImageError, ImageFormat, ImageReader,
    Limits, Rgba, RgbaImage,
};
use vouchwell_domain::media::{
    LARGEST_FILE, LARGEST_THUMBNAIL, MOST_POINTS, PictureError, PictureFormat, Size,
};

use super::encoded::{Encoded, EncodedPortrait, Renditions, Shape};
use crate::error::Refusal;

/// A larger picture is made smaller to as many points.
const KEPT_POINTS: u64 = 3_840 * 2_160;
/// The points of a small picture.
const PREVIEW_POINTS: u64 = 640 * 360;
/// The points of a thumbnail.
const THUMBNAIL_POINTS: u64 = 320 * 240;
/// The points of all frames of an animation together.
const ANIMATED_POINTS: u64 = 5 * MOST_POINTS;
/// The most frames of an animation: each brings a palette, however small it is.
const MOST_FRAMES: usize = 10_000;
/// The largest animation that is kept, in bytes. Written anew, it is larger than what came.
const LARGEST_ANIMATION: usize = 2 * LARGEST_FILE;
/// The longest side of a picture, in points.
const LONGEST_SIDE: u32 = 16_384;
/// The most memory for one picture, in bytes.
const MEMORY: u64 = 320 * 1024 * 1024;
const JPEG_QUALITY: u8 = 88;
/// How well thumbnails are written, until one is small enough.
const THUMBNAIL_QUALITIES: [u8; 4] = [75, 60, 45, 30];
/// From 1, the best, to 30, the fastest.
const GIF_SPEED: i32 = 10;
/// The side of the picture from which the few colours are taken.
const BLURRED: u32 = 32;

/// Whether bytes are said to be a picture of a kind and size that is taken, as far as their beginning tells.
pub(super) fn check(bytes: &[u8]) -> Result<(), PictureError> {
    if bytes.len() > LARGEST_FILE {
        return Err(PictureError::TooLarge);
    }
    let reader = reader(bytes)?;
    let (width, height) = reader.into_dimensions().map_err(fault)?;
    let fits = points(width, height) <= MOST_POINTS && width.max(height) <= LONGEST_SIDE;
    if !fits {
        Err(PictureError::TooManyPoints)
    } else if width == 0 || height == 0 {
        Err(PictureError::Damaged)
    } else {
        Ok(())
    }
}

/// The picture as it is kept, and smaller ones.
pub(super) fn encode(bytes: &[u8]) -> Result<Renditions, Refusal> {
    check(bytes)?;
    let still = decode(bytes)?;
    let blurhash = blurhash(&still)?;
    let whole = if is_animated(bytes)? {
        animate(bytes)?
    } else {
        write(&within(&still, KEPT_POINTS), kept_as(bytes, &still)?)?
    };
    let preview = write(&within(&still, PREVIEW_POINTS), whole.format.of_preview())?;
    Ok(Renditions {
        whole,
        preview,
        thumbnail: thumbnail(&still, THUMBNAIL_POINTS, LARGEST_THUMBNAIL)?,
        blurhash,
    })
}

/// The middle of the picture, in this shape, and its thumbnail.
pub(super) fn cut(bytes: &[u8], shape: Shape) -> Result<EncodedPortrait, Refusal> {
    check(bytes)?;
    let picture = decode(bytes)?;
    let format = kept_as(bytes, &picture)?;
    let cut = middle(&picture, shape);
    Ok(EncodedPortrait {
        whole: write(&cut, format)?,
        thumbnail: thumbnail_of(&cut, shape)?,
    })
}

/// The thumbnail alone of the same.
pub(super) fn cut_thumbnail(bytes: &[u8], shape: Shape) -> Result<Vec<u8>, Refusal> {
    check(bytes)?;
    Ok(thumbnail_of(&middle(&decode(bytes)?, shape), shape)?)
}

fn middle(picture: &DynamicImage, Shape { size, .. }: Shape) -> DynamicImage {
    picture.resize_to_fill(size.width, size.height, FilterType::Triangle)
}

fn thumbnail_of(cut: &DynamicImage, shape: Shape) -> Result<Vec<u8>, PictureError> {
    let Size { width, height } = shape.size;
    thumbnail(cut, points(width, height), shape.largest_thumbnail)
}

/// The picture in so many bytes at most: with fewer details where that is enough, else smaller. What is transparent
/// becomes white.
fn thumbnail(picture: &DynamicImage, most: u64, largest: usize) -> Result<Vec<u8>, PictureError> {
    let mut most = most;
    loop {
        let drawn = within(picture, most).to_rgba8();
        let mut ground = RgbaImage::from_pixel(drawn.width(), drawn.height(), Rgba([u8::MAX; 4]));
        imageops::overlay(&mut ground, &drawn, 0, 0);
        let points = DynamicImage::from(ground).to_rgb8();
        for quality in THUMBNAIL_QUALITIES {
            let mut bytes = Vec::new();
            let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
            points.write_with_encoder(encoder).map_err(fault)?;
            // A picture of one point is as small as it gets.
            if bytes.len() <= largest || most == 0 {
                return Ok(bytes);
            }
        }
        most /= 2;
    }
}

fn reader(bytes: &[u8]) -> Result<ImageReader<Cursor<&[u8]>>, PictureError> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| PictureError::OtherKind)?;
    let taken = [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::Gif,
        ImageFormat::WebP,
    ];
    if !reader.format().is_some_and(|format| taken.contains(&format)) {
        return Err(PictureError::OtherKind);
    }
    reader.limits(limits());
    Ok(reader)
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MEMORY);
    limits
}

fn fault(error: ImageError) -> PictureError {
    match error {
        ImageError::Limits(_) => PictureError::TooManyPoints,
        _ => PictureError::Damaged,
    }
}

/// The points of a picture, or of its first frame, the way up that it was taken.
fn decode(bytes: &[u8]) -> Result<DynamicImage, PictureError> {
    let mut decoder = reader(bytes)?.into_decoder().map_err(fault)?;
    let orientation = decoder.orientation().map_err(fault)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(fault)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Drawings stay as sharp as they are; of photographs nobody sees a difference.
fn kept_as(bytes: &[u8], picture: &DynamicImage) -> Result<PictureFormat, PictureError> {
    let is_drawing = matches!(reader(bytes)?.format(), Some(ImageFormat::Png | ImageFormat::Gif));
    Ok(if is_drawing || picture.color().has_alpha() {
        PictureFormat::Png
    } else {
        PictureFormat::Jpeg
    })
}

fn points(width: u32, height: u32) -> u64 {
    u64::from(width) * u64::from(height)
}

/// The picture with at most so many points, in the same shape.
fn within(picture: &DynamicImage, most: u64) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    if points(width, height) <= most {
        return picture.clone();
    }
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sides have at most five digits"
    )]
    let scaled = |side: u32| {
        let scale = (most as f64 / points(width, height) as f64).sqrt();
        ((f64::from(side) * scale) as u32).max(1)
    };
    picture.resize_exact(scaled(width), scaled(height), FilterType::Triangle)
}

fn write(picture: &DynamicImage, format: PictureFormat) -> Result<Encoded, PictureError> {
    let mut bytes = Vec::new();
    let written = match format {
        PictureFormat::Jpeg => {
            let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
            picture.to_rgb8().write_with_encoder(encoder)
        }
        PictureFormat::Png | PictureFormat::Gif => {
            let points = if picture.color().has_alpha() {
                DynamicImage::from(picture.to_rgba8())
            } else {
                DynamicImage::from(picture.to_rgb8())
            };
            points.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
        }
    };
    written.map_err(fault)?;
    Ok(Encoded {
        bytes,
        format,
        size: Size {
            width: picture.width(),
            height: picture.height(),
        },
    })
}

fn is_animated(bytes: &[u8]) -> Result<bool, PictureError> {
    if reader(bytes)?.format() != Some(ImageFormat::Gif) {
        return Ok(false);
    }
    let frames = GifDecoder::new(Cursor::new(bytes)).map_err(fault)?;
    Ok(frames.into_frames().nth(1).is_some_and(|frame| frame.is_ok()))
}

/// Every frame anew, one after the other.
fn animate(bytes: &[u8]) -> Result<Encoded, Refusal> {
    let mut decoder = GifDecoder::new(Cursor::new(bytes)).map_err(fault)?;
    decoder.set_limits(limits()).map_err(fault)?;
    let (width, height) = decoder.dimensions();
    let mut written = Bounded::to(LARGEST_ANIMATION);
    let drawn = draw(decoder, &mut written);
    if written.is_full {
        return Err(Refusal::Invalid(format!(
            "the animation has more than {} MB when it is written anew: make it shorter or smaller",
            LARGEST_ANIMATION / 1024 / 1024
        )));
    }
    drawn?;
    Ok(Encoded {
        bytes: written.bytes,
        format: PictureFormat::Gif,
        size: Size { width, height },
    })
}

fn draw(decoder: GifDecoder<Cursor<&[u8]>>, written: &mut Bounded) -> Result<(), Refusal> {
    let (width, height) = decoder.dimensions();
    let mut encoder = GifEncoder::new_with_speed(written, GIF_SPEED);
    encoder.set_repeat(Repeat::Infinite).map_err(fault)?;
    let mut drawn = 0;
    for (number, frame) in decoder.into_frames().enumerate() {
        if number == MOST_FRAMES {
            return Err(Refusal::Invalid(format!(
                "an animation has at most {MOST_FRAMES} frames: make it shorter"
            )));
        }
        let frame: Frame = frame.map_err(fault)?;
        drawn += points(width, height);
        if drawn > ANIMATED_POINTS {
            return Err(PictureError::TooManyPoints.into());
        }
        encoder.encode_frame(frame).map_err(fault)?;
    }
    Ok(())
}

/// Bytes in memory, and no more of them than fit.
struct Bounded {
    bytes: Vec<u8>,
    most: usize,
    is_full: bool,
}

impl Bounded {
    const fn to(most: usize) -> Self {
        Self {
            bytes: Vec::new(),
            most,
            is_full: false,
        }
    }
}

impl Write for Bounded {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        if self.is_full || part.len() > self.most - self.bytes.len() {
            self.is_full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn blurhash(picture: &DynamicImage) -> Result<String, PictureError> {
    let small = picture.thumbnail_exact(BLURRED, BLURRED).to_rgba8();
    blurhash::encode(4, 3, BLURRED, BLURRED, &small).map_err(|_| PictureError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What no encoder makes small.
    fn noise(width: u32, height: u32) -> DynamicImage {
        let mut state = 1_u32;
        let points = RgbaImage::from_fn(width, height, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [red, green, blue, _] = (state >> 4).to_le_bytes();
            Rgba([red, green, blue, u8::MAX])
        });
        points.into()
    }

    #[test]
    fn a_thumbnail_is_small_whatever_it_shows() {
        for picture in [noise(800, 600), noise(4_000, 1), noise(1, 4_000), noise(1, 1)] {
            let bytes = thumbnail(&picture, THUMBNAIL_POINTS, LARGEST_THUMBNAIL).unwrap();
            let shape = (picture.width(), picture.height());
            assert!(bytes.len() <= LARGEST_THUMBNAIL, "{shape:?}: {}", bytes.len());
            assert!(image::load_from_memory(&bytes).is_ok(), "{shape:?}");
        }
    }

    #[test]
    fn what_is_transparent_is_white_in_a_thumbnail() {
        let glass = DynamicImage::from(RgbaImage::new(20, 20));
        let bytes = thumbnail(&glass, THUMBNAIL_POINTS, LARGEST_THUMBNAIL).unwrap();
        let shown = image::load_from_memory(&bytes).unwrap().to_rgb8();
        assert!(shown.pixels().all(|point| point.0.iter().all(|part| *part > 250)));
    }

    #[test]
    fn an_animation_that_does_not_fit_is_not_held_in_memory() {
        let mut bytes = Vec::new();
        let frames =
            (0..4).map(|shade| Frame::new(RgbaImage::from_pixel(8, 8, [shade * 60, 0, 0, 255].into())));
        GifEncoder::new(&mut bytes).encode_frames(frames).unwrap();
        let decoder = || GifDecoder::new(Cursor::new(bytes.as_slice())).unwrap();
        let mut roomy = Bounded::to(LARGEST_ANIMATION);
        draw(decoder(), &mut roomy).unwrap();
        let length = roomy.bytes.len();
        for (most, is_full) in [(length, false), (length - 1, true), (length / 2, true)] {
            let mut written = Bounded::to(most);
            let _ = draw(decoder(), &mut written);
            assert_eq!(written.is_full, is_full, "{most} of {length}");
            assert!(written.bytes.len() <= most);
        }
    }
}
