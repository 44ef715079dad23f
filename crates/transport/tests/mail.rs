//! Letters handed to a real server of mail, and read back by Python.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use e2e::mail::{LARGEST, MailServer, USER};
use e2e::tool::Tool;
use time::macros::utc_datetime;
use transport::mail::{Config, Enclosure, Error, Letter, Mailer};

fn config(server: &MailServer, more: &str) -> Config {
    let text = format!(
        "host = \"127.0.0.1\"\nfrom = \"Công Vụ <vanthu@an-thu.example>\"\ntimeout = 5\n{more}\n",
    );
    let mut config: Config = toml::from_str(&text).unwrap();
    config.port = config.port.or(Some(server.port));
    config
}

fn plain(server: &MailServer) -> Config {
    config(server, "security = \"none\"")
}

fn letter(to: &str) -> Letter {
    // Decomposed: the line has to be composed.
    let decomposed = "Quye\u{302}\u{301}t định";
    Letter {
        id: "018f-1".to_owned(),
        from_name: "UBND xã An Thử".to_owned(),
        reply_to: "vanthu@an-thu.example".to_owned(),
        to: format!("{to}@noivu.example"),
        subject: format!("[01/QĐ-UBND] {decomposed} về việc ban hành Quy chế làm việc của cơ quan"),
        text: "Kính gửi: Sở Nội vụ\n.\n..một dòng bắt đầu bằng dấu chấm\nHết\n".to_owned(),
        enclosures: vec![Enclosure {
            name: "01-QĐ-UBND.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            bytes: (0..70_000_u32).map(|it| it.to_le_bytes()[0]).collect(),
        }],
        automatic: true,
        report: true,
    }
}

async fn send(config: Config, letter: &Letter) -> Result<(), Error> {
    let at = utc_datetime!(2026-11-28 08:00);
    Mailer::new(config).send(letter, at).await
}

const PYTHON: &str = r#"
import sys, email, email.policy, hashlib
message = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
print(message["message-id"]); print(message["subject"]); print(message["from"])
print(message["reply-to"]); print(message["auto-submitted"]); print(message["date"])
print(repr(message.get_body().get_content().replace("\r\n", "\n")))
for part in message.iter_attachments():
    print(part.get_filename(), part.get_content_type(), hashlib.sha256(part.get_content()).hexdigest())
raw = message.as_bytes()
print(message.defects, max(len(line) for line in raw.splitlines()))
"#;

#[tokio::test]
async fn what_is_sent_is_what_python_reads() {
    let server = MailServer::start();
    let sent = letter("noivu");
    send(plain(&server), &sent).await.unwrap();
    let delivered = server.delivered("noivu", 1).remove(0);
    let read = Tool::new("python3").args(["-c", PYTHON]).input(delivered);
    let read = read.run().success().stdout;
    let lines: Vec<_> = read.lines().collect();
    assert_eq!(lines[0], "<018f-1@an-thu.example>");
    let subject = "[01/QĐ-UBND] Quyết định về việc ban hành Quy chế làm việc của cơ quan";
    assert_eq!(lines[1], subject, "composed");
    assert_eq!(lines[2], "UBND xã An Thử <vanthu@an-thu.example>");
    assert_eq!(lines[3], "vanthu@an-thu.example");
    assert_eq!(lines[4], "auto-generated");
    assert_eq!(lines[5], "Sat, 28 Nov 2026 08:00:00 +0000");
    let text = sent.text.replace('\n', "\\n");
    assert!(
        lines[6].trim_matches('\'').trim_end_matches("\\n") == text.trim_end_matches("\\n"),
        "{}",
        lines[6]
    );
    let digest = sha256(&sent.enclosures[0].bytes);
    assert_eq!(lines[7], format!("01-QĐ-UBND.pdf application/pdf {digest}"));
    assert!(lines[8].starts_with("[] "), "{}", lines[8]);
}

fn sha256(bytes: &[u8]) -> String {
    let answer = Tool::new("sha256sum").input(bytes.to_vec()).run().success();
    answer.stdout.split(' ').next().unwrap().to_owned()
}

#[tokio::test]
async fn over_tls_and_starttls_the_certificate_counts() {
    let server = MailServer::start();
    let authority = format!("authorities = {:?}", server.authority());
    let signed_in = format!(
        "{authority}\nuser = \"{USER}\"\npassword_file = {:?}",
        server.password_file()
    );
    let tls = format!("security = \"tls\"\nport = {}", server.tls_port);
    for way in [tls.as_str(), "security = \"starttls\""] {
        let known = config(&server, &format!("{way}\n{signed_in}"));
        let greeted = Mailer::new(known.clone()).greet().await.unwrap();
        assert!(greeted.encrypted && greeted.signed_in && greeted.reports);
        assert_eq!(greeted.largest, Some(LARGEST));
        send(known, &letter("noivu")).await.unwrap();

        let unknown = send(config(&server, way), &letter("noivu")).await;
        assert_eq!(unknown.unwrap_err().code(), "mail-tls", "{way}");
        let other = config(&server, &format!("{way}\n{authority}"));
        let other = Config {
            host: "localhost".to_owned(),
            ..other
        };
        let other = send(other, &letter("noivu")).await;
        assert_eq!(other.unwrap_err().code(), "mail-tls", "another name");
    }
    assert_eq!(server.delivered("noivu", 2).len(), 2);

    let wrong = server.authority();
    let wrong =
        format!("security = \"starttls\"\n{authority}\nuser = \"x\"\npassword_file = {wrong:?}");
    let refused = Mailer::new(config(&server, &wrong)).greet().await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), "mail-sign-in", "{refused}");
    assert!(refused.is_passing(), "somebody may mend it");
}

#[tokio::test]
async fn refused_for_good_is_told_from_refused_for_now() {
    let server = MailServer::start();
    let gone = send(plain(&server), &letter("khong-co")).await.unwrap_err();
    assert!(!gone.is_passing());
    assert!(
        gone.to_string().contains("550 5.1.1 Khong co hop thu nay"),
        "{gone}"
    );
    let busy = send(plain(&server), &letter("tam")).await.unwrap_err();
    assert!(busy.is_passing());
    assert!(
        busy.to_string().contains("451 4.2.1 Hop thu dang ban"),
        "{busy}"
    );

    let mut large = letter("noivu");
    large.enclosures[0].bytes = vec![7; usize::try_from(LARGEST).unwrap()];
    let large = send(plain(&server), &large).await.unwrap_err();
    assert!(!large.is_passing());
    assert!(
        matches!(large, Error::TooLarge { limit: LARGEST, .. }),
        "{large}"
    );
    let mut nobody = letter("noivu");
    nobody.to = "so noi vu".to_owned();
    let nobody = send(plain(&server), &nobody).await.unwrap_err();
    assert_eq!(nobody.code(), "mail-address");
    assert!(server.delivered_now("noivu").is_empty());
}

#[tokio::test]
async fn a_server_that_sleeps_is_tried_again() {
    let mut server = MailServer::prepare();
    let asleep = send(plain(&server), &letter("noivu")).await.unwrap_err();
    assert_eq!(asleep.code(), "mail-unreachable");
    assert!(asleep.is_passing());
    server.wake();
    send(plain(&server), &letter("noivu")).await.unwrap();
    server.delivered("noivu", 1);

    // It takes the connection and says nothing.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut mute = plain(&server);
    mute.port = Some(silent.local_addr().unwrap().port());
    mute.timeout = 1;
    let mute = send(mute, &letter("noivu")).await.unwrap_err();
    assert!(mute.is_passing() && mute.code() == "mail-timeout", "{mute}");
}
