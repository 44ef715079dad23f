use std::collections::BTreeSet;

use proptest::prelude::*;
use time::macros::date;

use super::*;

const TODAY: Date = date!(2026 - 11 - 21);

fn number(text: &str) -> Number {
    text.parse().unwrap()
}

fn give(book: &mut Book, take: &Take, issued: Date) -> Taken {
    let taken = book.take(take, issued, TODAY).unwrap();
    book.add(taken.entry("van-ban"));
    taken
}

#[test]
fn numbers_run_from_01() {
    let mut book = Book::new(2026);
    let taken: Vec<String> = (0..3)
        .map(|_| give(&mut book, &Take::Next, TODAY).number.to_string())
        .collect();
    assert_eq!(taken, ["01", "02", "03"]);
    assert_eq!(book.through(), 3);
    assert_eq!(Book::new(2027).next().unwrap(), number("1"));
}

#[test]
fn a_book_opened_in_the_middle_of_a_year_goes_on_from_there() {
    let mut book = Book::new(2026);
    book.open_with(522).unwrap();
    assert_eq!(give(&mut book, &Take::Next, TODAY).number, number("522"));
    let refused = book.open_with(100).unwrap_err();
    assert_eq!(refused.code(), "book-begun");
    assert_eq!(book.open_with(0).unwrap_err().code(), "number-not-a-number");
    assert_eq!(book.gaps(), [1..=521]);
}

#[test]
fn reserved_numbers_are_skipped_used_once_and_have_a_reason() {
    let mut book = Book::new(2026);
    for entry in book.reserve(2, "hai quyết định đợt 1").unwrap() {
        book.add(entry);
    }
    assert_eq!(give(&mut book, &Take::Next, TODAY).number, number("3"));
    let reserved = Take::Reserved(number("2"));
    assert_eq!(give(&mut book, &reserved, TODAY).number, number("2"));
    assert_eq!(
        book.take(&reserved, TODAY, TODAY).unwrap_err().code(),
        "book-not-reserved"
    );
    assert_eq!(book.next().unwrap(), number("4"));
    assert_eq!(
        book.reserve(1, "  ").unwrap_err().code(),
        "document-reason-missing"
    );
    for count in [0, 101] {
        assert_eq!(
            book.reserve(count, "đợt 2").unwrap_err().code(),
            "book-too-many-reserved"
        );
    }
}

#[test]
fn a_void_number_is_never_given_again() {
    let mut book = Book::new(2026);
    give(&mut book, &Take::Next, TODAY);
    let void = book
        .void(number("1"), "văn bản bị hủy trước khi phát hành")
        .unwrap();
    let Use::Void { document, .. } = &void.used else {
        panic!("the number is not void");
    };
    assert_eq!(document.as_deref(), Some("van-ban"));
    book.add(void);
    assert_eq!(book.next().unwrap(), number("2"));
    let again = Take::Written {
        number: number("1"),
        reason: "mất mạng".to_owned(),
    };
    assert_eq!(
        book.take(&again, TODAY, TODAY).unwrap_err().code(),
        "book-number-taken"
    );
    for (absent, why) in [("1", "đã hủy"), ("7", "chưa cấp")] {
        let error = book.void(number(absent), why).unwrap_err();
        assert_eq!(error.code(), "book-number-not-given");
    }
    assert_eq!(
        book.void(number("1"), "").unwrap_err().code(),
        "document-reason-missing"
    );
}

#[test]
fn the_date_of_issue_names_the_book() {
    let book = Book::new(2026);
    let take = |issued, today| book.take(&Take::Next, issued, today);
    let wrong = take(date!(2027 - 01 - 01), date!(2027 - 01 - 02)).unwrap_err();
    assert_eq!(wrong.code(), "book-wrong-year");
    let early = take(date!(2026 - 11 - 22), TODAY).unwrap_err();
    assert_eq!(early.code(), "book-date-to-come");
    // A document of 31 December that is entered in the new year still belongs into the old book.
    let late = take(date!(2026 - 12 - 31), date!(2027 - 01 - 02)).unwrap();
    assert_eq!(late.late, Some(2));
}

#[test]
fn late_entries_are_marked_and_so_is_the_order_of_dates() {
    let mut book = Book::new(2026);
    let first = give(&mut book, &Take::Next, TODAY);
    assert_eq!((first.late, first.behind), (None, None));
    let second = give(&mut book, &Take::Next, date!(2026 - 11 - 18));
    assert_eq!((second.late, second.behind), (Some(3), Some(TODAY)));
}

#[test]
fn a_number_written_on_paper_during_an_outage_is_entered_with_its_reason() {
    let mut book = Book::new(2026);
    give(&mut book, &Take::Next, TODAY);
    let written = |text: &str, reason: &str| Take::Written {
        number: number(text),
        reason: reason.to_owned(),
    };
    let issued = date!(2026 - 11 - 20);
    let refused = book.take(&written("3", ""), issued, TODAY).unwrap_err();
    assert_eq!(refused.code(), "document-reason-missing");
    give(&mut book, &written("3", "mất điện"), issued);
    assert_eq!(give(&mut book, &Take::Next, TODAY).number, number("2"));
    assert_eq!(give(&mut book, &Take::Next, TODAY).number, number("4"));
    give(&mut book, &written("1a", "sổ giấy"), issued);
    assert_eq!(book.next().unwrap(), number("5"));
}

#[test]
fn a_closed_book_takes_nothing() {
    let mut book = Book::new(2026);
    assert_eq!(book.close(TODAY).unwrap_err().code(), "book-year-not-over");
    book.close(date!(2027 - 01 - 15)).unwrap();
    let closed = book.take(&Take::Next, date!(2026 - 12 - 31), date!(2027 - 01 - 15));
    assert_eq!(closed.unwrap_err().code(), "book-closed");
    assert_eq!(book.reserve(1, "đợt 1").unwrap_err().code(), "book-closed");
    assert_eq!(
        book.void(number("1"), "đã hủy").unwrap_err().code(),
        "book-closed"
    );
    assert_eq!(book.import(&[]).unwrap_err().code(), "book-closed");
    assert_eq!(
        danger::reopen(&mut book, " ").unwrap_err().code(),
        "document-reason-missing"
    );
    danger::reopen(&mut book, "nhập bổ sung văn bản giấy").unwrap();
    assert_eq!(book.next().unwrap(), number("1"));
}

#[test]
fn a_part_of_the_book_is_enough_to_go_on() {
    let reserved = |text: &str| Entry {
        number: number(text),
        used: Use::Reserved {
            reason: "đợt 1".to_owned(),
        },
        issued: None,
    };
    let book = Book::load(
        2026,
        Standing::Open,
        1,
        40,
        [reserved("41"), reserved("43")],
    );
    assert_eq!(book.next().unwrap(), number("42"));
    assert_eq!(book.through(), 41);
    let taken = Take::Written {
        number: number("12"),
        reason: "mất mạng".to_owned(),
    };
    assert_eq!(
        book.take(&taken, TODAY, TODAY).unwrap_err().code(),
        "book-number-taken"
    );
}

#[test]
fn an_old_register_is_taken_in_and_the_book_goes_on_behind_it() {
    let row = |row, text: &str, issued| ImportedRow {
        row,
        number: number(text),
        issued,
    };
    let mut book = Book::new(2026);
    let day = date!(2026 - 03 - 02);
    let rows = [
        row(3, "1", day),
        row(4, "2", day),
        row(5, "2", day),
        row(6, "4", date!(2025 - 12 - 31)),
        row(7, "5a", day),
    ];
    let imported = book.import(&rows).unwrap();
    let taken: Vec<String> = imported
        .entries
        .iter()
        .map(|(_, e)| e.number.to_string())
        .collect();
    assert_eq!(taken, ["01", "02", "05a"]);
    let codes: Vec<&str> = imported.faults.iter().map(ImportFault::code).collect();
    assert_eq!(codes, ["import-number-twice", "import-wrong-year"]);
    assert_eq!(
        imported.faults[0],
        ImportFault::Twice {
            row: 5,
            number: number("2"),
            first: 4
        }
    );
    assert_eq!(imported.opening, Some(6));
    for (_, entry) in imported.entries {
        book.add(entry);
    }
    book.open_with(6).unwrap();
    assert_eq!(book.gaps(), [3..=5]);
    assert_eq!(give(&mut book, &Take::Next, TODAY).number, number("6"));
    let again = book.import(&[row(9, "1", day)]).unwrap();
    assert_eq!(
        again.faults,
        [ImportFault::Taken {
            row: 9,
            number: number("1")
        }]
    );
}

#[test]
fn types_are_numbered_in_the_books_of_the_scheme() {
    let mut scheme = Scheme::default();
    assert_eq!(scheme.book("quyet-dinh"), "chung");
    scheme
        .by_type
        .insert("quyet-dinh".to_owned(), "quyet-dinh".to_owned());
    assert_eq!(
        (scheme.book("quyet-dinh"), scheme.book("cong-van")),
        ("quyet-dinh", "chung")
    );
    let json = serde_json::to_string(&scheme).unwrap();
    assert_eq!(serde_json::from_str::<Scheme>(&json).unwrap(), scheme);
}

/// What happens to a book.
#[derive(Clone, Debug)]
enum Act {
    Next,
    Reserve(u32),
    UseReserved(usize),
    Void(usize),
    Write(u32),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => Just(Act::Next),
        1 => (1u32..5).prop_map(Act::Reserve),
        1 => (0usize..20).prop_map(Act::UseReserved),
        1 => (0usize..20).prop_map(Act::Void),
        1 => (1u32..40).prop_map(Act::Write),
    ]
}

proptest! {
    #[test]
    fn no_number_is_given_twice_and_what_is_stored_is_enough(acts in prop::collection::vec(act(), 0..60)) {
        let mut book = Book::new(2026);
        let mut given = BTreeSet::new();
        for act in acts {
            let numbers: Vec<Number> = book.entries().map(|entry| entry.number).collect();
            let pick = |index: usize| numbers.get(index).copied();
            let take = match act {
                Act::Next => Some(Take::Next),
                Act::UseReserved(index) => pick(index).map(Take::Reserved),
                Act::Write(value) => Some(Take::Written {
                    number: Number::new(value).unwrap(),
                    reason: "mất mạng".to_owned(),
                }),
                Act::Reserve(count) => {
                    for entry in book.reserve(count, "đợt 1").unwrap() {
                        prop_assert!(!numbers.contains(&entry.number));
                        book.add(entry);
                    }
                    None
                }
                Act::Void(index) => {
                    if let Some(entry) = pick(index).and_then(|n| book.void(n, "hủy").ok()) {
                        book.add(entry);
                    }
                    None
                }
            };
            if let Some(taken) = take.and_then(|take| book.take(&take, TODAY, TODAY).ok()) {
                prop_assert!(given.insert(taken.number), "{} was given twice", taken.number);
                book.add(taken.entry("van-ban"));
            }
            // The part that a store keeps decides as the whole does.
            let through = book.through();
            let above = book.entries().filter(|entry| entry.number.value() > through);
            let part = Book::load(2026, Standing::Open, 1, through, above.cloned());
            prop_assert_eq!(part.next(), book.next());
            prop_assert!(!book.entries().any(|entry| Ok(entry.number) == book.next()));
            prop_assert_eq!(book.gaps().iter().filter(|gap| *gap.start() <= through).count(), 0);
        }
    }
}
