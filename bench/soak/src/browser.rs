//! A browser, as far as forms and the desk agent's messages go: one session over HTTP.

use std::io::Read as _;
use std::time::Duration;

use serde_json::Value;
use ureq::Agent;

/// A page that has not come by then never will.
const PATIENCE: Duration = Duration::from_secs(150);

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: String,
    cookie: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// What a page that refuses says, in short.
    pub(crate) fn said(&self) -> String {
        let text = self.text();
        let start = text.find("<main").unwrap_or_default();
        let mut words = String::new();
        let mut inside = false;
        for letter in text[start..].chars() {
            match letter {
                '<' => inside = true,
                '>' => inside = false,
                _ if !inside => words.push(letter),
                _ => {}
            }
        }
        let words: Vec<_> = words.split_whitespace().collect();
        let short: String = words.join(" ").chars().take(300).collect();
        format!("{} {short}", self.status)
    }
}

/// Why nothing came back.
#[derive(Debug)]
pub(crate) struct Cut(pub(crate) String);

/// Somebody at a browser.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    agent: Agent,
    base: String,
    cookie: String,
}

impl Browser {
    /// A browser that keeps `kept` connections open between its requests.
    pub(crate) fn at(base: &str, kept: usize) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .max_idle_connections(kept)
            .max_idle_connections_per_host(kept)
            .timeout_global(Some(PATIENCE))
            .build();
        Self {
            agent: config.into(),
            base: base.to_owned(),
            cookie: String::new(),
        }
    }

    /// Signs in.
    pub(crate) fn enter(&mut self, login: &str, password: &str) {
        let form = [("ten", login), ("mat-khau", password), ("ve", "")];
        let answer = self.post("/dang-nhap", &form).unwrap();
        assert_eq!(answer.status, 303, "{login}: {}", answer.said());
        self.cookie = answer.cookie;
    }

    pub(crate) fn get(&self, path: &str) -> Result<Answer, Cut> {
        let request = self.agent.get(format!("{}{path}", self.base));
        let request = request.header("cookie", &self.cookie);
        read(request.call())
    }

    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Answer, Cut> {
        let pairs = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)));
        let body = pairs.collect::<Vec<_>>().join("&").into_bytes();
        self.send(path, "application/x-www-form-urlencoded", &body)
    }

    pub(crate) fn post_json(&self, path: &str, body: &Value) -> Result<Answer, Cut> {
        self.send(path, "application/json", body.to_string().as_bytes())
    }

    /// Sends a form with a file.
    pub(crate) fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &[u8]),
    ) -> Result<Answer, Cut> {
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend_from_slice(format!("{head}{value}\r\n").as_bytes());
        }
        let head = format!(
            "--B\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"{}\"\r\n\r\n",
            file.0
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file.1);
        body.extend_from_slice(b"\r\n--B--\r\n");
        self.send(path, "multipart/form-data; boundary=B", &body)
    }

    fn send(&self, path: &str, kind: &str, body: &[u8]) -> Result<Answer, Cut> {
        let request = self.agent.post(format!("{}{path}", self.base));
        let request = (request.header("cookie", &self.cookie))
            .header("sec-fetch-site", "same-origin")
            .header("content-type", kind);
        read(request.send(body))
    }

    /// Keeps the stream of notices open until it ends.
    pub(crate) fn listen(&self, until: impl Fn() -> bool) -> Result<(), Cut> {
        let request = self.agent.get(format!("{}/su-kien", self.base));
        let request = request.header("cookie", &self.cookie);
        let answer = request.config().timeout_global(None).build().call();
        let answer = answer.map_err(|error| Cut(error.to_string()))?;
        if answer.status() != 200 {
            return Err(Cut(format!("the stream of notices: {}", answer.status())));
        }
        let mut body = answer.into_body().into_reader();
        let mut part = [0; 4096];
        while !until() {
            match body.read(&mut part) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => return Err(Cut(error.to_string())),
            }
        }
        Ok(())
    }
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Answer, Cut> {
    let mut answer = answer.map_err(|error| Cut(error.to_string()))?;
    let header = |name: &str| {
        let value = answer.headers().get(name);
        let text = value.and_then(|it| it.to_str().ok()).unwrap_or_default();
        text.to_owned()
    };
    let (location, cookie) = (header("location"), header("set-cookie"));
    let body = answer.body_mut().with_config().limit(1 << 28).read_to_vec();
    Ok(Answer {
        status: answer.status().as_u16(),
        location,
        cookie: cookie.split(';').next().unwrap_or_default().to_owned(),
        body: body.map_err(|error| Cut(error.to_string()))?,
    })
}

/// What stands between `before` and `after` at its first place.
pub(crate) fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    Some(text.split_once(before)?.1.split_once(after)?.0)
}

/// A value as forms and addresses write it.
pub(crate) fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let letters = text.bytes().map(|byte| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    letters.collect()
}
