//! An old program on a newer store, and programs that speak no common version: nothing is written, and it is
//! said what is older.

use std::path::Path;

use dewan::engine::home::Home;
use dewan::engine::office::Office as Writing;
use dewan_tests::council::Council;
use dewan_tests::office::Office;
use dewan_tests::program::{self, Running};
use format::Nonce;
use futures_util::{SinkExt as _, StreamExt as _};
use sync::frame::{Frame, VERSION};
use sync::{Carry, CloseReason, Effect, Event, Expected, Role, Session, Setup};
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::http::{HeaderValue, header};

/// Where SQLite keeps the number of the schema.
const SCHEMA_AT: std::ops::Range<usize> = 60..64;

fn make_newer(store: &Path) {
    let mut bytes = std::fs::read(store).unwrap();
    assert_eq!(
        bytes[SCHEMA_AT],
        u32::try_from(store::SCHEMA).unwrap().to_be_bytes(),
        "the file stands alone and says its schema"
    );
    let newer = u32::try_from(store::SCHEMA + 1).unwrap();
    bytes[SCHEMA_AT].copy_from_slice(&newer.to_be_bytes());
    std::fs::write(store, bytes).unwrap();
}

/// Every file of a folder with its bytes, but for what readers note for each other in shared memory.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_file())
        .filter(|entry| !entry.file_name().to_string_lossy().ends_with("-shm"))
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, std::fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort_unstable();
    files
}

#[test]
fn an_old_program_refuses_a_newer_store_in_every_command_and_writes_nothing() {
    let mut council = Council::found();
    let office = &council.north;
    let file = office.file("kebijakan.md", "# Kebijakan\n\n## Pasal 1\n\nIsi.\n");
    office.ok(["import", &file]);
    office.sync();
    make_newer(&Home::find(Some(office.home())).unwrap().store());
    let before = files(&office.home());
    let backup = office.beside("cadangan").to_str().unwrap().to_owned();
    let commands: [&[&str]; 12] = [
        &["list"],
        &["show", "Kebijakan"],
        &["status"],
        &["check"],
        &["log", "Kebijakan"],
        &["new", "policy", "Lain"],
        &["edit", "Kebijakan", "clause/1/body"],
        &["set", "Kebijakan", "meta/unit", "Medan"],
        &["import", &file],
        &["export", "Kebijakan", "--to", "-"],
        &["sync", "--once"],
        &["backup", &backup],
    ];
    for command in commands {
        for (language, words) in [("en", "newer"), ("id", "lebih baru")] {
            let said = office.refused(["--language", language].iter().chain(command));
            assert!(said.contains(words), "{command:?}: {said}");
        }
    }
    assert_eq!(files(&office.home()), before, "something was written");

    let data = council.relay.data();
    council.relay.stop();
    make_newer(&data);
    let before = std::fs::read(&data).unwrap();
    for language in ["en", "id"] {
        let mut command = program::command("dewan-relay");
        command
            .args([
                "--language",
                language,
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--data",
            ])
            .arg(&data);
        Running::start(command, "").finish().expect_code(1);
    }
    assert_eq!(std::fs::read(&data).unwrap(), before);
}

fn writing(office: &Office) -> Writing {
    Writing::open(Home::find(Some(office.home())).unwrap()).unwrap()
}

fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

/// A member's greeting, with these versions in it.
fn greeting(office: &Writing, versions: &[u8]) -> Vec<u8> {
    let mut session = Session::new(Setup {
        role: Role::Caller,
        expected: Expected::Unpinned,
        key: office.key().clone(),
        nonce: Nonce::random().unwrap(),
        signs_receipts: false,
        now_millis: 0,
        carry: Carry::default(),
    });
    let effects = session
        .handle(Event::Opened, &office.reader().unwrap())
        .unwrap();
    let sent = effects.into_iter().find_map(|effect| match effect {
        Effect::Send(frame) => Some(frame),
        _ => None,
    });
    let Frame::Hello(mut hello) = Frame::decode(&sent.expect("a caller greets")).unwrap() else {
        panic!("a caller begins with a greeting");
    };
    hello.versions = versions.to_vec();
    Frame::Hello(hello).encode()
}

#[test]
fn a_relay_tells_a_member_with_which_it_shares_no_version() {
    let council = Council::found();
    council.sync_all();
    let member = writing(&council.north);
    let answers = |versions: &[u8], until: fn(&Frame) -> bool| {
        let greeting = greeting(&member, versions);
        let path = link::council_path(&member.council());
        let mut request = format!("{}{path}", council.relay.url())
            .into_client_request()
            .unwrap();
        request.headers_mut().insert(
            header::SEC_WEBSOCKET_PROTOCOL,
            HeaderValue::from_static(link::SUB_PROTOCOL),
        );
        wait(async move {
            let (mut socket, _) = tokio_tungstenite::connect_async(request).await.unwrap();
            socket
                .send(Message::binary(link::message::wrap(greeting)))
                .await
                .unwrap();
            let mut frames = Vec::new();
            while let Some(Ok(message)) = socket.next().await {
                if let Message::Binary(bytes) = message {
                    let frame = link::message::unwrap(&bytes).unwrap();
                    frames.push(Frame::decode(&frame).unwrap());
                    if frames.last().is_some_and(until) {
                        break;
                    }
                }
            }
            frames
        })
    };
    for versions in [
        &[VERSION - 1][..],
        &[VERSION + 1],
        &[VERSION + 1, VERSION + 2],
    ] {
        let frames = answers(versions, |_| false);
        let last = frames.last();
        assert!(
            matches!(last, Some(Frame::Bye(CloseReason::Version))),
            "{versions:?}: {last:?}"
        );
    }
    // A newer member that still speaks ours is greeted, and its proof waited for.
    let frames = answers(&[VERSION, VERSION + 1], |_| true);
    assert!(matches!(frames[..], [Frame::Hello(_)]), "{frames:?}");
}

/// A relay that answers every greeting with this.
async fn other_relay(listener: TcpListener, answer: impl Fn(Vec<u8>) -> Vec<u8>) {
    while let Ok((stream, _)) = listener.accept().await {
        #[expect(clippy::result_large_err, reason = "the library's own signature")]
        let accept = |_: &Request, mut response: Response| {
            response.headers_mut().insert(
                header::SEC_WEBSOCKET_PROTOCOL,
                HeaderValue::from_static(link::SUB_PROTOCOL),
            );
            Ok(response)
        };
        let Ok(mut socket) = tokio_tungstenite::accept_hdr_async(stream, accept).await else {
            continue;
        };
        while let Some(Ok(message)) = socket.next().await {
            if let Message::Binary(bytes) = message
                && let Some(frame) = link::message::unwrap(&bytes)
            {
                let answer = Message::binary(link::message::wrap(answer(frame)));
                socket.send(answer).await.ok();
            }
        }
    }
}

#[test]
fn a_member_says_which_program_is_older_and_takes_nothing_from_such_a_relay() {
    let council = Council::found();
    council.sync_all();
    let office = &council.north;
    let listed = office.listed();
    type Answer = fn(Vec<u8>) -> Vec<u8>;
    let older: Answer = |_| Frame::Bye(CloseReason::Version).encode();
    let newer: Answer = |greeting| match Frame::decode(&greeting) {
        Ok(Frame::Hello(mut hello)) => {
            hello.versions = vec![VERSION + 1];
            hello.council = None;
            Frame::Hello(hello).encode()
        }
        _ => Frame::Bye(CloseReason::Done).encode(),
    };
    for answer in [older, newer] {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("ws://{}", listener.local_addr().unwrap());
        runtime.spawn(other_relay(listener, answer));
        for (language, words) in [("en", "no common version"), ("id", "versi yang sama")] {
            let arguments = ["--language", language, "sync", "--once", "--relay", &url];
            let output = office.run(arguments);
            let said = format!("{}{}", output.stdout, output.stderr);
            assert_eq!(output.status.code(), Some(1), "{said}");
            assert!(said.contains(words), "{said}");
        }
        assert_eq!(office.listed(), listed);
        runtime.shutdown_background();
    }
    office.check();
    office.sync();
}
