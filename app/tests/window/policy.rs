//! The policy editor and the panels beside it, as people use them.

use council::view::{Clause, View};
use dewan::core::documents::{Action as ListAction, Template};
use dewan::core::editor::Editor;
use dewan::core::{Action, Screen, State};
use dewan::words::Language;
use egui::accesskit::Role;
use egui::{Event, ImeEvent, Key, Modifiers, Shape};
use egui_kittest::Node;
use egui_kittest::kittest::Queryable as _;

use super::harness::TestWindow;
use super::two_offices::{both, offices};
use crate::relay::Relay;

/// A window of a new council with a policy that reads like this Markdown, open.
fn with_policy(folder: &std::path::Path, language: Language, markdown: &str) -> TestWindow {
    let mut window = TestWindow::open(&folder.join("office"), language);
    window.found();
    let file = folder.join("pedoman.md");
    std::fs::write(&file, markdown).unwrap();
    window.act(Action::Documents(ListAction::Import(
        vec![file],
        dewan::core::sharing::Holders::default(),
    )));
    window.until("it is open", |state| state.shown_editor().is_some());
    window
}

fn clauses(editor: &Editor) -> &[Clause] {
    match &editor.view {
        View::Policy(policy) => &policy.clauses,
        _ => panic!("a policy"),
    }
}

fn headings(state: &State) -> Vec<String> {
    let clauses = clauses(state.shown_editor().unwrap());
    clauses
        .iter()
        .map(|clause| clause.heading.clone())
        .collect()
}

fn bodies(state: &State) -> Vec<String> {
    let clauses = clauses(state.shown_editor().unwrap());
    clauses.iter().map(|clause| clause.body.clone()).collect()
}

impl TestWindow {
    /// The field with this name in the clause with this number, among those on the screen.
    fn field_of(&self, name: &'static str, number: usize) -> Node<'_> {
        let word = self.word(name);
        let is_field = |node: &Node<'_>| {
            use egui_kittest::kittest::NodeT as _;
            let node = node.accesskit_node();
            matches!(node.role(), Role::TextInput | Role::MultilineTextInput)
        };
        let mut found: Vec<Node<'_>> = self
            .harness
            .query_all_by_label(word)
            .filter(is_field)
            .collect();
        found.sort_by(|a, b| a.rect().top().total_cmp(&b.rect().top()));
        found.swap_remove(number)
    }

    fn go_into(&mut self, name: &'static str, number: usize) {
        self.field_of(name, number).focus();
        self.harness.step();
        self.harness.step();
    }

    fn press_keys(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.step();
        self.harness.step();
    }

    fn type_text(&mut self, text: &str) {
        self.harness.event(Event::Text(text.to_owned()));
        self.harness.step();
        self.harness.step();
    }

    /// Every text that is drawn, with the family of the letters it begins with.
    fn drawn(&self) -> Vec<(String, egui::FontFamily)> {
        fn texts(shape: &Shape, found: &mut Vec<(String, egui::FontFamily)>) {
            match shape {
                Shape::Vec(shapes) => shapes.iter().for_each(|shape| texts(shape, found)),
                Shape::Text(text) => {
                    let job = &text.galley.job;
                    for section in &job.sections {
                        let range = section.byte_range.start.0..section.byte_range.end.0;
                        let family = section.format.font_id.family.clone();
                        found.push((job.text[range].to_owned(), family));
                    }
                }
                _ => {}
            }
        }
        let mut found = Vec::new();
        for shape in &self.harness.output().shapes {
            texts(&shape.shape, &mut found);
        }
        found
    }

    fn is_drawn(&self, text: &str) -> bool {
        self.drawn().iter().any(|(drawn, _)| drawn.contains(text))
    }

    fn until_all_saved(&mut self) {
        self.until("everything is saved", |state| state.unsaved_changes() == 0);
    }

    /// Clicks what is called so, whatever its role.
    fn click_called(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.harness.step();
        self.harness.step();
    }
}

#[test]
fn a_clause_is_written_and_shown_as_markdown() {
    for language in [Language::Indonesian, Language::English] {
        let folder = tempfile::tempdir().unwrap();
        let mut window = TestWindow::open(folder.path(), language);
        window.found();
        window.act(Action::Documents(ListAction::Create {
            template: Template::Policy,
            title: "Pedoman".into(),
            unit: String::new(),
            holders: dewan::core::sharing::Holders::default(),
        }));
        window.until("it is open", |state| state.shown_editor().is_some());
        window.click("policy-add-clause");
        // A new clause is ready to be written in; Enter leads from its heading to its body.
        window.type_text("Tujuan");
        window.press_keys(Modifiers::NONE, Key::Enter);
        window.type_text("Semua kantor memakai *satu* suara.");
        // The word "kantor", made bold.
        window.press_keys(Modifiers::COMMAND, Key::Home);
        for _ in 0..6 {
            window.press_keys(Modifiers::NONE, Key::ArrowRight);
        }
        for _ in 0..6 {
            window.press_keys(Modifiers::SHIFT, Key::ArrowRight);
        }
        window.press_keys(Modifiers::COMMAND, Key::B);
        assert_eq!(
            bodies(window.state()),
            ["Semua **kantor** memakai *satu* suara."]
        );
        assert!(window.is_drawn("**kantor**"), "as it is written");
        window.press_keys(Modifiers::NONE, Key::Escape);
        window.until_all_saved();
        let drawn = window.drawn();
        let family = |text: &str| {
            let found = drawn.iter().find(|(drawn, _)| drawn == text);
            found.map(|(_, family)| family.clone())
        };
        assert_eq!(family("kantor"), Some(dewan::ui::fonts::bold()));
        assert_eq!(family("satu"), Some(dewan::ui::fonts::italic()));
        assert!(!window.is_drawn("**"), "as it reads: {drawn:?}");
        assert_eq!(headings(window.state()), ["Tujuan"]);
    }
}

#[test]
fn the_caret_goes_from_field_to_field() {
    let folder = tempfile::tempdir().unwrap();
    let text = "# P\n\n## Satu\n\nisi satu\n\n## Dua\n\nisi dua\n";
    let mut window = with_policy(folder.path(), Language::English, text);
    window.go_into("policy-body", 0);
    window.press_keys(Modifiers::NONE, Key::End);
    window.press_keys(Modifiers::NONE, Key::ArrowRight);
    window.type_text("A ");
    window.press_keys(Modifiers::NONE, Key::ArrowDown);
    window.press_keys(Modifiers::NONE, Key::Home);
    window.type_text("B ");
    window.press_keys(Modifiers::NONE, Key::Home);
    window.press_keys(Modifiers::NONE, Key::Backspace);
    window.type_text(" C");
    assert_eq!(headings(window.state()), ["Satu", "A Dua C"]);
    assert_eq!(bodies(window.state()), ["isi satu", "B isi dua"]);
    // Up to the title, and down again.
    for _ in 0..4 {
        window.press_keys(Modifiers::NONE, Key::ArrowUp);
    }
    window.type_text("Judul: ");
    window.press_keys(Modifiers::NONE, Key::Enter);
    window.type_text("1 ");
    let editor = window.state().shown_editor().unwrap();
    assert_eq!(editor.value(&council::edit::Place::Title), "Judul: P");
    assert_eq!(headings(window.state()), ["1 Satu", "A Dua C"]);
}

#[test]
fn what_another_office_writes_keeps_the_caret() {
    let relay = Relay::start();
    let folder = tempfile::tempdir().unwrap();
    let (mut chair, mut branch) = offices(&relay, folder.path());
    open_in_both(&mut chair, &mut branch, "Satu suara");
    chair.go_into("policy-body", 0);
    chair.press_keys(Modifiers::COMMAND, Key::End);
    branch.go_into("policy-body", 0);
    branch.press_keys(Modifiers::COMMAND, Key::Home);
    branch.type_text("Di Surabaya: ");
    both(
        (&mut chair, &mut branch),
        "the branch's words",
        |chair, _| bodies(chair)[0].starts_with("Di Surabaya: "),
    );
    chair.type_text(" untuk semua.");
    let text = "Di Surabaya: Satu suara untuk semua.";
    assert_eq!(bodies(chair.state()), [text]);
    both(
        (&mut chair, &mut branch),
        "the chair's words",
        |_, branch| bodies(branch) == [text],
    );
    // The branch's caret is still where the branch was.
    branch.type_text("juga, ");
    assert!(bodies(branch.state())[0].starts_with("Di Surabaya: juga, Satu"));
}

#[test]
fn undo_keeps_the_others_text() {
    let relay = Relay::start();
    let folder = tempfile::tempdir().unwrap();
    let (mut chair, mut branch) = offices(&relay, folder.path());
    open_in_both(&mut chair, &mut branch, "Satu suara");
    chair.go_into("policy-body", 0);
    chair.press_keys(Modifiers::COMMAND, Key::End);
    chair.type_text(" dari pusat");
    chair.until_all_saved();
    branch.go_into("policy-body", 0);
    branch.press_keys(Modifiers::COMMAND, Key::Home);
    branch.type_text("Cabang: ");
    both((&mut chair, &mut branch), "both texts", |chair, branch| {
        bodies(chair) == ["Cabang: Satu suara dari pusat"] && bodies(branch) == bodies(chair)
    });
    chair.press_keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(bodies(chair.state()), ["Cabang: Satu suara"]);
    chair.press_keys(Modifiers::COMMAND, Key::Y);
    assert_eq!(bodies(chair.state()), ["Cabang: Satu suara dari pusat"]);
}

/// A policy with one clause, open in both windows.
fn open_in_both(chair: &mut TestWindow, branch: &mut TestWindow, body: &str) {
    chair.act(Action::Documents(ListAction::Create {
        template: Template::Policy,
        title: "Pedoman".into(),
        unit: String::new(),
        holders: dewan::core::sharing::Holders::default(),
    }));
    chair.until("it is open", |state| state.shown_editor().is_some());
    chair.click("policy-add-clause");
    chair.go_into("policy-body", 0);
    chair.type_text(body);
    both((chair, branch), "the document", |_, branch| {
        branch.documents.shown().any(|row| row.title == "Pedoman")
    });
    let id = branch.state().documents.shown().next().unwrap().id;
    branch.act(Action::Go(Screen::Document(id, None)));
    both((chair, branch), "the text", |_, branch| {
        branch.shown_editor().is_some_and(|editor| {
            let clauses = clauses(editor);
            clauses.first().is_some_and(|clause| clause.body == body)
        })
    });
}

#[test]
fn clauses_are_moved_and_removed_and_come_back_by_undo() {
    let folder = tempfile::tempdir().unwrap();
    let text = "# P\n\n## Satu\n\na\n\n## Dua\n\nb\n\n## Tiga\n\nc\n";
    let mut window = with_policy(folder.path(), Language::Indonesian, text);
    window.go_into("policy-heading", 2);
    window.press_keys(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(headings(window.state()), ["Satu", "Tiga", "Dua"]);
    window.press_keys(Modifiers::ALT, Key::ArrowUp);
    window.press_keys(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(headings(window.state()), ["Tiga", "Satu", "Dua"]);
    window.press_keys(Modifiers::ALT, Key::ArrowRight);
    let levels = |state: &State| -> Vec<u8> {
        let clauses = clauses(state.shown_editor().unwrap());
        clauses.iter().map(|clause| clause.level).collect()
    };
    assert_eq!(levels(window.state()), [3, 2, 2]);
    window.press_keys(Modifiers::COMMAND, Key::Z);
    window.press_keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(headings(window.state()), ["Satu", "Tiga", "Dua"]);
    assert_eq!(levels(window.state()), [2, 2, 2]);
    // The caret goes where the clause goes.
    window.type_text("!");
    assert_eq!(headings(window.state()), ["Satu", "Tiga!", "Dua"]);

    window.click_called("Menu pasal ke-1");
    let remove = window.word("policy-remove");
    window.click_called(remove);
    assert_eq!(headings(window.state()), ["Tiga!", "Dua"]);
    window.click("policy-bring-back");
    assert_eq!(headings(window.state()), ["Satu", "Tiga!", "Dua"]);

    // Two at once; then one of them from the list of removed ones.
    window.click_called("Pilih pasal 2");
    window.click_called("Pilih pasal 3");
    window.click("policy-remove-chosen");
    assert_eq!(headings(window.state()), ["Satu"]);
    window.click_called("Pasal yang dihapus (2)");
    let word = window.word("policy-restore");
    let buttons = window.harness.get_all_by_role_and_label(Role::Button, word);
    buttons.last().unwrap().click();
    window.harness.step();
    window.harness.step();
    assert_eq!(headings(window.state()).len(), 2);
    window.press_keys(Modifiers::COMMAND, Key::Z);
    window.press_keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(headings(window.state()), ["Satu", "Tiga!", "Dua"]);
}

#[test]
fn a_comment_that_was_begun_is_there_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let text = "# P\n\n## Gaji\n\ngaji naik\n";
    let mut window = with_policy(folder.path(), Language::Indonesian, text);
    window.go_into("policy-body", 0);
    window.press_keys(Modifiers::COMMAND, Key::A);
    window.press_keys(Modifiers::COMMAND | Modifiers::ALT, Key::M);
    window.type_text("Kenapa naik?");
    let id = window.state().shown_editor().unwrap().id;
    // Elsewhere, and back.
    window.press_keys(Modifiers::COMMAND, Key::Num1);
    window.act(Action::Go(Screen::Document(id, None)));
    window.harness.step();
    assert!(window.is_drawn("Kenapa naik?"));
    window.act(Action::Quit);
    window.until("it may end", State::is_quitting_now);
    drop(window);
    let mut window = TestWindow::open(&folder.path().join("office"), Language::Indonesian);
    window.until("the list is read", |state| {
        state.documents.shown().len() == 1
    });
    window.act(Action::Go(Screen::Document(id, None)));
    window.until("it is open", |state| state.shown_editor().is_some());
    if window.state().panel.is_none() {
        window.act(Action::Panel(dewan::core::panel::Panel::Comments));
    }
    window.harness.step();
    assert!(window.is_drawn("Kenapa naik?"));
    assert!(window.is_drawn("“gaji naik”"), "what it is about");
    // Sent, it is not there any more.
    window.field("comment-text").focus();
    window.harness.step();
    window.press_keys(Modifiers::COMMAND, Key::Enter);
    window.until("it is said", |state| {
        state.shown_editor().unwrap().comments.len() == 1
    });
    assert!(window.state().settings.unsent.is_empty());
}

#[test]
fn a_comment_stays_with_its_words() {
    let folder = tempfile::tempdir().unwrap();
    let text = "# P\n\n## Gaji\n\ngaji naik lima persen\n";
    let mut window = with_policy(folder.path(), Language::Indonesian, text);
    window.go_into("policy-body", 0);
    window.press_keys(Modifiers::NONE, Key::Home);
    for _ in 0..5 {
        window.press_keys(Modifiers::NONE, Key::ArrowRight);
    }
    for _ in 0..4 {
        window.press_keys(Modifiers::SHIFT, Key::ArrowRight);
    }
    window.press_keys(Modifiers::COMMAND | Modifiers::ALT, Key::M);
    assert!(window.is_drawn("“naik”"), "what it is about");
    window.type_text("Kenapa?");
    window.press_keys(Modifiers::COMMAND, Key::Enter);
    window.until("it is said", |state| {
        state.shown_editor().unwrap().comments.len() == 1
    });
    let marked = |state: &State| -> String {
        let editor = state.shown_editor().unwrap();
        let mark = &editor.marks()[0];
        let text = editor.value(&mark.place).chars();
        text.skip(mark.range.start).take(mark.range.len()).collect()
    };
    window.go_into("policy-body", 0);
    window.press_keys(Modifiers::COMMAND, Key::Home);
    window.type_text("Mulai Mei ");
    assert_eq!(marked(window.state()), "naik");
    window.until_all_saved();
    assert_eq!(marked(window.state()), "naik");
    assert_eq!(bodies(window.state()), ["Mulai Mei gaji naik lima persen"]);

    // The whole text goes: the comment says what it was about.
    window.press_keys(Modifiers::COMMAND, Key::A);
    window.type_text("Gaji tetap.");
    assert_eq!(marked(window.state()), "");
    assert!(window.is_drawn("“naik”"));
    let orphan = window.word("comment-orphan");
    window.until_shown(orphan);
    window.until_all_saved();

    // An answer stands under it.
    window.click("comment-answer");
    window.type_text("Karena rapat.");
    window.click("comment-send");
    window.until("it is answered", |state| {
        let comments = &state.shown_editor().unwrap().comments;
        comments.len() == 2 && comments[1].comment.answers == Some(comments[0].id)
    });
    window.until_shown("Karena rapat.");
}

#[test]
fn an_older_state_is_shown_and_compared() {
    let folder = tempfile::tempdir().unwrap();
    let text = "# P\n\n## Jam\n\nRapat dibuka pukul sembilan.\n\n## Tetap\n\nSama.\n";
    let mut window = with_policy(folder.path(), Language::English, text);
    let before: Vec<_> = window.state().shown_editor().unwrap().heads();
    window.go_into("policy-body", 0);
    window.press_keys(Modifiers::COMMAND, Key::A);
    window.type_text("Rapat dibuka pukul sepuluh.");
    window.press_keys(Modifiers::NONE, Key::Escape);
    window.until_all_saved();
    window.press_keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::H);
    window.until("the history is read", |state| {
        let editor = state.shown_editor().unwrap();
        editor.history.as_ref().is_some_and(|history| {
            history.first().map(|moment| &moment.heads) == Some(&editor.heads())
        })
    });
    let id = window.state().shown_document().unwrap();
    let show = dewan::core::editor::Action::ShowVersion(Some(before.clone()));
    window.act(Action::Editor(id, show));
    window.until("it is read", |state| {
        let version = &state.shown_editor().unwrap().version;
        version
            .as_ref()
            .is_some_and(|version| version.view().is_some())
    });
    window.harness.step();
    assert!(window.is_drawn("pukul sembilan"));
    assert!(!window.is_drawn("pukul sepuluh"));
    assert!(window.is_drawn("As of "));

    window.click("past-compare-now");
    window.until("both are here", |state| {
        let editor = state.shown_editor().unwrap();
        let compared = editor.compared.as_ref();
        editor.version.is_none() && compared.is_some_and(|past| past.view().is_some())
    });
    window.harness.step();
    let words: Vec<String> = window.drawn().into_iter().map(|(text, _)| text).collect();
    for word in ["Rapat dibuka pukul ", "sembilan", "sepuluh"] {
        assert!(words.iter().any(|drawn| drawn == word), "{word}: {words:?}");
    }
    assert!(!window.is_drawn("Sama."), "what stayed is not shown");
    window.click("past-back");
    assert!(window.is_drawn("pukul sepuluh."));
    assert!(window.state().shown_editor().unwrap().compared.is_none());
}

#[test]
fn composed_text_is_written_once() {
    let folder = tempfile::tempdir().unwrap();
    let text = "# P\n\n## Satu\n\nisi lama\n";
    let mut window = with_policy(folder.path(), Language::Indonesian, text);
    window.go_into("policy-body", 0);
    window.press_keys(Modifiers::COMMAND, Key::Home);
    let before = window.state().shown_editor().unwrap().index().len();
    let operations = |state: &State| {
        let editor = state.shown_editor().unwrap();
        let changes = editor.document().automerge().get_changes(&[]);
        changes.iter().map(automerge::Change::len).sum::<usize>()
    };
    let operations_before = operations(window.state());
    for tried in ["k", "ke", "kebi", "ka"] {
        window.harness.event(Event::Ime(ImeEvent::Preedit {
            text: tried.into(),
            active_range_chars: None,
        }));
        window.harness.step();
        assert_eq!(
            bodies(window.state()),
            ["isi lama"],
            "nothing is written yet"
        );
        assert!(window.is_drawn(tried), "but it shows");
    }
    assert_eq!(window.state().unsaved_changes(), 0);
    window
        .harness
        .event(Event::Ime(ImeEvent::Commit("kata ".into())));
    window.harness.step();
    assert_eq!(bodies(window.state()), ["kata isi lama"]);
    window.until_all_saved();
    assert_eq!(
        window.state().shown_editor().unwrap().index().len(),
        before + 1
    );
    assert_eq!(
        operations(window.state()) - operations_before,
        "kata ".len()
    );

    // Given up: nothing was ever written.
    window.harness.event(Event::Ime(ImeEvent::Preedit {
        text: "x".into(),
        active_range_chars: None,
    }));
    window.harness.step();
    window.harness.event(Event::Ime(ImeEvent::Preedit {
        text: String::new(),
        active_range_chars: None,
    }));
    window.harness.step();
    assert_eq!(bodies(window.state()), ["kata isi lama"]);
    assert_eq!(window.state().unsaved_changes(), 0);
    // And typing goes on where it was.
    window.type_text("lain ");
    assert_eq!(bodies(window.state()), ["kata lain isi lama"]);
}

#[test]
fn a_link_to_a_place_comes_onto_the_screen_and_words_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("# P\n\n");
    for number in 0..200 {
        text.push_str(&format!(
            "## Pasal {number}\n\nIsi nomor {number}, cukup panjang.\n\n"
        ));
    }
    let mut window = with_policy(folder.path(), Language::Indonesian, &text);
    assert!(window.is_drawn("Isi nomor 0,") && !window.is_drawn("Isi nomor 150,"));
    let editor = window.state().shown_editor().unwrap();
    let (id, clause) = (editor.id, clauses(editor)[150].id.clone());
    let place = council::edit::Place::ClauseBody(clause);
    for _ in 0..2 {
        window.act(Action::Go(Screen::Document(id, Some(place.clone()))));
        for _ in 0..4 {
            window.harness.step();
        }
        assert!(window.is_drawn("Isi nomor 150,"));
        // Scrolled away, and asked for again.
        window.press_keys(Modifiers::NONE, Key::PageUp);
        window.press_keys(Modifiers::NONE, Key::PageUp);
        assert!(!window.is_drawn("Isi nomor 150,"));
    }
    window.press_keys(Modifiers::COMMAND, Key::F);
    window.type_text("NOMOR 99");
    for _ in 0..4 {
        window.harness.step();
    }
    assert!(window.is_drawn("nomor 99"), "marked where it is found");
    assert!(window.is_drawn("1 dari 1"));
    window.press_keys(Modifiers::NONE, Key::Escape);
    assert!(!window.state().is_finding);

    // Whoever types stays in the field, however far the page was scrolled, and sees it again.
    window.act(Action::Go(Screen::Document(id, None)));
    window.go_into("policy-body", 0);
    window.press_keys(Modifiers::COMMAND, Key::End);
    for _ in 0..8 {
        window.press_keys(Modifiers::NONE, Key::PageDown);
    }
    window.type_text(" DI SINI");
    for _ in 0..4 {
        window.harness.step();
    }
    assert!(
        bodies(window.state())
            .iter()
            .any(|body| body.ends_with("DI SINI"))
    );
    assert!(window.is_drawn("DI SINI"));
}

#[test]
fn what_word_copied_keeps_headings_lists_and_emphasis() {
    for language in [Language::Indonesian, Language::English] {
        let folder = tempfile::tempdir().unwrap();
        let mut window = with_policy(folder.path(), language, "# P\n\n## Satu\n\nisi\n");
        window.go_into("policy-body", 0);
        window.press_keys(Modifiers::COMMAND, Key::A);
        let html = "<html><body><p class=MsoNormal>Semua <b>wajib</b> hadir:<o:p></o:p></p>\
            <ol><li>ketua</li><li>sekretaris</li></ol><h2>Sanksi</h2><p>Teguran.</p></body></html>";
        let plain = "Semua wajib hadir:\r\n1.\tketua\r\n2.\tsekretaris\r\nSanksi\r\nTeguran.\r\n";
        window.paste(Some(html), plain);
        assert_eq!(
            bodies(window.state()),
            ["Semua **wajib** hadir:\n\n1. ketua\n2. sekretaris\n\n## Sanksi\n\nTeguran."]
        );
        window.click("policy-make-clauses");
        assert_eq!(headings(window.state()), ["Satu", "Sanksi"]);
        // Without HTML, and in fields of one line, it is plain text.
        window.go_into("policy-body", 1);
        window.press_keys(Modifiers::COMMAND, Key::A);
        window.paste(None, "Semua wajib");
        assert_eq!(bodies(window.state())[1], "Semua wajib");
        window.go_into("policy-heading", 1);
        window.press_keys(Modifiers::COMMAND, Key::A);
        window.paste(Some("<h1>Tata <b>tertib</b></h1>"), "Tata tertib");
        assert_eq!(headings(window.state())[1], "Tata tertib");
    }
}

#[test]
fn pasted_headings_become_clauses_if_somebody_wants_that() {
    let folder = tempfile::tempdir().unwrap();
    let text = "# P\n\n## Satu\n\nisi\n";
    let mut window = with_policy(folder.path(), Language::English, text);
    window.go_into("policy-body", 0);
    window.press_keys(Modifiers::COMMAND, Key::End);
    let pasted = "\n\nLagi.\n\n# Dua\n\ndua\n\n## Rinci\n\nrinci";
    window.harness.event(Event::Paste(pasted.into()));
    window.harness.step();
    window.harness.step();
    assert_eq!(headings(window.state()), ["Satu"]);
    window.click("policy-make-clauses");
    assert_eq!(headings(window.state()), ["Satu", "Dua", "Rinci"]);
    assert_eq!(bodies(window.state())[1..], ["dua", "rinci"]);
    let levels: Vec<u8> = clauses(window.state().shown_editor().unwrap())
        .iter()
        .map(|clause| clause.level)
        .collect();
    assert_eq!(levels, [2, 2, 3]);
    window.press_keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(headings(window.state()), ["Satu"]);
    assert!(bodies(window.state())[0].contains("## Rinci"));
}
