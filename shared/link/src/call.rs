//! Calling a relay: connecting, and the session that follows. A member's program calls relays, and so does a
//! relay that reads another.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use format::{CouncilId, DeviceKey, DocumentId, Nonce};
use futures_util::stream::BoxStream;
use futures_util::{SinkExt as _, StreamExt as _, future};
use store::Store;
use sync::{Carry, Expected, Interrupted, Presence, Role, Setup};
use tokio::sync::{mpsc, watch};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue, header};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Message};

use crate::clock;
use crate::growth::Growth;
use crate::message::MAX_MESSAGE_BYTES;
use crate::session::{Command, Ended, LinkError, Notice, Opening, Plan};
use crate::trust::{Distrust, Trust, TrustError};

/// How long connecting may take at most.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);

/// Messages up to this size only say that somebody is there.
const SIGN_OF_LIFE_BYTES: usize = 16;

/// Counts what moves over a connection, so that a link that is up and carries nothing is noticed.
#[derive(Debug, Clone, Default)]
pub struct Movement(Arc<[OneWay; 2]>);

/// What moved in one direction.
#[derive(Debug, Default)]
struct OneWay {
    messages: AtomicU64,
    bytes: AtomicU64,
}

impl OneWay {
    fn count(&self, message: &Bytes) {
        self.messages.fetch_add(1, Ordering::Relaxed);
        if message.len() > SIGN_OF_LIFE_BYTES {
            let bytes = message.len() as u64;
            self.bytes.fetch_add(bytes, Ordering::Relaxed);
        }
    }
}

impl Movement {
    /// Bytes in both directions so far, without mere signs of life.
    pub fn bytes(&self) -> u64 {
        self.sent() + self.received()
    }

    /// Bytes sent so far, likewise.
    pub fn sent(&self) -> u64 {
        self.0[0].bytes.load(Ordering::Relaxed)
    }

    /// Bytes received so far, likewise.
    pub fn received(&self) -> u64 {
        self.0[1].bytes.load(Ordering::Relaxed)
    }

    /// Messages sent so far, signs of life among them.
    pub fn messages_sent(&self) -> u64 {
        self.0[0].messages.load(Ordering::Relaxed)
    }

    /// Messages received so far, likewise.
    pub fn messages_received(&self) -> u64 {
        self.0[1].messages.load(Ordering::Relaxed)
    }

    fn count_sent(&self, message: &Bytes) {
        self.0[0].count(message);
    }

    fn count_received(&self, message: &Bytes) {
        self.0[1].count(message);
    }
}

/// Why no session came about.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address is not one of a relay.
    #[error("\"{address}\" is no relay address; it looks like wss://relay.example:8443 ({reason})")]
    Address {
        /// As it was given.
        address: String,
        /// What is wrong with it.
        reason: WrongAddress,
    },
    /// Nobody answers. Trying again can help.
    #[error("the relay at {address} cannot be reached: {reason}")]
    Unreachable {
        /// Where.
        address: String,
        /// What the network says.
        reason: NoAnswer,
    },
    /// Somebody answers, and refuses.
    #[error("the relay at {address} refuses: {reason}")]
    Refused {
        /// Where.
        address: String,
        /// Its words.
        reason: String,
    },
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness: {0}")]
    Randomness(getrandom::Error),
    /// The store cannot be read.
    #[error(transparent)]
    Link(#[from] LinkError),
}

/// Why nobody answers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// The machine is there, and no program listens.
    #[error("nobody listens there")]
    NobodyListens,
    /// No machine has this name.
    #[error("no machine has this name")]
    UnknownName,
    /// There is no way there: mostly this machine has no link at all.
    #[error("there is no way there")]
    NoWay,
    /// Nothing came back in time.
    #[error("no answer in time")]
    TooLate,
    /// The connection was cut while it began.
    #[error("the connection was cut while it began")]
    Cut,
    /// Anything else of the system, with its words.
    #[error("{1}")]
    System(std::io::ErrorKind, String),
    /// Who answers is not believed to be that machine.
    #[error("{0}")]
    Distrusted(Distrust),
    /// Something answers that is no relay, in the words of the WebSocket library.
    #[error("{0}")]
    NoRelay(String),
}

/// Why an address cannot be a relay's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongAddress {
    /// It is plain and leads to another machine, or nobody vouches for certificates.
    #[error(transparent)]
    Trust(TrustError),
    /// It does not read, in the words of the WebSocket library.
    #[error("{0}")]
    Form(String),
}

impl NoAnswer {
    fn of(error: &tungstenite::Error) -> Self {
        use std::io::ErrorKind;
        let tungstenite::Error::Io(io) = error else {
            return Self::NoRelay(error.to_string());
        };
        if let Some(distrust) = Distrust::of(io) {
            return Self::Distrusted(distrust);
        }
        match io.kind() {
            ErrorKind::ConnectionRefused => Self::NobodyListens,
            ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::NetworkDown
            | ErrorKind::AddrNotAvailable => Self::NoWay,
            ErrorKind::TimedOut => Self::TooLate,
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof => Self::Cut,
            ErrorKind::NotFound => Self::UnknownName,
            // The resolver has no kind of its own; what it says begins so in the standard library.
            _ if io.to_string().contains("failed to lookup address") => Self::UnknownName,
            kind => Self::System(kind, io.to_string()),
        }
    }
}

impl ConnectError {
    /// Whether trying again by itself can help.
    pub fn can_retry(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Refused { .. })
    }

    /// Whether it lies with this relay, so that another one may serve all the same.
    pub fn is_of_this_relay(&self) -> bool {
        self.can_retry() || matches!(self, Self::Address { .. })
    }
}

/// The address of a relay as it is kept, if this can be one: `ws://` or `wss://` and a host.
pub fn address(typed: &str) -> Option<String> {
    let address = typed.trim().trim_end_matches('/');
    let schemes = ["ws://", "wss://"].iter();
    let host = schemes
        .filter_map(|scheme| address.strip_prefix(scheme))
        .next()?;
    let is_host = !host.is_empty() && !host.contains(char::is_whitespace);
    is_host.then(|| address.to_owned())
}

/// What a session with a relay needs.
pub struct Call {
    /// The relay's address, such as `wss://relay.example:8443`.
    pub address: String,
    /// Whom this side accepts there.
    pub expected: Expected,
    /// Which council.
    pub council: CouncilId,
    /// This device's or relay's key.
    pub key: DeviceKey,
    /// Whether this side is a relay, see [`Setup::signs_receipts`].
    pub signs_receipts: bool,
    /// Up to how many bytes a file is fetched without anybody asking for it.
    pub files_up_to: u64,
    /// Large runs that other sessions of this program did not finish.
    pub interrupted: Interrupted,
    /// Whether large things wait until somebody asks for them.
    pub metered: bool,
    /// The documents that somebody waits for, as [`Plan::wanted`].
    pub wanted: Option<watch::Receiver<Vec<DocumentId>>>,
    /// What is held here.
    pub store: Store,
    /// Wakes the session when something was written.
    pub growth: Growth,
    /// What the program asks of the running session.
    pub commands: mpsc::Receiver<Command>,
    /// Who is where, as [`Plan::presence`].
    pub presence: Option<BoxStream<'static, Presence>>,
    /// Told what happens.
    pub observe: Arc<dyn Fn(&Notice) + Send + Sync>,
    /// What the last session with this relay left.
    pub carry: Carry,
    /// Counts what moves.
    pub movement: Movement,
    /// How long connecting may take.
    pub patience: Duration,
    /// Which connections are good enough.
    pub trust: Trust,
}

impl Call {
    /// Connects and runs the session to its end.
    ///
    /// # Errors
    /// [`ConnectError`] when no session came about or the store cannot be read.
    pub async fn run(self) -> Result<Ended, ConnectError> {
        let plan = Plan {
            setup: Setup {
                role: Role::Caller,
                expected: self.expected,
                key: self.key,
                nonce: Nonce::random().map_err(ConnectError::Randomness)?,
                signs_receipts: self.signs_receipts,
                now_millis: 0,
                carry: self.carry,
            },
            files_up_to: self.files_up_to,
            interrupted: self.interrupted,
            metered: self.metered,
            wanted: self.wanted,
            grew: self.growth.watch(self.council),
            store: self.store,
            council: self.council,
            commands: self.commands,
            presence: self.presence,
            observe: self.observe,
        };
        let observe = Arc::clone(&plan.observe);
        let opening = Opening::new(plan)?;
        let hello = opening.hello().map(|hello| crate::hello_head(hello));
        let (connection, heard, ahead_millis) = connect(
            &self.address,
            &self.council,
            hello,
            &self.trust,
            self.movement,
            self.patience,
        )
        .await?;
        if let Some(ahead_millis) = ahead_millis {
            observe(&Notice::Clock { ahead_millis });
        }
        Ok(opening.run(connection, heard).await?)
    }
}

async fn connect(
    address: &str,
    council: &CouncilId,
    hello: Option<String>,
    trust: &Trust,
    movement: Movement,
    patience: Duration,
) -> Result<
    (
        impl futures_util::Stream<Item = Result<Bytes, tungstenite::Error>>
        + futures_util::Sink<Bytes, Error = tungstenite::Error>
        + Send
        + use<>,
        Option<Bytes>,
        Option<i64>,
    ),
    ConnectError,
> {
    let wrong = |reason: WrongAddress| ConnectError::Address {
        address: address.to_owned(),
        reason,
    };
    let form = |error: &dyn std::fmt::Display| wrong(WrongAddress::Form(error.to_string()));
    let url = format!(
        "{}{}",
        address.trim_end_matches('/'),
        crate::council_path(council)
    );
    let mut request = url.into_client_request().map_err(|error| form(&error))?;
    let connector = trust
        .connector(request.uri())
        .map_err(|error| wrong(WrongAddress::Trust(error)))?;
    request.headers_mut().insert(
        header::SEC_WEBSOCKET_PROTOCOL,
        HeaderValue::from_static(crate::SUB_PROTOCOL),
    );
    if let Some(hello) = hello.and_then(|hello| HeaderValue::try_from(hello).ok()) {
        let name = HeaderName::from_static(crate::HELLO_HEADER);
        request.headers_mut().insert(name, hello);
    }
    let limits = WebSocketConfig::default()
        .max_message_size(Some(MAX_MESSAGE_BYTES))
        .max_frame_size(Some(MAX_MESSAGE_BYTES));
    let connecting = tokio_tungstenite::connect_async_tls_with_config(
        request,
        Some(limits),
        true,
        Some(connector),
    );
    let asked_millis = clock::now_millis();
    let unreachable = |reason: NoAnswer| ConnectError::Unreachable {
        address: address.to_owned(),
        reason,
    };
    let (socket, answer) =
        match tokio::time::timeout(patience.min(CONNECT_TIMEOUT), connecting).await {
            Ok(Ok(connected)) => connected,
            Ok(Err(tungstenite::Error::Url(error))) => return Err(form(&error)),
            Ok(Err(tungstenite::Error::Http(answer))) => {
                let words = answer.body().as_deref().map(String::from_utf8_lossy);
                return Err(ConnectError::Refused {
                    address: address.to_owned(),
                    reason: match words.as_deref().map(str::trim) {
                        // A stranger's page is not for a terminal.
                        Some(words) if !words.is_empty() && words.len() <= 200 => {
                            words.chars().filter(|c| !c.is_control()).collect()
                        }
                        _ => answer.status().to_string(),
                    },
                });
            }
            Ok(Err(error)) => return Err(unreachable(NoAnswer::of(&error))),
            Err(_) => return Err(unreachable(NoAnswer::TooLate)),
        };
    let date = answer.headers().get(header::DATE);
    let date = date.and_then(|date| date.to_str().ok());
    let ahead_millis = date.and_then(|date| ahead(date, asked_millis, clock::now_millis()));
    // A relay that knows nothing of it leaves it out, and hears the hello as the first message.
    let heard = answer.headers().get(crate::HELLO_HEADER);
    let heard = heard.and_then(|heard| crate::hello_of(heard.as_bytes()));
    let outgoing = movement.clone();
    let connection = socket
        .filter_map(move |message| {
            future::ready(match message {
                Ok(Message::Binary(bytes)) => {
                    movement.count_received(&bytes);
                    Some(Ok(bytes))
                }
                // Out of protocol: the session sees bytes that are no frame.
                Ok(Message::Text(text)) => Some(Ok(Bytes::copy_from_slice(text.as_bytes()))),
                Ok(Message::Ping(_) | Message::Pong(_) | Message::Close(_) | Message::Frame(_)) => {
                    None
                }
                Err(error) => Some(Err(error)),
            })
        })
        .with(move |bytes: Bytes| {
            outgoing.count_sent(&bytes);
            future::ready(Ok(Message::Binary(bytes)))
        });
    Ok((connection, heard, ahead_millis))
}

/// By how much this machine's clock is ahead of whoever answered with this `Date`, in milliseconds. The answer
/// was made between the two moments, some time within the second that it names. `None` for what is no date.
fn ahead(date: &str, asked_millis: i64, answered_millis: i64) -> Option<i64> {
    let date = httpdate::parse_http_date(date).ok()?;
    let theirs = date.duration_since(std::time::UNIX_EPOCH).ok()?;
    let theirs = i64::try_from(theirs.as_millis()).ok()?.checked_add(500)?;
    let ours = asked_millis + answered_millis.saturating_sub(asked_millis) / 2;
    ours.checked_sub(theirs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_the_clock_is_ahead_is_told_from_the_middle_of_question_and_answer() {
        const DATE: &str = "Mon, 23 Nov 2026 07:30:00 GMT";
        const THEN: i64 = 1_795_419_000_000;
        assert_eq!(ahead(DATE, THEN - 1_000, THEN + 2_000), Some(0));
        let fast = 23 * 60_000;
        assert_eq!(ahead(DATE, THEN + fast, THEN + fast + 1_000), Some(fast));
        assert_eq!(ahead(DATE, THEN - fast, THEN - fast + 1_000), Some(-fast));
        for odd in ["", "yesterday", "Mon, 99 Nov 2026 07:30:00 GMT"] {
            assert_eq!(ahead(odd, THEN, THEN), None, "{odd}");
        }
    }

    #[test]
    fn what_is_sent_counts_as_what_comes_does_and_signs_of_life_are_no_bytes() {
        let movement = Movement::default();
        let (large, sign_of_life) = (Bytes::from(vec![0; 100]), Bytes::from(vec![0; 6]));
        movement.count_sent(&large);
        movement.count_sent(&large);
        movement.count_sent(&sign_of_life);
        movement.count_received(&large);
        assert_eq!((movement.sent(), movement.received()), (200, 100));
        assert_eq!(movement.bytes(), 300);
        let messages = (movement.messages_sent(), movement.messages_received());
        assert_eq!(messages, (3, 1));
    }
}
