//! How far a stamp may move from its wished place, and in which order places are tried.

use stamp::geometry::Mm;

use super::obstacles::Care;

/// Places are tried at this distance from each other.
const STEP: Mm = Mm(1.0);

/// A range of offsets around the wished place, in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    across: (f64, f64),
    down: (f64, f64),
    /// How far it moves only so that its text touches nothing at all.
    for_beauty: f64,
}

impl Reach {
    /// In a rectangle of offsets.
    pub(super) fn within(across: (f64, f64), down: (f64, f64)) -> Self {
        Self {
            across,
            down,
            for_beauty: f64::INFINITY,
        }
    }

    /// To the left and to the right.
    pub(super) fn sideways(most: Mm) -> Self {
        let most = most.points();
        Self::within((-most, most), (0.0, 0.0))
    }

    /// Down only.
    pub(super) fn downwards(most: Mm) -> Self {
        Self::within((0.0, 0.0), (0.0, most.points()))
    }

    /// In all directions; `for_beauty` is the farthest it moves to touch nothing at all.
    pub(super) fn around(for_beauty: Mm, most: Mm) -> Self {
        let most = most.points();
        Self {
            across: (-most, most),
            down: (-most, most),
            for_beauty: for_beauty.points(),
        }
    }

    /// The offsets, nearest first.
    pub(super) fn offsets(&self, care: Care) -> Vec<(f64, f64)> {
        let limit = match care {
            Care::Everything => self.for_beauty,
            Care::Rules => f64::INFINITY,
        };
        let mut offsets = Vec::new();
        for dx in steps(self.across) {
            for dy in steps(self.down) {
                if dx.hypot(dy) <= limit {
                    offsets.push((dx, dy));
                }
            }
        }
        offsets.sort_by(|a, b| a.0.hypot(a.1).total_cmp(&b.0.hypot(b.1)));
        offsets
    }
}

/// From 0 outwards to both ends.
fn steps((from, to): (f64, f64)) -> Vec<f64> {
    let mut steps = vec![0.0];
    for direction in [1.0, -1.0] {
        let mut offset = direction * STEP.points();
        while (from..=to).contains(&offset) {
            steps.push(offset);
            offset += direction * STEP.points();
        }
    }
    steps
}
