//! `congvu demo`: a whole installation on this machine, to try everything out.
//!
//! Two agencies with their people, a test authority, and a desk agent with throw-away tokens for
//! each who signs. The first start makes it all in one folder, later ones use what is there.

mod agents;
mod cast;
mod desks;
mod error;
mod folder;
mod founding;
mod introduce;
mod ports;
mod welcome;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use office::Office;
use pki::trust::AnchorKind;
use report::Problem;
use server::config::Front;
use testpki::{Authority, Ca, Config, KeyAlgorithm, Population};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use self::agents::Agents;
use self::cast::{AGENCIES, SAMPLES};
use self::desks::Desk;
use self::error::Error;
use self::folder::{DeskMemory, Folder, Memory, unusable};
use self::founding::said;
use self::introduce::Introduction;
use super::serve::{self, Running};
use super::testpki::tokens::TokenTools;
use super::testpki::{init, serve as authority_service};
use super::{kinds, print};
use crate::clock;
use crate::console::Console;
use crate::exit::Outcome;
use crate::interrupt;

/// Chạy thử toàn bộ hệ thống trên máy này: hai cơ quan, người dùng và thiết bị ký thử nghiệm
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu demo --data THƯ-MỤC [--listen 127.0.0.1:CỔNG] [--database URL]",
    after_long_help = "
Ví dụ:
  congvu demo --data dung-thu
  congvu demo --data dung-thu --listen 127.0.0.1:8081

Lần đầu tạo mọi thứ trong thư mục: hệ thống chứng thực thử nghiệm, hai cơ quan với tài khoản,
thiết bị SoftHSM và chương trình ký số (congvu-agent) cho từng người ký. Các lần sau dùng lại; xóa
thư mục là bắt đầu lại từ đầu. Chứng thư và chữ ký ở đây không có giá trị pháp lý.

Dừng bằng Ctrl-C."
)]
pub(super) struct Demo {
    /// Thư mục giữ mọi thứ của bản dùng thử; chưa có hoặc còn rỗng, hoặc của lần chạy trước
    #[arg(long, value_name = "THƯ-MỤC", help_heading = "Tham số")]
    data: PathBuf,

    /// Địa chỉ trên máy này để mở trang (mặc định 127.0.0.1:8080)
    #[arg(
        long,
        value_name = "127.0.0.1:CỔNG",
        default_value = "127.0.0.1:8080",
        hide_default_value = true,
        help_heading = "Tùy chọn"
    )]
    listen: SocketAddr,

    /// Cơ sở dữ liệu PostgreSQL để trống thay cho SQLite: postgres://…
    #[arg(long, value_name = "URL", help_heading = "Tùy chọn")]
    database: Option<String>,
}

impl Demo {
    pub(super) fn run(self, console: Console) -> Result<Outcome, Problem> {
        if !self.listen.ip().is_loopback() {
            let listen = self.listen.to_string();
            return Err(Error::NotLoopback { listen }.into());
        }
        let tools = TokenTools::find()?;
        let program = agents::program()?;
        serve::log("warn");
        let play = Play {
            folder: Folder::open(&self.data)?,
            tools,
            program,
            database: self.database,
            console,
        };
        serve::runtime()?.block_on(play.run(self.listen))?;
        Ok(Outcome::Passed)
    }
}

/// A demonstration on its way.
struct Play {
    folder: Folder,
    tools: TokenTools,
    program: PathBuf,
    database: Option<String>,
    console: Console,
}

impl Play {
    async fn run(mut self, listen: SocketAddr) -> Result<(), Problem> {
        let stop = CancellationToken::new();
        let asked = interrupt::asked_to_stop().map_err(|cause| serve::Error::Runtime { cause })?;
        let told = stop.clone();
        tokio::spawn(async move {
            asked.await;
            told.cancel();
        });
        let (listener, address) = serve::listen(listen).await?;
        let address = format!("http://{address}");
        // What was begun and is not awaited any more ends the agents too.
        let (office, _agents) = tokio::select! {
            prepared = self.prepare(&address) => prepared?,
            () = stop.cancelled() => return Ok(()),
        };
        self.warn_without_converter(&office).await;
        let running = Running {
            office,
            config: self.server()?,
            stop,
        };
        let text = welcome::text(&address, &self.folder, self.console);
        let served = tokio::spawn(running.serve(listener));
        print(text.as_bytes())?;
        served.await.map_err(|cause| serve::Error::Ended {
            reason: cause.to_string(),
        })??;
        Ok(())
    }

    /// Makes what is not there yet, and starts everything but the office's pages.
    async fn prepare(&mut self, address: &str) -> Result<(Office, Agents), Problem> {
        let first = !self.folder.memory.complete;
        if first {
            self.begin()?;
        }
        let authority = Arc::new(authority_service::read(&self.folder.authority())?);
        self.serve_authority(Arc::clone(&authority)).await?;
        let office = serve::open(self.office(address)?).await?;
        let desks = desks::all(&self.folder)?;
        if first {
            self.furnish(&authority, &desks)?;
            self.found(&office, &authority).await?;
        }
        let agents = self.start(&desks)?;
        self.introduce(&office, &authority, &desks, first).await?;
        self.folder.memory.complete = true;
        self.folder.save()?;
        Ok((office, agents))
    }

    /// The folder with ports that were chosen, and a new authority.
    fn begin(&mut self) -> Result<(), Problem> {
        self.tell("demo-making-authority");
        let mut memory = Memory::default();
        let owners: Vec<_> = desks::ids().collect();
        let mut ports = ports::choose(owners.len().saturating_add(1))?.into_iter();
        memory.authority = ports.next().ok_or(Error::NoPort)?;
        for ((id, _), port) in owners.into_iter().zip(ports) {
            let paired = None;
            memory.desks.insert(id, DeskMemory { port, paired });
        }
        let base_url = format!("http://127.0.0.1:{}", memory.authority);
        self.folder.begin(memory)?;
        let config = Config {
            base_url,
            key: KeyAlgorithm::Rsa2048,
        };
        let at = clock::now();
        let mut authority = Authority::new(config, at)?;
        authority.populate(&Population::offices(), at)?;
        init::write(&authority, &self.folder.authority(), at)?;
        let root = authority.certificate(Ca::Root)?;
        let record = trust::Record::new(root, "root.pem", AnchorKind::Government, at);
        trust::add(&self.folder.office().join("trust"), root, &record)?;
        for (name, bytes) in SAMPLES {
            let path = self.folder.samples().join(name);
            std::fs::write(&path, bytes).map_err(unusable(&path))?;
        }
        Ok(())
    }

    async fn serve_authority(&self, authority: Arc<Authority>) -> Result<(), Error> {
        let port = self.folder.memory.authority;
        let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
        let listener = bound.map_err(|_| Error::PortTaken { port })?;
        let answers = authority_service::answers(authority);
        tokio::spawn(async move { axum::serve(listener, answers).await });
        Ok(())
    }

    /// The settings of the office.
    fn office(&self, address: &str) -> Result<office::Config, Problem> {
        let quoted = |text: String| toml::Value::String(text).to_string();
        let data = quoted(self.folder.office().display().to_string());
        let name = quoted(self.console.label("demo-office"));
        let authority = self.folder.memory.authority;
        let text = format!(
            "data = {data}\naddress = \"{address}\"\nname = {name}\n\
             time_stamps = \"http://127.0.0.1:{authority}/tsa\"\n\
             allow_local = true\ndemonstration = true\n"
        );
        let mut config = office::Config::parse(&text).map_err(said)?;
        config.device = self.folder.device();
        config.kinds = kinds::rules();
        config.database.clone_from(&self.database);
        Ok(config)
    }

    /// The settings of the web server.
    fn server(&self) -> Result<server::Config, Error> {
        let uploads = self.folder.office().join("uploads");
        std::fs::create_dir_all(&uploads).map_err(unusable(&uploads))?;
        Ok(server::Config {
            front: Front::Loopback,
            uploads,
            // Nobody else is waited for on one's own machine.
            drain_seconds: 5,
            ..server::Config::default()
        })
    }

    fn furnish(&self, authority: &Authority, desks: &[Desk]) -> Result<(), Problem> {
        self.tell("demo-making-tokens");
        for desk in desks {
            desk.furnish(self.tools, authority, &self.folder.authority())?;
        }
        Ok(())
    }

    async fn found(&mut self, office: &Office, authority: &Authority) -> Result<(), Problem> {
        self.tell("demo-founding");
        for agency in &AGENCIES {
            let people = founding::found(office, authority, agency).await?;
            self.folder.memory.people.extend(people);
        }
        self.folder.save()?;
        Ok(())
    }

    fn start(&self, desks: &[Desk]) -> Result<Agents, Problem> {
        for desk in desks {
            ports::free(desk.port)?;
            desk.configure(self.tools)?;
        }
        let agents = Agents::start(self.program.clone(), desks.to_vec());
        Ok(agents.map_err(|cause| serve::Error::Runtime { cause })?)
    }

    /// Pairs whoever is not paired with the office at this address; at the first start certificates
    /// are enrolled.
    async fn introduce(
        &mut self,
        office: &Office,
        authority: &Authority,
        desks: &[Desk],
        first: bool,
    ) -> Result<(), Problem> {
        let address = &office.config().address;
        self.tell("demo-waiting-desks");
        for desk in desks {
            agents::answers(desk).await?;
            let memory = &mut self.folder.memory;
            let missing = || Error::NoPerson {
                id: desk.id.clone(),
            };
            let person = memory.people.get(&desk.id).ok_or_else(missing)?;
            let known = memory.desks.get_mut(&desk.id).ok_or_else(missing)?;
            if known.paired.as_ref() == Some(address) {
                continue;
            }
            let by = &founding::acting(office, person).await?;
            let introduction = Introduction { office, by, desk };
            let agent = introduction.pair().await?;
            if first {
                introduction.enrol(authority, &agent).await?;
            }
            known.paired = Some(address.clone());
            self.folder.save()?;
        }
        Ok(())
    }

    /// Without LibreOffice everything works but files that are not PDF.
    async fn warn_without_converter(&self, office: &Office) {
        if let Err(error) = office.can_convert().await {
            self.console.error(None, &said(error));
            self.tell("demo-no-converter");
        }
    }

    fn tell(&self, code: &str) {
        self.console.note(None, code, &[]);
    }
}
