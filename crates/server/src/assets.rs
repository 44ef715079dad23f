//! Styles, scripts and fonts, built from npm packages (`web/`) and carried inside the program.
//!
//! Names are hashed, so a browser keeps each file for ever; the manifest tells the hashed name.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use askama::filters::HtmlSafe;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::error::Error;
use crate::headers;

/// Where the assets lie.
pub const ROOT: &str = "/assets/";

#[derive(RustEmbed)]
#[folder = "../../web/dist/"]
struct Files;

/// The address of an asset by the name it has in `web/src`.
#[must_use]
pub fn href(name: &str) -> String {
    let hashed = manifest().get(name).map_or(name, String::as_str);
    format!("{ROOT}{hashed}")
}

/// Whether the build made an asset of that name; the desk agent's script comes with its crate.
#[must_use]
pub fn has(name: &str) -> bool {
    manifest().contains_key(name)
}

/// An icon of the sprite, for a template: `{{ crate::assets::icon("search") }}`. Icons stand beside
/// words and are hidden from screen readers.
#[must_use]
pub fn icon(name: &str) -> Icon<'_> {
    Icon(name)
}

/// See [`icon`].
#[derive(Clone, Copy, Debug)]
pub struct Icon<'a>(&'a str);

impl HtmlSafe for Icon<'_> {}

impl fmt::Display for Icon<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sprite = href("icons.svg");
        let name = self.0;
        write!(
            formatter,
            r##"<svg class="icon" aria-hidden="true" focusable="false"><use href="{sprite}#{name}"/></svg>"##
        )
    }
}

/// Gives one asset.
///
/// # Errors
///
/// [`Error::NotFound`] when there is none of that name.
pub async fn get(Path(name): Path<String>, request: HeaderMap) -> Result<Response, Error> {
    let squeezed = accepts_gzip(&request)
        .then(|| Files::get(&format!("{name}.gz")))
        .flatten();
    let encoded = squeezed.is_some();
    let file = squeezed
        .or_else(|| Files::get(&name))
        .ok_or(Error::NotFound)?;
    Ok(response(&name, file, encoded))
}

fn response(name: &str, file: EmbeddedFile, encoded: bool) -> Response {
    let mut response = Response::new(Body::from(file.data.into_owned()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind(name)));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    let forever = "public, max-age=31536000, immutable";
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(forever));
    if encoded {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    if name.starts_with("pdf-worker") {
        let policy = HeaderValue::from_static(headers::PDF_WORKER);
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    (headers
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok()))
    .is_some_and(|value| value.split(',').any(|one| one.trim().starts_with("gzip")))
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "wasm" => "application/wasm",
        "gif" => "image/gif",
        "json" => "application/json",
        _ => "application/octet-stream",
    }
}

fn manifest() -> &'static BTreeMap<String, String> {
    static MANIFEST: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    MANIFEST.get_or_init(|| {
        (Files::get("manifest.json"))
            .and_then(|file| serde_json::from_slice(&file.data).ok())
            .unwrap_or_default()
    })
}

/// The icons the sprite has.
#[cfg(test)]
fn icons() -> std::collections::BTreeSet<String> {
    let sprite = manifest()
        .get("icons.svg")
        .and_then(|name| Files::get(name));
    let text = String::from_utf8(sprite.unwrap().data.into_owned()).unwrap();
    (text.split("<symbol id=\"").skip(1))
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_asset_of_the_manifest_is_there() {
        for name in [
            "app.css",
            "app.js",
            "keys.js",
            "events.js",
            "viewer.js",
            "viewer.css",
        ] {
            let href = href(name);
            let hashed = href.strip_prefix(ROOT).unwrap();
            assert_ne!(
                hashed, name,
                "a name without its hash would be kept for ever"
            );
            assert!(Files::get(hashed).is_some(), "{hashed}");
        }
    }

    #[test]
    fn every_icon_that_is_used_is_in_the_sprite() {
        let known = icons();
        let templates = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
        let folders = [templates.to_owned(), format!("{templates}/people")];
        let entries = folders.iter().flat_map(|it| std::fs::read_dir(it).unwrap());
        let mut used = 0;
        for path in entries
            .map(|it| it.unwrap().path())
            .filter(|it| it.is_file())
        {
            let text = std::fs::read_to_string(&path).unwrap();
            for rest in text.split("assets::icon(\"").skip(1) {
                let name = rest.split('"').next().unwrap();
                assert!(known.contains(name), "{name} in {}", path.display());
                used += 1;
            }
        }
        for section in crate::frame::Section::ALL {
            assert!(known.contains(section.icon()), "{}", section.icon());
        }
        for icon in crate::office::part_icons() {
            assert!(known.contains(icon), "{icon}");
        }
        assert!(used > 20, "the templates were read");
    }

    #[test]
    fn gzip_is_given_only_when_asked_for() {
        let mut headers = HeaderMap::new();
        assert!(!accepts_gzip(&headers));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("br, gzip;q=0.8"));
        assert!(accepts_gzip(&headers));
    }
}
