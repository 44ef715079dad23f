//! PNG files of every kind become the same image; what is none is refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use png::{BitDepth, ColorType, Encoder};
use stamp::Image;
use stamp::geometry::Mm;

/// A picture of 8 x 4 pixels whose ink is the box from (2, 1) to (5, 3).
fn inked(x: u32, y: u32) -> bool {
    (2..5).contains(&x) && (1..3).contains(&y)
}

fn encode(color: ColorType, depth: BitDepth, pixel: impl Fn(bool) -> Vec<u8>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, 8, 4);
    encoder.set_color(color);
    encoder.set_depth(depth);
    if color == ColorType::Indexed {
        encoder.set_palette(vec![255, 255, 255, 200, 0, 0]);
        encoder.set_trns(vec![0, 255]);
    }
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: 1000,
        yppu: 500,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header().unwrap();
    let places = (0..4).flat_map(|y| (0..8).map(move |x| (x, y)));
    let data: Vec<u8> = places.flat_map(|(x, y)| pixel(inked(x, y))).collect();
    writer.write_image_data(&data).unwrap();
    writer.finish().unwrap();
    out
}

#[test]
fn ink_and_size_are_found_in_every_kind() {
    let kinds: Vec<(&str, Vec<u8>)> = vec![
        (
            "rgba8",
            encode(ColorType::Rgba, BitDepth::Eight, |ink| {
                vec![200, 0, 0, if ink { 255 } else { 0 }]
            }),
        ),
        (
            "rgba16",
            encode(ColorType::Rgba, BitDepth::Sixteen, |ink| {
                vec![200, 0, 0, 0, 0, 0, if ink { 255 } else { 0 }, 0]
            }),
        ),
        (
            "grey-alpha",
            encode(ColorType::GrayscaleAlpha, BitDepth::Eight, |ink| {
                vec![90, if ink { 128 } else { 0 }]
            }),
        ),
        (
            "palette",
            encode(ColorType::Indexed, BitDepth::Eight, |ink| {
                vec![u8::from(ink)]
            }),
        ),
    ];
    for (kind, bytes) in kinds {
        let image = Image::from_png(&bytes).unwrap();
        let ink = image.ink();
        assert_eq!(
            (ink.x, ink.y, ink.width, ink.height),
            (0.25, 0.25, 0.375, 0.5),
            "{kind}"
        );
        let size = image.physical_size().unwrap();
        assert!((size.width - Mm(8.0).points()).abs() < 1e-6, "{kind}");
        assert!((size.height - Mm(8.0).points()).abs() < 1e-6, "{kind}");
        assert!(!image.is_opaque());
    }
}

#[test]
fn an_image_without_transparency_is_all_ink() {
    let image =
        Image::from_png(&encode(ColorType::Rgb, BitDepth::Eight, |_| vec![1, 2, 3])).unwrap();
    assert!(image.is_opaque());
    assert_eq!(image.ink().width, 1.0);
}

#[test]
fn what_is_no_usable_image_is_refused_with_the_reason() {
    let blank = encode(ColorType::Rgba, BitDepth::Eight, |_| vec![200, 0, 0, 5]);
    let good = encode(ColorType::Rgba, BitDepth::Eight, |_| vec![200, 0, 0, 255]);
    let mut huge = good.clone();
    huge[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let mut damaged = good.clone();
    damaged.truncate(60);
    for (bytes, code) in [
        (blank, "stamp-image-blank"),
        (damaged, "stamp-image-format"),
        (b"GIF89a".to_vec(), "stamp-image-format"),
        (Vec::new(), "stamp-image-format"),
    ] {
        assert_eq!(Image::from_png(&bytes).unwrap_err().code(), code);
    }
    // The header's checksum no longer fits, or the size is refused: never an allocation.
    assert!(Image::from_png(&huge).is_err());
}
