//! Glyphs of a page, each with its text and its place on the sheet.

use hayro_interpret::font::{Glyph as DrawnGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, RenderContent, SoftMask, interpret_page,
};
use hayro_syntax::Pdf;
use hayro_syntax::page::Page;
use stamp::geometry::Sheet;

/// The most glyphs of a page that are kept; a page of text has some thousands.
const MOST_GLYPHS: usize = 200_000;
/// Units of an advance in the size of the font.
const UNITS: f64 = 1000.0;

/// A glyph that stands upright for the reader.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) baseline: f64,
    /// Points.
    pub(super) size: f64,
}

/// The glyphs of the page's content, in the order of the content.
pub(super) fn collect(pdf: &Pdf, page: &Page<'_>, sheet: &Sheet) -> Vec<Glyph> {
    let mut collector = Collector {
        sheet: *sheet,
        glyphs: Vec::new(),
    };
    let settings = super::settings(RenderContent::PAGE);
    let everywhere = Rect::new(-1e6, -1e6, 1e6, 1e6);
    let cache = InterpreterCache::new();
    let mut context = Context::new(Affine::IDENTITY, everywhere, &cache, pdf.xref(), settings);
    interpret_page(page, &mut context, &mut collector);
    collector.glyphs
}

struct Collector {
    sheet: Sheet,
    glyphs: Vec<Glyph>,
}

impl Collector {
    fn push(&mut self, glyph: &DrawnGlyph<'_>, transform: Affine) {
        let text = match glyph.as_unicode() {
            Some(BfString::Char(letter)) => letter.to_string(),
            Some(BfString::String(text)) => text,
            None => char::REPLACEMENT_CHARACTER.to_string(),
        };
        let advance = match glyph {
            DrawnGlyph::Outline(glyph) => glyph.advance_width(),
            DrawnGlyph::Type3(glyph) => glyph.advance_width(),
        };
        let advance = f64::from(advance.unwrap_or(0.0));
        let at = |x: f64, y: f64| {
            let point = transform * Point::new(x, y);
            self.sheet.point_to_sheet(point.x, point.y)
        };
        let (left, baseline) = at(0.0, 0.0);
        let (right, end) = at(advance, 0.0);
        let (_, above) = at(0.0, UNITS);
        let size = baseline - above;
        // Turned or mirrored text is not a line of the document.
        let upright = size > 0.0 && right >= left && (end - baseline).abs() < size / 4.0;
        if upright {
            self.glyphs.push(Glyph {
                text,
                left,
                right,
                baseline,
                size,
            });
        }
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            if self.glyphs.len() < MOST_GLYPHS {
                self.push(glyph, props.transform * glyph.transform());
            }
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
