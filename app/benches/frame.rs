//! What a frame costs while a person types and scrolls: CPU time of this thread for state, drawing and
//! tessellation, with accessibility on, in a window of 1280 x 820 points that is shown nowhere.
//!
//! `cargo bench -p dewan --bench frame`. Percentiles over single frames are what people feel, so this is
//! a plain program and prints a table. A document of another kind is one more [`Scene`].
#![allow(clippy::unwrap_used)]

use std::sync::mpsc::sync_channel;
use std::time::Duration;

use council::act::decision::Text;
use council::act::seat::Charter;
use council::authorship::Index;
use council::document::Document;
use council::edit::{Edit, New};
use council::lifecycle::{Lifecycle, Said, Stand, Submission};
use council::view::{Column, Kind, Row};
use dewan::app::App;
use dewan::core::council::{Council, Event as CouncilEvent, KeyPlace, Member, Standing};
use dewan::core::deciding::{Decisions, Person};
use dewan::core::digest::Digest;
use dewan::core::editor::{self, Loaded};
use dewan::core::settings::Settings;
use dewan::core::{Action, Effect, Event as Happened, Screen};
use egui::{Event, Key, Modifiers, RawInput};
use format::{ActId, ActorId, ChangeHash, CouncilId, DocumentId, Fingerprint, PublicKey};
use rustix::time::{ClockId, clock_gettime};

/// Frames of each kind that are measured.
const FRAMES: usize = 1_200;
/// Frames before that: fonts are rasterised, caches filled.
const WARM: usize = 60;
/// What is typed.
const LETTERS: &str = "balas komentar di semua kanal ";

/// The document that is open.
const DOCUMENT: DocumentId = DocumentId::from_bytes([7; 16]);
/// A usual window, in points.
const USUAL: egui::Vec2 = egui::vec2(1280.0, 820.0);
/// A window over two screens: 43 columns as wide as they are at first need that at 60 %.
const WIDE: egui::Vec2 = egui::vec2(4400.0, 820.0);

/// Where the notes of an agenda item are on the screen.
const NOTES: egui::Pos2 = egui::pos2(640.0, 600.0);

/// What happens in one frame.
#[derive(Default)]
struct Frame {
    events: Vec<Event>,
    ends_burst: bool,
}

impl From<Vec<Event>> for Frame {
    fn from(events: Vec<Event>) -> Self {
        Self {
            events,
            ends_burst: false,
        }
    }
}

/// CPU time of this thread so far.
fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let nanos = u32::try_from(time.tv_nsec).unwrap();
    Duration::new(u64::try_from(time.tv_sec).unwrap(), nanos)
}

/// A window with one document open.
struct Window {
    ctx: egui::Context,
    app: App,
    size: egui::Vec2,
    frame: u32,
    /// How many cells or other texts assistive technology was told of in the last frame.
    spoken: usize,
}

impl Window {
    fn open(document: Document, size: egui::Vec2, zoom_percent: u16) -> Self {
        let ctx = egui::Context::default();
        ctx.enable_accesskit();
        let (events, happened) = sync_channel(64);
        // Whatever is to be saved is saved at once.
        let perform = move |effect| {
            if let Effect::Editor(id, editor::Effect::Save(save)) = effect {
                let hashes = save.changes.iter().map(|change| change.hash).collect();
                let saved = Box::new(editor::Event::Saved(hashes));
                events.send(Happened::Editor(id, saved)).unwrap();
            }
        };
        let settings = Settings {
            zoom_percent,
            ..Settings::default()
        };
        let mut app = App::with(&ctx, settings, happened, Box::new(perform));
        let id = DOCUMENT;
        app.take_in(
            &ctx,
            Happened::Council(CouncilEvent::Placed(Box::new(council()))),
        );
        app.act(&ctx, Action::Go(Screen::Document(id, None)));
        let kind = document.kind();
        let loaded = Loaded {
            id,
            view: document.view(),
            digest: Digest::of(&document.view()),
            index: Index::read(document.automerge()),
            conflicts: council::document::Conflicts::of(&document),
            comments: vec![],
            unit: String::new(),
            shared: Default::default(),
            held_back: 0,
            read_only: None,
            document,
        };
        let opened = Box::new(editor::Event::Opened(Box::new(loaded)));
        app.take_in(&ctx, Happened::Editor(id, opened));
        let judged = Box::new(editor::Event::Decisions(Box::new(in_review(kind))));
        app.take_in(&ctx, Happened::Editor(id, judged));
        let mut window = Self {
            ctx,
            app,
            size,
            frame: 0,
            spoken: 0,
        };
        for _ in 0..WARM {
            window.frame(Frame::default());
        }
        window
    }

    /// One frame with these events, and the end of what was being typed before it if the work is of such
    /// a kind; the CPU time it took.
    fn frame(&mut self, Frame { events, ends_burst }: Frame) -> Duration {
        self.frame += 1;
        let input = RawInput {
            screen_rect: Some(egui::Rect::from_min_size(
                egui::Pos2::ZERO,
                self.size / self.ctx.zoom_factor(),
            )),
            time: Some(f64::from(self.frame) / 60.0),
            events,
            focused: true,
            ..RawInput::default()
        };
        let begun = cpu();
        let app = &mut self.app;
        if ends_burst {
            app.act(&self.ctx, Action::Editor(DOCUMENT, editor::Action::Pause));
        }
        let mut output = self.ctx.run_ui(input, |ui| {
            app.step(ui.ctx());
            app.draw(ui);
        });
        // There is no graphics card to take them.
        output.textures_delta.clear();
        let meshes = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        let took = cpu().saturating_sub(begun);
        assert!(!meshes.is_empty(), "nothing was drawn");
        let nodes = output.platform_output.accesskit_update.unwrap().nodes;
        self.spoken = (nodes.iter())
            .filter(|(_, node)| node.role() == egui::accesskit::Role::GridCell)
            .count();
        took
    }
}

/// A council of one, who may write.
fn council() -> Council {
    let me = PublicKey::from_bytes([1; 32]);
    let member = Member {
        key: me,
        person: "Ratna".into(),
        office: "Kantor Pusat".into(),
        standing: Standing::Counts,
        since_millis: 0,
        replaces: None,
        first: me,
        revoked: None,
    };
    Council {
        id: CouncilId::from_bytes([2; 32]),
        name: "Dewan Media Sosial".into(),
        me,
        members: [(me, member)].into(),
        people: vec![],
        open_joins: vec![],
        units: vec![],
        relays: vec![],
        head_office: "Kantor Pusat".into(),
        founder: Some(me),
        folder: std::path::PathBuf::new(),
        key_place: KeyPlace::File,
        seating: dewan::core::seating::Seating::default(),
        recovery_waits: false,
        is_sample: false,
    }
}

/// The document is in review, so every pause in typing is held against what was submitted.
fn in_review(kind: Kind) -> Decisions {
    let me = PublicKey::from_bytes([1; 32]);
    let submission = Submission {
        said: Said {
            act: ActId::from_bytes([3; 32]),
            by: me,
            time_millis: 1_772_341_200_000,
        },
        text: Text {
            fingerprint: Fingerprint::from_bytes([4; 32]),
            heads: vec![ChangeHash::from_bytes([5; 32])],
        },
        note: String::new(),
        opinions: vec![],
        missing: vec!["legal".to_owned()],
        stand: Stand::InReview,
    };
    Decisions {
        lifecycle: Lifecycle {
            submissions: vec![submission],
            ..Lifecycle::default()
        },
        day: "2026-03-01".parse().unwrap(),
        kind,
        unit: "Kantor Pusat".to_owned(),
        creator: me,
        last_authors: [me].into(),
        hands: [me].into(),
        person: Person {
            key: me,
            office: "Kantor Pusat".to_owned(),
            counts: true,
            seats: vec![],
            answers_for: [me].into(),
        },
        charter: Charter::default(),
        chairs: 1,
        deciders: vec![],
        first_devices: std::collections::BTreeMap::new(),
        struck: 0,
        files: std::collections::BTreeMap::new(),
        restarted_as: None,
        number_shared: vec![],
        marks: std::collections::BTreeMap::new(),
        superseded: None,
        unshared: Default::default(),
        addenda: std::collections::BTreeMap::new(),
        meeting: Box::default(),
    }
}

fn id(kind: u8, number: usize) -> String {
    format!("{kind:08x}-0000-4000-8000-{number:012x}")
}

fn long_matrix() -> Document {
    matrix(2_000, 40)
}

/// As the ownership matrix of a department: all of it on the screen at once.
fn wide_matrix() -> Document {
    matrix(14, 43)
}

/// A matrix; every cell is filled but some owners.
fn matrix(row_count: usize, column_count: usize) -> Document {
    let mut document = Document::genesis(Kind::Matrix);
    document.set_writer(PublicKey::from_bytes([1; 32]), ActorId::from_bytes([1; 24]));
    let fixed = council::document::genesis::FIXED_COLUMNS;
    let mut columns: Vec<String> = fixed.iter().map(|id| (*id).to_owned()).collect();
    let mut edits = Vec::new();
    for number in columns.len()..column_count {
        let column = id(1, number);
        edits.push(Edit::Insert {
            new: New::Column(Column {
                id: column.clone(),
                name: format!("Kanal {number}"),
            }),
            after: columns.last().cloned(),
        });
        columns.push(column);
    }
    for row in 0..row_count {
        let cells = (0..column_count).map(|column| match column {
            0 => format!("Aktivitas {row}: membalas komentar dan pesan di kanal resmi"),
            1 if row % 3 == 0 => String::new(),
            1 => format!("Sari {}", row % 40),
            column => format!("sel {row}/{column}"),
        });
        edits.push(Edit::Insert {
            new: New::Row {
                row: Row {
                    id: id(2, row),
                    cells: cells.collect(),
                },
                columns: columns.clone(),
            },
            after: row.checked_sub(1).map(|before| id(2, before)),
        });
        if edits.len() >= 200 || row + 1 == row_count {
            document.edit(&edits, 1, None).unwrap();
            edits.clear();
        }
    }
    document
}

/// A policy of 2,000 clauses and 1 MB of text.
fn policy() -> Document {
    const CLAUSES: usize = 2_000;
    const SENTENCE: &str =
        "Setiap kantor cabang memakai **satu suara** dan mencatat siapa yang berbicara. ";
    let mut document = Document::genesis(Kind::Policy);
    document.set_writer(PublicKey::from_bytes([1; 32]), ActorId::from_bytes([1; 24]));
    let mut after = None;
    for number in 0..CLAUSES {
        let new = New::Clause(council::view::Clause {
            id: id(4, number),
            level: 1 + u8::try_from(number % 3).unwrap(),
            heading: format!("Ketentuan {number}"),
            body: SENTENCE.repeat(6),
        });
        let after = after.replace(id(4, number));
        let edit = Edit::Insert { new, after };
        document.edit(&[edit], 1, None).unwrap();
    }
    document
}

/// Minutes of 60 agenda items with 500 paragraphs of notes, some decisions and actions.
fn minutes() -> Document {
    const ITEMS: usize = 60;
    const PARAGRAPHS: usize = 500;
    const SENTENCE: &str = "Rapat membahas laporan kanal resmi dan menunda butir yang belum siap. ";
    let mut document = Document::genesis(Kind::Minutes);
    document.set_writer(PublicKey::from_bytes([1; 32]), ActorId::from_bytes([1; 24]));
    let mut after = None;
    for number in 0..ITEMS {
        let paragraphs = PARAGRAPHS / ITEMS + usize::from(number < PARAGRAPHS % ITEMS);
        let item = id(5, number);
        let new = New::Agenda(council::view::AgendaItem {
            id: item.clone(),
            level: 1,
            topic: format!("Butir {number}"),
            presenter: format!("Sari {}", number % 7),
            notes: vec![SENTENCE.repeat(4); paragraphs].join("\n\n"),
            ..council::view::AgendaItem::default()
        });
        let decision = New::Decision(council::view::Decision {
            id: id(6, number),
            agenda: item.clone(),
            text: SENTENCE.to_owned(),
            ..council::view::Decision::default()
        });
        let action = New::Action(council::view::Action {
            id: id(7, number),
            agenda: item.clone(),
            title: format!("Menyusun laporan {number}"),
            owner: "Sari".to_owned(),
            due: "2026-10-01".to_owned(),
            state: "open".to_owned(),
            ..council::view::Action::default()
        });
        let after = after.replace(item);
        let edits = [(new, after), (decision, None), (action, None)]
            .map(|(new, after)| Edit::Insert { new, after });
        document.edit(&edits, 1, None).unwrap();
    }
    document
}

/// A click at a place where a text is, then a letter in each frame.
fn click_and_type(frame: usize, at: egui::Pos2) -> Frame {
    let click = |pressed| Event::PointerButton {
        pos: at,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    match frame {
        0 => vec![Event::PointerMoved(at), click(true)].into(),
        1 => vec![click(false)].into(),
        _ => type_letters(frame),
    }
}

fn type_in_notes(frame: usize) -> Frame {
    click_and_type(frame, NOTES)
}

/// The same, and every second frame the letters become a change that goes to the disk.
fn keep_notes(frame: usize) -> Frame {
    Frame {
        ends_burst: frame > 2 && frame.is_multiple_of(2),
        ..type_in_notes(frame)
    }
}

fn type_in_a_clause(frame: usize) -> Frame {
    click_and_type(frame, egui::pos2(760.0, 250.0))
}

/// The same, and every second frame the letters become a change that goes to the disk.
fn keep_a_clause(frame: usize) -> Frame {
    Frame {
        ends_burst: frame > 2 && frame.is_multiple_of(2),
        ..type_in_a_clause(frame)
    }
}

/// Something people do, frame by frame: the events of the frame with this number.
type Work = fn(usize) -> Frame;

/// A document and what is done in it.
struct Scene {
    name: &'static str,
    document: fn() -> Document,
    size: egui::Vec2,
    zoom_percent: u16,
    works: &'static [(&'static str, Work)],
}

fn key(key: Key) -> Event {
    Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    }
}

/// A letter in each frame, in the cell under edit.
fn type_letters(frame: usize) -> Frame {
    let letter = LETTERS.as_bytes()[frame % LETTERS.len()];
    vec![Event::Text(char::from(letter).to_string())].into()
}

/// Enter in each frame after a letter: every second frame writes a cell.
fn write_cells(frame: usize) -> Frame {
    match frame % 2 {
        0 => vec![Event::Text("x".to_owned())],
        _ => vec![key(Key::Enter)],
    }
    .into()
}

/// The same in one cell: every third frame writes it.
fn write_one_cell(frame: usize) -> Frame {
    match frame % 3 {
        0 => type_letters(frame / 3),
        1 => write_cells(frame % 3),
        _ => vec![key(Key::ArrowUp)].into(),
    }
}

/// The same in the empty row at the end: every second frame makes a row.
fn make_rows(frame: usize) -> Frame {
    match frame {
        0 => vec![Event::Key {
            key: Key::End,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::COMMAND,
        }]
        .into(),
        1 => walk(frame),
        _ => write_cells(frame),
    }
}

/// One row further down in each frame, and at the end back to the top.
fn walk(_: usize) -> Frame {
    vec![key(Key::ArrowDown)].into()
}

fn wheel(frame: usize) -> Frame {
    // Down, and sideways now and then.
    let delta = match frame % 10 {
        9 => egui::vec2(-60.0, 0.0),
        _ => egui::vec2(0.0, -60.0),
    };
    vec![
        Event::PointerMoved(egui::pos2(640.0, 500.0)),
        Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta,
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        },
    ]
    .into()
}

const SCENES: &[Scene] = &[
    Scene {
        name: "policy of 2,000 clauses, 1 MB",
        document: policy,
        size: USUAL,
        zoom_percent: 100,
        works: &[
            ("typing in a clause", type_in_a_clause),
            ("a burst ends every second frame", keep_a_clause),
            ("scrolling", wheel),
        ],
    },
    Scene {
        name: "minutes, 500 paragraphs",
        document: minutes,
        size: USUAL,
        zoom_percent: 100,
        works: &[
            ("typing in notes", type_in_notes),
            ("a burst ends every second frame", keep_notes),
            ("scrolling", wheel),
        ],
    },
    Scene {
        name: "matrix 2,000 x 40",
        document: long_matrix,
        size: USUAL,
        zoom_percent: 100,
        works: &[
            ("typing in a cell", type_letters),
            ("arrow down", walk),
            ("scrolling", wheel),
        ],
    },
    Scene {
        name: "matrix 2,000 x 40, at 60 %",
        document: long_matrix,
        size: USUAL,
        zoom_percent: 60,
        works: &[
            ("typing in a cell", type_letters),
            ("arrow down", walk),
            ("scrolling", wheel),
            ("a cell written every second frame", write_cells),
            ("a row made every second frame", make_rows),
        ],
    },
    Scene {
        name: "matrix 14 x 43, all visible",
        document: wide_matrix,
        size: WIDE,
        zoom_percent: 60,
        works: &[
            ("typing in a cell", type_letters),
            ("arrow down", walk),
            ("scrolling", wheel),
            ("a cell written every third frame", write_one_cell),
        ],
    },
];

fn main() {
    println!(
        "{:<28} {:<34} {:>6} {:>8} {:>8} {:>8} {:>8}",
        "document", "work", "cells", "p50 ms", "p99 ms", "max ms", "frames"
    );
    // Words of a scene or a work after `--`: only those.
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    for scene in SCENES {
        for (name, work) in scene.works {
            let is_wanted = |word: &String| scene.name.contains(word) || name.contains(word);
            if !wanted.iter().all(is_wanted) {
                continue;
            }
            let mut window = Window::open((scene.document)(), scene.size, scene.zoom_percent);
            for frame in 0..WARM {
                window.frame(work(frame));
            }
            let mut times: Vec<Duration> =
                (0..FRAMES).map(|frame| window.frame(work(frame))).collect();
            times.sort_unstable();
            let at = |share: f64| {
                let number = ((times.len() - 1) as f64 * share).round() as usize;
                times[number].as_secs_f64() * 1_000.0
            };
            let is_of = |part: &str| name.contains(part);
            if is_of("written") || is_of("made") {
                let revision = window.app.state().shown_editor().unwrap().revision();
                assert!(revision.shape >= FRAMES as u64 / 3, "cells were written");
            }
            if is_of("typing in notes") || is_of("typing in a clause") || is_of("burst") {
                let editor = window.app.state().shown_editor().unwrap();
                assert!(
                    editor.unsaved_changes() > 0 || editor.revision().text > FRAMES as u64,
                    "the letters went into the text"
                );
            }
            println!(
                "{:<28} {:<34} {:>6} {:>8.2} {:>8.2} {:>8.2} {:>8}",
                scene.name,
                name,
                window.spoken,
                at(0.5),
                at(0.99),
                at(1.0),
                times.len()
            );
        }
    }
}
