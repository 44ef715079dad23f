//! What a stamp must keep off on one page.

use stamp::geometry::Area;

use crate::Error;
use crate::block::Shape;
use crate::profile::Soft;
use crate::survey::{Occupied, Survey};
use crate::zones::Zone;

/// Boxes may touch by so many points: those of letters are larger than the letters.
const TOUCH: f64 = 0.5;

/// How much a stamp keeps off.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Care {
    /// Its text off any text, its image off what the rules name.
    Everything,
    /// Off what the rules name.
    Rules,
}

/// The obstacles of one page.
#[derive(Debug)]
pub(super) struct Obstacles {
    sheet: Area,
    items: Vec<Obstacle>,
    /// Ink that the stamp's image covers on purpose, but its text must not.
    covered: Option<Area>,
}

#[derive(Debug)]
pub(super) struct Obstacle {
    area: Area,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// Text of the document, and whether the stamp may touch it.
    Text {
        zone: Zone,
        text: String,
        touchable: bool,
    },
    /// A form field or a signature.
    Field(String),
}

impl Obstacles {
    /// The obstacles of a page; `target` is the signature that the stamp is to cover in part.
    pub(super) fn of(
        survey: &Survey,
        page: usize,
        may_touch: &[Soft],
        target: Option<&Occupied>,
    ) -> Result<Self, Error> {
        let zones = survey.zones(page)?;
        let mut items: Vec<Obstacle> = zones
            .regions
            .into_iter()
            .map(|region| Obstacle {
                area: region.area.grown(-TOUCH),
                kind: Kind::Text {
                    zone: region.zone,
                    text: region.text,
                    touchable: region.zone.touchable(may_touch),
                },
            })
            .collect();
        let others = survey
            .occupied()
            .iter()
            .filter(|o| o.page == page && Some(*o) != target);
        items.extend(others.map(|occupied| Obstacle {
            area: occupied.area.grown(-TOUCH),
            kind: Kind::Field(occupied.field.clone()),
        }));
        Ok(Self {
            sheet: zones.sheet.area(),
            items,
            covered: None,
        })
    }

    pub(super) fn sheet(&self) -> Area {
        self.sheet
    }

    pub(super) fn keep_text_off(&mut self, ink: &Area) {
        self.covered = Some(*ink);
    }

    /// The first obstacle in the way of a stamp that fills `area`.
    pub(super) fn hit(&self, shape: &Shape, area: &Area, care: Care) -> Option<Hit<'_>> {
        let ink = shape.ink.map(|ink| ink.moved(area.x, area.y));
        let text = shape.text.map(|text| text.moved(area.x, area.y));
        if let (Some(text), Some(covered)) = (&text, &self.covered)
            && text.overlaps(covered)
        {
            return Some(Hit::Ink);
        }
        let over = |piece: &Option<Area>, obstacle: &Obstacle| {
            piece.is_some_and(|piece| piece.overlaps(&obstacle.area))
        };
        let in_the_way = |obstacle: &&Obstacle| match &obstacle.kind {
            Kind::Field(_) => obstacle.area.overlaps(area),
            Kind::Text {
                touchable: false, ..
            } => over(&ink, obstacle) || over(&text, obstacle),
            Kind::Text { .. } => care == Care::Everything && over(&text, obstacle),
        };
        self.items.iter().find(in_the_way).map(Hit::Obstacle)
    }
}

/// What was in the way.
#[derive(Debug)]
pub(super) enum Hit<'a> {
    Obstacle(&'a Obstacle),
    /// The ink of the signature that the seal goes with.
    Ink,
}

impl Hit<'_> {
    pub(super) fn error(&self, page: usize) -> Error {
        let page = page + 1;
        match self {
            Self::Obstacle(Obstacle {
                kind: Kind::Text { zone, text, .. },
                ..
            }) => Error::CoversText {
                zone: zone.name(),
                text: text.clone(),
                page,
            },
            Self::Obstacle(Obstacle {
                kind: Kind::Field(field),
                ..
            }) => Error::CoversField {
                field: field.clone(),
                page,
            },
            Self::Ink => Error::CoversText {
                zone: "signature",
                text: String::new(),
                page,
            },
        }
    }
}
