//! What stands in each tab of a document.

use office::outgoing::{FileFacts, Opened, Outgoing};
use office::people::Post;
use process::StepId;
use report::catalogue::Lang;
use report::verify::Card;

use super::{file_list, recipients, story};
use crate::error::{Error, unless_away};
use crate::office::{AtWork, said, verdict};
use crate::views::document::{Tab, TabView};
use crate::views::signatures::SignaturesView;
use crate::views::tabs::{
    EventView, Fact, FactGroup, FactsView, HistoryView, OpinionView, OpinionsView, RouteStep,
    RouteView, StepState,
};
use crate::words::StepTone;

/// How much is in a tab.
pub(super) fn count(document: &Outgoing, tab: Tab) -> u32 {
    let number = match tab {
        Tab::Signatures => {
            let inside = document.current().map(|it| FileFacts::of(it).slots.len());
            inside.unwrap_or_default() + document.signed_beside().count()
        }
        Tab::Opinions => document.opinions.len(),
        Tab::Files => document.versions.len(),
        Tab::Facts | Tab::Route | Tab::History => 0,
    };
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The tab with its content.
pub(super) async fn open(work: &AtWork, document: &Opened<'_>, tab: Tab) -> Result<TabView, Error> {
    let people = || work.office.directory(&work.acting);
    Ok(match tab {
        Tab::Facts => TabView::Facts(facts(work, document, &people().await?).await?),
        Tab::Route => TabView::Route(route(document, &people().await?).await?),
        Tab::Signatures => TabView::Signatures(signatures(document).await?),
        Tab::Opinions => TabView::Opinions(opinions(document)),
        Tab::Files => TabView::Files(file_list::view(document, &people().await?)),
        Tab::History => TabView::History(history(document).await?),
    })
}

/// The signatures in the document, then those beside files that stay in their own format.
async fn signatures(document: &Opened<'_>) -> Result<SignaturesView, Error> {
    let judged = unless_away(document.verdict().await)?;
    let beside = unless_away(document.verdicts_beside().await)?;
    let (Some(judged), Some(beside)) = (judged, beside) else {
        return Ok(verdict::away());
    };
    let inside = judged.iter().flat_map(|it| &it.report.signatures);
    let inside = inside.map(|it| (None, it));
    let beside = beside.iter().flat_map(|(name, judged)| {
        let signatures = judged.report.signatures.iter();
        signatures.map(move |it| (Some(name), it))
    });
    let cards = inside.chain(beside).zip(1..).map(|((name, it), number)| {
        let card = it.card(number, Lang::Vi);
        let title = match name {
            Some(name) => format!("{}, trong {name}", card.title),
            None => card.title,
        };
        Card { title, ..card }
    });
    Ok(verdict::view(cards.collect()))
}

fn fact(label: &str, value: impl Into<String>) -> Fact {
    Fact {
        label: label.to_owned(),
        value: value.into(),
        href: None,
        acts: Vec::new(),
    }
}

pub(super) fn person(people: &[Post], account: Option<&str>) -> String {
    let found = people
        .iter()
        .find(|it| Some(it.account_id.as_str()) == account);
    found.map_or_else(String::new, |post| match post.title.as_str() {
        "" => post.full_name.clone(),
        title => format!("{}, {title}", post.full_name),
    })
}

async fn facts(work: &AtWork, document: &Opened<'_>, people: &[Post]) -> Result<FactsView, Error> {
    let row = &document.row;
    let units = work.office.units(&work.acting).await?;
    let unit = units.iter().find(|it| it.id == row.unit_id);
    let kept: serde_json::Value = serde_json::from_str(&row.fields).unwrap_or_default();
    let text = |name: &str| {
        kept.get(name)
            .and_then(|it| it.as_str())
            .unwrap_or_default()
    };
    let mut about = vec![
        fact("Loại", said::kind(&row.type_code)),
        fact(
            "Số, ký hiệu",
            row.number_text
                .clone()
                .unwrap_or_else(|| "Chưa có".to_owned()),
        ),
    ];
    if let Some(day) = &row.issue_date {
        about.push(fact("Ngày ban hành", said::day(day)));
    }
    about.extend([
        fact(
            "Độ khẩn",
            said::urgency(row.urgency).word().unwrap_or("Thường"),
        ),
        fact("Người soạn thảo", person(people, Some(&row.drafter_id))),
        fact(
            "Đơn vị soạn thảo",
            unit.map(|it| it.name.clone()).unwrap_or_default(),
        ),
        fact("Người ký", person(people, row.signer_id.as_deref())),
    ]);
    if let Some(current) = document.current() {
        about.push(fact("Số trang", current.pages.to_string()));
    }
    if !text("due").is_empty() {
        about.push(fact("Hạn trả lời", said::day(text("due"))));
    }
    if !text("note").is_empty() {
        about.push(fact("Ghi chú", text("note")));
    }
    let mut groups = vec![FactGroup {
        title: "Văn bản".to_owned(),
        facts: about,
        file: None,
    }];
    groups.push(recipients::group(work, document).await?);
    groups.extend(relations(document).await?);
    Ok(FactsView {
        groups,
        places: None,
        refused: Vec::new(),
        faults: unless_away(form_faults(document).await)?.unwrap_or_else(unread),
    })
}

/// In place of the faults of form of a file that cannot be read now.
fn unread() -> Vec<String> {
    vec!["Lúc này chưa đọc được tệp nên chưa xét được thể thức. Thử lại sau ít phút.".to_owned()]
}

/// Documents that it bears on, and that bear on it.
async fn relations(document: &Opened<'_>) -> Result<Option<FactGroup>, Error> {
    let found = document.relations().await?;
    let words = |kind: &str, to: bool| {
        let what = match kind {
            "replies-to" => "Trả lời",
            "corrects" => "Đính chính",
            "amends" => "Sửa đổi, bổ sung",
            "replaces" => "Thay thế",
            _ => "Thu hồi",
        };
        match to {
            true => format!("{what} bởi"),
            false => what.to_owned(),
        }
    };
    let said = |to: bool| {
        move |it: &office::outgoing::RelationRow| {
            let number = it.number_text.clone().unwrap_or_default();
            fact(&words(&it.kind, to), format!("{number} {}", it.subject))
        }
    };
    let facts: Vec<_> = (found.of.iter().map(said(false)))
        .chain(found.to.iter().map(said(true)))
        .collect();
    Ok((!facts.is_empty()).then(|| FactGroup {
        title: "Văn bản liên quan".to_owned(),
        facts,
        file: None,
    }))
}

/// Faults of form, told as long as they can be mended.
async fn form_faults(document: &Opened<'_>) -> Result<Vec<String>, Error> {
    let mended = ["draft", "returned", "initials", "format"];
    if !mended.contains(&document.row.status.as_str()) {
        return Ok(Vec::new());
    }
    let found = document.form_faults().await?;
    let told = found.iter().map(|it| {
        let text = said::sentence(it.code, &it.values);
        match it.page {
            Some(page) => format!("Trang {page}: {text}"),
            None => text,
        }
    });
    Ok(told.collect())
}

async fn route(document: &Opened<'_>, people: &[Post]) -> Result<RouteView, Error> {
    let route = document.route()?;
    let state = &document.state;
    let story = document.story().await?;
    // Who did the act that left a step last, and when.
    let left = |step: &StepId| {
        story.iter().rev().find_map(|event| {
            let said: serde_json::Value = serde_json::from_str(&event.payload).ok()?;
            let from = said.get("from")?.as_str()?;
            (from == step.as_str()).then(|| (event.actor_name.clone(), said::moment(event.at)))
        })
    };
    let withdrawn = state.step.as_str() == "withdrawn";
    let steps = route
        .steps()
        .iter()
        .filter(|step| withdrawn || step.id.as_str() != "withdrawn")
        // A document signed by the head himself never comes to the approval.
        .filter(|step| {
            step.id.as_str() != "approve"
                || step.id == state.step
                || state.trail.contains(&step.id)
                || !signed_by_head(document, people)
        });
    let steps = steps.map(|step| {
        let here = step.id == state.step;
        let passed = state.trail.contains(&step.id);
        let (who, times) = match (here, passed, left(&step.id)) {
            (true, ..) => (
                String::new(),
                format!("từ {}", crate::words::moment(state.since)),
            ),
            (false, true, Some((who, at))) => (who, at),
            (false, false, Some((who, at))) => (who, format!("trả lại {at}")),
            _ => (String::new(), String::new()),
        };
        RouteStep {
            label: step.label.clone(),
            who,
            times,
            due: None,
            state: match (here, passed, left(&step.id).is_some()) {
                (true, ..) => StepState::Here,
                (false, true, _) => StepState::Done,
                (false, false, true) => StepState::Back,
                (false, false, false) => StepState::Ahead,
            },
        }
    });
    Ok(RouteView {
        steps: steps.collect(),
    })
}

fn signed_by_head(document: &Outgoing, people: &[Post]) -> bool {
    let signer = document.row.signer_appointment.as_deref();
    let post = people.iter().find(|it| Some(it.id.as_str()) == signer);
    post.is_some_and(|it| it.role == "head")
}

fn opinions(document: &Outgoing) -> OpinionsView {
    let newest = document.opinions.iter().rev();
    let answered = newest.filter(|it| it.answered_at.is_some());
    OpinionsView {
        ask: None,
        opinions: answered
            .map(|it| OpinionView {
                who: it.author_name.clone(),
                act: match it.verdict.as_str() {
                    "returned" => "Trả lại",
                    "agrees" => "Đồng ý",
                    "refused" => "Không đồng ý",
                    _ => "Ý kiến",
                }
                .to_owned(),
                tone: match it.verdict.as_str() {
                    "returned" | "refused" => StepTone::Back,
                    "agrees" => StepTone::Done,
                    _ => StepTone::Open,
                },
                at: it.answered_at.map(said::moment).unwrap_or_default(),
                version: u32::try_from(it.file_version).unwrap_or_default(),
                text: it.text.clone(),
            })
            .collect(),
    }
}

async fn history(document: &Opened<'_>) -> Result<HistoryView, Error> {
    let story = document.story().await?;
    let events = story.iter().rev().map(|event| {
        let told = story::told(event);
        EventView {
            at: said::moment(event.at),
            text: told.text,
            quote: told.reason,
        }
    });
    Ok(HistoryView {
        events: events.collect(),
    })
}
