//! Sending between agencies of one installation: consignments, arrival, acceptance, refusal
//! (Điều 18, 21, 22; E2, E4–E6, V2, V3, V6, D14).
//!
//! [`send`](crate::Office::send) makes one consignment for each recipient of an issued document and
//! delivers those of this installation; [`verify_arrival`](crate::Office::verify_arrival) judges what
//! arrived and acknowledges it. The recipient's clerk then registers it under the next arrival number
//! or refuses it with a reason that reaches the sender. Every step may be repeated after a crash and
//! happens once.

mod arrival;
mod beside;
mod by_hand;
mod by_mail;
mod correct;
mod correct_registered;
mod entered;
mod entered_fields;
mod entered_package;
mod file;
mod judged;
mod letter;
mod list;
pub mod package;
mod paper;
mod recall;
mod recall_by_letter;
mod recall_told;
mod send;

pub use arrival::{Arrived, Registered};
pub(crate) use beside::signature_of;
pub use correct::{Change, CorrectedFiles, Entered};
pub use correct_registered::Correction;
pub use entered_fields::EnteredFields;
pub use entered_package::OpenedPackage;
pub use judged::FileWorth;
pub use paper::{PaperLine, PaperSent};
pub use recall_by_letter::{RecallLetter, Recallable};
pub use recall_told::RecallNote;
pub(crate) use send::sent_name;
pub use store::exchange::ConsignmentRow;
pub use store::incoming::{FileRow, IncomingRow};
pub use store::recalls::RecallRow;

/// The book of arrival numbers.
const ARRIVALS: &str = "van-ban-den";
/// The indication of what came on paper: there is nothing to judge.
const ON_PAPER: &str = "PAPER";
/// The indication of what has no signature.
const UNSIGNED: &str = "UNSIGNED";

/// The record of what no person does.
fn system() -> audit::By {
    audit::By {
        account: "system:exchange".to_owned(),
        appointment: None,
        delegation: None,
    }
}
