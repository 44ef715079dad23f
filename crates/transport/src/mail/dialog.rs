//! The dialogue with the server, command by command (RFC 5321, 4.1).

use std::time::Duration;

use lettre::transport::smtp::Error as Smtp;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection as Connection;
use lettre::transport::smtp::commands::{Data, Ehlo, Mail, Rcpt};
use lettre::transport::smtp::extension::{
    ClientId, MailBodyParameter, MailParameter, RcptParameter,
};
use lettre::transport::smtp::response::Response;
use time::UtcDateTime;

use super::error::{of_connection, of_letter, words};
use super::letter::Written;
use super::{Config, Error, Letter, Security};

/// Slowest line on which a large letter is still waited for, bytes a second.
const SLOWEST: u64 = 16 * 1024;

/// What hands mail to one server.
#[derive(Clone, Debug)]
pub struct Mailer {
    config: Config,
}

/// What the server said of itself.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Greeted {
    /// Whether the connection is encrypted.
    pub encrypted: bool,
    /// Whether it took our name and password.
    pub signed_in: bool,
    /// The largest message it takes, where it says so; bytes.
    pub largest: Option<u64>,
    /// Whether it reports what becomes of a letter.
    pub reports: bool,
    /// Whether it takes text that is not ASCII.
    eight_bit: bool,
}

impl Mailer {
    /// What hands mail to that server.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config }
    }

    /// Greets the server and signs in, and sends nothing.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn greet(&self) -> Result<Greeted, Error> {
        self.config.check()?;
        let (mut connection, greeted) = self.connect().await?;
        self.part(&mut connection).await;
        Ok(greeted)
    }

    /// Hands a letter over. Done means that the server took it, no more.
    ///
    /// # Errors
    /// What is wrong with the letter, the server or the way there: see [`Error::is_passing`].
    pub async fn send(&self, letter: &Letter, at: UtcDateTime) -> Result<(), Error> {
        let written = letter.write(&self.config, at)?;
        let size = u64::try_from(written.bytes.len()).unwrap_or(u64::MAX);
        self.fits(size, self.config.largest)?;
        self.config.check()?;
        let (mut connection, greeted) = self.connect().await?;
        let handed = match self.fits(size, greeted.largest.unwrap_or(u64::MAX)) {
            Ok(()) => {
                self.hand_over(&mut connection, &greeted, letter, &written)
                    .await
            }
            Err(error) => Err(error),
        };
        self.part(&mut connection).await;
        handed
    }

    fn fits(&self, size: u64, limit: u64) -> Result<(), Error> {
        match size > limit {
            true => Err(Error::TooLarge { size, limit }),
            false => Ok(()),
        }
    }

    async fn connect(&self) -> Result<(Connection, Greeted), Error> {
        let (config, me) = (&self.config, self.me()?);
        let tls = config.tls()?;
        let at_once = tls.clone().filter(|_| config.security == Security::Tls);
        let address = (config.host.clone(), config.port());
        let patience = config.patience();
        let connecting = Connection::connect_tokio1(address, Some(patience), &me, at_once, None);
        let mut connection = self.within(patience, connecting, of_connection).await?;
        if config.security == Security::Starttls
            && let Some(tls) = tls
        {
            if !connection.can_starttls() {
                let cause = "STARTTLS".to_owned();
                let server = config.server();
                return Err(Error::Tls { server, cause });
            }
            let upgrading = connection.starttls(tls, &me);
            let failed = |server: &str, error: &Smtp| Error::Tls {
                server: server.to_owned(),
                cause: words(error),
            };
            self.within(patience, upgrading, failed).await?;
        }
        let hello = connection.command(Ehlo::new(me));
        let said = self.within(patience, hello, of_connection).await?;
        let mut greeted = Greeted {
            encrypted: connection.is_encrypted(),
            ..greeted(&said)
        };
        greeted.signed_in = self.sign_in(&mut connection).await?;
        Ok((connection, greeted))
    }

    async fn sign_in(&self, connection: &mut Connection) -> Result<bool, Error> {
        const WAYS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];
        let Some((user, password)) = self.config.password()? else {
            return Ok(false);
        };
        let credentials = Credentials::new(user, password);
        let signing_in = connection.auth(&WAYS, &credentials);
        let failed = |server: &str, error: &Smtp| Error::SignIn {
            server: server.to_owned(),
            words: words(error),
        };
        self.within(self.config.patience(), signing_in, failed)
            .await?;
        Ok(true)
    }

    async fn hand_over(
        &self,
        connection: &mut Connection,
        greeted: &Greeted,
        letter: &Letter,
        written: &Written,
    ) -> Result<(), Error> {
        let patience = self.config.patience();
        let from = Mail::new(
            Some(written.from.clone()),
            of_mail(greeted, letter, written),
        );
        let said = connection.command(from);
        self.within(patience, said, of_letter).await?;
        let to = Rcpt::new(written.to.clone(), of_recipient(greeted, letter, written));
        let said = connection.command(to);
        self.within(patience, said, of_letter).await?;
        let said = connection.command(Data);
        self.within(patience, said, of_letter).await?;
        let size = u64::try_from(written.bytes.len()).unwrap_or(u64::MAX);
        let longer = patience + Duration::from_secs(size / SLOWEST);
        let said = connection.message(&written.bytes);
        self.within(longer, said, of_letter).await?;
        Ok(())
    }

    /// Says good-bye; whoever does not answer to that has the letter all the same.
    async fn part(&self, connection: &mut Connection) {
        let patience = Duration::from_secs(5).min(self.config.patience());
        let _ = tokio::time::timeout(patience, connection.quit()).await;
    }

    /// Our own name: the sender's domain, which the server knows.
    fn me(&self) -> Result<ClientId, Error> {
        let sender = self.config.sender()?;
        Ok(ClientId::Domain(sender.email.domain().to_owned()))
    }

    async fn within<T>(
        &self,
        patience: Duration,
        step: impl Future<Output = Result<T, Smtp>>,
        means: impl Fn(&str, &Smtp) -> Error,
    ) -> Result<T, Error> {
        let server = self.config.server();
        match tokio::time::timeout(patience, step).await {
            Ok(done) => done.map_err(|error| means(&server, &error)),
            Err(_) => Err(Error::Timeout {
                server,
                seconds: patience.as_secs(),
            }),
        }
    }
}

/// What the answer to EHLO offers (RFC 1870, RFC 3461, RFC 6152).
fn greeted(said: &Response) -> Greeted {
    let mut greeted = Greeted::default();
    for offer in said.message().skip(1) {
        let mut words = offer.split_whitespace();
        match words
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase()
            .as_str()
        {
            "SIZE" => {
                let limit = words.next().and_then(|it| it.parse().ok());
                greeted.largest = limit.filter(|it| *it > 0);
            }
            "DSN" => greeted.reports = true,
            "8BITMIME" => greeted.eight_bit = true,
            _ => {}
        }
    }
    greeted
}

fn of_mail(greeted: &Greeted, letter: &Letter, written: &Written) -> Vec<MailParameter> {
    let mut parameters = Vec::new();
    if greeted.largest.is_some() {
        parameters.push(MailParameter::Size(written.bytes.len()));
    }
    if greeted.eight_bit && !written.bytes.is_ascii() {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    if greeted.reports && letter.report {
        // Headers only: nobody needs the document back.
        parameters.push(MailParameter::Other {
            keyword: "RET".to_owned(),
            value: Some("HDRS".to_owned()),
        });
        parameters.push(MailParameter::Other {
            keyword: "ENVID".to_owned(),
            value: Some(letter.id.clone()),
        });
    }
    parameters
}

fn of_recipient(greeted: &Greeted, letter: &Letter, written: &Written) -> Vec<RcptParameter> {
    if !(greeted.reports && letter.report) {
        return Vec::new();
    }
    let other = |keyword: &str, value: String| RcptParameter::Other {
        keyword: keyword.to_owned(),
        value: Some(value),
    };
    vec![
        other("NOTIFY", "SUCCESS,FAILURE,DELAY".to_owned()),
        other("ORCPT", format!("rfc822;{}", written.to)),
    ]
}
