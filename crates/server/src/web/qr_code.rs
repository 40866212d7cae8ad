//! QR codes as drawings inside a page.

use std::fmt::{self, Display, Formatter, Write};

use askama::filters::HtmlSafe;
use qrcode::{Color, EcLevel, QrCode};

/// The light modules that must surround a code (ISO/IEC 18004).
const QUIET: usize = 4;

/// An SVG element of one path; decorative, because the same link stands beside it.
#[derive(Debug, Clone)]
pub struct Drawing(String);

impl Drawing {
    /// The code of an address; `None` if it is too long for a code.
    pub fn of(address: &str) -> Option<Drawing> {
        let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (row, modules) in code.to_colors().chunks(width).enumerate() {
            let mut column = 0;
            while column < width {
                let run = modules[column..]
                    .iter()
                    .take_while(|module| **module == Color::Dark)
                    .count();
                if run > 0 {
                    write!(path, "M{} {}h{run}v1h-{run}z", column + QUIET, row + QUIET).ok()?;
                }
                column += run.max(1);
            }
        }
        let side = width + 2 * QUIET;
        Some(Drawing(format!(
            "<svg class=\"qr-code\" viewBox=\"0 0 {side} {side}\" aria-hidden=\"true\" focusable=\"false\">\
             <path d=\"{path}\"/></svg>"
        )))
    }
}

impl Display for Drawing {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl HtmlSafe for Drawing {}

#[cfg(test)]
mod tests {
    use super::{Drawing, QUIET};
    use qrcode::{Color, EcLevel, QrCode};

    #[test]
    fn every_dark_module_is_drawn_and_no_light_one() {
        let address = "https://vouch.example/recommendations/0123456789abcdef0123456789abcdef";
        let drawing = Drawing::of(address).unwrap().to_string();
        let code = QrCode::with_error_correction_level(address, EcLevel::M).unwrap();
        let mut drawn = vec![Color::Light; code.width() * code.width()];
        for run in drawing.split("d=\"").nth(1).unwrap().split('M').skip(1) {
            let (place, length) = run.split_once('h').unwrap();
            let (x, y) = place.split_once(' ').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            let length: usize = length.split('v').next().unwrap().parse().unwrap();
            for column in x..x + length {
                drawn[(y - QUIET) * code.width() + column - QUIET] = Color::Dark;
            }
        }
        assert_eq!(drawn, code.to_colors());
    }

    #[test]
    fn an_endless_address_has_no_code() {
        assert!(Drawing::of(&"a".repeat(5000)).is_none());
    }
}
