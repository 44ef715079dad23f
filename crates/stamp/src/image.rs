//! Images of signatures and seals: PNG read, its true size, the box of its ink.
//!
//! Regulations ask for PNG with a transparent ground, a seal as large as the real one (Nghị định
//! 30/2020, Phụ lục I). The true size is the `pHYs` chunk of the file (PNG 3, 11.3.4.3). Any PNG
//! is read: palette, grey, 16 bits, interlaced. Samples are taken as sRGB, whatever profile the
//! file names: what matters is red and blue ink, not their last shade. How an image becomes a PDF
//! object is in `image/embed.rs`.

use std::io::Cursor;

use png::{ColorType, Decoder, Limits, Transformations, Unit};

use crate::Error;
use crate::geometry::{Area, Mm, Size};

mod embed;

/// The most pixels an image may have: a seal of 60 mm scanned at 1200 dpi has 8 million.
const MOST_PIXELS: u64 = 16_000_000;
/// The most bytes a decoder may take for one image of that size, with 16 bits a sample.
const MOST_BYTES: usize = 256 << 20;
/// Alpha below this, five per cent, is dust and not ink.
const FAINTEST_INK: u8 = 13;

/// A decoded image.
#[derive(Clone, PartialEq)]
pub struct Image {
    width: u32,
    height: u32,
    /// Red, green, blue of each pixel, row by row.
    rgb: Vec<u8>,
    /// Opacity of each pixel.
    alpha: Vec<u8>,
    physical: Option<Size>,
    ink: Area,
}

impl std::fmt::Debug for Image {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Image")
            .field("width", &self.width)
            .field("height", &self.height)
            .field("physical", &self.physical)
            .field("ink", &self.ink)
            .finish_non_exhaustive()
    }
}

impl Image {
    /// Reads a PNG file.
    ///
    /// # Errors
    /// [`Error::ImageFormat`] when it is no PNG or damaged, [`Error::ImageTooLarge`],
    /// [`Error::ImageBlank`] when nothing of it can be seen.
    pub fn from_png(bytes: &[u8]) -> Result<Self, Error> {
        let limits = Limits { bytes: MOST_BYTES };
        let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), limits);
        decoder
            .set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
        let mut reader = decoder.read_info().map_err(format)?;
        let (width, height) = (reader.info().width, reader.info().height);
        if u64::from(width) * u64::from(height) > MOST_PIXELS {
            return Err(Error::ImageTooLarge {
                width,
                height,
                most: MOST_PIXELS,
            });
        }
        let physical = reader.info().pixel_dims.and_then(|dims| {
            let stated = dims.unit == Unit::Meter && dims.xppu > 0 && dims.yppu > 0;
            let mm =
                |pixels: u32, per_metre: u32| Mm(f64::from(pixels) * 1000.0 / f64::from(per_metre));
            stated.then(|| Size::mm(mm(width, dims.xppu), mm(height, dims.yppu)))
        });
        let size = reader.output_buffer_size().ok_or(Error::ImageTooLarge {
            width,
            height,
            most: MOST_PIXELS,
        })?;
        let mut samples = vec![0; size];
        let frame = reader.next_frame(&mut samples).map_err(format)?;
        samples.truncate(frame.buffer_size());
        let (rgb, alpha) = split(frame.color_type, &samples)?;
        let ink = ink_box(&alpha, width, height).ok_or(Error::ImageBlank)?;
        Ok(Self {
            width,
            height,
            rgb,
            alpha,
            physical,
            ink,
        })
    }

    /// Width and height in pixels.
    #[must_use]
    pub fn pixels(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// The size the file says it has on paper.
    #[must_use]
    pub fn physical_size(&self) -> Option<Size> {
        self.physical
    }

    /// Height divided by width, pixels being square unless the file says otherwise.
    #[must_use]
    pub fn aspect(&self) -> f64 {
        match self.physical {
            Some(size) => size.height / size.width,
            None => f64::from(self.height) / f64::from(self.width),
        }
    }

    /// The smallest box around all that is not transparent, as shares of width and height from
    /// the upper left corner.
    #[must_use]
    pub fn ink(&self) -> Area {
        self.ink
    }

    /// The ink box of the image when it is drawn in `area`.
    #[must_use]
    pub fn ink_in(&self, area: &Area) -> Area {
        let size = Size::new(self.ink.width * area.width, self.ink.height * area.height);
        Area::new(
            area.x + self.ink.x * area.width,
            area.y + self.ink.y * area.height,
            size,
        )
    }

    /// Whether it has no transparent ground, which the regulations ask for.
    #[must_use]
    pub fn is_opaque(&self) -> bool {
        self.alpha.iter().all(|alpha| *alpha == u8::MAX)
    }
}

/// Takes the error as a value so that it can stand in `map_err`.
#[expect(
    clippy::needless_pass_by_value,
    reason = "map_err hands the error over"
)]
fn format(error: png::DecodingError) -> Error {
    Error::ImageFormat(error.to_string())
}

/// Colour and opacity apart; grey becomes colour.
fn split(kind: ColorType, samples: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let mut rgb = Vec::new();
    let mut alpha = Vec::new();
    match kind {
        ColorType::Rgba => {
            for pixel in samples.chunks_exact(4) {
                if let [red, green, blue, opacity] = pixel {
                    rgb.extend([red, green, blue]);
                    alpha.push(*opacity);
                }
            }
        }
        ColorType::GrayscaleAlpha => {
            for pixel in samples.chunks_exact(2) {
                if let [grey, opacity] = pixel {
                    rgb.extend([grey, grey, grey]);
                    alpha.push(*opacity);
                }
            }
        }
        other => return Err(Error::ImageFormat(format!("unexpected samples {other:?}"))),
    }
    Ok((rgb, alpha))
}

/// The smallest box around all pixels that are not transparent, as shares of width and height
/// from the upper left corner; `None` when there is no ink at all.
#[must_use]
pub fn ink_box(alpha: &[u8], width: u32, height: u32) -> Option<Area> {
    let row_length = usize::try_from(width).ok().filter(|width| *width > 0)?;
    let (mut left, mut right, mut top, mut bottom) = (u32::MAX, 0, u32::MAX, 0);
    for (y, row) in (0_u32..).zip(alpha.chunks_exact(row_length)) {
        for (x, _) in (0_u32..).zip(row).filter(|(_, a)| **a >= FAINTEST_INK) {
            left = left.min(x);
            right = right.max(x + 1);
            top = top.min(y);
            bottom = y + 1;
        }
    }
    if right == 0 {
        return None;
    }
    let across = |pixels: u32| f64::from(pixels) / f64::from(width);
    let down = |pixels: u32| f64::from(pixels) / f64::from(height);
    Some(Area::between(
        across(left),
        down(top),
        across(right),
        down(bottom),
    ))
}
