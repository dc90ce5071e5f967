//! Where the document stands, what was said about it, and what this person may do now.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `form` | what is filled in before something is said |
//! | `picker` | other documents that are meant in it |
//! | `meeting` | minutes, and questions in writing |
//! | `told` | what was said: opinions, versions, acts that do not count |

use std::collections::BTreeMap;

use council::edit::Place;
use council::lifecycle::{Draft, Stand, Status};
use council::matrix::{CONTACT, Gap, Lack, OWNER, gaps};
use council::view::View;
use egui::{RichText, ScrollArea, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{
    ICON_BLOCK, ICON_CALL_SPLIT, ICON_CLOSE, ICON_CONTENT_CUT, ICON_DOMAIN_VERIFICATION,
    ICON_DONE_ALL, ICON_EDIT_NOTE, ICON_ERROR, ICON_GAVEL, ICON_LOCK, ICON_PERSON_OFF,
    ICON_PUBLISH, ICON_RATE_REVIEW, ICON_REPLY, ICON_SEND, ICON_UNDO, ICON_WARNING,
};
use format::{ChangeHash, DocumentId, PublicKey};

use crate::core::council::Council;
use crate::core::deciding::deadlock::Deadlock;
use crate::core::deciding::holding::Holding;
use crate::core::deciding::meeting::MeetingOffer;
use crate::core::deciding::superseded::SUPERSEDED;
use crate::core::deciding::{Decisions, Offer, Saying};
use crate::core::editor::Editor;
use crate::core::panel::Panel;
use crate::core::review::{Changes, span};
use crate::core::{Action, Screen};
use crate::say;
use crate::ui::document::writers;
use crate::ui::{Scene, standing, theme, widgets};
use crate::words::lifecycle::{self as words, department};
use crate::words::matrix as matrix_words;
use crate::words::superseded::{self as superseded_words, sentence};

mod form;
mod meeting;
mod picker;
mod told;

/// What belongs to the screen alone: the same beside a document and on the review page.
#[derive(Debug, Default)]
pub struct Memory {
    /// What is filled in, by document.
    forms: BTreeMap<DocumentId, form::Form>,
    /// What was typed in a form that closed by itself: the kind of act, and the words.
    left: BTreeMap<DocumentId, (&'static str, String)>,
    /// What keeps the matrix that was looked at last from being submitted, and of which text that is told.
    gaps: Option<(DocumentId, Vec<ChangeHash>, Vec<Gap>)>,
}

impl Memory {
    /// Opens the form of the decision, if there is one to be made and nothing is being filled in.
    pub fn begin_decision(&mut self, scene: &Scene<'_>, editor: &Editor, beside: Beside<'_>) {
        let decides = |offer: &Offer| matches!(offer, Offer::Decide { .. });
        let Some(decisions) = &editor.judged.decisions else {
            return;
        };
        if self.forms.contains_key(&editor.id) {
            return;
        }
        let mut offers = decisions.offers(&editor.text_now()).into_iter();
        let is_blocked = decisions.is_blocked(&editor.text_now()) || decisions.struck > 0;
        let found = offers.find(decides).filter(|_| !is_blocked);
        if let Some(offer) = found.filter(|offer| beside.shows(decisions, offer)) {
            self.begin(scene, editor, decisions, offer);
        }
    }

    /// What keeps the text on the screen from being submitted, if it is a matrix.
    fn gaps(&mut self, scene: &Scene<'_>, editor: &Editor) -> &[Gap] {
        let View::Matrix(matrix) = &editor.view else {
            return &[];
        };
        let heads = editor.heads();
        let known = self.gaps.take();
        let known = known.filter(|(id, then, _)| *id == editor.id && *then == heads);
        let known = known.unwrap_or_else(|| {
            let names = scene.state.council().map(Council::known_names);
            (editor.id, heads, gaps(matrix, &names.unwrap_or_default()))
        });
        &self.gaps.insert(known).2
    }

    fn begin(&mut self, scene: &Scene<'_>, editor: &Editor, decisions: &Decisions, offer: Offer) {
        let kind = offer.kind();
        let mut form = form::Form::new(scene, editor, decisions, offer);
        let left = self.left.remove(&editor.id);
        if let Some((_, words)) = left.filter(|(of, words)| *of == kind && !words.is_empty()) {
            form = form.with_words(words);
        }
        self.forms.insert(editor.id, form);
    }

    /// Puts away what was said, and what is about another text than the one that is to be judged now.
    fn follow(&mut self, editor: &Editor, decisions: &Decisions) {
        let Some(form) = self.forms.get_mut(&editor.id) else {
            return;
        };
        let is_under_way = editor.judged.saying == Saying::UnderWay;
        if form.is_said(editor) {
            self.forms.remove(&editor.id);
        } else if !is_under_way && !form.follow(editor, decisions) {
            let left = (form.offer.kind(), form.words().to_owned());
            self.left.insert(editor.id, left);
            self.forms.remove(&editor.id);
        }
    }
}

/// What stands beside the decisions, for whoever judges a text has to read it.
#[derive(Debug, Clone, Copy)]
pub enum Beside<'a> {
    /// The document.
    Document,
    /// What changed since the last decided version; `None` until it was read.
    Changes(Option<&'a Changes>),
}

impl Beside<'_> {
    /// Whether the text that an offer judges, if it judges one, is the one that is shown.
    fn shows(self, decisions: &Decisions, offer: &Offer) -> bool {
        match (self, decisions.reviewed_for(offer)) {
            (Self::Document, _) | (_, None) => true,
            (Self::Changes(changes), Some(reviewed)) => {
                changes.is_some_and(|changes| changes.span.reviewed() == reviewed)
            }
        }
    }
}

/// The sign and the word of a button.
fn sign(offer: &Offer) -> (MaterialIcon, &'static str) {
    match offer {
        Offer::Submit => (ICON_SEND, "do-submit"),
        Offer::PullBack(_) => (ICON_UNDO, "do-pull-back"),
        Offer::Opinion(..) => (ICON_RATE_REVIEW, "do-opinion"),
        Offer::Return(_) => (ICON_REPLY, "do-return"),
        Offer::Decide { settles: false, .. } => (ICON_GAVEL, "do-decide"),
        Offer::Decide { settles: true, .. } => (ICON_GAVEL, "do-settle"),
        Offer::Publish(_) => (ICON_PUBLISH, "do-publish"),
        Offer::Withdraw(_) => (ICON_BLOCK, "do-withdraw"),
        Offer::Adopt(..) => (ICON_DOMAIN_VERIFICATION, "do-adopt"),
        Offer::Exempt(..) => (ICON_REPLY, "do-exempt"),
        Offer::Acknowledge(_) => (ICON_DONE_ALL, "do-acknowledge"),
        Offer::Meeting(offer) => meeting::sign(offer),
    }
}

/// What a button is called.
fn name(scene: &Scene<'_>, offer: &Offer) -> String {
    match offer {
        Offer::Exempt(_, unit) => say!(scene.language(), "do-exempt", unit = unit.as_str()),
        offer => scene.word(sign(offer).1).to_owned(),
    }
}

/// Who is to do what next, in words.
fn next_step(scene: &Scene<'_>, decisions: &Decisions) -> String {
    let language = scene.language();
    let chair = scene
        .state
        .council()
        .and_then(|council| council.chair_name())
        .unwrap_or_else(|| scene.word("role-chair").to_owned());
    match decisions.status() {
        Status::Draft => say!(language, "next-draft"),
        Status::Conflict(_) => say!(language, "next-conflict", chair = chair),
        Status::InReview(submission) => {
            let missing = submission.missing.iter();
            let missing: Vec<String> = missing.map(|name| department(language, name)).collect();
            say!(
                language,
                "next-in-review",
                missing = missing.join(", "),
                chair = chair
            )
        }
        Status::Ready(_) => say!(language, "next-ready", chair = chair),
        Status::Returned(_) | Status::Rejected(..) => say!(language, "next-returned"),
        Status::Approved(_) => say!(language, "next-approved"),
        Status::Published(_) => say!(language, "next-published"),
        Status::InForce(_) => say!(language, "next-in-force"),
        Status::DueForReview(_) => say!(language, "next-due"),
        Status::Withdrawn(_) => say!(language, "next-withdrawn"),
    }
}

/// Draws it.
pub fn ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    beside: Beside<'_>,
) {
    let Some(decisions) = &editor.judged.decisions else {
        let word = match editor.judged.is_unreadable {
            true => "decisions-unreadable",
            false => "decisions-reading",
        };
        ui.add(egui::Label::new(theme::weak(ui, scene.word(word))).wrap());
        return;
    };
    ScrollArea::vertical()
        .id_salt("decisions")
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            standing_ui(ui, scene, decisions);
            draft_ui(ui, scene, editor, decisions);
            ui.add_space(theme::GRID);
            offers_ui(ui, scene, memory, editor, (decisions, beside));
            meeting::told_ui(ui, scene, decisions);
            told::ui(ui, scene, decisions, (editor.id, &editor.shared));
        });
}

fn standing_ui(ui: &mut Ui, scene: &mut Scene<'_>, decisions: &Decisions) {
    // Minutes stand elsewhere, unless somebody submitted them all the same.
    let is_minutes = meeting::standing_ui(ui, scene, decisions);
    if is_minutes && decisions.lifecycle.submissions.is_empty() {
        if let Some(into) = decisions.restarted_as {
            restarted_ui(ui, scene, into);
        }
        return;
    }
    let now = decisions.status();
    superseded_ui(ui, scene, decisions);
    if decisions.superseded_above_all().is_none() {
        let (icon, (ink, ground)) = standing::look(ui, &now);
        let (language, superseded) = (scene.language(), decisions.superseded.as_ref());
        let (_, text) =
            superseded_words::status(language, &decisions.lifecycle, decisions.day, superseded);
        widgets::banner(ui, icon, &text, (ink, ground));
    }
    if !decisions.number_shared.is_empty() {
        let palette = theme::palette(ui);
        let text = told::number_shared(scene.language(), decisions);
        widgets::banner(ui, ICON_WARNING, &text, (palette.bad, palette.bad_soft));
    }
    if let Some(into) = decisions.restarted_as {
        restarted_ui(ui, scene, into);
        return;
    }
    match decisions.deadlock() {
        Some(deadlock) => deadlock_ui(ui, scene, &deadlock, false),
        None if decisions.superseded_above_all().is_some() => {}
        None => {
            ui.add(egui::Label::new(theme::weak(ui, next_step(scene, decisions))).wrap());
        }
    }
    if let Status::Returned(submission) = now
        && let Stand::Returned(said, reason) = &submission.stand
    {
        told::quote_ui(ui, scene, said, scene.word("told-returned"), reason);
    }
    if let Status::Rejected(_, decision) = now {
        told::decision_ui(ui, scene, decision);
    }
    if let Status::Conflict(submission) = now
        && let Stand::Conflict(all) = &submission.stand
    {
        for decision in all {
            told::decision_ui(ui, scene, decision);
        }
    }
}

/// That another document took the place of this one, and the way there.
fn superseded_ui(ui: &mut Ui, scene: &mut Scene<'_>, decisions: &Decisions) {
    let Some(superseded) = &decisions.superseded else {
        return;
    };
    let (icon, colours) = standing::look_of(ui, SUPERSEDED);
    let text = sentence(scene.language(), superseded);
    widgets::banner(ui, icon, &text, colours);
    ui.add(egui::Label::new(theme::weak(ui, scene.word("next-superseded"))).wrap());
    standing::replacement_ui(ui, scene, superseded);
}

/// Why hardly anything is offered of a document that started over, and the way to where it goes on.
fn restarted_ui(ui: &mut Ui, scene: &mut Scene<'_>, into: DocumentId) {
    let palette = theme::palette(ui);
    let text = say!(
        scene.language(),
        "restarted-offers-nothing",
        id = into.short()
    );
    widgets::banner(ui, ICON_LOCK, &text, (palette.warn, palette.warn_soft));
    let link = RichText::new(scene.word("restarted-go")).color(palette.accent);
    if ui.link(link).clicked() {
        scene.wish(Screen::Document(into, None));
    }
}

/// Why nobody may decide, and what to do.
fn deadlock_ui(ui: &mut Ui, scene: &Scene<'_>, deadlock: &Deadlock, is_ahead: bool) {
    let name_of = |key: &PublicKey| writers::name(scene, Some(key));
    let text = words::deadlock(scene.language(), deadlock, is_ahead, name_of);
    let palette = theme::palette(ui);
    widgets::banner(ui, ICON_WARNING, &text, (palette.warn, palette.warn_soft));
}

/// How the text on the screen stands to what was submitted and decided.
fn draft_ui(ui: &mut Ui, scene: &Scene<'_>, editor: &Editor, decisions: &Decisions) {
    let language = scene.language();
    // While an older text is read, nothing is said of the one behind it.
    if editor.version.is_some() || decisions.restarted_as.is_some() {
        return;
    }
    if let View::Minutes(minutes) = &editor.view {
        meeting::draft_ui(ui, scene, &decisions.meeting, &editor.text_now(), minutes);
        return;
    }
    let palette = theme::palette(ui);
    match decisions.draft(&editor.text_now()) {
        Some(Draft::ChangedAfterSubmission(_)) => {
            let text = scene.word("draft-changed-after");
            widgets::banner(ui, ICON_WARNING, text, (palette.warn, palette.warn_soft));
        }
        Some(Draft::Next(number)) => {
            // Nobody keeps to what was withdrawn.
            if let Some(Holding::Version(version)) = decisions.holding() {
                let text = say!(
                    language,
                    "draft-next",
                    number = number as u64,
                    before = version.number as u64
                );
                widgets::banner(ui, ICON_EDIT_NOTE, &text, (palette.weak, palette.bar));
            }
        }
        _ => {}
    }
}

/// The buttons this person may use now, and the form of the one that was clicked.
fn offers_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    (decisions, beside): (&Decisions, Beside<'_>),
) {
    memory.follow(editor, decisions);
    if let Some(form) = memory.forms.get_mut(&editor.id) {
        if !beside.shows(decisions, &form.offer) {
            let palette = theme::palette(ui);
            if let Some(why) = form.refusal(editor) {
                widgets::banner(ui, ICON_ERROR, why, (palette.bad, palette.bad_soft));
            }
            not_shown_ui(ui, scene, editor, (decisions, beside));
            return;
        }
        let (icon, _) = sign(&form.offer);
        let name = name(scene, &form.offer);
        if form.ui(ui, scene, editor, decisions, (icon, &name)) {
            memory.forms.remove(&editor.id);
        }
        return;
    }
    if let Some((_, words)) = memory.left.get(&editor.id) {
        let palette = theme::palette(ui);
        let text = scene.word("form-other-text");
        widgets::banner(ui, ICON_WARNING, text, (palette.warn, palette.warn_soft));
        if !words.is_empty() {
            let kept = say!(scene.language(), "form-kept-words", words = words.as_str());
            ui.add(egui::Label::new(theme::weak(ui, kept)).wrap());
        }
        let close = scene.word("notice-dismiss");
        if widgets::icon_button(ui, ICON_CLOSE, close).clicked() {
            memory.left.remove(&editor.id);
        }
    }
    let is_blocked = decisions.is_blocked(&editor.text_now());
    let offers = decisions.offers(&editor.text_now());
    let needs_one_text = |offer: &Offer| {
        matches!(
            offer,
            Offer::Submit
                | Offer::Decide { .. }
                | Offer::Meeting(MeetingOffer::Circulate | MeetingOffer::Ask(_))
        )
    };
    let has_errors = match &editor.view {
        View::Minutes(minutes) => decisions.meeting.has_errors(minutes),
        _ => false,
    };
    let is_open = |offer: &Offer| match offer {
        Offer::Meeting(MeetingOffer::Circulate) => !has_errors,
        _ => true,
    };
    let submits = |offer: &Offer| matches!(offer, Offer::Submit);
    let mut has_gaps = false;
    if is_blocked && offers.iter().any(needs_one_text) {
        blocked_ui(ui, scene, editor);
    } else if offers.iter().any(submits) {
        let gaps = memory.gaps(scene, editor);
        has_gaps = !gaps.is_empty();
        gaps_ui(ui, scene, editor, gaps);
    }
    let decides = |offer: &Offer| matches!(offer, Offer::Decide { .. });
    let is_struck = decisions.struck > 0;
    if is_struck && offers.iter().any(decides) {
        let count = decisions.struck as u64;
        let text = say!(scene.language(), "struck-blocks", count = count);
        let palette = theme::palette(ui);
        let colours = (palette.warn, palette.warn_soft);
        widgets::banner(ui, ICON_CONTENT_CUT, &text, colours);
    }
    let is_kept_back = |offer: &Offer| {
        (is_blocked && needs_one_text(offer))
            || (is_struck && decides(offer))
            || (has_gaps && submits(offer))
    };
    let (shown, not_shown): (Vec<Offer>, Vec<Offer>) = offers
        .into_iter()
        .partition(|offer| beside.shows(decisions, offer));
    if !not_shown.is_empty() {
        not_shown_ui(ui, scene, editor, (decisions, beside));
    }
    let open = shown
        .into_iter()
        .filter(|offer| !is_kept_back(offer))
        .filter(is_open);
    ui.horizontal_wrapped(|ui| {
        for (at, offer) in open.enumerate() {
            let (icon, _) = sign(&offer);
            let name = name(scene, &offer);
            let button = match at {
                0 => widgets::primary_button(ui, icon, &name),
                _ => widgets::button(ui, icon, &name),
            };
            if button.clicked() {
                memory.begin(scene, editor, decisions, offer);
            }
        }
    });
}

/// Why a text is not judged now: it does not stand beside.
fn not_shown_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    editor: &Editor,
    (decisions, beside): (&Decisions, Beside<'_>),
) {
    let Beside::Changes(changes) = beside else {
        return;
    };
    let now = span(editor.id, decisions, &editor.heads());
    let word = match changes {
        // Another submission waits, too.
        Some(changes) if changes.span.reviewed() == now.reviewed() => "review-elsewhere",
        _ if scene.state.review.is_unreadable(&editor.id) => "review-unreadable",
        Some(_) => "review-newly-submitted",
        None => "review-read-first",
    };
    let palette = theme::palette(ui);
    let colours = (palette.warn, palette.warn_soft);
    widgets::banner(ui, ICON_WARNING, scene.word(word), colours);
}

/// Why a matrix is not submitted now, and the way to the first row that lacks something.
fn gaps_ui(ui: &mut Ui, scene: &mut Scene<'_>, editor: &Editor, gaps: &[Gap]) {
    let (Some(first), View::Matrix(matrix)) = (gaps.first(), &editor.view) else {
        return;
    };
    let palette = theme::palette(ui);
    let (rows, rule) = matrix_words::gaps(scene.language(), gaps);
    let text = say!(
        scene.language(),
        "blocked-by-gaps",
        rows = rows,
        rule = rule
    );
    let colours = (palette.bad, palette.bad_soft);
    widgets::banner(ui, ICON_PERSON_OFF, &text, colours);
    let link = RichText::new(scene.word("blocked-go-row")).color(palette.accent);
    if ui.link(link).clicked()
        && let Some(row) = matrix.rows.get(first.row)
    {
        let column = match first.lack {
            Lack::Owner | Lack::OneOwner(_) => OWNER,
            Lack::Contact => CONTACT,
        };
        let place = Place::Cell(row.id.clone(), column.to_owned());
        scene.wish(Screen::Document(editor.id, Some(place)));
    }
}

/// Why nothing is submitted or decided now, and the way to what is in the way.
fn blocked_ui(ui: &mut Ui, scene: &mut Scene<'_>, editor: &Editor) {
    let palette = theme::palette(ui);
    let count = editor.conflicts.len() as u64;
    let text = say!(scene.language(), "blocked-by-conflicts", count = count);
    widgets::banner(ui, ICON_CALL_SPLIT, &text, (palette.bad, palette.bad_soft));
    let link = RichText::new(scene.word("blocked-go")).color(palette.accent);
    if ui.link(link).clicked() {
        if scene.state.shown_document() != Some(editor.id) {
            scene.wish(Screen::Document(editor.id, None));
        }
        if scene.state.panel != Some(Panel::Changes) {
            scene.wish(Action::Panel(Panel::Changes));
        }
    }
}
