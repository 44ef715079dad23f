//! A batch of documents signed with one login on a SoftHSM token, against the token's own speed.
//!
//! What counts is how long a person waits, so time is elapsed time here. Two batches of different
//! size are run, and the difference is what the additional documents take: start and login of the
//! child process, where the module runs, drop out. So does the CPU time of both processes, which is
//! known only when the child has ended.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use ades::Signer;
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, ObjectClass};
use cryptoki::session::UserType;
use cryptoki::types::AuthPin;
use keys::Pin;
use keys::pkcs11::{LoginOptions, Token, Uri};
use token_host::{Deadlines, Worker};

use crate::batch::{SharedKey, in_order};
use crate::cpu::{self, middle};
use crate::desk::Desk;
use crate::document::Documents;
use crate::engine;
use crate::table::{Row, Table, Target};

const PIN: &str = "12345678";
const LABEL: &str = "bench";
const CONFIGURATION: &str = "softhsm2.conf";

pub(crate) fn rows(desk: &Desk, documents: &Documents, table: &mut Table) {
    fill(desk);
    let bytes = Arc::new(documents.small.plain.clone());
    let mut bare_times = Vec::new();
    let (mut elapsed, mut cpu) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let (many, few) = (batch(desk, &bytes, 220), batch(desk, &bytes, 20));
        elapsed.push((many.0 - few.0) / 200.0);
        cpu.push((many.1 - few.1) / 200.0);
        bare_times.push(bare(desk));
    }
    let (ours, bare) = (middle(&mut elapsed), middle(&mut bare_times));
    table.section("SoftHSM token, RSA-2048, one login");
    table.note(&format!(
        "bare SoftHSM: {:.0} signatures/s elapsed; a signed document takes {:.3} ms of CPU time, \
         parent and child",
        1e6 / bare,
        middle(&mut cpu) / 1000.0
    ));
    let row = Row::new(
        "sign 100 KB in a batch, B-B, elapsed",
        ours,
        ("bare signature, elapsed", bare),
        Target::AtMost(1.0 / 0.8),
    );
    table.add(&row);
}

/// Elapsed time, and CPU time of ours and of the child, for so many documents, login included.
fn batch(desk: &Desk, bytes: &Arc<Vec<u8>>, count: usize) -> (f64, f64) {
    let (start, begun) = (cpu::family(), Instant::now());
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg("pkcs11-worker");
    command.env("SOFTHSM2_CONF", desk.path(CONFIGURATION));
    let worker = Worker::start(command, Deadlines::default()).unwrap();
    let uri: Uri = format!("pkcs11:token={LABEL};object={LABEL}")
        .parse()
        .unwrap();
    let pin = Some(Pin::new(PIN.to_owned()));
    let module = module();
    let options = LoginOptions::default();
    let token = Token::connect(
        Box::new(worker),
        module.to_str().unwrap(),
        &uri,
        pin,
        &options,
    );
    let token = token.unwrap();
    let signer = Signer::of_key(&token).unwrap();
    let key = SharedKey::new(Box::new(token));
    let sign = |number, mut output: Vec<u8>| {
        engine::sign(&key.turn(number), &signer, desk.now, bytes, &mut output);
    };
    in_order(vec![Vec::new(); count], sign, drop);
    drop(key);
    (micros(begun), cpu::family() - start)
}

fn micros(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1e6
}

/// Elapsed time of one `C_Sign`, in a copy of this program: SoftHSM reads its environment when loaded.
fn bare(desk: &Desk) -> f64 {
    let output = Command::new(std::env::current_exe().unwrap())
        .arg("bare-token")
        .env("SOFTHSM2_CONF", desk.path(CONFIGURATION))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim()
        .parse()
        .unwrap_or_else(|_| panic!("bare-token: {output:?}"))
}

/// What `bare-token` does: signs without us in between, and prints how long one takes.
pub(crate) fn measure_bare() {
    let context = Pkcs11::new(module()).unwrap();
    context
        .initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK))
        .unwrap();
    let slots = context.get_slots_with_initialized_token().unwrap();
    let named =
        |slot: &&cryptoki::slot::Slot| context.get_token_info(**slot).unwrap().label() == LABEL;
    let slot = *slots.iter().find(named).unwrap();
    let session = context.open_ro_session(slot).unwrap();
    session
        .login(UserType::User, Some(&AuthPin::new(PIN.into())))
        .unwrap();
    let wanted = [Attribute::Class(ObjectClass::PRIVATE_KEY)];
    let key = session.find_objects(&wanted).unwrap()[0];
    let sign = || {
        let value = session.sign(&Mechanism::Sha256RsaPkcs, key, &[0x5a; 160]);
        assert_eq!(value.unwrap().len(), 256);
    };
    (0..20).for_each(|_| sign());
    let begun = Instant::now();
    (0..200).for_each(|_| sign());
    println!("{}", micros(begun) / 200.0);
}

/// Puts the desk's key and certificate onto a token of its own.
fn fill(desk: &Desk) {
    let tokens = desk.path("tokens");
    fs::create_dir(&tokens).unwrap();
    let configuration = format!(
        "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
        tokens.display()
    );
    let configuration = desk.put(CONFIGURATION, configuration.as_bytes());
    let key = desk.put("token.pem", desk.signer.key.to_pem().as_bytes());
    let certificate = desk.put("token.der", desk.signer.certificate.der());
    let run = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.env("SOFTHSM2_CONF", &configuration).args(arguments);
        let output = command
            .output()
            .unwrap_or_else(|error| panic!("{program}: {error}"));
        assert!(output.status.success(), "{program}: {output:?}");
    };
    run(
        "softhsm2-util",
        &[
            "--init-token",
            "--free",
            "--label",
            LABEL,
            "--pin",
            PIN,
            "--so-pin",
            PIN,
        ],
    );
    let key = key.to_str().unwrap();
    run(
        "softhsm2-util",
        &[
            "--import", key, "--token", LABEL, "--label", LABEL, "--id", "01", "--pin", PIN,
        ],
    );
    let module = module();
    let certificate = certificate.to_str().unwrap();
    run(
        "pkcs11-tool",
        &[
            "--module",
            module.to_str().unwrap(),
            "--token-label",
            LABEL,
            "--login",
            "--pin",
            PIN,
            "--write-object",
            certificate,
            "--type",
            "cert",
            "--id",
            "01",
            "--label",
            LABEL,
        ],
    );
}

fn module() -> PathBuf {
    let places = [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    ];
    let found = places.iter().map(PathBuf::from).find(|path| path.exists());
    found.expect("softhsm2: scripts/setup.sh test")
}
