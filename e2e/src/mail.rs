//! A real server of mail: Exim on a loopback port, delivering into folders (maildir).
//!
//! `scripts/setup.sh test` unpacks Debian's package under `target/exim` without installing it, so
//! that no machine gets a server of mail because of our tests. It runs unprivileged; the names of
//! users that it was built with are told it by `nss_wrapper`.
//!
//! Mail to `khong-co` is refused for good, to `tam` for now, larger than [`LARGEST`] not taken.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::tool::Tool;

/// The largest message it takes, bytes.
pub const LARGEST: u64 = 2 << 20;
/// Who may sign in.
pub const USER: &str = "vanthu";
/// With what.
pub const PASSWORD: &str = "Mat-khau-thu-2026!";

/// Nobody, on every Linux.
const NOBODY: &str = "65534";

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct MailServer {
    folder: TempDir,
    running: Option<Child>,
    /// Where it takes mail without TLS, or with STARTTLS.
    pub port: u16,
    /// Where it takes mail over TLS.
    pub tls_port: u16,
}

impl MailServer {
    /// Starts one on free ports.
    pub fn start() -> Self {
        let mut server = Self::prepare();
        server.wake();
        server
    }

    /// One that does not answer yet.
    pub fn prepare() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = Self {
            port: free_port(),
            tls_port: free_port(),
            running: None,
            folder,
        };
        server.write();
        server
    }

    /// Lets it answer.
    pub fn wake(&mut self) {
        let me = self.path("");
        let (program, library) = (self.path("exim"), self.path("libnss_wrapper.so"));
        let mut command = match is_root() {
            true => {
                let owner = format!("{NOBODY}:{NOBODY}");
                let chown = Tool::new("chown").args(["-R", &owner]).arg(&me).run();
                let _ = chown.success();
                let mut command = Command::new("setpriv");
                command
                    .args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"])
                    .arg(program);
                command
            }
            false => Command::new(program),
        };
        let log = std::fs::File::create(self.path("said")).unwrap();
        let child = command
            .arg("-C")
            .arg(self.path("exim.conf"))
            .arg("-bdf")
            .env("LD_PRELOAD", library)
            .env("NSS_WRAPPER_PASSWD", self.path("passwd"))
            .env("NSS_WRAPPER_GROUP", self.path("group"))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        self.running = Some(child);
        let until = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", self.tls_port)).is_err() {
            assert!(Instant::now() < until, "{}", self.said());
            sleep(Duration::from_millis(50));
        }
    }

    /// Ends it; its folders stay.
    pub fn fall_asleep(&mut self) {
        if let Some(mut child) = self.running.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// The authority that its certificate comes from (PEM).
    pub fn authority(&self) -> PathBuf {
        self.path("ca.pem")
    }

    /// A file with the password, for a configuration.
    pub fn password_file(&self) -> PathBuf {
        self.path("password")
    }

    /// The messages delivered to a name, once there are that many.
    pub fn delivered(&self, name: &str, count: usize) -> Vec<Vec<u8>> {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let found = self.delivered_now(name);
            if found.len() >= count {
                return found;
            }
            let said = self.said();
            assert!(Instant::now() < until, "{} of {count}: {said}", found.len());
            sleep(Duration::from_millis(50));
        }
    }

    /// The messages delivered to a name by now.
    pub fn delivered_now(&self, name: &str) -> Vec<Vec<u8>> {
        let Ok(folder) = std::fs::read_dir(self.path(&format!("mail/{name}/new"))) else {
            return Vec::new();
        };
        let mut paths: Vec<_> = folder.map(|it| it.unwrap().path()).collect();
        paths.sort();
        paths.iter().map(|it| std::fs::read(it).unwrap()).collect()
    }

    /// Its log.
    pub fn said(&self) -> String {
        let read = |name: &str| std::fs::read_to_string(self.path(name)).unwrap_or_default();
        read("log/main") + &read("said")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self) {
        let unpacked = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/exim");
        let copy = |from: &Path, to: &str| {
            let copied = std::fs::copy(from, self.path(to));
            copied.unwrap_or_else(|cause| panic!("{from:?}: {cause}; run scripts/setup.sh test"));
        };
        copy(&unpacked.join("usr/sbin/exim4"), "exim");
        copy(&unpacked.join("libnss_wrapper.so"), "libnss_wrapper.so");
        let user = match is_root() {
            true => NOBODY.to_owned(),
            false => id("-u"),
        };
        let group = match is_root() {
            true => NOBODY.to_owned(),
            false => id("-g"),
        };
        let put = |name: &str, text: String| std::fs::write(self.path(name), text).unwrap();
        put(
            "passwd",
            format!("root:x:0:0::/:/bin/sh\nDebian-exim:x:{user}:{group}::/:/bin/sh\n"),
        );
        put("group", format!("root:x:0:\nDebian-exim:x:{group}:\n"));
        put("password", format!("{PASSWORD}\n"));
        let names = [
            "vanthu",
            "noivu",
            "soan",
            "chief",
            "head",
            "luu-ngoai",
            "tam",
        ];
        put("names", names.map(|it| format!("{it}: {it}\n")).concat());
        for folder in ["spool", "log", "mail"] {
            std::fs::create_dir(self.path(folder)).unwrap();
        }
        self.certificate();
        put("exim.conf", self.configuration(&user, &group));
        let mode = Tool::new("chmod").arg("755").arg(self.path("exim")).run();
        let _ = mode.success();
    }

    fn configuration(&self, user: &str, group: &str) -> String {
        let here = self.folder.path().display();
        format!(
            "keep_environment = *\n\
             spool_directory = {here}/spool\nlog_file_path = {here}/log/%s\n\
             pid_file_path = {here}/pid\nprimary_hostname = mail.thu.example\n\
             local_interfaces = 127.0.0.1\ndaemon_smtp_ports = {port} : {tls}\n\
             tls_on_connect_ports = {tls}\ntls_advertise_hosts = *\n\
             tls_certificate = {here}/server.pem\ntls_privatekey = {here}/server.key\n\
             exim_user = {user}\nexim_group = {group}\nnever_users =\n\
             deliver_drop_privilege = true\nhost_lookup =\nrfc1413_query_timeout = 0s\n\
             dsn_advertise_hosts = *\nmessage_size_limit = {LARGEST}\n\
             acl_smtp_rcpt = rcpt\nacl_smtp_data = accept\n\
             log_selector = +received_recipients +tls_cipher +smtp_protocol_error +smtp_syntax_error\n\
             begin acl\nrcpt:\n  deny message = 5.1.1 Khong co hop thu nay\n       \
             local_parts = khong-co\n  \
             defer message = 4.2.1 Hop thu dang ban\n        local_parts = tam\n  accept\n\
             begin routers\nall:\n  driver = accept\n  local_parts = lsearch;{here}/names\n  \
             transport = maildir\n\
             begin transports\nmaildir:\n  driver = appendfile\n  \
             directory = {here}/mail/$local_part_data\n  maildir_format\n  create_directory\n  \
             envelope_to_add\n\
             begin authenticators\nplain:\n  driver = plaintext\n  public_name = PLAIN\n  \
             server_advertise_condition = true\n  server_prompts = :\n  \
             server_condition = ${{if and{{{{eq{{$auth2}}{{{USER}}}}}\
             {{eq{{$auth3}}{{{PASSWORD}}}}}}}}}\n",
            port = self.port,
            tls = self.tls_port,
        )
    }

    /// A certificate for 127.0.0.1 of an authority of its own.
    fn certificate(&self) {
        let new = [
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
        ];
        let plain = ["-nodes", "-days", "30", "-batch"];
        let made = Tool::new("openssl")
            .args(new)
            .args(plain)
            .args(["-subj", "/CN=CA (for testing)", "-out"])
            .arg(self.path("ca.pem"))
            .arg("-keyout")
            .arg(self.path("ca.key"))
            .run()
            .success();
        drop(made);
        let made = Tool::new("openssl")
            .args(new)
            .args(plain)
            .args(["-subj", "/CN=mail.thu.example"])
            .args([
                "-addext",
                "subjectAltName=IP:127.0.0.1,DNS:mail.thu.example",
            ])
            .args(["-addext", "basicConstraints=critical,CA:FALSE"])
            .arg("-CA")
            .arg(self.path("ca.pem"))
            .arg("-CAkey")
            .arg(self.path("ca.key"))
            .arg("-out")
            .arg(self.path("server.pem"))
            .arg("-keyout")
            .arg(self.path("server.key"))
            .run()
            .success();
        drop(made);
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.fall_asleep();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn is_root() -> bool {
    id("-u") == "0"
}

fn id(which: &str) -> String {
    let answer = Tool::new("id").arg(which).run().success();
    answer.stdout.trim().to_owned()
}
