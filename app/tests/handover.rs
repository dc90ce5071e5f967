//! Commands that are started while another program has the office open.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::process::{Child, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use dewan::command_line::run_handed;
use dewan::engine::handover::{
    Door, Handed, Holder, Outcome, Typed, focus_existing, hand_over, is_answering,
};
use dewan::engine::home::Home;
use dewan::engine::office::Office as Open;
use dewan::engine::open::open;
use dewan::words::Language;
use format::DocumentId;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::office::{Office, copy_folder};

const POLICY: &str = "# Kebijakan\n\n## Pasal 1\n\nIsi pertama.\n\n## Pasal 2\n\nIsi kedua.\n";

/// What a window hears.
#[derive(Default)]
struct Heard {
    shown: AtomicUsize,
    wrote: Mutex<Vec<Vec<DocumentId>>>,
}

impl Holder for Heard {
    fn on_show(&self) -> bool {
        self.shown.fetch_add(1, Ordering::Relaxed);
        true
    }

    fn on_wrote(&self, documents: &[DocumentId]) {
        self.wrote.lock().unwrap().push(documents.to_vec());
    }
}

/// What a window does with the office, without the window: holds it, and takes commands.
struct Window {
    office: Arc<Open>,
    heard: Arc<Heard>,
    runtime: Runtime,
    serving: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Window {
    fn open(office: &Office) -> Self {
        let home = Home::find(Some(office.home())).unwrap();
        let office = Arc::new(Open::open(home).unwrap());
        let heard = Arc::new(Heard::default());
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let door = {
            let _in_runtime = runtime.enter();
            Door::open(Arc::clone(&office), run_handed, heard.clone()).unwrap()
        };
        let (stop, stopped) = oneshot::channel();
        let serving = runtime.spawn(door.serve(async {
            stopped.await.ok();
        }));
        Self {
            office,
            heard,
            runtime,
            serving: Some((stop, serving)),
        }
    }

    /// The documents that commands wrote in since the last time somebody asked.
    fn wrote(&self) -> Vec<Vec<DocumentId>> {
        std::mem::take(&mut self.heard.wrote.lock().unwrap())
    }

    fn close(mut self) {
        let (stop, serving) = self.serving.take().unwrap();
        stop.send(()).unwrap();
        self.runtime.block_on(serving).unwrap();
    }
}

fn home(office: &Office) -> Home {
    Home::find(Some(office.home())).unwrap()
}

fn id_of(office: &Office, title: &str) -> DocumentId {
    let list = office.json(&["list"]);
    let list = list.as_array().unwrap();
    let found = list.iter().find(|one| one["title"] == title).unwrap();
    found["id"].as_str().unwrap().parse().unwrap()
}

fn with_policy() -> Office {
    let office = Office::founding(None);
    office.file("kebijakan.md", POLICY);
    office.ok(&["import", "kebijakan.md"]);
    office
}

#[test]
fn a_writing_command_is_handed_to_the_open_program() {
    let office = with_policy();
    let policy = id_of(&office, "Kebijakan");
    let window = Window::open(&office);
    office.ok(&["set", "Kebijakan", "meta/unit", "Medan"]);
    office.ok_with(&["edit", "Kebijakan", "clause/1/body"], "Isi baru.");
    office.ok(&["comment", "Kebijakan", "clause/2", "Baik."]);
    assert_eq!(window.wrote(), vec![vec![policy]; 3]);
    // A path begins where the command was started.
    office.file("lain.md", "# Kebijakan lain\n\n## Pasal 1\n\nIsi.\n");
    let told = office.ok(&["import", "./lain.md"]);
    assert!(told.contains("./lain.md"), "{told}");
    let other = id_of(&office, "Kebijakan lain");
    assert_eq!(window.wrote(), vec![vec![other]]);
    office.ok(&["council", "invite", "--office", "Medan", "--to", "undangan"]);
    assert!(office.beside("undangan").is_file());
    assert_eq!(window.wrote(), vec![vec![]]);
    // What is refused, or changes nothing, is no news.
    office.refused(&["set", "Kebijakan", "clause/9/body", "x"]);
    office.ok(&["set", "Kebijakan", "meta/unit", "Medan"]);
    assert!(window.wrote().is_empty());
    let text = office.ok(&["show", "Kebijakan"]);
    assert!(text.contains("Isi baru."), "{text}");
    assert_eq!(office.json(&["check"])["clean"], true);
    window.close();
    assert!(!office.home().join("window.sock").exists());
    office.ok(&["rename", "Kebijakan", "Kebijakan media"]);
}

#[test]
fn what_cannot_be_handed_over_is_refused_naming_the_window() {
    let office = with_policy();
    let window = Window::open(&office);
    let invitation = office.beside("undangan").display().to_string();
    office.ok(&["council", "invite", "--office", "X", "--to", &invitation]);
    let backup = office.beside("cadangan.sqlite").display().to_string();
    office.ok(&["backup", &backup]);
    for command in [
        vec!["sync", "--once"],
        vec!["sync"],
        vec!["restore", &backup],
        vec!["council", "found", "Lain", "--office", "A", "--person", "B"],
    ] {
        let process = std::process::id().to_string();
        let words = office.refused(&command);
        assert!(words.contains(&process), "{command:?}: {words}");
    }
    drop(window);
}

/// A running program, ended when dropped.
struct Linked(Child);

impl Linked {
    /// Holds the office as a server would: its relay is not there.
    fn start(office: &Office) -> Self {
        let mut command = office.command();
        command.args(["sync", "--take-commands"]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        // It says that there is no link after it has opened its door.
        let mut first = [0];
        let out = child.stdout.as_mut().unwrap();
        out.read_exact(&mut first).unwrap();
        Self(child)
    }
}

impl Drop for Linked {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Without what is another one each time: hashes and random ids.
fn plain(bytes: &[u8]) -> String {
    let text = std::str::from_utf8(bytes).unwrap();
    let (mut plain, mut word) = (String::new(), String::new());
    for letter in text.chars().chain(['\n']) {
        if letter.is_ascii_hexdigit() {
            word.push(letter);
            continue;
        }
        plain.push_str(if word.len() >= 8 { "#" } else { &word });
        word.clear();
        plain.push(letter);
    }
    plain
}

fn run(office: &Office, arguments: &[&str], input: &str) -> Output {
    let mut command = office.command();
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that reads no input may be gone before it is written.
    let mut stdin = child.stdin.take().unwrap();
    drop(stdin.write_all(input.as_bytes()));
    drop(stdin);
    child.wait_with_output().unwrap()
}

#[test]
fn output_and_exit_code_are_the_same_as_run_directly() {
    let first = Office::founding(Some("ws://127.0.0.1:1"));
    first.file("kebijakan.md", POLICY);
    first.ok(&["import", "kebijakan.md"]);
    first.ok(&["rename", "Kebijakan", "Aturan"]);
    let offices = [Office::new(), Office::new()];
    for office in &offices {
        copy_folder(&first.home(), &office.home());
        // Told once that this is a copy.
        office.ok(&["rename", "Aturan", "Kebijakan"]);
        let folder = office.beside("map");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("a.md"), "# Satu\n\n## Pasal\n\nIsi.\n").unwrap();
        std::fs::write(folder.join("b.csv"), "aktivitas,pemilik\nMenulis,Sekar\n").unwrap();
        office.file("kebijakan.md", &POLICY.replace("kedua", "ketiga"));
        office.file("gambar.png", "bukan gambar");
    }
    let [direct, handed] = &offices;
    let linked = Linked::start(handed);
    let commands: [(&[&str], &str); 29] = [
        (&["set", "Kebijakan", "meta/unit", "Medan"], ""),
        (&["set", "Kebijakan", "meta/unit", "Medan"], ""),
        (
            &["set", "Kebijakan", "clause/1/heading", "Tujuan", "--json"],
            "",
        ),
        (&["set", "Kebijakan", "clause/9/body", "x"], ""),
        (&["set", "Tidak ada", "title", "x"], ""),
        (&["edit", "Kebijakan", "clause/1/body"], "Isi dari pipa.\n"),
        (&["edit", "Kebijakan", "clause/+", "--json"], "Pasal baru."),
        (&["edit", "Kebijakan", "clause/77"], "x"),
        (&["edit", "Kebijakan", "clause/1/body"], "\u{0}"),
        (&["choose", "Kebijakan", "title", "1"], ""),
        (
            &[
                "comment",
                "Kebijakan",
                "clause/1/body",
                "Baik.",
                "--quote",
                "pipa",
            ],
            "",
        ),
        (&["comment", "Kebijakan", "clause/1/body", " "], ""),
        (
            &["comment", "Kebijakan", "clause/2", "Setuju.", "--json"],
            "",
        ),
        (&["undo", "Kebijakan"], ""),
        (&["redo", "Kebijakan", "--json"], ""),
        (&["redo", "Kebijakan"], ""),
        (&["move", "Kebijakan", "clause/2", "--first"], ""),
        (&["remove", "Kebijakan", "clause/1"], ""),
        (&["rename", "Kebijakan", "Pedoman"], ""),
        (&["rename", "Pedoman", " "], ""),
        (&["archive", "Pedoman", "--json"], ""),
        (&["archive", "Pedoman", "--restore"], ""),
        (&["import", "map", "--json"], ""),
        (&["import", "map/../kebijakan.md", "--into", "Pedoman"], ""),
        (&["import", "gambar.png", "tidak-ada.md"], ""),
        (&["new", "policy", "Satu lagi"], ""),
        (
            &[
                "new",
                "minutes",
                "Rapat",
                "--meeting",
                "pleno",
                "--date",
                "besok",
            ],
            "",
        ),
        (
            &[
                "council",
                "invite",
                "--office",
                "Medan",
                "--to",
                "map/undangan",
            ],
            "",
        ),
        (&["council", "confirm", "Siapa"], ""),
    ];
    let mut codes = BTreeSet::new();
    for (arguments, input) in commands {
        let expected = run(direct, arguments, input);
        let there = run(handed, arguments, input);
        let told = String::from_utf8_lossy(&there.stderr).into_owned();
        assert_eq!(
            there.status.code(),
            expected.status.code(),
            "{arguments:?}: {told}"
        );
        assert_eq!(
            plain(&there.stdout),
            plain(&expected.stdout),
            "{arguments:?}"
        );
        assert_eq!(
            plain(&there.stderr),
            plain(&expected.stderr),
            "{arguments:?}"
        );
        codes.insert(there.status.code());
    }
    assert_eq!(codes, BTreeSet::from([Some(0), Some(1)]));
    let indonesian = |office: &Office| {
        let mut command = office.command();
        // The language a person's system speaks, not the holder's.
        command.args(["rename", "Pedoman", "Pedoman"]);
        let arguments: Vec<_> = command.get_args().map(ToOwned::to_owned).collect();
        let mut command = std::process::Command::new(command.get_program());
        command.args(
            arguments
                .iter()
                .filter(|it| *it != "--language" && *it != "en"),
        );
        plain(&command.env("DEWAN_LANGUAGE", "id").output().unwrap().stdout)
    };
    assert_eq!(indonesian(handed), indonesian(direct));
    // Each text stands there once, under the same numbers.
    let texts = |office: &Office| {
        let text = |export: &(String, String)| export.1.clone();
        office.exports().iter().map(text).collect::<BTreeSet<_>>()
    };
    assert_eq!(texts(handed), texts(direct));
    drop(linked);
}

#[test]
fn a_text_written_in_an_editor_merges_with_what_the_window_wrote_meanwhile() {
    let office = with_policy();
    let window = Window::open(&office);
    let id = id_of(&office, "Kebijakan");
    // A person opens the clause in an editor, which takes a while.
    let heads = open(&window.office.reader().unwrap(), &id).unwrap().heads();
    office.ok_with(
        &["edit", "Kebijakan", "clause/1/body"],
        "Di jendela. Isi pertama.",
    );
    let written = Handed {
        arguments: ["edit", "Kebijakan", "clause/1/body"]
            .map(Into::into)
            .into(),
        folder: office.home().into(),
        typed: Some(Typed {
            document: id,
            heads,
            text: "Isi pertama. Di penyunting.".to_owned(),
        }),
        language: Language::English,
        json: false,
    };
    assert_eq!(hand_over(&home(&office), written, &|_| {}), Outcome::Ran(0));
    let shown = office.json(&["show", "Kebijakan"]);
    let body = shown["view"]["clauses"][0]["body"].as_str().unwrap();
    assert_eq!(body, "Di jendela. Isi pertama. Di penyunting.");
    assert_eq!(office.json(&["check"])["clean"], true);
    drop(window);
}

#[test]
fn a_second_start_shows_the_window_and_nobody_is_shown_without_one() {
    let office = Office::founding(Some("ws://127.0.0.1:1"));
    assert!(!focus_existing(&home(&office)));
    assert!(!focus_existing(
        &Home::find(Some(office.beside("nowhere"))).unwrap()
    ));
    let window = Window::open(&office);
    assert!(focus_existing(&home(&office)));
    assert_eq!(window.heard.shown.load(Ordering::Relaxed), 1);
    assert!(is_answering(&home(&office)));
    window.close();
    assert!(!focus_existing(&home(&office)));
    // A program that holds the office without a window cannot be shown.
    let linked = Linked::start(&office);
    assert!(is_answering(&home(&office)));
    assert!(!focus_existing(&home(&office)));
    drop(linked);
}

#[test]
fn a_socket_that_a_crashed_program_left_is_in_nobodys_way() {
    let office = with_policy();
    let socket = office.home().join("window.sock");
    drop(UnixListener::bind(&socket).unwrap());
    assert!(socket.exists());
    // Nobody writes: the command writes itself.
    office.ok(&["rename", "Kebijakan", "Satu"]);
    // Somebody writes who takes no commands: as if there were no socket.
    let holder = Open::open(home(&office)).unwrap();
    let process = std::process::id().to_string();
    let words = office.refused(&["rename", "Satu", "Dua"]);
    assert!(words.contains(&process), "{words}");
    drop(holder);
    let window = Window::open(&office);
    office.ok(&["rename", "Satu", "Dua"]);
    assert_eq!(window.wrote().len(), 1);
    window.close();
    assert!(!socket.exists());
}

/// A door that somebody else made, who holds the office too.
fn strange_door(office: &Office, answers: Vec<&'static str>) -> std::thread::JoinHandle<()> {
    let socket = office.home().join("window.sock");
    let listener = UnixListener::bind(&socket).unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        for answer in answers {
            stream.write_all(&frame(answer.as_bytes())).unwrap();
        }
        // Waits for the request, or for the guest to leave.
        let mut length = [0; 4];
        if stream.read_exact(&mut length).is_ok() {
            let length = u64::from(u32::from_be_bytes(length));
            let mut request = Vec::new();
            (&stream).take(length).read_to_end(&mut request).unwrap();
        }
        std::fs::remove_file(socket).unwrap();
    })
}

fn frame(body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap();
    [&length.to_be_bytes(), body].concat()
}

#[test]
fn a_holder_that_speaks_otherwise_or_ends_half_way_is_told_apart() {
    let office = with_policy();
    let holder = Open::open(home(&office)).unwrap();
    let process = std::process::id().to_string();
    let hello = r#"{"hello":{"version":1}}"#;
    for (answers, is_lost) in [
        (vec![r#"{"hello":{"version":2}}"#], false),
        (vec!["[]"], false),
        (vec!["\u{0}"], false),
        (vec![hello, r#"{"refused":"not-for-others"}"#], false),
        (vec![hello], true),
        (vec![hello, r#"{"out":"Tersimpan"}"#], true),
        (vec![hello, hello], true),
    ] {
        let told = format!("{answers:?}");
        let door = strange_door(&office, answers);
        let words = run(&office, &["rename", "Kebijakan", "Lain"], "");
        door.join().unwrap();
        assert_eq!(words.status.code(), Some(1), "{told}");
        let words = String::from_utf8(words.stderr).unwrap();
        assert_eq!(
            words.contains("before it had done this"),
            is_lost,
            "{told}: {words}"
        );
        assert_eq!(words.contains(&process), !is_lost, "{told}: {words}");
    }
    drop(holder);
}

/// Sends bytes to the door and gives all that comes back after the greeting.
fn knock(socket: &Path, bytes: &[u8]) -> String {
    let mut stream = UnixStream::connect(socket).unwrap();
    // A door that turns the guest away before it has said all is within its rights.
    stream.write_all(bytes).ok();
    stream.shutdown(std::net::Shutdown::Write).ok();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok();
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn a_hostile_request_never_hurts_the_window() {
    let office = with_policy();
    let window = Window::open(&office);
    let socket = office.home().join("window.sock");
    let before = office.json(&["list"]);
    let run = |rest: &str| {
        format!(
            r#"{{"run":{{"language":"indonesian","json":false,"folder":{{"Unix":[47]}},{rest}}}}}"#
        )
    };
    let unix = |words: &[&str]| {
        let words: Vec<String> = words
            .iter()
            .map(|word| format!(r#"{{"Unix":{:?}}}"#, word.as_bytes()))
            .collect();
        format!(r#""arguments":[{}]"#, words.join(","))
    };
    let deep = "[".repeat(200_000);
    let requests = [
        String::new(),
        "{".to_owned(),
        "\"dance\"".to_owned(),
        deep,
        "x".repeat(300_000),
        run(r#""arguments":7,"typed":null"#),
        run(&format!(
            r#"{},"typed":null"#,
            unix(&["demo", "--headless"])
        )),
        run(&format!(r#"{},"typed":null"#, unix(&["sync"]))),
        run(&format!(r#"{},"typed":null"#, unix(&["--help"]))),
        run(&format!(r#"{},"typed":null"#, unix(&["no-such-command"]))),
        // It would read what is typed into the window's terminal.
        run(&format!(
            r#"{},"typed":null"#,
            unix(&["edit", "Kebijakan", "clause/1"])
        )),
        run(&format!(
            r#"{},"typed":{{"document":"zz","heads":[],"text":""}}"#,
            unix(&["edit", "Kebijakan", "clause/1"])
        )),
        run(&format!(
            r#"{},"typed":null"#,
            unix(&["rename", "Kebijakan", "x"])
        ))
        .replace("[47]", "[46]"),
    ];
    for request in &requests {
        let answer = knock(&socket, &frame(request.as_bytes()));
        assert!(answer.contains("refused"), "{request:.80}: {answer}");
    }
    // Versions that are not here, of a document that is not here.
    let unknown = run(&format!(
        r#"{},"typed":{{"document":"{}","heads":["{}"],"text":"x"}}"#,
        unix(&["edit", "Kebijakan", "clause/1"]),
        "0".repeat(32),
        "1".repeat(64)
    ));
    let answer = knock(&socket, &frame(unknown.as_bytes()));
    assert!(answer.contains(r#"{"exit":1}"#), "{answer}");
    let good = frame(br#""ping""#);
    for end in 0..good.len() {
        knock(&socket, &good[..end]);
    }
    assert!(knock(&socket, &good).contains("here"));
    for length in [8 * 1024 * 1024 + 1, u32::MAX] {
        assert!(knock(&socket, &length.to_be_bytes()).contains("refused"));
    }
    assert_eq!(office.json(&["list"]), before);
    // Guests who say nothing are in nobody's way until there are too many of them.
    let mut silent: Vec<UnixStream> = Vec::new();
    for _ in 0..8 {
        silent.push(UnixStream::connect(&socket).unwrap());
    }
    office.ok(&["rename", "Kebijakan", "Satu"]);
    for _ in 0..60 {
        silent.push(UnixStream::connect(&socket).unwrap());
    }
    office.refused(&["rename", "Satu", "Dua"]);
    drop(silent);
    // The window learns one by one that they left.
    assert!((0..10_000).any(|_| is_answering(&home(&office))));
    office.ok(&["rename", "Satu", "Dua"]);
    assert_eq!(window.wrote().len(), 2);
    window.close();
    assert_eq!(office.json(&["check"])["clean"], true);
}

#[test]
fn a_guest_that_leaves_half_way_leaves_its_work_done() {
    let office = with_policy();
    let window = Window::open(&office);
    let socket = office.home().join("window.sock");
    let words = ["import", "map"].map(|word| format!(r#"{{"Unix":{:?}}}"#, word.as_bytes()));
    let folder = office.beside("");
    std::fs::create_dir(folder.join("map")).unwrap();
    for number in 0..20 {
        let text = format!("# Dokumen {number}\n\n## Pasal\n\nIsi.\n");
        std::fs::write(folder.join(format!("map/{number}.md")), text).unwrap();
    }
    let request = format!(
        r#"{{"run":{{"language":"indonesian","json":false,"folder":{{"Unix":{:?}}},"arguments":[{}],"typed":null}}}}"#,
        folder.as_os_str().as_encoded_bytes(),
        words.join(",")
    );
    let mut stream = UnixStream::connect(&socket).unwrap();
    let mut hello = frame(br#"{"hello":{"version":1}}"#);
    stream.read_exact(&mut hello).unwrap();
    stream.write_all(&frame(request.as_bytes())).unwrap();
    drop(stream);
    let listed = || office.json(&["list"]).as_array().unwrap().len();
    assert!((0..10_000).any(|_| listed() == 21));
    // All of it is there, or nothing: it was not stopped half way.
    office.ok(&["rename", "Kebijakan", "Aturan"]);
    assert_eq!(window.wrote()[0].len(), 20);
    window.close();
}
