//! A text as a QR code (ISO/IEC 18004), drawn as one path of an SVG picture within the page.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// Light modules around the code, without which many telephones do not find it (clause 9.1).
const QUIET: usize = 4;

/// A code, in modules.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct QrView {
    /// Its width and height, the quiet zone included.
    pub size: usize,
    /// The dark modules, as the path of an SVG picture.
    pub path: String,
}

impl QrView {
    /// The code of a text; none where it is too long for one.
    pub(super) fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (y, row) in code.to_colors().chunks(width).enumerate() {
            for (x, _) in row.iter().enumerate().filter(|(_, it)| **it == Color::Dark) {
                let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
            }
        }
        Some(Self {
            size: width + 2 * QUIET,
            path,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_finder_in_the_corner_and_a_quiet_zone() {
        let code =
            QrView::of("otpauth://totp/C%C3%B4ng%20V%E1%BB%A5:vanthu?secret=JBSWY3DPEHPK3PXP")
                .unwrap();
        assert!(code.path.starts_with("M4 4h1v1h-1zM5 4h1v1h-1z"));
        assert!((33..=65).contains(&code.size), "{}", code.size);
        assert!(!code.path.contains("M3 ") && !code.path.contains(" 3h"));
        assert_eq!(QrView::of(&"x".repeat(5000)), None);
    }
}
