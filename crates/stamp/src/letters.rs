//! The letters that every embedded font must have.
//!
//! Shared by the build script, which refuses a font without them, and by the font code. The
//! Vietnamese alphabet adds 134 letters to ASCII: twelve vowels in six tones, and đ, small and
//! capital, less the twelve plain vowels that ASCII has (TCVN 6909:2001, which is Unicode).

/// The small letters that ASCII lacks; the capitals are their upper-case forms.
const SMALL: &str = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ";

/// Punctuation of office documents beyond ASCII: dashes, quotation marks, ellipsis, no-break space.
const PUNCTUATION: &str = "\u{a0}–—‘’“”…";

/// The 134 Vietnamese letters beyond ASCII, composed (NFC).
pub fn vietnamese() -> impl Iterator<Item = char> {
    SMALL
        .chars()
        .chain(SMALL.chars().flat_map(char::to_uppercase))
}

/// Everything a text on a stamp may need: printable ASCII, the Vietnamese letters, punctuation.
pub fn required() -> impl Iterator<Item = char> {
    (' '..='~').chain(vietnamese()).chain(PUNCTUATION.chars())
}
