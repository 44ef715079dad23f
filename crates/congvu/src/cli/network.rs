//! Arguments of commands that fetch evidence, and the gatherer they describe.

use std::env;
use std::path::PathBuf;
use std::time::Duration;

use ades::validate::{Evidence, Unreachable};
use transport::cache::Cache;
use transport::{Budget, Fetcher, Gatherer, Options, Proxy, Question, Reach, Remap};

use crate::clock;
use crate::console::Console;
use crate::error::Error;
use crate::progress::Progress;

/// The cache may grow to this size, bytes.
const CACHE_SIZE: u64 = 512 * 1024 * 1024;

/// Whether evidence is fetched, and how.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Mạng")]
pub(super) struct Network {
    /// Không tải gì từ mạng: chỉ dùng dữ liệu trong tệp và dữ liệu nêu bằng tùy chọn
    #[arg(long)]
    offline: bool,

    #[command(flatten)]
    fetching: Fetching,
}

/// How evidence is fetched.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Mạng")]
pub(super) struct Fetching {
    /// Thư mục lưu tạm danh sách thu hồi, trả lời OCSP, chứng thư đã tải (mặc định
    /// ~/.cache/congvu/evidence)
    #[arg(long, value_name = "THƯ-MỤC")]
    cache: Option<PathBuf>,

    /// Không đọc và không ghi thư mục lưu tạm
    #[arg(long, conflicts_with = "cache")]
    no_cache: bool,

    /// Cho phép tải từ máy này và mạng nội bộ, ở cổng bất kỳ
    #[arg(long)]
    allow_local: bool,

    /// Hỏi MÁY sau dấu = thay cho MÁY ghi trong chứng thư, ví dụ
    /// ocsp.ca.noi-bo=ocsp.ca.gov.vn; dùng được nhiều lần
    #[arg(long, value_name = "MÁY[:CỔNG]=MÁY[:CỔNG]", value_parser = remap)]
    remap: Vec<Remap>,

    /// Hỏi qua máy chủ proxy này (hoặc biến môi trường CONGVU_PROXY); máy trong mạng nội bộ vẫn hỏi
    /// thẳng
    #[arg(long, value_name = "http://MÁY:CỔNG", value_parser = proxy, env = "CONGVU_PROXY",
        hide_env = true)]
    proxy: Option<Proxy>,

    /// Chờ mỗi lần tải tối đa bao nhiêu giây (mặc định 30)
    #[arg(long, value_name = "GIÂY", value_parser = seconds)]
    timeout: Option<Duration>,
}

/// A number of seconds, at most a day.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds @ 1..=86_400) => Ok(Duration::from_secs(seconds)),
        _ => Err("1–86400".to_owned()),
    }
}

fn remap(text: &str) -> Result<Remap, String> {
    text.parse()
        .map_err(|_| "ocsp.ca.noi-bo=ocsp.ca.gov.vn".to_owned())
}

fn proxy(text: &str) -> Result<Proxy, String> {
    text.parse()
        .map_err(|_| "http://proxy.co-quan.vn:3128".to_owned())
}

impl Network {
    /// The proxy that was named.
    pub(super) fn proxy(&self) -> Option<Proxy> {
        self.fetching.proxy()
    }

    /// What fetches; none if nothing is to be fetched.
    pub(super) fn gatherer(&self) -> Result<Option<Gatherer>, Error> {
        if self.offline {
            return Ok(None);
        }
        self.fetching.gatherer().map(Some)
    }
}

/// What the decision of `question` still wants of the network besides `given`; what could not be
/// fetched is told, as a remark on `subject`.
pub(super) fn evidence(
    gatherer: &mut Gatherer,
    question: Question<'_>,
    given: &Evidence,
    console: Console,
    subject: &str,
) -> Evidence {
    let evidence = shown(|watch| gatherer.gather(question, given, clock::now(), watch));
    tell(console, Some(subject), &evidence.unreachable);
    evidence
}

impl Fetching {
    /// What fetches.
    pub(super) fn gatherer(&self) -> Result<Gatherer, Error> {
        let fetcher = Fetcher::new(self.options());
        Ok(Gatherer::new(fetcher, self.open_cache()?))
    }

    /// The proxy that was named.
    pub(super) fn proxy(&self) -> Option<Proxy> {
        self.proxy.clone()
    }

    fn options(&self) -> Options {
        let default = Options::default();
        let patience = self.timeout.unwrap_or(default.patience);
        Options {
            reach: match self.allow_local {
                true => Reach::Local,
                false => Reach::Public,
            },
            remap: self.remap.clone(),
            proxy: self.proxy.clone(),
            patience,
            // Who is patient with one service has several of them in mind.
            budget: Budget {
                time: default.budget.time.max(patience * 4),
                ..default.budget
            },
            ..default
        }
    }

    /// The folder that was named must be usable; without the usual one everything is fetched.
    fn open_cache(&self) -> Result<Option<Cache>, Error> {
        if self.no_cache {
            return Ok(None);
        }
        let Some(folder) = &self.cache else {
            return Ok(usual_cache().and_then(|folder| Cache::open(folder, CACHE_SIZE).ok()));
        };
        let cache = Cache::open(folder, CACHE_SIZE);
        cache.map(Some).map_err(|cause| Error::OutputNotWritable {
            path: folder.display().to_string(),
            cause,
        })
    }
}

/// Where the XDG base directory specification wants caches.
fn usual_cache() -> Option<PathBuf> {
    let absolute = |name| {
        env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let caches = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")));
    Some(caches?.join("congvu").join("evidence"))
}

/// Runs `work`, which gives every address that it asks to its argument, and shows them to a person
/// who waits.
pub(super) fn shown<T>(work: impl FnOnce(&mut dyn FnMut(&str)) -> T) -> T {
    let progress = Progress::new(1);
    work(&mut |url| progress.working_on(report::visible(url)))
}

/// Tells what could not be fetched.
pub(super) fn tell(console: Console, subject: Option<&str>, unreachable: &[Unreachable]) {
    let mut told = Vec::new();
    for failed in unreachable {
        if told.contains(&&failed.url) {
            continue;
        }
        told.push(&failed.url);
        let values: Vec<_> = (failed.values.iter())
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect();
        console.note(subject, &failed.code, &values);
    }
}
