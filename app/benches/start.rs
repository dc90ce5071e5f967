//! From the start of the program to the first frame a person can use: the list of documents is on the
//! screen. An empty store beside one of 10,000 documents.
//!
//! `cargo bench -p dewan --bench start`; `DEWAN_DOCUMENTS=1000` makes a smaller store. Prints medians of
//! eleven starts, in milliseconds, taken in turn.

use std::path::Path;
use std::time::Duration;

use council::edit::{Edit, New, Place};
use council::view::{Clause, Kind};
use dewan::app::App;
use dewan::engine::home::Home;
use dewan::engine::membership;
use dewan::engine::office::Office;
use dewan::words::Language;
use link::clock::moment;

const STARTS: usize = 11;
/// How many documents are written in one transaction while the store is made.
const AT_ONCE: usize = 500;

fn main() {
    let documents = std::env::var("DEWAN_DOCUMENTS")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(10_000);
    let folder = tempfile::tempdir().expect("a folder");
    let (empty, full) = (folder.path().join("empty"), folder.path().join("full"));
    drop(found(&empty));
    fill(&found(&full), documents);
    // Once each, so that both files are in the system's cache alike.
    start(&empty, 0);
    start(&full, documents);
    let (mut empties, mut fulls) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        empties.push(start(&empty, 0));
        fulls.push(start(&full, documents));
    }
    let (empty, full) = (medians(&empties), medians(&fulls));
    println!("median of {STARTS} starts, ms         list usable   whereabouts too");
    let print = |name: &str, times: [f64; 2]| {
        println!("  {name:<26} {:11.1} {:17.1}", times[0], times[1]);
    };
    print("empty store", empty);
    print(&format!("{documents} documents"), full);
    print("more by", [full[0] - empty[0], full[1] - empty[1]]);
}

fn home(folder: &Path) -> Home {
    Home::find(Some(folder.to_owned())).expect("a named folder")
}

fn found(folder: &Path) -> Office {
    membership::found(home(folder), "Dewan", "Kantor Pusat", "Ratna", &[]).expect("a new council")
}

/// Small policies with a title, a heading and some words.
fn fill(office: &Office, documents: usize) {
    let mut made = 0;
    while made < documents {
        let count = AT_ONCE.min(documents - made);
        let drafts = (0..count).map(|number| {
            let number = made + number;
            let mut draft = office.draft_new(Kind::Policy).expect("a member writes");
            let clause = Clause {
                id: uuid::Uuid::new_v4().to_string(),
                level: 1,
                heading: "Tujuan".into(),
                body: format!("Kebijakan nomor {number} berlaku bagi semua kantor cabang."),
            };
            let edits = [
                Edit::Put {
                    place: Place::Title,
                    value: format!("Kebijakan {number:05}"),
                },
                Edit::Insert {
                    new: New::Clause(clause),
                    after: None,
                },
            ];
            draft.edit(&edits).expect("edits of a new document");
            draft
        });
        office.save(drafts.collect()).expect("room on the disk");
        made += count;
    }
}

/// How long until the list is on the screen, and until it is known where each document is, in
/// milliseconds.
fn start(folder: &Path, documents: usize) -> [f64; 2] {
    let begun = moment();
    let ctx = egui::Context::default();
    ctx.enable_accesskit();
    let mut app = App::open(&ctx, home(folder), Language::Indonesian).expect("a thread");
    app.act(&ctx, dewan::core::Screen::Documents.into());
    let is_usable = |app: &App| {
        let list = &app.state().documents;
        list.rows.is_some() && list.shown().len() == documents
    };
    while !is_usable(&app) {
        app.wait(&ctx, Duration::from_secs(60));
    }
    let input = egui::RawInput {
        screen_rect: Some(egui::Rect::from_min_size(
            egui::Pos2::ZERO,
            egui::vec2(1280.0, 820.0),
        )),
        ..egui::RawInput::default()
    };
    let mut output = ctx.run_ui(input, |ui| {
        app.step(ui.ctx());
        app.draw(ui);
    });
    output.textures_delta.clear();
    let shapes = ctx.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
    assert!(!shapes.is_empty(), "something is drawn");
    let took = moment().duration_since(begun);
    while app.state().links.facts.len() < documents {
        app.wait(&ctx, Duration::from_secs(60));
    }
    let placed = moment().duration_since(begun);
    drop(app);
    [took, placed].map(|time| time.as_secs_f64() * 1e3)
}

fn medians(times: &[[f64; 2]]) -> [f64; 2] {
    [0, 1].map(|which| {
        let mut times: Vec<f64> = times.iter().map(|times| times[which]).collect();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    })
}
