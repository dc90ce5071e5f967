//! The other side: a program that found the store in use.

use std::io;
use std::time::Duration;

use interprocess::local_socket::tokio::Stream;

use super::address;
use super::frame::{self, FrameError};
use super::message::{Answer, Handed, MAX_ANSWER_BYTES, MAX_REQUEST_BYTES, Request, VERSION};
use crate::engine::home::Home;

/// How long the holder may take to say that it is there, and to answer what needs no work.
const PATIENCE: Duration = Duration::from_secs(5);

/// What became of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The holder ran it, and it ended with this exit code.
    Ran(u8),
    /// Nobody took it: nothing was done.
    NotTaken,
    /// The holder took it and went away before it was done. Whether it was cannot be told.
    Lost,
}

/// What a command prints elsewhere.
#[derive(Debug, Clone, Copy)]
pub enum Said<'a> {
    /// On standard output.
    Out(&'a str),
    /// On standard error.
    Err(&'a str),
}

/// Hands a command over to the program that holds the office of this home, and waits for its end. Blocks;
/// not to be called in a tokio runtime.
pub fn hand_over(home: &Home, handed: Handed, print: &dyn Fn(Said<'_>)) -> Outcome {
    wait_for(async {
        let Some(mut stream) = knock(home).await else {
            return Outcome::NotTaken;
        };
        match frame::write(&mut stream, &Request::Run(handed), MAX_REQUEST_BYTES).await {
            Ok(()) => {}
            Err(FrameError::TooLarge { .. }) => return Outcome::NotTaken,
            Err(_) => return Outcome::Lost,
        }
        // However long it takes: a holder that ends also ends the connection.
        loop {
            match frame::read(&mut stream, MAX_ANSWER_BYTES).await {
                Ok(Answer::Out(text)) => print(Said::Out(&text)),
                Ok(Answer::Err(text)) => print(Said::Err(&text)),
                Ok(Answer::Exit(code)) => return Outcome::Ran(code),
                Ok(Answer::Refused(_)) => return Outcome::NotTaken,
                Ok(Answer::Hello { .. } | Answer::Here | Answer::Shown(_)) | Err(_) => {
                    return Outcome::Lost;
                }
            }
        }
    })
    .unwrap_or(Outcome::NotTaken)
}

/// Brings the window that is open on this home to the front. False if there is none. Blocks for a few
/// seconds at most; not to be called in a tokio runtime.
pub fn focus_existing(home: &Home) -> bool {
    ask(home, &Request::Show) == Some(Answer::Shown(true))
}

/// Whether a program that holds the office of this home takes commands. Blocks for a few seconds at
/// most; not to be called in a tokio runtime.
pub fn is_answering(home: &Home) -> bool {
    ask(home, &Request::Ping) == Some(Answer::Here)
}

fn ask(home: &Home, request: &Request) -> Option<Answer> {
    wait_for(async {
        let mut stream = knock(home).await?;
        let asked = async {
            frame::write(&mut stream, request, MAX_REQUEST_BYTES).await?;
            frame::read(&mut stream, MAX_ANSWER_BYTES).await
        };
        tokio::time::timeout(PATIENCE, asked).await.ok()?.ok()
    })
    .ok()?
}

/// Connects, and hears that somebody is there who speaks the same version.
async fn knock(home: &Home) -> Option<Stream> {
    let greeted = async {
        let mut stream = address::connect(home).await?;
        let hello = frame::read(&mut stream, MAX_ANSWER_BYTES).await?;
        Ok::<_, FrameError>((stream, hello))
    };
    match tokio::time::timeout(PATIENCE, greeted).await {
        Ok(Ok((stream, Answer::Hello { version: VERSION }))) => Some(stream),
        Ok(Ok((_, answer))) => {
            tracing::debug!(?answer, "whoever holds the office speaks otherwise");
            None
        }
        Ok(Err(error)) => {
            tracing::debug!(%error, "nobody answers at the door");
            None
        }
        Err(_) => {
            tracing::debug!("whoever holds the office does not answer in time");
            None
        }
    }
}

fn wait_for<T>(work: impl Future<Output = T>) -> io::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    Ok(runtime.block_on(work))
}
