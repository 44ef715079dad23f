//! `congvu testpki serve`: the authority's answers over HTTP.
//!
//! Beside the right answers there are wrong ones under addresses of their own, so that tests can
//! see what a broken service does to a signer.

use std::net::SocketAddr;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use report::Problem;
use testpki::{Authority, Fault, OcspFault};
use time::UtcDateTime;
use tokio::net::TcpListener;

use super::{DEFAULT_LISTEN, STATE};
use crate::cli::moment;
use crate::cli::print;
use crate::clock;
use crate::console::Console;
use crate::error::Error;
use crate::exit::Outcome;
use crate::interrupt;

const TIME_STAMP: &str = "application/timestamp-reply";
const STATUS: &str = "application/ocsp-response";

/// How late `/tsa/slow` answers.
const SLOW: Duration = Duration::from_secs(20);

/// Chạy dịch vụ dấu thời gian, OCSP, CRL thử nghiệm
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu testpki serve THƯ-MỤC [TÙY CHỌN]",
    after_long_help = "
Ví dụ:
  congvu testpki serve thu-nghiem
  congvu testpki serve thu-nghiem --listen 127.0.0.1:0     (cổng còn trống bất kỳ)
  congvu testpki serve thu-nghiem --at 2031-11-21T08:00:00+07:00     (năm năm sau)

Để thử lỗi, dịch vụ dấu thời gian còn trả lời sai ở các địa chỉ:
  /tsa/wrong-nonce /tsa/no-nonce /tsa/wrong-imprint /tsa/expired /tsa/loose-certificate
  /tsa/no-certificate /tsa/wrong-signature /tsa/rejection /tsa/garbage /tsa/html
  /tsa/error /tsa/slow (chờ 20 giây)
và OCSP ở: /ocsp/wrong-nonce /ocsp/wrong-responder /ocsp/wrong-signature /ocsp/try-later

Dừng bằng Ctrl-C."
)]
pub(super) struct Serve {
    /// Thư mục đã tạo bằng `congvu testpki init`
    #[arg(value_name = "THƯ-MỤC", help_heading = "Tham số")]
    folder: PathBuf,

    /// Địa chỉ để nghe (mặc định 127.0.0.1:8090); cổng 0 là cổng trống bất kỳ
    #[arg(long, value_name = "MÁY:CỔNG", default_value = DEFAULT_LISTEN, hide_default_value = true, help_heading = "Tùy chọn")]
    listen: SocketAddr,

    /// Bắt đầu ở thời điểm này (RFC 3339) thay cho bây giờ, đồng hồ chạy tiếp từ đó: thử xem tệp
    /// và chứng thư già đi
    #[arg(long, value_name = "THỜI-ĐIỂM", value_parser = moment, help_heading = "Tùy chọn")]
    at: Option<UtcDateTime>,
}

impl Serve {
    pub(super) fn run(self, console: Console) -> Result<Outcome, Problem> {
        let ahead = self.at.map_or(time::Duration::ZERO, |at| at - clock::now());
        let served = Served {
            authority: Arc::new(read(&self.folder)?),
            ahead,
        };
        let cannot = |cause| Error::Listen {
            address: self.listen.to_string(),
            cause,
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let done = runtime.map_err(cannot)?.block_on(async {
            let listener = TcpListener::bind(self.listen).await.map_err(cannot)?;
            let address = listener.local_addr().map_err(cannot)?;
            print(summary(address, console).as_bytes())?;
            serve(listener, routes(served)).await.map_err(cannot)
        });
        done?;
        Ok(Outcome::Passed)
    }
}

/// The authority in `folder`.
pub(in crate::cli) fn read(folder: &FilePath) -> Result<Authority, Problem> {
    let path = folder.join(STATE);
    let state = std::fs::read(&path).map_err(|cause| {
        let path = path.display().to_string();
        match cause.kind() {
            std::io::ErrorKind::NotFound => Error::NotAnAuthority { path },
            _ => Error::InputUnreadable { path, cause },
        }
    })?;
    Ok(Authority::from_bytes(&state)?)
}

/// The answers of an authority whose clock is right.
pub(in crate::cli) fn answers(authority: Arc<Authority>) -> Router {
    routes(Served {
        authority,
        ahead: time::Duration::ZERO,
    })
}

fn summary(address: SocketAddr, console: Console) -> String {
    let line =
        |code: &str, path: &str| format!("{}: http://{address}{path}\n", console.label(code));
    [
        line("testpki-tsa", "/tsa"),
        line("testpki-ocsp", "/ocsp"),
        line("testpki-crl", "/crl/government.crl"),
        line("testpki-ca", "/ca/root.cer"),
    ]
    .concat()
}

/// Serves until a signal; answers still under way then are not waited for.
async fn serve(listener: TcpListener, routes: Router) -> std::io::Result<()> {
    let stop = interrupt::asked_to_stop()?;
    tokio::select! {
        served = async { axum::serve(listener, routes).await } => served,
        () = stop => Ok(()),
    }
}

/// The authority and how far its clock is ahead.
#[derive(Clone)]
struct Served {
    authority: Arc<Authority>,
    ahead: time::Duration,
}

impl Served {
    fn now(&self) -> UtcDateTime {
        let now = clock::now();
        now.checked_add(self.ahead).unwrap_or(now)
    }
}

fn routes(served: Served) -> Router {
    Router::new()
        .route("/tsa", post(answer))
        .route("/tsa/{fault}", post(wrong_time_stamp))
        .route("/ocsp", post(answer))
        .route("/ocsp/{fault}", post(wrong_status))
        .fallback(answer)
        .with_state(served)
}

/// The right answers: time stamps, statuses, certificates and revocation lists.
async fn answer(State(served): State<Served>, uri: Uri, sent: Bytes) -> Response {
    match served.authority.serve(uri.path(), &sent, served.now()) {
        Ok(Some(answer)) => {
            ([(header::CONTENT_TYPE, answer.media_type)], answer.bytes).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}

async fn wrong_time_stamp(
    State(served): State<Served>,
    Path(fault): Path<String>,
    request: Bytes,
) -> Response {
    let fault = match fault.as_str() {
        "wrong-nonce" => Fault::WrongNonce,
        "no-nonce" => Fault::NoNonce,
        "wrong-imprint" => Fault::WrongImprint,
        "expired" => Fault::ExpiredCertificate,
        "loose-certificate" => Fault::LooseCertificate,
        "no-certificate" => Fault::NoCertificate,
        "wrong-signature" => Fault::WrongSignature,
        "rejection" => Fault::Rejection,
        "garbage" => Fault::Garbage,
        "html" => return "<html>".into_response(),
        "error" => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        "slow" => {
            tokio::time::sleep(SLOW).await;
            return reply(
                TIME_STAMP,
                served.authority.handle_tsp(&request, served.now()),
            );
        }
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    reply(
        TIME_STAMP,
        served
            .authority
            .handle_tsp_wrongly(&request, served.now(), fault),
    )
}

async fn wrong_status(
    State(served): State<Served>,
    Path(fault): Path<String>,
    request: Bytes,
) -> Response {
    let fault = match fault.as_str() {
        "wrong-nonce" => OcspFault::WrongNonce,
        "wrong-responder" => OcspFault::WrongResponder,
        "wrong-signature" => OcspFault::WrongSignature,
        "try-later" => OcspFault::TryLater,
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    reply(
        STATUS,
        served
            .authority
            .handle_ocsp_wrongly(&request, served.now(), fault),
    )
}

fn reply(media_type: &'static str, answer: Result<Vec<u8>, testpki::Error>) -> Response {
    match answer {
        Ok(bytes) => ([(header::CONTENT_TYPE, media_type)], bytes).into_response(),
        Err(error) => failed(&error),
    }
}

fn failed(error: &testpki::Error) -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response()
}
