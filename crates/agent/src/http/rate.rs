//! How many requests are heard: plenty for a person, too few to wear one down or fill the disk.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::Error;

/// So many in so long a time.
#[derive(Debug)]
pub(super) struct Rate {
    most: usize,
    window: Duration,
    recent: Mutex<Vec<Instant>>,
}

impl Rate {
    pub(super) fn new(most: usize, window: Duration) -> Self {
        Self {
            most,
            window,
            recent: Mutex::default(),
        }
    }

    /// Counts one more, or refuses it.
    pub(super) fn count(&self, now: Instant) -> Result<(), Error> {
        let mut recent = self
            .recent
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        recent.retain(|at| now.saturating_duration_since(*at) < self.window);
        match recent.first() {
            Some(first) if recent.len() >= self.most => {
                let passed = now.saturating_duration_since(*first);
                Err(Error::TooMany {
                    seconds: self.window.saturating_sub(passed).as_secs().max(1),
                })
            }
            _ => {
                recent.push(now);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_the_most_are_refused_until_time_has_passed() {
        let rate = Rate::new(2, Duration::from_secs(10));
        let start = Instant::now();
        rate.count(start).unwrap();
        rate.count(start + Duration::from_secs(4)).unwrap();
        let refused = rate.count(start + Duration::from_secs(5)).unwrap_err();
        assert!(matches!(refused, Error::TooMany { seconds: 5 }));
        rate.count(start + Duration::from_secs(10)).unwrap();
        assert!(rate.count(start + Duration::from_secs(11)).is_err());
    }
}
