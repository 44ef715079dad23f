//! Finding the place of a stamp on a page.
//!
//! From a rule ("between title and name", "the left third of the signer's ink") or from what the
//! user wrote ([`PlaceSpec`]) comes a wished place; the stamp moves from there as little as it must
//! to keep off what it may never cover: number, date, body, recipients, form fields and other
//! signatures. What the user gave in millimetres does not move. Nothing ever leaves the page.

use stamp::geometry::{Area, Mm, Size};

use crate::Error;
use crate::block::{Block, Shape};
use crate::error::Missing;
use crate::profile::{Anchor, Role, RoleRules, Soft};
use crate::survey::{Occupied, Survey};

mod obstacles;
mod reach;
mod spec;

use obstacles::{Care, Obstacles};
use reach::Reach;
pub use spec::{Corner, PageRef, PlaceSpec, Relation};

/// Nothing is put nearer to the edge of the page of its own accord; printers leave it white.
const EDGE: Mm = Mm(1.0);
/// Between a signature and another put beside it.
const BESIDE: Mm = Mm(2.0);
/// From the edges, for corners in profiles that give no margins.
const CORNER_MARGIN: Mm = Mm(10.0);
/// Where a number line is expected on a page that has none.
const USUAL_NUMBER_BOTTOM: Mm = Mm(45.0);
/// A seal covers this share of the signer's ink.
const THIRD: f64 = 1.0 / 3.0;

/// A stamp in its place.
#[derive(Clone, Debug)]
pub(crate) struct Placement {
    /// The page, from 0.
    pub(crate) page: usize,
    /// On the sheet.
    pub(crate) area: Area,
    pub(crate) shape: Shape,
}

/// What is to be placed, and by which rules.
#[derive(Debug)]
pub(crate) struct Wish<'a> {
    pub(crate) role: Role,
    pub(crate) rules: &'a RoleRules,
    pub(crate) block: &'a Block,
    pub(crate) signer: Option<&'a str>,
}

/// Places the stamp.
pub(crate) fn place(
    survey: &Survey,
    wish: &Wish<'_>,
    spec: &PlaceSpec,
) -> Result<Placement, Error> {
    match spec {
        PlaceSpec::Auto => by_rule(survey, wish),
        PlaceSpec::Corner { page, corner } => {
            let page = page.index(survey.sheets().len())?;
            in_corner(survey, wish, page, *corner)
        }
        PlaceSpec::At { page, x, y, size } => {
            let page = page.index(survey.sheets().len())?;
            let size = size.map(|(width, height)| Size::mm(width, height));
            at(survey, wish, page, (x.points(), y.points()), size)
        }
        PlaceSpec::Relative { relation, field } => {
            let target = survey.signature(field)?;
            match relation {
                Relation::LeftThirdOf => {
                    let ink = survey.ink(target);
                    over_third(survey, wish, Some(target), target.page, &ink)
                }
                Relation::In => inside(wish, target),
                side => beside(survey, wish, target, *side),
            }
        }
    }
}

fn by_rule(survey: &Survey, wish: &Wish<'_>) -> Result<Placement, Error> {
    match wish.rules.anchor {
        Anchor::BetweenTitleAndName => between(survey, wish),
        Anchor::LeftThirdOfSigner => {
            let (target, page, ink) = survey.signer_ink()?;
            over_third(survey, wish, target, page, &ink)
        }
        Anchor::MarginUnderNumber => under_number(survey, wish),
        Anchor::TopLeft => in_corner(survey, wish, 0, Corner::TopLeft),
        Anchor::TopRight => in_corner(survey, wish, 0, Corner::TopRight),
        Anchor::EndOfBody => end_of_body(survey, wish),
    }
}

/// Ô số 7c: the ink centred on the name, halfway between title and name.
fn between(survey: &Survey, wish: &Wish<'_>) -> Result<Placement, Error> {
    let (page, block) = survey.block_for(wish.signer)?;
    let room = block.room();
    let (x, _) = block.name.centre();
    let y = room.centre().1;
    let shapes = wish
        .block
        .shapes(Some(Size::new(f64::INFINITY, room.height)))?;
    let centred = |shape: &Shape| {
        let whole = Area::new(0.0, 0.0, shape.stamp.size);
        let core = match (&shape.ink, &shape.text) {
            (Some(ink), None) => *ink,
            _ => whole,
        };
        (x - core.centre().0, y - core.centre().1)
    };
    let obstacles = Obstacles::of(survey, page, &wish.rules.may_touch, None)?;
    search(
        &obstacles,
        page,
        &shapes,
        centred,
        &Reach::sideways(Mm(50.0)),
    )
}

/// Ô số 8: the right side of the seal's ink at a third of the signer's ink, centres level.
fn over_third(
    survey: &Survey,
    wish: &Wish<'_>,
    target: Option<&Occupied>,
    page: usize,
    ink: &Area,
) -> Result<Placement, Error> {
    let shapes = wish.block.shapes(None)?;
    let level = |shape: &Shape| {
        let core = shape.ink.unwrap_or(Area::new(0.0, 0.0, shape.stamp.size));
        let right = ink.x + ink.width * THIRD;
        (right - core.right(), ink.centre().1 - core.centre().1)
    };
    let mut obstacles = Obstacles::of(survey, page, &wish.rules.may_touch, target)?;
    obstacles.keep_text_off(ink);
    // "About a third": to a quarter or to a half of the ink where the page is crowded.
    let reach = Reach::within(
        (-ink.width / 12.0, ink.width / 6.0),
        (-Mm(5.0).points(), Mm(5.0).points()),
    );
    search(&obstacles, page, &shapes, level, &reach)
}

fn under_number(survey: &Survey, wish: &Wish<'_>) -> Result<Placement, Error> {
    let zones = survey.zones(0)?;
    let bottom = zones.number.map(|line| line.area.bottom());
    let (left, under) = wish.rules.margins;
    let top = bottom.unwrap_or(USUAL_NUMBER_BOTTOM.points()) + under;
    let obstacles = Obstacles::of(survey, 0, &wish.rules.may_touch, None)?;
    let shapes = wish.block.shapes(None)?;
    search(
        &obstacles,
        0,
        &shapes,
        |_| (left, top),
        &Reach::downwards(Mm(150.0)),
    )
}

fn in_corner(
    survey: &Survey,
    wish: &Wish<'_>,
    page: usize,
    corner: Corner,
) -> Result<Placement, Error> {
    let obstacles = Obstacles::of(survey, page, &wish.rules.may_touch, None)?;
    let sheet = obstacles.sheet();
    let (across, down) = match wish.rules.margins {
        (x, y) if x > 0.0 || y > 0.0 => (x, y),
        _ => (CORNER_MARGIN.points(), CORNER_MARGIN.points()),
    };
    let wished = |shape: &Shape| {
        let size = shape.stamp.size;
        let (right, bottom) = (
            sheet.right() - size.width - across,
            sheet.bottom() - size.height - down,
        );
        match corner {
            Corner::TopLeft => (across, down),
            Corner::TopRight => (right, down),
            Corner::BottomLeft => (across, bottom),
            Corner::BottomRight => (right, bottom),
        }
    };
    let shapes = wish.block.shapes(None)?;
    search(
        &obstacles,
        page,
        &shapes,
        wished,
        &Reach::around(Mm(6.0), Mm(60.0)),
    )
}

/// Behind the last words of the body, or as near to them as there is room.
fn end_of_body(survey: &Survey, wish: &Wish<'_>) -> Result<Placement, Error> {
    let page = survey.signing_page()?;
    let zones = survey.zones(page)?;
    let Some(last) = zones.end_of_body() else {
        return Err(Error::PlaceNotFound {
            what: Missing::Body,
        });
    };
    let shapes = wish.block.shapes(None)?;
    let behind = |shape: &Shape| {
        let y = last.area.centre().1 - shape.stamp.size.height / 2.0;
        (last.area.right() + BESIDE.points(), y)
    };
    let obstacles = Obstacles::of(survey, page, &wish.rules.may_touch, None)?;
    search(
        &obstacles,
        page,
        &shapes,
        behind,
        &Reach::around(Mm(60.0), Mm(60.0)),
    )
}

fn beside(
    survey: &Survey,
    wish: &Wish<'_>,
    target: &Occupied,
    side: Relation,
) -> Result<Placement, Error> {
    let gap = BESIDE.points();
    let area = target.area;
    let (x, y) = area.centre();
    let wished = |shape: &Shape| {
        let size = shape.stamp.size;
        let level = y - size.height / 2.0;
        let centred = x - size.width / 2.0;
        match side {
            Relation::LeftOf | Relation::LeftThirdOf | Relation::In => {
                (area.x - gap - size.width, level)
            }
            Relation::RightOf => (area.right() + gap, level),
            Relation::Above => (centred, area.y - gap - size.height),
            Relation::Below => (centred, area.bottom() + gap),
        }
    };
    let obstacles = Obstacles::of(survey, target.page, &ANY_SOFT, None)?;
    let away = Mm(40.0).points();
    let reach = match side {
        Relation::LeftOf | Relation::LeftThirdOf | Relation::In => {
            Reach::within((-away, 0.0), (-gap, gap))
        }
        Relation::RightOf => Reach::within((0.0, away), (-gap, gap)),
        Relation::Above => Reach::within((-gap, gap), (-away, 0.0)),
        Relation::Below => Reach::within((-gap, gap), (0.0, away)),
    };
    search(
        &obstacles,
        target.page,
        &wish.block.shapes(None)?,
        wished,
        &reach,
    )
}

/// What the user placed may touch all that any stamp may.
const ANY_SOFT: [Soft; 3] = [Soft::Title, Soft::Name, Soft::Heading];

/// In the middle of a field that whoever made the document has put there: what lies under it is
/// their choice. The appearance fills the widget, so the stamp is as large as the field.
fn inside(wish: &Wish<'_>, field: &Occupied) -> Result<Placement, Error> {
    let shapes = wish.block.shapes(Some(field.area.size()))?;
    let box_of = Area::new(0.0, 0.0, field.area.size());
    let fits = |shape: &&Shape| box_of.contains(&Area::new(0.0, 0.0, shape.stamp.size));
    match shapes.iter().find(fits) {
        Some(shape) => Ok(placement(
            field.page,
            field.area,
            &shape.padded_to(field.area.size()),
        )),
        None => Err(too_small(wish, &shapes)),
    }
}

/// Exactly where the user said: the stamp's upper left corner, or its centre in the box given.
fn at(
    survey: &Survey,
    wish: &Wish<'_>,
    page: usize,
    (x, y): (f64, f64),
    size: Option<Size>,
) -> Result<Placement, Error> {
    let shapes = wish.block.shapes(size)?;
    let wanted = size.or_else(|| shapes.first().map(|shape| shape.stamp.size));
    let wanted = Area::new(x, y, wanted.unwrap_or_default());
    let target = covered_on_purpose(survey, wish, page, &wanted);
    let obstacles = Obstacles::of(survey, page, &ANY_SOFT, target)?;
    let fits = |shape: &&Shape| {
        size.is_none_or(|size| {
            Area::new(0.0, 0.0, size).contains(&Area::new(0.0, 0.0, shape.stamp.size))
        })
    };
    let mut reason = None;
    for shape in shapes.iter().filter(fits) {
        let room = size.unwrap_or(shape.stamp.size);
        let spare = (
            room.width - shape.stamp.size.width,
            room.height - shape.stamp.size.height,
        );
        let area = Area::new(x + spare.0 / 2.0, y + spare.1 / 2.0, shape.stamp.size);
        if !obstacles.sheet().contains(&area) {
            return Err(off_page(&area, page, &obstacles.sheet()));
        }
        match obstacles.hit(shape, &area, Care::Rules) {
            None => return Ok(placement(page, area, shape)),
            Some(hit) => reason = Some(hit.error(page)),
        }
    }
    Err(reason.unwrap_or_else(|| too_small(wish, &shapes)))
}

/// The signature that a seal is put over; only a seal may, and only over one.
fn covered_on_purpose<'a>(
    survey: &'a Survey,
    wish: &Wish<'_>,
    page: usize,
    area: &Area,
) -> Option<&'a Occupied> {
    if wish.rules.anchor != Anchor::LeftThirdOfSigner {
        return None;
    }
    let mut signatures = survey.occupied().iter().rev();
    signatures.find(|o| o.signature && o.page == page && o.area.overlaps(area))
}

fn too_small(wish: &Wish<'_>, shapes: &[Shape]) -> Error {
    let sizes = shapes.iter().map(|shape| shape.stamp.size);
    let narrowest = sizes.min_by(|a, b| a.width.total_cmp(&b.width));
    let needed = narrowest.unwrap_or_default();
    Error::RoomTooSmall {
        role: wish.role.name(),
        width: Mm::from_points(needed.width).0,
        height: Mm::from_points(needed.height).0,
    }
}

/// The nearest place to the wished one that is free: first one where the text touches nothing at
/// all, then one that the rules allow.
fn search(
    obstacles: &Obstacles,
    page: usize,
    shapes: &[Shape],
    wished: impl Fn(&Shape) -> (f64, f64),
    reach: &Reach,
) -> Result<Placement, Error> {
    let inside = obstacles.sheet().grown(-EDGE.points());
    let mut reason = None;
    for care in [Care::Everything, Care::Rules] {
        for (dx, dy) in reach.offsets(care) {
            for shape in shapes {
                let (x, y) = wished(shape);
                let area = Area::new(x + dx, y + dy, shape.stamp.size);
                if !inside.contains(&area) {
                    continue;
                }
                match obstacles.hit(shape, &area, care) {
                    None => return Ok(placement(page, area, shape)),
                    Some(hit) if care == Care::Rules => {
                        reason.get_or_insert_with(|| hit.error(page));
                    }
                    Some(_) => {}
                }
            }
        }
    }
    Err(reason.unwrap_or_else(|| {
        let wish = shapes.first().map(|shape| {
            let (x, y) = wished(shape);
            Area::new(x, y, shape.stamp.size)
        });
        off_page(&wish.unwrap_or_default(), page, &obstacles.sheet())
    }))
}

fn placement(page: usize, area: Area, shape: &Shape) -> Placement {
    Placement {
        page,
        area,
        shape: shape.clone(),
    }
}

pub(crate) fn off_page(area: &Area, page: usize, sheet: &Area) -> Error {
    let mm = |points: f64| Mm::from_points(points).0;
    Error::OffPage {
        page: page + 1,
        x: mm(area.x),
        y: mm(area.y),
        width: mm(area.width),
        height: mm(area.height),
        page_width: mm(sheet.width),
        page_height: mm(sheet.height),
    }
}
