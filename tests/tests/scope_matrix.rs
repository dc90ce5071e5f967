//! Who is told of what: every role, four documents, every way on which something of a document can reach
//! somebody. What is not for somebody reaches nobody on any way, and what is for them does.

use council::blobs::named_by;
use council::seats::Role;
use dewan::engine::home::Home;
use dewan::engine::office::Office as Writing;
use dewan::engine::open::acts;
use dewan_tests::council::{Council, NORTH, SOUTH, joined};
use dewan_tests::disk::is_written_in;
use dewan_tests::member::{Ended, Member};
use dewan_tests::office::Office;
use format::{Blob, CouncilId, DeviceKey, DocumentId, Run, Subject};
use store::{Options, Store};
use sync::frame::{Digest, Fetch, FetchBlob, Frame, Packed};
use sync::presence::{Presence, Whereabouts};

/// A document of the test, the word that stands in nothing but its text, and the files it was published as.
struct Paper {
    title: &'static str,
    word: &'static str,
    id: DocumentId,
    files: Vec<Blob>,
}

/// Titles and words of the documents, as their writer makes them: for anybody, for the council, for the unit
/// Surabaya, for one person.
const PAPERS: [(&str, &str, &[&str]); 4] = [
    ("Siaran", "KATASIARAN", &["--label", "public"]),
    ("Edaran", "KATAEDARAN", &["--label", "internal"]),
    ("Urusan unit", "KATAUNIT", &["--label", "confidential"]),
    (
        "Urusan orang",
        "KATAORANG",
        &["--label", "secret", "--for-person", "Nama"],
    ),
];

/// Somebody, and which of the documents they may hold.
struct Party {
    name: String,
    office: Office,
    may: [bool; 4],
}

/// What the relay said to somebody.
enum Heard {
    Linked(Box<Member>),
    Ended(Ended),
}

const ALL: [bool; 4] = [true, true, true, false];
const COMMON: [bool; 4] = [true, true, false, false];
const NOTHING: [bool; 4] = [false; 4];

fn role_may(role: Role) -> [bool; 4] {
    match role {
        Role::Chair | Role::ActingChair | Role::Secretary | Role::Auditor => ALL,
        _ => COMMON,
    }
}

/// A council with somebody in every role, people of the unit and near it, and some who are not (any more)
/// members.
fn parties(council: &Council) -> Vec<Party> {
    let chair = &council.chair;
    chair.ok(["unit", NORTH, "--kind", "branch"]);
    chair.ok(["unit", SOUTH, "--kind", "branch"]);
    chair.ok([
        "unit",
        "Seksi Kanal",
        "--kind",
        "department",
        "--part-of",
        NORTH,
    ]);
    let member = |name: &str, office: &str, may| Party {
        name: name.to_owned(),
        office: joined(chair, &name.replace(' ', "-"), office, name),
        may,
    };
    let mut parties: Vec<Party> = (Role::ALL.into_iter())
        .filter(|role| *role != Role::Chair)
        .map(|role| member(role.name(), SOUTH, role_may(role)))
        .collect();
    parties.push(member("of the section", "Seksi Kanal", ALL));
    parties.push(member("unit seat", SOUTH, ALL));
    parties.push(member("Nama", SOUTH, [true, true, false, true]));
    parties.push(member("revoked", NORTH, NOTHING));
    // Two joins of one invitation wait until somebody says which is the right one.
    let file = chair.beside("one.invitation");
    let path = file.to_str().expect("a path of ours is text");
    chair.ok(["council", "invite", "--office", NORTH, "--to", path]);
    for name in ["waits", "waits too"] {
        let office = Office::new(&name.replace(' ', "-"));
        office.ok(["council", "join", path, "--person", name]);
        let name = name.to_owned();
        let may = NOTHING;
        parties.push(Party { name, office, may });
    }
    chair.sync();
    for party in &parties {
        // Whoever waits is not served everything; that is looked at below.
        party.office.run(["sync", "--once"]);
    }
    chair.sync();
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Chair) {
        let mut appoint = vec!["appoint", role.name(), role.name()];
        appoint.extend(match role {
            Role::ActingChair => ["--until", "2099-12-31"].as_slice(),
            Role::Member | Role::Reviewer => ["--department", "legal"].as_slice(),
            // Its seat is for a unit, and another one than that of the documents.
            Role::Coordinator => ["--unit", SOUTH].as_slice(),
            _ => [].as_slice(),
        });
        chair.ok(appoint);
    }
    chair.ok(["appoint", "unit seat", "drafter", "--unit", NORTH]);
    chair.ok(["revoke", "revoked", "perangkat hilang"]);
    chair.sync();
    parties
}

fn key_of(office: &Office) -> (CouncilId, DeviceKey) {
    let office = Writing::open(Home::find(Some(office.home())).unwrap()).unwrap();
    (office.council(), office.key().clone())
}

/// The files of a document's publications, and what is attached to it.
fn files_of(office: &Office, document: &DocumentId) -> Vec<Blob> {
    let office = Writing::open(Home::find(Some(office.home())).unwrap()).unwrap();
    let acts = acts(&office.reader().unwrap(), document).unwrap();
    acts.iter().flat_map(named_by).collect()
}

/// Whether a frame names a file, or brings bytes of it. Who asked for one it may not have is told that it is
/// not here, which says nothing.
fn tells_of_file(frame: &[u8], files: &[Blob]) -> bool {
    let names = |id: &[u8]| frame.windows(id.len()).any(|part| part == id);
    !matches!(Frame::decode(frame), Ok(Frame::NotHere(_)))
        && files.iter().any(|file| names(file.id.as_bytes()))
}

/// Whether a frame says anything of a document.
fn tells_of(frame: &[u8], council: &CouncilId, document: &DocumentId) -> bool {
    let id = document.as_bytes();
    if frame.windows(id.len()).any(|part| part == id) {
        return true;
    }
    let Ok(Frame::Items(items)) = Frame::decode(frame) else {
        return false;
    };
    items.items.iter().any(|item| match item {
        Packed::Run(run) => Run::unpack(run, council).is_ok_and(|run| run.document == *document),
        _ => false,
    })
}

/// Counts cells and keeps what is wrong with them.
#[derive(Default)]
struct Matrix {
    cells: usize,
    leaks: Vec<String>,
    missing: Vec<String>,
}

impl Matrix {
    fn cell(&mut self, who: &str, paper: &Paper, way: &str, (is_there, may): (bool, bool)) {
        self.cells += 1;
        let cell = || format!("{who}, {}, {way}", paper.title);
        match (is_there, may) {
            (true, false) => self.leaks.push(cell()),
            (false, true) => self.missing.push(cell()),
            _ => {}
        }
    }
}

#[test]
fn nothing_of_a_document_reaches_anybody_it_is_not_for_on_any_way() {
    let council = Council::found();
    let north = &council.north;
    let parties = parties(&council);
    north.sync();
    for (title, word, how) in PAPERS {
        north.ok([&["new", "policy", title][..], how].concat());
        north.ok(["set", title, "clause/+", word]);
        let attached = north.file(&format!("{word}.txt"), &format!("Lampiran {word}"));
        north.ok(["attach", title, &attached]);
    }
    for (title, _, _) in PAPERS {
        north.ok(["submit", title]);
    }
    north.sync();
    council.chair.sync();
    // What is for people is for them alone: nobody who decides holds it, and it has only what is attached.
    for (n, (title, _, _)) in PAPERS.iter().take(3).enumerate() {
        council.chair.ok(["decide", title, "approve"]);
        let number = n.to_string();
        council.chair.ok(["publish", title, "--number", &number]);
    }
    council.chair.sync();
    north.sync();
    let listed = north.listed();
    let papers = PAPERS.map(|(title, word, _)| {
        let listed = listed.iter().find(|one| one.title == title);
        let id = listed.and_then(|one| one.id.parse().ok());
        let id = id.expect("it is listed");
        let files = files_of(north, &id);
        Paper {
            title,
            word,
            id,
            files,
        }
    });
    assert_eq!(
        papers.each_ref().map(|paper| paper.files.len()),
        [3, 3, 3, 1]
    );
    let mut matrix = Matrix::default();
    for party in &parties {
        party.office.run(["sync", "--once"]);
        by_its_program(party, &papers, &mut matrix);
    }
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(over_the_wire(&council, &parties, &papers, &mut matrix));
    let Matrix {
        cells,
        leaks,
        missing,
    } = matrix;
    println!("leaks / cells: {} / {cells}", leaks.len());
    assert_eq!((leaks, missing), (vec![], vec![]));
}

/// What stands on the disk after a sync, and what the program finds there.
fn by_its_program(party: &Party, papers: &[Paper; 4], matrix: &mut Matrix) {
    let (who, office) = (&party.name, &party.office);
    let backup = office.beside("cadangan.backup");
    office.ok(["backup", backup.to_str().expect("a path of ours is text")]);
    let listed = office.listed();
    for (paper, may) in papers.iter().zip(party.may) {
        let mut cell = |way: &str, is_there| matrix.cell(who, paper, way, (is_there, may));
        cell("sync", is_written_in(&office.home(), paper.word));
        cell("backup", is_written_in(&backup, paper.word));
        cell("list", listed.iter().any(|one| one.title == paper.title));
        let found = office.run(["search", paper.word]).stdout;
        cell("search", found.contains(paper.title));
        let id = paper.id.to_string();
        for command in ["show", "log", "history", "scope"] {
            cell(command, office.run([command, &id]).status.success());
        }
        let export = ["export", &id, "--to", "-"];
        cell("export", office.run(export).stdout.contains(paper.word));
    }
}

/// What the relay says to somebody who holds nothing yet, asks for everything, compares, asks for each
/// document by its id, and stays while its writer opens one after the other.
async fn over_the_wire(
    council: &Council,
    parties: &[Party],
    papers: &[Paper; 4],
    matrix: &mut Matrix,
) {
    let folder = tempfile::tempdir().unwrap();
    let url = council.relay.url();
    let (id, writer) = key_of(&council.north);
    let link = async |name: &str, key: &DeviceKey| {
        let path = folder.path().join(name);
        store::host(&path, id).unwrap();
        let (store, _) = Store::open(&path, Options::new("scope-matrix")).unwrap();
        match Member::attempt(&url, id, key, &store).await {
            Ok(member) => Heard::Linked(Box::new(member)),
            Err(ended) => Heard::Ended(ended),
        }
    };
    let mut heard = Vec::new();
    for (n, party) in parties.iter().enumerate() {
        let (_, key) = key_of(&party.office);
        let session = link(&n.to_string(), &key).await;
        heard.push((party.name.as_str(), party.may, session));
    }
    let stranger = DeviceKey::from_secret(&[77; 32]);
    let session = link("stranger", &stranger).await;
    heard.push(("stranger", NOTHING, session));
    let Heard::Linked(mut writer) = link("writer", &writer).await else {
        panic!("the writer is served");
    };
    // Opened last what everybody may know of: whoever heard of that would have heard of the others.
    for paper in papers.iter().rev() {
        let at = Some(Whereabouts::open(paper.id, "clause/1"));
        let device = key_of(&council.north).1.public();
        writer
            .say(&Frame::Presence(vec![Presence { device, at }]))
            .await;
        for (_, may, session) in &mut heard {
            let at = papers.iter().position(|one| one.id == paper.id);
            if let (Heard::Linked(member), true) = (session, at.is_some_and(|at| may[at])) {
                let is_there = |frame: &Frame| {
                    matches!(frame, Frame::Presence(all) if all.iter().any(|one| {
                        one.at.as_ref().and_then(Whereabouts::document) == Some(paper.id)
                    }))
                };
                member.hear_until(is_there).await;
            }
        }
    }
    // What is asked for is not confirmed here, and who is where waits behind what is under way: so it comes
    // last.
    for (_, _, session) in &mut heard {
        let Heard::Linked(member) = session else {
            continue;
        };
        member
            .say(&Frame::Digest(Digest {
                after: None,
                to: None,
                entries: vec![],
            }))
            .await;
        for paper in papers {
            let subject = Subject::Document(paper.id);
            let fetch = Fetch {
                subject,
                claims: vec![],
                acts: vec![],
                forks: vec![],
                more: false,
            };
            member.say(&Frame::Fetch(fetch)).await;
            for blob in paper.files.iter().copied() {
                for offset in [0, blob.bytes] {
                    member
                        .say(&Frame::FetchBlob(FetchBlob { blob, offset }))
                        .await;
                }
            }
        }
    }
    for (who, may, session) in heard {
        let frames = match session {
            Heard::Linked(member) => member.leave().await,
            Heard::Ended(ended) => ended.heard,
        };
        for (paper, may) in papers.iter().zip(may) {
            if !paper.files.is_empty() {
                let mut frames = frames.iter();
                let is_told = frames.any(|frame| tells_of_file(frame, &paper.files));
                matrix.cell(who, paper, "files and news of them", (is_told, may));
            }
            for way in ["items", "digest", "presence"] {
                let is_of_way = |frame: &&Vec<u8>| {
                    let kind = Frame::decode(frame).expect("the relay sends frames");
                    way == match kind {
                        Frame::Items(_) => "items",
                        Frame::Differ(_) | Frame::Digest(_) => "digest",
                        Frame::Presence(_) => "presence",
                        // It names what was asked for, whether there is something or not.
                        _ => "",
                    }
                };
                let mut frames = frames.iter().filter(is_of_way);
                let is_told = frames.any(|frame| tells_of(frame, &id, &paper.id));
                matrix.cell(who, paper, way, (is_told, may));
            }
        }
    }
}
