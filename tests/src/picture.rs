use std::io::Cursor;

/// A picture of 64 by 32 points, as PNG.
pub fn picture() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(64, 32, |x, _| {
        image::Rgb([u8::try_from(x * 4).unwrap_or(255), 0, 90])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("a picture can be written");
    bytes.into_inner()
}
