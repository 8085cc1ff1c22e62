//! One connection, spoken to command by command, so that it is always known whether the data had begun.

use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Ehlo, Mail, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::{MailBodyParameter, MailParameter, RcptParameter};
use lettre::transport::smtp::response::Response;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::timeout;

use super::letter::Letter;
use super::{Login, Settings};
use crate::transport::masked;

/// A command with its line end (RFC 5321 section 4.5.3.1.4); what is longer is said in answer to a challenge (RFC 4954
/// section 4).
const LONGEST_COMMAND: usize = 512;

/// How long a goodbye may take.
const QUIT_LIMIT: Duration = Duration::from_secs(2);

/// How far a hand-over had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Before the server asked for the data: it cannot have been accepted.
    Envelope,
    /// After: it may have been.
    Data,
}

/// Why a step did not succeed.
#[derive(Debug)]
pub enum Fault {
    /// The server said no.
    Refused { step: &'static str, code: u16, text: String },
    /// This server cannot take this mail; it was not asked.
    Unfit { why: String },
    /// Closed, too slow, or out of step: the connection is of no more use.
    Broken { step: &'static str, why: String },
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Refused { step: "AUTH", code, text } => {
                write!(
                    f,
                    "login refused ({code} {text}): check user and password, or the rights of the program in [oauth]"
                )
            }
            Fault::Refused { step, code, text } => write!(f, "{step}: {code} {text}"),
            Fault::Unfit { why } => f.write_str(why),
            Fault::Broken { step, why } => write!(f, "{step}: {why}"),
        }
    }
}

impl Fault {
    /// At the opening of a connection: true where trying the next mail at once is of no use. A server that is merely
    /// busy answers 4xx.
    pub fn is_lasting(&self) -> bool {
        !matches!(self, Fault::Refused { step, code: ..500, .. } if *step != "AUTH")
    }

    fn broken(step: &'static str, why: impl Display) -> Self {
        Fault::Broken { step, why: masked(&why.to_string()) }
    }

    fn too_slow(step: &'static str) -> Self {
        Fault::broken(step, "no answer in time")
    }

    /// A negative reply is a refusal; everything else leaves the conversation in an unknown state.
    fn from_lettre(step: &'static str, error: &lettre::transport::smtp::Error) -> Self {
        let source = std::error::Error::source(error);
        match error.status() {
            Some(code) => {
                let text = source.map(|text| masked(&text.to_string())).unwrap_or_default();
                Fault::Refused { step, code: code.into(), text }
            }
            None if error.is_response() => {
                Fault::broken(step, "the connection ended or the reply was malformed")
            }
            None => Fault::broken(step, error),
        }
    }
}

/// What the server said in its answer to EHLO; lettre keeps only a part of it.
#[derive(Debug, Default)]
struct Offers {
    size: Option<usize>,
    delivery_status: bool,
    eight_bit: bool,
    utf8: bool,
}

impl Offers {
    fn read(response: &Response) -> Self {
        let mut offers = Offers::default();
        for line in response.message().skip(1) {
            let mut words = line.split_ascii_whitespace();
            match words.next().unwrap_or_default().to_ascii_uppercase().as_str() {
                // 0 means no fixed limit (RFC 1870 section 4).
                "SIZE" => offers.size = words.next().and_then(|size| size.parse().ok()).or(Some(0)),
                "DSN" => offers.delivery_status = true,
                "8BITMIME" => offers.eight_bit = true,
                "SMTPUTF8" => offers.utf8 = true,
                _ => {}
            }
        }
        offers
    }
}

/// An open, greeted and logged-in connection.
pub struct Session {
    connection: AsyncSmtpConnection,
    settings: Arc<Settings>,
    offers: Offers,
    delivered: u32,
    used: Instant,
    /// False where a transaction may be half open on the server.
    clean: bool,
    broken: bool,
}

impl Session {
    /// Connects and logs in. An access token that the server refuses is replaced once, on a new connection.
    pub async fn open(settings: Arc<Settings>) -> Result<Self, Fault> {
        let Some((_, Login::Bearer(tokens))) = &settings.login else {
            return Self::connect(Arc::clone(&settings), None).await;
        };
        let no_token = |why| Fault::Broken { step: "AUTH", why };
        let token = tokens.token(None).await.map_err(no_token)?;
        match Self::connect(Arc::clone(&settings), Some(&token)).await {
            Err(Fault::Refused { step: "AUTH", code: 500.., .. }) => {
                let other = tokens.token(Some(token)).await.map_err(no_token)?;
                Self::connect(Arc::clone(&settings), Some(&other)).await
            }
            outcome => outcome,
        }
    }

    async fn connect(settings: Arc<Settings>, token: Option<&SecretString>) -> Result<Self, Fault> {
        let wire = settings
            .dialer
            .dial(&settings.hello)
            .await
            .map_err(|error| Fault::broken("connecting", error))?;
        // Whatever the configuration said: the name may lead elsewhere than it seemed.
        if settings.login.is_some() && wire.is_open_to_others() {
            return Err(Fault::broken(
                "AUTH",
                "without TLS the login would travel in the clear to another machine",
            ));
        }
        let greeting = AsyncSmtpConnection::connect_with_transport(wire, &settings.hello);
        let connection = timeout(settings.limit, greeting)
            .await
            .map_err(|_| Fault::too_slow("greeting"))?
            .map_err(|error| Fault::from_lettre("greeting", &error))?;
        let mut session = Session {
            connection,
            settings,
            offers: Offers::default(),
            delivered: 0,
            used: Instant::now(),
            clean: true,
            broken: false,
        };
        let hello = Ehlo::new(session.settings.hello.clone());
        session.offers = Offers::read(&session.say("EHLO", hello, &[250]).await?);
        session.log_in(token).await?;
        Ok(session)
    }

    /// Hands over one mail. Only code 250 after the final dot is a yes; its text comes back.
    pub async fn deliver(&mut self, letter: &Letter<'_>) -> Result<String, (Stage, Fault)> {
        let result = self.introduce(letter).await.map_err(|fault| (Stage::Envelope, fault));
        let result = match result {
            Ok(()) => self.hand_over(letter).await.map_err(|fault| (Stage::Data, fault)),
            Err(fault) => Err(fault),
        };
        self.clean = result.is_ok();
        self.used = Instant::now();
        self.delivered = self.delivered.saturating_add(1);
        result
    }

    pub fn is_broken(&self) -> bool {
        self.broken
    }

    pub fn delivered(&self) -> u32 {
        self.delivered
    }

    pub fn idle_for(&self) -> Duration {
        self.used.elapsed()
    }

    /// What `check` tells of the server.
    pub fn describe(&self) -> String {
        let login = if self.settings.login.is_some() { "logged in" } else { "no login" };
        let size = match self.offers.size {
            Some(bytes @ 1..) => format!("mails up to {} MB", bytes / 1_000_000),
            _ => "no size limit told".to_owned(),
        };
        let status = if self.offers.delivery_status { "delivery reports (DSN)" } else { "no DSN" };
        format!("{login}, {size}, {status}")
    }

    pub async fn quit(mut self) {
        let _ = timeout(QUIT_LIMIT, self.connection.command(Quit)).await;
    }

    async fn log_in(&mut self, token: Option<&SecretString>) -> Result<(), Fault> {
        let Some((user, login)) = &self.settings.login else { return Ok(()) };
        let password = match (login, token) {
            (Login::Password(password), _) => password,
            (Login::Bearer(_), Some(token)) => {
                let bearer = format!("user={user}\x01auth=Bearer {}\x01\x01", token.expose_secret());
                return self.show_token(Zeroizing::new(STANDARD.encode(Zeroizing::new(bearer)))).await;
            }
            (Login::Bearer(_), None) => return Err(Fault::broken("AUTH", "there is no access token")),
        };
        let credentials = Credentials::new(user.clone(), password.expose_secret().to_owned());
        let login = self.connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
        match timeout(self.settings.limit, login).await {
            Err(_) => Err(Fault::too_slow("AUTH")),
            Ok(Err(error)) => Err(Fault::from_lettre("AUTH", &error)),
            Ok(Ok(response)) if response.has_code(235) => Ok(()),
            Ok(Ok(response)) => Err(out_of_step("AUTH", &response)),
        }
    }

    /// AUTH XOAUTH2. The server tells its error as a challenge, which wants an empty answer before the refusal.
    async fn show_token(&mut self, bearer: Zeroizing<String>) -> Result<(), Fault> {
        let with_it = Zeroizing::new(format!("AUTH XOAUTH2 {}\r\n", *bearer));
        let answer = if with_it.len() <= LONGEST_COMMAND {
            self.say("AUTH", with_it.as_str(), &[235, 334]).await?
        } else {
            self.say("AUTH", "AUTH XOAUTH2\r\n", &[334]).await?;
            let alone = Zeroizing::new(format!("{}\r\n", *bearer));
            self.say("AUTH", alone.as_str(), &[235, 334]).await?
        };
        match answer.has_code(334) {
            true => self.say("AUTH", "\r\n", &[235]).await.map(drop),
            false => Ok(()),
        }
    }

    /// Everything up to the server's "354 go ahead".
    async fn introduce(&mut self, letter: &Letter<'_>) -> Result<(), Fault> {
        let parameters = self.parameters(letter)?;
        if !self.clean {
            self.start_over().await?;
        }
        self.say("MAIL", Mail::new(letter.from.clone(), parameters), &[250]).await?;
        let notify = (self.offers.delivery_status && letter.from.is_some()).then(|| RcptParameter::Other {
            keyword: "NOTIFY".to_owned(),
            value: Some("FAILURE,DELAY".to_owned()),
        });
        self.say("RCPT", Rcpt::new(letter.to.clone(), notify.into_iter().collect()), &[250, 251]).await?;
        self.say("DATA", Data, &[354]).await.map(drop)
    }

    /// A server that does not even reset has lost its way; that is not the next mail's fault.
    async fn start_over(&mut self) -> Result<(), Fault> {
        self.say("RSET", Rset, &[250]).await.map(drop).map_err(|fault| {
            self.broken = true;
            Fault::broken("RSET", fault)
        })
    }

    /// SIZE (RFC 1870), 8BITMIME (RFC 6152), SMTPUTF8 (RFC 6531), RET and ENVID (RFC 3461), each where offered.
    fn parameters(&self, letter: &Letter<'_>) -> Result<Vec<MailParameter>, Fault> {
        let unfit = |why: &str| Err(Fault::Unfit { why: why.to_owned() });
        let mut parameters = Vec::new();
        match self.offers.size {
            Some(limit @ 1..) if letter.size() > limit => {
                return unfit("the mail is larger than the server takes");
            }
            Some(_) => parameters.push(MailParameter::Size(letter.size())),
            None => {}
        }
        match (letter.is_eight_bit(), self.offers.eight_bit) {
            (true, true) => parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime)),
            (true, false) => return unfit("the mail has 8-bit text, which the server does not take"),
            (false, _) => {}
        }
        match (letter.needs_utf8(), self.offers.utf8) {
            (true, true) => parameters.push(MailParameter::SmtpUtfEight),
            (true, false) => return unfit("the address is not ASCII, which the server does not take"),
            (false, _) => {}
        }
        if self.offers.delivery_status && letter.from.is_some() {
            let id = letter.envelope_id.map(|id| ("ENVID", id));
            parameters.extend([("RET", "HDRS")].into_iter().chain(id).map(|(keyword, value)| {
                MailParameter::Other { keyword: keyword.to_owned(), value: Some(value.to_owned()) }
            }));
        }
        Ok(parameters)
    }

    async fn hand_over(&mut self, letter: &Letter<'_>) -> Result<String, Fault> {
        self.broken = true;
        let answer = timeout(self.settings.data_limit, self.connection.message(&letter.body)).await;
        let response = self.settle("the mail", answer, &[250])?;
        let text = response.message().collect::<Vec<_>>().join(" ");
        Ok(format!("250 {}", masked(&text)))
    }

    async fn say<C: Display>(
        &mut self,
        step: &'static str,
        command: C,
        wanted: &[u16],
    ) -> Result<Response, Fault> {
        self.broken = true;
        let answer = timeout(self.settings.limit, self.connection.command(command)).await;
        self.settle(step, answer, wanted)
    }

    /// The connection stays usable only after a reply that belongs to the step. 421 closes it (RFC 5321 section 3.8).
    fn settle(
        &mut self,
        step: &'static str,
        answer: Result<Result<Response, lettre::transport::smtp::Error>, tokio::time::error::Elapsed>,
        wanted: &[u16],
    ) -> Result<Response, Fault> {
        let response = match answer {
            Err(_) => return Err(Fault::too_slow(step)),
            Ok(Err(error)) => {
                let fault = Fault::from_lettre(step, &error);
                self.broken = !matches!(fault, Fault::Refused { code, .. } if code != 421);
                return Err(fault);
            }
            Ok(Ok(response)) => response,
        };
        if wanted.iter().any(|code| response.has_code(*code)) {
            self.broken = false;
            return Ok(response);
        }
        Err(out_of_step(step, &response))
    }
}

fn out_of_step(step: &'static str, response: &Response) -> Fault {
    Fault::broken(step, format!("unexpected reply {}", u16::from(response.code())))
}
