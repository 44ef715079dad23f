//! What both sides hold each other to. Larger, longer or more is refused, never cut.

use time::Duration;

/// The largest message, bytes of JSON.
pub const MESSAGE: usize = 2 * 1024 * 1024;

/// The most documents in one signing request.
pub const ITEMS: usize = 200;

/// The largest signed attributes, bytes; real ones have a few hundred.
pub const TO_BE_SIGNED: usize = 16 * 1024;

/// The longest text that is shown to the person, characters.
pub const TEXT: usize = 1000;

/// The longest identifier, characters.
pub const IDENTIFIER: usize = 100;

/// The longest time between the making of a request and its expiry.
pub const LIFETIME: Duration = Duration::minutes(15);

/// How far the clocks of server and desk may lie apart.
pub const CLOCK_SKEW: Duration = Duration::minutes(5);
