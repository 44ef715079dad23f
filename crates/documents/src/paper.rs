//! Paper beside the electronic document: copies printed for those outside the system (D12), and
//! paper that has to follow (D15).

use serde::{Deserialize, Serialize};
use time::{Date, UtcDateTime};

use crate::Error;
use crate::document_type::{Carriage, KeptCopy};
use crate::recipient::Recipient;

/// Copies that the clerk printed and sealed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct PrintedCopies {
    /// For whom; the clerk's own copy names the agency.
    pub recipient: String,
    /// How many.
    pub copies: u32,
    /// When.
    #[serde(with = "crate::json::instant")]
    pub printed: UtcDateTime,
    /// Who.
    pub by: String,
}

/// Copies that have to be printed for one recipient.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ToPrint {
    /// For whom; none for the copy that the clerk keeps.
    pub recipient: Option<String>,
    /// How many are still missing.
    pub copies: u32,
}

/// What is still to be printed: for every recipient on paper, and the copy that the clerk keeps.
#[must_use]
pub fn to_print(
    recipients: &[Recipient],
    kept: KeptCopy,
    agency: &str,
    printed: &[PrintedCopies],
) -> Vec<ToPrint> {
    let done = |name: &str| -> u32 {
        let of = printed.iter().filter(|copies| copies.recipient == name);
        of.map(|copies| copies.copies).sum()
    };
    let on_paper = recipients
        .iter()
        .filter(|recipient| recipient.is_on_paper());
    let mut wanted: Vec<ToPrint> = on_paper
        .map(|recipient| {
            let name = recipient.party.name().to_owned();
            ToPrint {
                copies: recipient.copies.saturating_sub(done(&name)),
                recipient: Some(name),
            }
        })
        .collect();
    if kept == KeptCopy::SealedPaper {
        wanted.push(ToPrint {
            recipient: None,
            copies: 1u32.saturating_sub(done(agency)),
        });
    }
    wanted.retain(|print| print.copies > 0);
    wanted
}

/// Paper that has to follow an electronic document to a recipient.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct PaperToFollow {
    /// To whom.
    pub recipient: String,
    /// Until when, if somebody set a day.
    #[serde(default, with = "crate::json::day::option")]
    pub due: Option<Date>,
    /// When and how it was sent.
    pub sent: Option<PaperSent>,
}

/// That paper was sent.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct PaperSent {
    /// When.
    #[serde(with = "crate::json::day")]
    pub on: Date,
    /// Who sent it.
    pub by: String,
    /// The number of the consignment at the post.
    pub consignment: Option<String>,
}

impl PaperToFollow {
    /// Whether the paper is overdue.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        self.sent.is_none() && self.due.is_some_and(|due| due < today)
    }

    /// Records that it was sent.
    ///
    /// # Errors
    /// [`Error::PaperSent`] if it was already.
    pub fn send(&mut self, sent: PaperSent) -> Result<(), Error> {
        match &self.sent {
            Some(before) => Err(Error::PaperSent { sent: before.on }),
            None => {
                self.sent = Some(sent);
                Ok(())
            }
        }
    }
}

/// The paper that a document on that way leaves to be sent: to each recipient that gets it
/// electronically.
#[must_use]
pub fn to_follow(
    carriage: Carriage,
    recipients: &[Recipient],
    due: Option<Date>,
) -> Vec<PaperToFollow> {
    if carriage == Carriage::ElectronicOnly {
        return Vec::new();
    }
    let electronic = recipients
        .iter()
        .filter(|recipient| !recipient.party.organ_id().is_empty());
    let follow = electronic.map(|recipient| PaperToFollow {
        recipient: recipient.party.name().to_owned(),
        due,
        sent: None,
    });
    follow.collect()
}

#[cfg(test)]
mod tests {
    use time::macros::{date, utc_datetime};

    use super::*;
    use crate::recipient::{Party, Purpose};

    fn recipients() -> Vec<Recipient> {
        let recipient = |party, copies| Recipient {
            party,
            purpose: Purpose::ToAct,
            copies,
        };
        vec![
            recipient(
                Party::Agency {
                    agency: None,
                    organ_id: "H40.02".to_owned(),
                    name: "Sở Y tế (mẫu thử)".to_owned(),
                },
                1,
            ),
            recipient(
                Party::Paper {
                    name: "Hợp tác xã Bình Minh".to_owned(),
                    address: None,
                },
                3,
            ),
        ]
    }

    #[test]
    fn copies_are_printed_for_those_outside_and_for_the_clerk() {
        let agency = "UBND xã Bình Minh";
        let missing = |printed: &[PrintedCopies]| -> Vec<(Option<String>, u32)> {
            let wanted = to_print(&recipients(), KeptCopy::SealedPaper, agency, printed);
            wanted
                .into_iter()
                .map(|print| (print.recipient, print.copies))
                .collect()
        };
        let outside = Some("Hợp tác xã Bình Minh".to_owned());
        assert_eq!(missing(&[]), [(outside.clone(), 3), (None, 1)]);
        let printed = |recipient: &str, copies| PrintedCopies {
            recipient: recipient.to_owned(),
            copies,
            printed: utc_datetime!(2026-11-21 02:00:00),
            by: "Lê Thị Mẫu".to_owned(),
        };
        let some = [printed("Hợp tác xã Bình Minh", 1), printed(agency, 1)];
        assert_eq!(missing(&some), [(outside, 2)]);
        assert_eq!(
            to_print(&recipients()[..1], KeptCopy::None, agency, &[]),
            []
        );
    }

    #[test]
    fn paper_follows_to_those_who_got_the_file_and_is_sent_once() {
        assert_eq!(to_follow(Carriage::ElectronicOnly, &recipients(), None), []);
        let due = date!(2026 - 11 - 23);
        let mut follow = to_follow(Carriage::PaperFollows, &recipients(), Some(due));
        assert_eq!(follow.len(), 1);
        let paper = &mut follow[0];
        assert!(!paper.is_overdue(due) && paper.is_overdue(date!(2026 - 11 - 24)));
        let sent = PaperSent {
            on: due,
            by: "Lê Thị Mẫu".to_owned(),
            consignment: None,
        };
        paper.send(sent.clone()).unwrap();
        assert!(!paper.is_overdue(date!(2026 - 11 - 24)));
        assert_eq!(paper.send(sent).unwrap_err().code(), "document-paper-sent");
    }
}
