//! Stands between members and a relay, and notes every message as it goes over their sockets.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::http::HeaderMap;
use tokio_tungstenite::tungstenite::{Error, Message as Transport};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// One message of a session.
pub(crate) struct Message {
    /// Whether the relay said it; else the member did.
    pub(crate) by_relay: bool,
    /// The whole binary message, its check included.
    pub(crate) bytes: Vec<u8>,
}

/// Every message of one connection, both ways, in order. The hellos that rode in the request and its answer
/// stand first.
pub(crate) type Session = Vec<Message>;

/// A relay's address of which everything that goes over it is noted. One connection at a time.
pub(crate) struct Tap {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    sessions: JoinHandle<Vec<Session>>,
    runtime: tokio::runtime::Runtime,
}

impl Tap {
    /// Listens on a free port and passes everything on to this relay.
    pub(crate) fn to(relay: SocketAddr) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("threads can be started");
        let listener = runtime
            .block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))
            .expect("a port is free");
        let address = listener.local_addr().expect("a listener has an address");
        let (stop, stopped) = oneshot::channel();
        let sessions = runtime.spawn(listen(listener, relay, stopped));
        Self {
            address,
            stop,
            sessions,
            runtime,
        }
    }

    /// What offices are told.
    pub(crate) fn url(&self) -> String {
        format!("ws://{}", self.address)
    }

    /// All that went over, one after the other.
    pub(crate) fn finish(self) -> Vec<Session> {
        drop(self.stop);
        self.runtime
            .block_on(self.sessions)
            .expect("nothing goes wrong in between")
    }
}

async fn listen(
    listener: TcpListener,
    relay: SocketAddr,
    mut stopped: oneshot::Receiver<()>,
) -> Vec<Session> {
    let mut sessions = Vec::new();
    loop {
        tokio::select! {
            biased;
            accepted = listener.accept() => {
                let (member, _) = accepted.expect("a connection can be taken");
                sessions.push(forward(member, relay).await);
            }
            _ = &mut stopped => return sessions,
        }
    }
}

/// What the request for a connection says besides its address, and its answer likewise.
const PASSED_ON: [&str; 2] = ["sec-websocket-protocol", link::HELLO_HEADER];

fn pass_on(from: &HeaderMap, to: &mut HeaderMap) {
    for name in PASSED_ON {
        if let Some(value) = from.get(name) {
            to.insert(name, value.clone());
        }
    }
}

/// The hello in the head of a request or an answer.
fn hello(heads: &HeaderMap) -> Option<Vec<u8>> {
    let head = heads.get(link::HELLO_HEADER)?;
    Some(link::hello_of(head.as_bytes())?.to_vec())
}

type Called = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn call(relay: SocketAddr, request: &Request) -> (Called, HeaderMap) {
    let mut asked = format!("ws://{relay}{}", request.uri().path())
        .into_client_request()
        .expect("an address of a relay of ours");
    pass_on(request.headers(), asked.headers_mut());
    let (socket, answer) = tokio_tungstenite::connect_async(asked)
        .await
        .expect("the relay answers");
    (socket, answer.headers().clone())
}

async fn forward(member: TcpStream, relay: SocketAddr) -> Session {
    let (mut called, mut session) = (None, Session::new());
    #[expect(clippy::result_large_err, reason = "the library's own signature")]
    let accept = |request: &Request, mut response: Response| {
        // The relay's answer rides in ours.
        let here = tokio::runtime::Handle::current();
        let (socket, answer) = tokio::task::block_in_place(|| here.block_on(call(relay, request)));
        pass_on(&answer, response.headers_mut());
        // Where the relay left it out, the member says its hello again over the connection.
        if let (Some(caller), Some(host)) = (hello(request.headers()), hello(&answer)) {
            session.extend(
                [(false, caller), (true, host)]
                    .map(|(by_relay, bytes)| Message { by_relay, bytes }),
            );
        }
        called = Some(socket);
        Ok(response)
    };
    let member = tokio_tungstenite::accept_hdr_async(member, accept)
        .await
        .expect("a member asks for a session");
    let (to_member, from_member) = member.split();
    let (to_relay, from_relay) = called.expect("the relay was called above").split();
    let noted = Mutex::new(session);
    tokio::join!(
        carry(from_member, to_relay, false, &noted),
        carry(from_relay, to_member, true, &noted),
    );
    noted.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Carries what one side says to the other, until it says no more.
async fn carry(
    mut from: impl Stream<Item = Result<Transport, Error>> + Unpin,
    mut to: impl Sink<Transport> + Unpin,
    by_relay: bool,
    noted: &Mutex<Session>,
) {
    while let Some(Ok(message)) = from.next().await {
        let Transport::Binary(bytes) = message else {
            continue;
        };
        let message = Message {
            by_relay,
            bytes: bytes.to_vec(),
        };
        noted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(message);
        if to.send(Transport::Binary(bytes)).await.is_err() {
            break;
        }
    }
    // The other side may be gone already.
    drop(to.close().await);
}
