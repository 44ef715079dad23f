//! Whole processes: `congvu` against pdfsig, its start, and its memory on a huge file.
//!
//! Each is started by a small copy of this program, so that what the system counts for children is
//! that one process's, and the memory this program holds is not counted with it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::cpu::{self, middle};
use crate::desk::Desk;
use crate::document::{self, Documents};
use crate::table::{Row, Table, Target};

const ROUNDS: usize = 15;

/// The size of the huge file.
const HUGE: u64 = 1 << 30;

/// What one process took.
#[derive(Clone, Copy, Deserialize, Serialize)]
struct Usage {
    /// CPU time in microseconds.
    time: f64,
    /// From start to end, in microseconds.
    elapsed: f64,
    /// Peak of resident memory in KiB.
    memory: i64,
    status: i32,
}

pub(crate) fn rows(desk: &Desk, documents: &Documents, table: &mut Table) {
    table.section("Whole processes");
    let start = repeated(&[&congvu(), Path::new("--version")], 0);
    table.add(&Row::new(
        "start, CPU time",
        start.time,
        ("limit", 20_000.0),
        Target::AtMost(1.0),
    ));
    table.add(&Row::new(
        "start, elapsed",
        start.elapsed,
        ("limit", 20_000.0),
        Target::AtMost(1.0),
    ));
    let sizes = [("100 KB", &documents.small), ("10 MB", &documents.large)];
    for (size, document) in sizes {
        let ours = verify(desk, &document.signed_file);
        let what = format!("verify 3 signatures, {size}");
        for (name, options) in [("pdfsig", &[][..]), ("pdfsig -nocert", &["-nocert"][..])] {
            let theirs = pdfsig(&document.signed_file, options);
            table.add(&Row::new(
                &what,
                ours.time,
                (name, theirs.time),
                Target::AtMost(1.0),
            ));
        }
    }
    let huge = huge(desk);
    table.section("A file of 1 GiB with one signature");
    table.note(&format!("verify: {:.2} s CPU", huge.time / 1e6));
    table.add(&Row::memory(
        "peak of resident memory",
        huge.memory as f64,
        64.0 * 1024.0,
    ));
}

fn verify(desk: &Desk, file: &Path) -> Usage {
    let (root, issuer) = (desk.path("root.crl"), desk.path("government.crl"));
    let trust = desk.path("root.pem");
    let option = Path::new;
    let congvu = congvu();
    let command = [
        congvu.as_path(),
        option("verify"),
        option("--offline"),
        option("--trust"),
        &trust,
        option("--crl"),
        &root,
        option("--crl"),
        &issuer,
        file,
    ];
    repeated(&command, 0)
}

fn pdfsig(file: &Path, options: &[&str]) -> Usage {
    let mut command = vec![Path::new("pdfsig")];
    command.extend(options.iter().map(Path::new));
    command.push(file);
    repeated(&command, 0)
}

/// Signs a huge file and verifies it.
fn huge(desk: &Desk) -> Usage {
    let (plain, signed) = (desk.path("huge.pdf"), desk.path("huge-signed.pdf"));
    document::huge(&plain, HUGE);
    let key = format!("pkcs12:{}", desk.path("key.p12").display());
    let pin = desk.path("password.txt");
    let option = |text| Path::new(text);
    let congvu = congvu();
    let sign = [
        congvu.as_path(),
        option("sign"),
        &plain,
        option("--out"),
        &signed,
        option("--key"),
        option(&key),
        option("--pin-file"),
        &pin,
        option("--level"),
        option("B-B"),
    ];
    assert_eq!(run(&sign).status, 0, "the huge file cannot be signed");
    std::fs::remove_file(&plain).unwrap();
    let usage = verify(desk, &signed);
    std::fs::remove_file(&signed).unwrap();
    usage
}

/// The medians of several runs, which must all end as expected.
fn repeated(command: &[&Path], status: i32) -> Usage {
    let runs: Vec<Usage> = (0..ROUNDS).map(|_| run(command)).collect();
    assert!(
        runs.iter().all(|usage| usage.status == status),
        "{command:?} fails"
    );
    let of = |field: fn(&Usage) -> f64| middle(&mut runs.iter().map(field).collect::<Vec<_>>());
    Usage {
        time: of(|usage| usage.time),
        elapsed: of(|usage| usage.elapsed),
        memory: runs.iter().map(|usage| usage.memory).max().unwrap(),
        status,
    }
}

fn run(command: &[&Path]) -> Usage {
    let output = Command::new(std::env::current_exe().unwrap())
        .arg("measure")
        .args(command)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// Runs the command behind `measure` and prints what it took.
pub(crate) fn measure_child() {
    let command: Vec<_> = std::env::args_os().skip(2).collect();
    let start = std::time::Instant::now();
    let status = Command::new(&command[0])
        .args(&command[1..])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let elapsed = start.elapsed().as_secs_f64() * 1e6;
    let (time, memory) = cpu::children();
    let usage = Usage {
        time,
        elapsed,
        memory,
        status: status.code().unwrap_or(-1),
    };
    println!("{}", serde_json::to_string(&usage).unwrap());
}

/// The program, built by `make bench` beside this one.
fn congvu() -> PathBuf {
    std::env::current_exe().unwrap().with_file_name("congvu")
}
