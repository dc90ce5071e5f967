//! Minutes and questions in writing: where they stand, what was said, and what is filled in.

use council::act::meeting::{CircularResult, Reply, Signer};
use council::meeting::{Circular, CircularStand, Circulation, Stage};
use council::view::Kind;
use egui::{RichText, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{
    ICON_CALL_SPLIT, ICON_DRAFT, ICON_EVENT, ICON_FORWARD_TO_INBOX, ICON_HOW_TO_VOTE,
    ICON_RATE_REVIEW, ICON_SEND, ICON_TASK_ALT, ICON_VERIFIED, ICON_WARNING,
};

use super::told::{capitalised, heading, not_counted_ui, quote_ui, small_ui};
use crate::command_line::moments::day;
use crate::core::deciding::meeting::{MeetingCase, MeetingOffer};
use crate::core::deciding::{Decisions, TextNow};
use crate::say;
use crate::ui::document::writers;
use crate::ui::{Scene, theme, widgets};
use crate::words::lifecycle::{act_word, reason, waits};
use crate::words::meeting as words;

/// The sign and the word of a button.
pub(super) fn sign(offer: &MeetingOffer) -> (MaterialIcon, &'static str) {
    match offer {
        MeetingOffer::Circulate => (ICON_SEND, "do-circulate"),
        MeetingOffer::Correct(_) => (ICON_RATE_REVIEW, "do-correct"),
        MeetingOffer::Confirm(..) => (ICON_VERIFIED, "do-confirm-minutes"),
        MeetingOffer::Ask(_) => (ICON_FORWARD_TO_INBOX, "do-ask"),
        MeetingOffer::Answer(_) => (ICON_HOW_TO_VOTE, "do-answer"),
        MeetingOffer::Close(..) => (ICON_TASK_ALT, "do-close"),
    }
}

/// Where minutes stand, and who is to do what next. Returns whether there was something to say: other
/// documents stand elsewhere.
pub(super) fn standing_ui(ui: &mut Ui, scene: &Scene<'_>, decisions: &Decisions) -> bool {
    let case = &decisions.meeting;
    let Some(stage) = case
        .stage(decisions.day)
        .filter(|_| decisions.kind == Kind::Minutes)
    else {
        return false;
    };
    let palette = theme::palette(ui);
    let (icon, colours, next) = match stage {
        Stage::Planned | Stage::Invited | Stage::InSession => (
            ICON_EVENT,
            (palette.accent, palette.accent_soft),
            "next-minutes-draft",
        ),
        Stage::Draft => (
            ICON_DRAFT,
            (palette.weak, palette.bar),
            "next-minutes-draft",
        ),
        Stage::Circulated => (
            ICON_SEND,
            (palette.accent, palette.accent_soft),
            "next-minutes-circulated",
        ),
        Stage::Confirmed => (
            ICON_VERIFIED,
            (palette.good, palette.good_soft),
            "next-minutes-confirmed",
        ),
        Stage::Conflict => (
            ICON_CALL_SPLIT,
            (palette.bad, palette.bad_soft),
            "next-minutes-conflict",
        ),
    };
    let language = scene.language();
    widgets::banner(ui, icon, &words::stage(language, stage), colours);
    ui.add(egui::Label::new(theme::weak(ui, scene.word(next))).wrap());
    let minutes = case.minutes.as_deref();
    if let Some(late) = minutes.and_then(|one| case.proceedings.delays(one, decisions.day)) {
        let text = words::finding(language, &late);
        let colours = (palette.warn, palette.warn_soft);
        widgets::banner(ui, ICON_WARNING, &capitalised(&text), colours);
    }
    for late in minutes
        .iter()
        .flat_map(|one| case.waiting(one, decisions.day))
    {
        let text = words::finding(language, &late);
        let colours = (palette.warn, palette.warn_soft);
        widgets::banner(ui, ICON_WARNING, &capitalised(&text), colours);
    }
    true
}

/// How the text on the screen stands to what was circulated and confirmed, and what keeps it from being
/// circulated.
pub(super) fn draft_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    case: &MeetingCase,
    text: &TextNow,
    minutes: &council::view::Minutes,
) {
    let palette = theme::palette(ui);
    let language = scene.language();
    let draft = text.fingerprint.map(|text| case.proceedings.draft(&text));
    if let Some(text) = draft.and_then(|draft| words::draft(language, draft)) {
        widgets::banner(ui, ICON_WARNING, &text, (palette.warn, palette.warn_soft));
    }
    if case.proceedings.confirmed.is_some() {
        return;
    }
    let (_, found) = case.judge(minutes);
    let errors: Vec<String> = (found.iter())
        .filter(|one| one.severity == council::meeting::Severity::Error)
        .map(|one| words::finding(language, one))
        .collect();
    if errors.is_empty() {
        return;
    }
    let text = say!(language, "minutes-not-circulable", count = errors.len());
    widgets::banner(ui, ICON_WARNING, &text, (palette.bad, palette.bad_soft));
    let mut told = std::collections::BTreeSet::new();
    for error in errors.iter().filter(|error| told.insert((*error).clone())) {
        small_ui(ui, capitalised(error));
    }
}

/// What was said about the minutes and in writing.
pub(super) fn told_ui(ui: &mut Ui, scene: &Scene<'_>, decisions: &Decisions) {
    let case = &decisions.meeting;
    if !case.proceedings.circulations.is_empty() {
        heading(ui, scene.word("proceedings-heading"));
        for one in case.proceedings.circulations.iter().rev() {
            circulation_ui(ui, scene, one);
        }
    }
    if !case.circulars.all.is_empty() {
        heading(ui, scene.word("circular-heading"));
        for one in case.circulars.all.iter().rev() {
            circular_ui(ui, scene, decisions, one);
        }
    }
    let language = scene.language();
    let not_counted = case.proceedings.not_counted.iter();
    let not_counted: Vec<_> = not_counted.chain(&case.circulars.not_counted).collect();
    if !not_counted.is_empty() {
        heading(ui, scene.word("told-invalid"));
        for one in not_counted {
            let what = act_word(language, &one.kind);
            let why = reason(language, &one.reason);
            not_counted_ui(ui, scene, &one.said, &what, &why, false);
        }
    }
    let waiting = case.proceedings.waiting.iter();
    let waiting: Vec<_> = waiting.chain(&case.circulars.waiting).collect();
    if !waiting.is_empty() {
        heading(ui, scene.word("told-waiting"));
        for (said, what) in waiting {
            let why = waits(language, what);
            not_counted_ui(ui, scene, said, scene.word("told-something"), &why, true);
        }
    }
}

fn circulation_ui(ui: &mut Ui, scene: &Scene<'_>, one: &Circulation) {
    let language = scene.language();
    let what = match one.is_replaced {
        true => "proceedings-replaced",
        false => "proceedings-circulated",
    };
    widgets::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        quote_ui(ui, scene, &one.said, scene.word(what), &one.note);
        for confirmation in &one.confirmations {
            let signer = words::signer(language, confirmation.signer);
            let what = say!(language, "proceedings-confirmed", signer = signer);
            quote_ui(ui, scene, &confirmation.said, &what, "");
        }
        for correction in &one.corrections {
            let what = match correction.is_annex {
                true => "proceedings-annex",
                false => "proceedings-correction",
            };
            quote_ui(
                ui,
                scene,
                &correction.said,
                scene.word(what),
                &correction.words,
            );
        }
    });
}

fn circular_ui(ui: &mut Ui, scene: &Scene<'_>, decisions: &Decisions, one: &Circular) {
    let language = scene.language();
    let palette = theme::palette(ui);
    widgets::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        let stand = one.stand(decisions.day);
        let colours = match stand {
            CircularStand::Open => (palette.accent, palette.accent_soft),
            CircularStand::Closed(CircularResult::Carried) => (palette.good, palette.good_soft),
            CircularStand::Closed(_) => (palette.weak, palette.bar),
            CircularStand::ToClose(_) => (palette.warn, palette.warn_soft),
            CircularStand::Conflict => (palette.bad, palette.bad_soft),
        };
        let text = words::circular_stand(language, stand);
        ui.horizontal_wrapped(|ui| widgets::chip(ui, ICON_HOW_TO_VOTE, &text, colours));
        quote_ui(ui, scene, &one.said, &one.ask.question, "");
        let until = day(language, one.ask.until.0);
        let text = say!(
            language,
            "circular-line",
            answered = one.answers.len(),
            of = one.ask.voters.len(),
            day = until
        );
        small_ui(ui, text);
        for answer in one.answers.values() {
            let what = capitalised(&words::reply(language, answer.reply));
            quote_ui(ui, scene, &answer.said, &what, &answer.words);
        }
        let silent: Vec<String> = one
            .silent()
            .map(|voter| writers::name(scene, Some(voter)))
            .collect();
        if !silent.is_empty() && one.closes.is_empty() {
            let people = silent.join(", ");
            let text = say!(language, "circular-silent", people = people);
            ui.add(egui::Label::new(RichText::new(text).color(palette.warn).size(12.0)).wrap());
        }
        for (said, close) in &one.closes {
            let what = capitalised(&words::circular_result(language, close.result));
            quote_ui(ui, scene, said, &what, &close.words);
        }
    });
}

/// The choices of a form: who answers what.
#[derive(Debug)]
pub(super) struct Choices {
    /// The answer.
    pub(super) reply: Reply,
    /// As what somebody confirms.
    pub(super) signer: Signer,
    /// Whether the next meeting takes it up.
    pub(super) to_meeting: bool,
    /// Which decision is asked about, of those that are left to it.
    pub(super) decision: usize,
}

impl Choices {
    /// What is likely.
    pub(super) fn of(offer: Option<&MeetingOffer>) -> Self {
        let signer = match offer {
            Some(MeetingOffer::Confirm(_, signers)) => signers.first().copied(),
            _ => None,
        };
        Self {
            reply: Reply::Yes,
            signer: signer.unwrap_or(Signer::Attendee),
            to_meeting: false,
            decision: 0,
        }
    }

    /// What is chosen rather than typed.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        decisions: &Decisions,
        offer: &MeetingOffer,
    ) {
        let language = scene.language();
        let label = |ui: &mut Ui, text: &str| {
            ui.add(egui::Label::new(text).wrap());
        };
        match offer {
            MeetingOffer::Circulate | MeetingOffer::Correct(_) => {}
            MeetingOffer::Confirm(_, signers) => {
                label(ui, scene.word("form-confirm"));
                for one in signers {
                    let word = capitalised(&words::signer(language, *one));
                    ui.radio_value(&mut self.signer, *one, word);
                }
            }
            MeetingOffer::Ask(left) => {
                for (at, id) in left.iter().enumerate().filter(|_| left.len() > 1) {
                    ui.radio_value(&mut self.decision, at, text_of(decisions, id));
                }
            }
            MeetingOffer::Answer(act) => {
                let question = decisions.meeting.circulars.find(Some(act));
                if let Some(question) = question {
                    label(ui, &question.ask.question);
                }
                for one in [Reply::Yes, Reply::No, Reply::Abstain] {
                    let word = capitalised(&words::reply(language, one));
                    ui.radio_value(&mut self.reply, one, word);
                }
            }
            MeetingOffer::Close(act, result) => {
                let question = decisions.meeting.circulars.find(Some(act));
                if let Some(question) = question {
                    label(ui, &question.ask.question);
                }
                let result_word = words::circular_result(language, *result);
                label(ui, &say!(language, "form-close", result = result_word));
                if *result != CircularResult::Carried {
                    ui.checkbox(&mut self.to_meeting, scene.word("form-to-meeting"));
                }
            }
        }
    }
}

/// What a decision of these minutes says.
pub(super) fn text_of(decisions: &Decisions, decision: &str) -> String {
    let minutes = decisions.meeting.minutes.as_deref();
    let found = minutes.and_then(|minutes| {
        let mut all = minutes.decisions.iter();
        all.find(|one| one.id == decision)
    });
    found.map(|one| one.text.clone()).unwrap_or_default()
}
