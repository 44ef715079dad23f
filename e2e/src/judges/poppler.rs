//! poppler's other programs: what a page looks like, what it says, which fonts it carries.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use crate::tool::Tool;

/// A page as pixels.
#[derive(Clone, Debug)]
pub struct Picture {
    width: usize,
    height: usize,
    /// Red, green, blue per pixel.
    pixels: Vec<u8>,
    resolution: f64,
}

/// A rectangle on the picture of a page, in millimetres from its **top left** corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Distance of the left edge.
    pub left: f64,
    /// Distance of the upper edge.
    pub top: f64,
    /// Distance of the right edge.
    pub right: f64,
    /// Distance of the lower edge.
    pub bottom: f64,
}

impl Area {
    /// Width in millimetres.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Height in millimetres.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// The middle, as distance from the left and from the top.
    #[must_use]
    pub fn centre(&self) -> (f64, f64) {
        (
            f64::midpoint(self.left, self.right),
            f64::midpoint(self.top, self.bottom),
        )
    }

    /// Whether the two share any place.
    #[must_use]
    pub fn overlaps(&self, other: &Area) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// Ink that signatures and seals are drawn with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ink {
    /// Hand signatures.
    Blue,
    /// Seals.
    Red,
    /// Text.
    Black,
}

impl Ink {
    fn is(self, pixel: &[u8]) -> bool {
        let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(i32::from);
        match self {
            Ink::Blue => blue - red > 60 && blue - green > 40,
            Ink::Red => red - green > 80 && red - blue > 80,
            Ink::Black => red.max(green).max(blue) < 100,
        }
    }
}

/// Renders a page (counted from 1) at a resolution in dots per inch.
///
/// # Panics
/// When `pdftoppm` fails, or finds anything to complain of.
#[must_use]
pub fn render(file: &Path, page: u32, resolution: u32, password: Option<&str>) -> Picture {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let number = page.to_string();
    let mut tool = Tool::new("pdftoppm")
        .args(["-png", "-singlefile", "-cropbox"])
        .args(["-r", &resolution.to_string(), "-f", &number, "-l", &number]);
    if let Some(password) = password {
        tool = tool.args(["-upw", password]);
    }
    let answer = tool
        .arg(file)
        .arg(folder.path().join("page"))
        .run()
        .success();
    assert_eq!(
        answer.stderr,
        "",
        "pdftoppm complains of {}",
        file.display()
    );
    Picture::read(&folder.path().join("page.png"), resolution)
}

impl Picture {
    fn read(file: &Path, resolution: u32) -> Self {
        let reader = BufReader::new(File::open(file).expect("pdftoppm wrote the picture"));
        let mut reader = png::Decoder::new(reader).read_info().expect("a PNG file");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size that fits")];
        let info = reader.next_frame(&mut pixels).expect("a whole PNG file");
        assert_eq!(
            (info.color_type, info.bit_depth),
            (png::ColorType::Rgb, png::BitDepth::Eight)
        );
        Self {
            width: info.width as usize,
            height: info.height as usize,
            pixels,
            resolution: f64::from(resolution),
        }
    }

    /// Width and height of the page in millimetres.
    #[must_use]
    pub fn size(&self) -> (f64, f64) {
        (self.millimetres(self.width), self.millimetres(self.height))
    }

    /// The smallest rectangle around all pixels of an ink; `None` when there are none.
    #[must_use]
    pub fn ink(&self, ink: Ink) -> Option<Area> {
        self.bounds(|pixel, _| ink.is(pixel))
    }

    /// The same, only looking inside an area.
    #[must_use]
    pub fn ink_within(&self, ink: Ink, area: &Area) -> Option<Area> {
        self.bounds(|pixel, (x, y)| {
            ink.is(pixel) && x >= area.left && x < area.right && y >= area.top && y < area.bottom
        })
    }

    /// The smallest rectangle around all pixels in which two pictures of one page differ.
    ///
    /// # Panics
    /// When the pictures have different sizes.
    #[must_use]
    pub fn difference(&self, before: &Picture) -> Option<Area> {
        assert_eq!((self.width, self.height), (before.width, before.height));
        let mut index = 0;
        self.bounds(|pixel, _| {
            let other = &before.pixels[index..index + 3];
            index += 3;
            pixel.iter().zip(other).any(|(a, b)| a.abs_diff(*b) > 40)
        })
    }

    fn bounds(&self, mut wanted: impl FnMut(&[u8], (f64, f64)) -> bool) -> Option<Area> {
        let mut found: Option<(usize, usize, usize, usize)> = None;
        for (index, pixel) in self.pixels.chunks_exact(3).enumerate() {
            let (x, y) = (index % self.width, index / self.width);
            if wanted(pixel, (self.millimetres(x), self.millimetres(y))) {
                let (left, top, right, bottom) = found.unwrap_or((x, y, x, y));
                found = Some((left.min(x), top.min(y), right.max(x), bottom.max(y)));
            }
        }
        found.map(|(left, top, right, bottom)| Area {
            left: self.millimetres(left),
            top: self.millimetres(top),
            right: self.millimetres(right + 1),
            bottom: self.millimetres(bottom + 1),
        })
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "pixel counts are far below 2^52"
    )]
    fn millimetres(&self, pixels: usize) -> f64 {
        pixels as f64 * 25.4 / self.resolution
    }
}

/// The text of the whole file in reading order, as `pdftotext -layout` lays it out.
#[must_use]
pub fn text(file: &Path, password: Option<&str>) -> String {
    let mut tool = Tool::new("pdftotext").args(["-layout", "-enc", "UTF-8"]);
    if let Some(password) = password {
        tool = tool.args(["-upw", password]);
    }
    tool.arg(file).arg("-").run().success().stdout
}

/// A word on a page and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The word as written.
    pub text: String,
    /// The box of its letters, ascenders and descenders included.
    pub area: Area,
}

/// All words of a page (counted from 1), in reading order.
///
/// # Panics
/// When `pdftotext` prints something else than expected.
#[must_use]
pub fn words(file: &Path, page: u32) -> Vec<Word> {
    let number = page.to_string();
    let answer = Tool::new("pdftotext")
        .args(["-bbox", "-enc", "UTF-8", "-f", &number, "-l", &number])
        .arg(file)
        .arg("-")
        .run()
        .success();
    answer
        .stdout
        .lines()
        .filter_map(|line| {
            let (attributes, text) = line.trim().strip_prefix("<word ")?.split_once('>')?;
            let side = |name: &str| -> f64 {
                let (_, rest) = attributes
                    .split_once(&format!("{name}=\""))
                    .expect("pdftotext gives four sides");
                let points: f64 = (rest.split('"').next())
                    .and_then(|points| points.parse().ok())
                    .expect("pdftotext gives numbers");
                points / 72.0 * 25.4
            };
            Some(Word {
                text: text.trim_end_matches("</word>").to_owned(),
                area: Area {
                    left: side("xMin"),
                    top: side("yMin"),
                    right: side("xMax"),
                    bottom: side("yMax"),
                },
            })
        })
        .collect()
}

/// Where the first such word stands on a page (counted from 1).
#[must_use]
pub fn word(file: &Path, page: u32, text: &str) -> Option<Area> {
    words(file, page)
        .into_iter()
        .find(|word| word.text == text)
        .map(|word| word.area)
}

/// A font as `pdffonts` lists it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Font {
    /// Name, with the prefix of a subset.
    pub name: String,
    /// Whether the font program is in the file.
    pub embedded: bool,
    /// Whether the file says which letters its glyphs are.
    pub unicode: bool,
}

/// The fonts of the pages and of the annotations that `pdffonts` walks through.
///
/// # Panics
/// When `pdffonts` prints another table than expected.
#[must_use]
pub fn fonts(file: &Path) -> Vec<Font> {
    let answer = Tool::new("pdffonts").arg(file).run().success();
    answer
        .stdout
        .lines()
        .skip(2)
        .map(|line| {
            // From the right: generation, object, uni, sub, emb, encoding, type …
            let mut columns: Vec<&str> = line.split_whitespace().collect();
            columns.reverse();
            assert!(columns.len() >= 7, "unknown line of pdffonts: {line}");
            Font {
                name: columns.last().expect("not empty").to_string(),
                embedded: columns[4] == "yes",
                unicode: columns[2] == "yes",
            }
        })
        .collect()
}
