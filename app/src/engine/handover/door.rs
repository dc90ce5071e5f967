//! The holder's side: lets guests in, one command at a time.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use format::chain::LoggedItem;
use format::{DocumentId, Subject};
use interprocess::local_socket::tokio::{Listener, Stream};
use interprocess::local_socket::traits::tokio::Listener as _;
use store::StoreError;
use sync::Holdings as _;
use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::JoinSet;

use super::address::{self, Own};
use super::frame::{self, FrameError};
use super::message::{
    Answer, Handed, MAX_ANSWER_BYTES, MAX_REQUEST_BYTES, Reason, Request, VERSION,
};
use crate::engine::office::Office;

/// The most guests at once; more are turned away.
const MAX_GUESTS: usize = 16;
/// How long a guest may take to say what it wants, and to take what it is told.
const PATIENCE: Duration = Duration::from_secs(10);
/// The pause after the system could not let a guest in.
const PAUSE: Duration = Duration::from_millis(100);
/// How much of what a command prints may wait for a slow guest, in lines.
const WAITING: usize = 64;
/// The longest piece of text in one answer, in bytes, so that it fits in however it is escaped.
const PIECE: usize = 64 * 1024;

/// Why there is no door.
#[derive(Debug, thiserror::Error)]
pub enum HandoverError {
    /// The system gives no socket.
    #[error("other programs cannot hand commands over: {0}")]
    Socket(#[from] io::Error),
}

/// What the program that holds the office is told.
pub trait Holder: Send + Sync + 'static {
    /// Somebody started the program again: the window shall come to the front. Says whether there is
    /// a window. May block.
    fn on_show(&self) -> bool;

    /// A command was run for another program and wrote in these documents, or about the council if
    /// there are none. All of it is saved. May block: the command ends after it.
    fn on_wrote(&self, documents: &[DocumentId]);
}

/// Runs a command with the office that is open and gives its exit code. What it prints goes to the
/// printer. May take its time and may block.
pub type RunCommand = fn(&Arc<Office>, Handed, &Printer) -> Result<u8, Reason>;

/// Prints for a guest. Once the guest is gone, everything it is told is lost.
pub struct Printer(mpsc::Sender<Answer>);

impl Printer {
    /// Its standard output.
    pub fn out(&self) -> impl Write + 'static {
        self.stream(Answer::Out)
    }

    /// Its standard error.
    pub fn err(&self) -> impl Write + 'static {
        self.stream(Answer::Err)
    }

    fn stream(&self, answer: fn(String) -> Answer) -> Printed {
        Printed {
            to: self.0.clone(),
            answer,
            line: Vec::new(),
        }
    }
}

/// One of a guest's streams. What is written goes out when it is flushed.
struct Printed {
    to: mpsc::Sender<Answer>,
    answer: fn(String) -> Answer,
    line: Vec<u8>,
}

impl Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.line.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&line);
        let mut rest: &str = &line;
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
            self.to
                .blocking_send((self.answer)(piece.to_owned()))
                .map_err(|_| io::ErrorKind::BrokenPipe)?;
            rest = after;
        }
        Ok(())
    }
}

/// An open door. It is closed, and its name given up, when this is dropped.
pub struct Door {
    // Dropped in this order: the name is given up before the office can be, so that nobody takes away
    // the door of whoever opens the office next.
    listener: Listener,
    own: Own,
    room: Arc<Room>,
}

/// What all guests share.
struct Room {
    office: Arc<Office>,
    run: RunCommand,
    holder: Arc<dyn Holder>,
    /// One command at a time.
    turn: Mutex<()>,
}

impl Door {
    /// Opens the door of an office, in a tokio runtime. A door that a crashed program left is replaced:
    /// whoever has the office is the only one who may have one.
    ///
    /// # Errors
    /// [`HandoverError`]. Commands of others are refused then, as if nobody had thought of a door.
    pub fn open(
        office: Arc<Office>,
        run: RunCommand,
        holder: Arc<dyn Holder>,
    ) -> Result<Self, HandoverError> {
        let own = Own::user()?;
        Ok(Self {
            listener: address::listen(office.home(), own)?,
            own,
            room: Arc::new(Room {
                office,
                run,
                holder,
                turn: Mutex::default(),
            }),
        })
    }

    /// Serves guests until `stop` completes; then those whose command runs get their answer, and the
    /// door is closed.
    pub async fn serve(self, stop: impl Future<Output = ()>) {
        let mut guests = JoinSet::new();
        let (close, closing) = watch::channel(false);
        let mut stop = std::pin::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                // How a guest fared, or failed, is no business of the others.
                Some(_) = guests.join_next() => {}
                came = self.listener.accept() => match came {
                    Ok(stream) if guests.len() < MAX_GUESTS && self.own.is_at(&stream) => {
                        guests.spawn(attend(stream, Arc::clone(&self.room), closing.clone()));
                    }
                    Ok(_) => {}
                    Err(error) => {
                        tracing::warn!(%error, "a program could not be let in");
                        tokio::time::sleep(PAUSE).await;
                    }
                },
            }
        }
        close.send_replace(true);
        while guests.join_next().await.is_some() {}
    }
}

/// Serves one guest.
async fn attend(mut stream: Stream, room: Arc<Room>, mut closing: watch::Receiver<bool>) {
    let asked = async {
        tell(&mut stream, &Answer::Hello { version: VERSION }).await?;
        in_time(frame::read(&mut stream, MAX_REQUEST_BYTES)).await
    };
    let asked = tokio::select! {
        asked = asked => asked,
        _ = closing.wait_for(|closing| *closing) => return,
    };
    let answer = match asked {
        Ok(Request::Ping) => Answer::Here,
        Ok(Request::Show) => {
            match tokio::task::spawn_blocking(move || room.holder.on_show()).await {
                Ok(shown) => Answer::Shown(shown),
                Err(_) => return,
            }
        }
        Ok(Request::Run(handed)) => match run(&mut stream, &room, handed).await {
            Some(answer) => answer,
            None => return,
        },
        Err(FrameError::TooLarge { .. } | FrameError::Unreadable) => {
            Answer::Refused(Reason::Unreadable)
        }
        Err(FrameError::Io(_)) => return,
    };
    if let Err(error) = tell(&mut stream, &answer).await {
        tracing::debug!(%error, "a guest left before its answer");
    }
}

async fn tell(stream: &mut Stream, answer: &Answer) -> Result<(), FrameError> {
    in_time(frame::write(stream, answer, MAX_ANSWER_BYTES)).await
}

async fn in_time<T>(work: impl Future<Output = Result<T, FrameError>>) -> Result<T, FrameError> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => done,
        Err(_) => Err(io::Error::from(io::ErrorKind::TimedOut).into()),
    }
}

/// Runs a command and passes on what it prints. `None` if it failed in a way no command may: its guest
/// is told nothing and sees the connection end.
async fn run(stream: &mut Stream, room: &Arc<Room>, handed: Handed) -> Option<Answer> {
    let shared = Arc::clone(room);
    let _turn = room.turn.lock().await;
    let (printer, mut printed) = mpsc::channel(WAITING);
    let work = tokio::task::spawn_blocking(move || {
        let before = log_end(&shared.office);
        let outcome = (shared.run)(&shared.office, handed, &Printer(printer));
        match written_since(&shared.office, before) {
            Ok(Some(documents)) => shared.holder.on_wrote(&documents),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "what a command wrote cannot be told"),
        }
        outcome
    });
    while let Some(answer) = printed.recv().await {
        if tell(stream, &answer).await.is_err() {
            break;
        }
    }
    // Nobody listens any more: the command goes on, and what it writes is saved.
    drop(printed);
    Some(match work.await.ok()? {
        Ok(code) => Answer::Exit(code),
        Err(reason) => Answer::Refused(reason),
    })
}

fn log_end(office: &Office) -> Result<u64, StoreError> {
    Ok(office.reader()?.log_end()?.n)
}

/// The documents that something new is about since the log was `before` long; `None` if it is no
/// longer. What came from a relay meanwhile is among it, which does no harm.
fn written_since(
    office: &Office,
    before: Result<u64, StoreError>,
) -> Result<Option<Vec<DocumentId>>, StoreError> {
    let before = before?;
    let reader = office.reader()?;
    let end = reader.log_end()?.n;
    if end == before {
        return Ok(None);
    }
    let rows = reader.rows_after(before, usize::try_from(end - before).unwrap_or(usize::MAX))?;
    let mut documents = BTreeSet::new();
    for row in rows {
        match row.item {
            LoggedItem::Change(document, _) => {
                documents.insert(document);
            }
            LoggedItem::Act(act) => {
                let subject = reader.act(&act)?.map(|act| act.statement().subject);
                if let Some(Subject::Document(document)) = subject {
                    documents.insert(document);
                }
            }
        }
    }
    Ok(Some(documents.into_iter().collect()))
}
