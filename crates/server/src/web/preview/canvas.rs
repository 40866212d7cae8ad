//! An area of colour on which pictures are drawn.

use ab_glyph::OutlinedGlyph;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _, ImageResult, Rgb, RgbImage};

/// A colour of the style sheet.
pub(super) type Ink = Rgb<u8>;

/// Steps between two colours at an edge: more would not be seen, and make the file larger by half.
const SHADES: f32 = 15.0;

/// A place on the canvas: how far from the left, and how far from the top.
pub(super) type Place = (f32, f32);

/// What has been drawn so far.
pub(super) struct Canvas(RgbImage);

impl Canvas {
    /// An area of one colour.
    pub(super) fn new((width, height): (u32, u32), ground: Ink) -> Self {
        Self(RgbImage::from_pixel(width, height, ground))
    }

    /// A line with round ends.
    pub(super) fn line(&mut self, from: Place, to: Place, width: f32, ink: Ink) {
        let (along_x, along_y) = (to.0 - from.0, to.1 - from.1);
        let square = (along_x * along_x + along_y * along_y).max(f32::EPSILON);
        let reach = width / 2.0 + 1.0;
        let left = (from.0.min(to.0) - reach).floor() as i32;
        let right = (from.0.max(to.0) + reach).ceil() as i32;
        let top = (from.1.min(to.1) - reach).floor() as i32;
        let bottom = (from.1.max(to.1) + reach).ceil() as i32;
        for y in top..bottom {
            for x in left..right {
                let (x_off, y_off) = (x as f32 + 0.5 - from.0, y as f32 + 0.5 - from.1);
                let nearest = ((x_off * along_x + y_off * along_y) / square).clamp(0.0, 1.0);
                let distance = (x_off - nearest * along_x).hypot(y_off - nearest * along_y);
                self.blend(x, y, ink, width / 2.0 + 0.5 - distance);
            }
        }
    }

    /// A rectangle between two corners.
    pub(super) fn fill(&mut self, (left, top): (i32, i32), (right, bottom): (i32, i32), ink: Ink) {
        for y in top..bottom {
            for x in left..right {
                self.blend(x, y, ink, 1.0);
            }
        }
    }

    /// The outline of a letter, filled.
    pub(super) fn letter(&mut self, letter: &OutlinedGlyph, ink: Ink) {
        let corner = letter.px_bounds().min;
        let (left, top) = (corner.x as i32, corner.y as i32);
        letter.draw(|x, y, coverage| self.blend(left + x as i32, top + y as i32, ink, coverage));
    }

    /// As a PNG file.
    pub(super) fn png(self) -> ImageResult<Vec<u8>> {
        let mut file = Vec::new();
        PngEncoder::new_with_quality(&mut file, CompressionType::Default, FilterType::NoFilter).write_image(
            self.0.as_raw(),
            self.0.width(),
            self.0.height(),
            ExtendedColorType::Rgb8,
        )?;
        Ok(file)
    }

    /// Lays ink over a part of a pixel; what lies beside the canvas is not drawn.
    fn blend(&mut self, x: i32, y: i32, ink: Ink, coverage: f32) {
        let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else {
            return;
        };
        let Some(pixel) = self.0.get_pixel_mut_checked(x, y) else {
            return;
        };
        let coverage = (coverage.clamp(0.0, 1.0) * SHADES).round() / SHADES;
        for (under, over) in pixel.0.iter_mut().zip(ink.0) {
            let mixed = f32::from(*under) * (1.0 - coverage) + f32::from(over) * coverage;
            *under = mixed.round() as u8;
        }
    }
}
