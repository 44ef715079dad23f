//! The ink of an earlier signature: what can be seen of the images that its widget shows.
//!
//! A seal covers a third of the signer's ink, so the ink must be found whichever program drew the
//! signature. Appearances are interpreted like page content; an image counts as the widget's if it
//! lies within it.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, LumaData, RenderContent, SoftMask, interpret_page,
};
use hayro_syntax::Pdf;
use hayro_syntax::page::Page;
use stamp::geometry::{Area, Sheet, Size};

/// Larger images are not looked into; no seal or signature has so many pixels.
const MOST_PIXELS: u64 = 40_000_000;
/// An image may stand over its widget by so many points of rounding.
const ROUNDING: f64 = 0.5;

/// The box of the ink in `widget`, on the sheet.
pub(super) fn find(pdf: &Pdf, page: &Page<'_>, sheet: &Sheet, widget: &Area) -> Option<Area> {
    let mut collector = Collector {
        sheet: *sheet,
        widget: widget.grown(ROUNDING),
        ink: None,
    };
    let settings = super::settings(RenderContent::ANNOTATIONS);
    let everywhere = Rect::new(-1e6, -1e6, 1e6, 1e6);
    let cache = InterpreterCache::new();
    let mut context = Context::new(Affine::IDENTITY, everywhere, &cache, pdf.xref(), settings);
    interpret_page(page, &mut context, &mut collector);
    collector.ink
}

struct Collector {
    sheet: Sheet,
    widget: Area,
    ink: Option<Area>,
}

impl Collector {
    /// The area on the sheet of a part of the image, given as shares from its upper left corner.
    fn on_sheet(&self, share: &Area, transform: Affine, pixels: (u32, u32)) -> Area {
        let (width, height) = (f64::from(pixels.0), f64::from(pixels.1));
        let at = |x: f64, y: f64| {
            let point = transform * Point::new(x * width, y * height);
            self.sheet.point_to_sheet(point.x, point.y)
        };
        let (x1, y1) = at(share.x, share.y);
        let (x2, y2) = at(share.right(), share.bottom());
        Area::between(x1, y1, x2, y2)
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let pixels = (image.width(), image.height());
        let whole = Area::new(0.0, 0.0, Size::new(1.0, 1.0));
        let area = self.on_sheet(&whole, props.transform, pixels);
        let too_large = u64::from(pixels.0) * u64::from(pixels.1) > MOST_PIXELS;
        if !self.widget.contains(&area) || too_large {
            return;
        }
        let mut share = Some(whole);
        match &image {
            Image::Raster(raster) => raster.with_rgba(
                |_, alpha| {
                    if let Some(alpha) = alpha {
                        share = seen(&alpha);
                    }
                },
                None,
            ),
            Image::Stencil(stencil) => stencil.with_stencil(|mask, _| share = seen(&mask), None),
        }
        if let Some(share) = share {
            let ink = self.on_sheet(&share, props.transform, pixels);
            self.ink = Some(self.ink.map_or(ink, |all| all.union(&ink)));
        }
    }

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// What is not transparent, as shares of width and height.
fn seen(alpha: &LumaData) -> Option<Area> {
    stamp::image::ink_box(&alpha.data, alpha.width, alpha.height)
}
