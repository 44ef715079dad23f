//! An image as PDF objects (ISO 32000-2, 8.9.5).
//!
//! Colour and opacity are two images: opacity is a soft mask, or, where the file may not have one
//! (PDF/A-1, 6.4), a mask of one bit. With one bit, half-covered pixels at the edge of a line are
//! mixed with white, so that thin ink stays thin on white paper.

use pdf::{Dictionary, Object, ObjectId, Update};

use super::Image;
use crate::compress;
use crate::conformance::Conformance;

/// With a mask of one bit, a pixel is drawn from this opacity on.
const OPAQUE_ENOUGH: u8 = 96;

impl Image {
    /// Adds the image to the update; the result is what `/XObject` resources refer to.
    pub(crate) fn embed(&self, update: &mut Update, conformance: &Conformance) -> ObjectId {
        let colour = conformance.colour_space();
        let mut dictionary = self.header(8).with("ColorSpace", colour);
        if self.is_opaque() {
            return update.add(compress::stream(dictionary, &self.rgb));
        }
        if conformance.allows_soft_mask() {
            let mask = self
                .header(8)
                .with("ColorSpace", Object::name("DeviceGray"));
            dictionary.set("SMask", update.add(compress::stream(mask, &self.alpha)));
            return update.add(compress::stream(dictionary, &self.rgb));
        }
        let mask = self.header(1).with("ImageMask", Object::Boolean(true));
        dictionary.set("Mask", update.add(compress::stream(mask, &self.bits())));
        update.add(compress::stream(dictionary, &self.on_white()))
    }

    fn header(&self, bits: i64) -> Dictionary {
        Dictionary::new()
            .with("Type", Object::name("XObject"))
            .with("Subtype", Object::name("Image"))
            .with("Width", Object::Integer(i64::from(self.width)))
            .with("Height", Object::Integer(i64::from(self.height)))
            .with("BitsPerComponent", Object::Integer(bits))
    }

    /// One bit a pixel, set where the image is **not** drawn, rows padded to bytes (8.9.6.3).
    fn bits(&self) -> Vec<u8> {
        let row_length = usize::try_from(self.width).unwrap_or(1);
        let mut bits = Vec::new();
        for row in self.alpha.chunks_exact(row_length) {
            for eight in row.chunks(8) {
                let mut byte = 0;
                for (place, alpha) in eight.iter().enumerate() {
                    if *alpha < OPAQUE_ENOUGH {
                        byte |= 0x80_u8 >> place;
                    }
                }
                bits.push(byte);
            }
        }
        bits
    }

    /// The colours as they look on white paper.
    fn on_white(&self) -> Vec<u8> {
        let pixels = self.rgb.chunks_exact(3).zip(&self.alpha);
        let mixed = pixels.flat_map(|(pixel, alpha)| {
            let opacity = u16::from(*alpha);
            pixel.iter().map(move |sample| {
                let mixed = u16::from(*sample) * opacity + 255 * (255 - opacity);
                u8::try_from(mixed / 255).unwrap_or(u8::MAX)
            })
        });
        mixed.collect()
    }
}
