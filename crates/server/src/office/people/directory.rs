//! Danh bạ: who works where, by unit.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::Html;
use axum::routing::get;
use office::people::Post;

use super::shared::Asked;
use super::tree::tree;
use crate::error::Error;
use crate::frame::{Frame, Section};
use crate::office::AtWork;
use crate::state::State;
use crate::views::show;

pub(super) fn routes() -> Router<State> {
    Router::new().route("/danh-ba", get(page))
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "people/directory.html")]
struct Directory {
    frame: Frame,
    query: String,
    groups: Vec<Group>,
}

/// The people of a unit.
#[derive(Debug)]
struct Group {
    name: String,
    people: Vec<Post>,
}

async fn page(work: AtWork, Query(asked): Query<Asked>) -> Result<Html<String>, Error> {
    let mut posts = work.office.directory(&work.acting).await?;
    let units = work.office.units(&work.acting).await?;
    posts.retain(|it| {
        let unit = it.unit_name.as_deref().unwrap_or_default();
        asked.found_in(&[&it.full_name, &it.title, unit, &it.email, &it.phone])
    });
    posts.sort_by_key(rank);
    let of = |unit: Option<&str>| -> Vec<Post> {
        let here = posts.iter().filter(|it| it.unit_id.as_deref() == unit);
        here.cloned().collect()
    };
    let leaders = Group {
        name: "Lãnh đạo và người không thuộc đơn vị".to_owned(),
        people: of(None),
    };
    let units = tree(&units).into_iter().map(|it| Group {
        name: it.unit.name.clone(),
        people: of(Some(&it.unit.id)),
    });
    let groups = std::iter::once(leaders).chain(units);
    show(&Directory {
        frame: Frame::new("Danh bạ", Some(Section::Directory), &work.person),
        query: asked.tim,
        groups: groups.filter(|it| !it.people.is_empty()).collect(),
    })
}

/// Those who lead come first; all others stay in the order of names.
fn rank(post: &Post) -> u8 {
    match post.role.as_str() {
        "head" => 0,
        "deputy" => 1,
        "unit-head" => 2,
        _ => 3,
    }
}
