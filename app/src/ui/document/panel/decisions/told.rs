//! What was said about a document's texts: opinions, versions, and acts that do not count.

use std::collections::BTreeSet;

use council::lifecycle::{Decision, GivenAdoption, Publication, Said, Stand, Submission, Version};
use egui::{RichText, Ui};
use egui_material_icons::icons::{
    ICON_BLOCK, ICON_CHAT, ICON_DOWNLOAD, ICON_HOURGLASS_EMPTY, ICON_PICTURE_AS_PDF, ICON_SCHEDULE,
    ICON_VERIFIED, ICON_WARNING,
};

use crate::command_line::documents::title_or_none;
use crate::command_line::moments::{day, moment};
use format::{DocumentId, PublicKey};

use crate::core::Action;
use crate::core::deciding::Decisions;
use crate::core::deciding::adopting::AddendumNow;
use crate::core::deciding::superseded::Unshared;
use crate::core::editor;
use crate::core::pick::Pick;
use crate::core::sharing::Shared;
use crate::say;
use crate::ui::document::writers;
use crate::ui::{Scene, standing, theme, widgets};
use crate::words::Language;
use crate::words::adopting::{adoption, not_adopted};
use crate::words::clocks::mark;
use crate::words::files::{bytes_in_words, file as in_words, media};
use crate::words::lifecycle::{act_word, department, outcome, reason, verdict, waits};

/// Draws it.
pub(super) fn ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    decisions: &Decisions,
    (document, shared): (DocumentId, &Shared),
) {
    let lifecycle = &decisions.lifecycle;
    let newest = decisions.to_be_decided();
    if let Some(submission) = newest.or(lifecycle.submissions.last()) {
        heading(ui, scene.word("told-submission"));
        submission_ui(ui, scene, submission);
    }
    if !lifecycle.versions.is_empty() {
        heading(ui, scene.word("told-versions"));
        for version in lifecycle.versions.iter().rev() {
            ui.push_id(version.number, |ui| {
                version_ui(ui, scene, decisions, (document, shared), version);
            });
        }
    }
    if !lifecycle.not_counted.is_empty() {
        heading(ui, scene.word("told-invalid"));
        for one in &lifecycle.not_counted {
            let what = act_word(scene.language(), &one.kind);
            let why = reason(scene.language(), &one.reason);
            not_counted_ui(ui, scene, &one.said, &what, &why, false);
        }
    }
    if !lifecycle.waiting.is_empty() {
        heading(ui, scene.word("told-waiting"));
        for (said, what) in &lifecycle.waiting {
            let why = waits(scene.language(), what);
            not_counted_ui(ui, scene, said, scene.word("told-something"), &why, true);
        }
    }
}

pub(super) fn heading(ui: &mut Ui, text: &str) {
    ui.add_space(theme::GAP);
    ui.label(theme::bold(text));
}

/// "Ratna · 24 November 2026 14.30 WIB", and what is wrong with that time.
fn signed_ui(ui: &mut Ui, scene: &Scene<'_>, said: &Said) {
    let language = scene.language();
    let name = writers::name(scene, Some(&said.by));
    let when = moment(language, said.time_millis);
    small_ui(ui, format!("{name} · {when}"));
    if let Some(found) = scene.state.mark_of(&said.act) {
        let text = format!("⚠ {}", mark(language, found));
        let text = RichText::new(text)
            .color(theme::palette(ui).warn)
            .size(12.0);
        ui.add(egui::Label::new(text).wrap());
    }
}

pub(super) fn small_ui(ui: &mut Ui, text: impl Into<String>) {
    let text = theme::small(ui, text);
    ui.add(egui::Label::new(text).wrap());
}

/// What somebody said, with who and when.
pub(super) fn quote_ui(ui: &mut Ui, scene: &Scene<'_>, said: &Said, what: &str, words: &str) {
    ui.add(egui::Label::new(theme::bold(what)).wrap());
    if !words.trim().is_empty() {
        ui.add(egui::Label::new(words).wrap());
    }
    signed_ui(ui, scene, said);
}

/// A decision.
pub(super) fn decision_ui(ui: &mut Ui, scene: &Scene<'_>, decision: &Decision) {
    let language = scene.language();
    let what = capitalised(&outcome(language, decision.outcome));
    quote_ui(ui, scene, &decision.said, &what, &decision.words);
    for (field, why) in &decision.waivers {
        let text = say!(
            language,
            "told-waived",
            department = department(language, field),
            why = why.as_str()
        );
        small_ui(ui, text);
    }
}

fn submission_ui(ui: &mut Ui, scene: &Scene<'_>, submission: &Submission) {
    let language = scene.language();
    quote_ui(
        ui,
        scene,
        &submission.said,
        scene.word("told-submitted"),
        &submission.note,
    );
    for opinion in &submission.opinions {
        let of = match opinion.field.as_str() {
            "" => scene.word("told-member").to_owned(),
            field => department(language, field),
        };
        let what = format!("{of}: {}", verdict(language, opinion.verdict));
        ui.add_space(2.0);
        quote_ui(ui, scene, &opinion.said, &what, &opinion.words);
    }
    for field in &submission.missing {
        let palette = theme::palette(ui);
        let text = say!(
            language,
            "told-missing",
            department = department(language, field)
        );
        ui.horizontal_wrapped(|ui| {
            ui.label(ICON_HOURGLASS_EMPTY.rich_text().color(palette.warn));
            ui.label(RichText::new(text).color(palette.warn));
        });
    }
    match &submission.stand {
        Stand::PulledBack(said) => quote_ui(ui, scene, said, scene.word("told-pulled-back"), ""),
        Stand::Decided(decision) => decision_ui(ui, scene, decision),
        Stand::Replaced(said) => quote_ui(ui, scene, said, scene.word("told-replaced"), ""),
        // Told at the top.
        Stand::InReview | Stand::Returned(..) | Stand::Conflict(_) => {}
    }
}

fn version_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    decisions: &Decisions,
    (document, shared): (DocumentId, &Shared),
    version: &Version,
) {
    let language = scene.language();
    let palette = theme::palette(ui);
    widgets::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.horizontal_wrapped(|ui| {
            let number = version.number as u64;
            ui.label(theme::bold(say!(language, "told-version", number = number)));
            let in_force = decisions.lifecycle.in_force(decisions.day);
            let is_in_force = in_force.map(|one| one.number) == Some(version.number);
            let (icon, word, colours) = match &version.publication {
                None => (
                    ICON_SCHEDULE,
                    "told-unpublished",
                    (palette.warn, palette.warn_soft),
                ),
                Some(one) if one.withdrawn.is_some() => {
                    (ICON_BLOCK, "told-withdrawn", (palette.weak, palette.bar))
                }
                Some(_) if is_in_force && decisions.superseded.is_none() => (
                    ICON_VERIFIED,
                    "told-in-force",
                    (palette.good, palette.good_soft),
                ),
                Some(one) if one.effective > decisions.day => (
                    ICON_SCHEDULE,
                    "told-later",
                    (palette.accent, palette.accent_soft),
                ),
                Some(_) => (ICON_BLOCK, "told-superseded", (palette.weak, palette.bar)),
            };
            widgets::chip(ui, icon, scene.word(word), colours);
        });
        if let Some(publication) = &version.publication {
            publication_ui(ui, scene, decisions, publication, shared);
            files_ui(
                ui,
                scene,
                decisions,
                publication,
                (document, version.number),
            );
            // What was published is there as it was signed: made anew it would be another file.
            let word = scene.word("told-save-version");
            if publication.files.is_empty() && widgets::button(ui, ICON_DOWNLOAD, word).clicked() {
                scene.wish(Action::Pick(Pick::ExportVersion(document, version.number)));
            }
        }
        decision_ui(ui, scene, &version.decision);
    });
}

/// The files that were published with a version: saved as they are, or how much of them is here.
fn files_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    decisions: &Decisions,
    publication: &Publication,
    (document, number): (DocumentId, usize),
) {
    if publication.files.is_empty() {
        return;
    }
    let language = scene.language();
    let is_mine = publication.said.by == decisions.person.key;
    small_ui(ui, scene.word("told-files"));
    for file in &publication.files {
        let state = decisions.files.get(&file.blob());
        let here = state.map_or(0, |state| state.here);
        ui.horizontal_wrapped(|ui| {
            let form = media(file.media);
            if state.is_some_and(|state| state.is_held) {
                let word = say!(language, "file-save", form = form);
                let button = widgets::button(ui, ICON_PICTURE_AS_PDF, &word);
                if button.on_hover_text(in_words(language, file)).clicked() {
                    let pick = Pick::PublishedFile(document, number, file.media);
                    scene.wish(Action::Pick(pick));
                }
                if is_mine {
                    let word = match state.is_some_and(|state| state.at_relay) {
                        true => "file-at-relay",
                        false => "file-not-at-relay",
                    };
                    ui.label(theme::small(ui, scene.word(word)));
                }
                return;
            }
            let palette = theme::palette(ui);
            let waits = say!(
                language,
                "file-not-here",
                here = bytes_in_words(language, here),
                all = bytes_in_words(language, file.bytes)
            );
            ui.label(ICON_HOURGLASS_EMPTY.rich_text().color(palette.weak));
            ui.label(theme::weak(ui, format!("{form}: {waits}")));
            let is_coming = state.is_some_and(|state| state.is_coming);
            let word = scene.word("file-get");
            if state.is_some() && !is_coming && ui.link(word).clicked() {
                let wish = editor::Action::WishForFile(file.blob());
                scene.wish(Action::Editor(document, wish));
            }
        });
    }
}

fn publication_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    decisions: &Decisions,
    publication: &Publication,
    shared: &Shared,
) {
    let language = scene.language();
    let palette = theme::palette(ui);
    let text = say!(
        language,
        "told-number",
        number = publication.number.as_str(),
        day = day(language, publication.effective.0)
    );
    ui.add(egui::Label::new(text).wrap());
    if let Some(review) = publication.review {
        small_ui(
            ui,
            say!(language, "told-review", day = day(language, review.0)),
        );
    }
    if !publication.replaces.is_empty() {
        let titles = publication.replaces.iter().map(|id| title_of(scene, id));
        let titles = titles.collect::<Vec<_>>().join(", ");
        small_ui(ui, say!(language, "told-replaces", titles = titles));
        if publication.withdrawn.is_none() {
            unshared_ui(ui, scene, &decisions.unshared);
        }
    }
    let published = writers::name(scene, Some(&publication.said.by));
    small_ui(ui, say!(language, "told-published-by", name = published));
    if !publication.doubles.is_empty() {
        let text = RichText::new(scene.word("told-doubles")).color(palette.bad);
        ui.add(egui::Label::new(text).wrap());
    }
    if !decisions.number_shared.is_empty() {
        let text = RichText::new(number_shared(language, decisions)).color(palette.bad);
        ui.add(egui::Label::new(text).wrap());
    }
    if let Some((said, why)) = &publication.withdrawn {
        quote_ui(ui, scene, said, scene.word("told-withdrawn"), why);
    }
    for (unit, one) in &publication.adoptions {
        adoption_ui(ui, scene, decisions, (unit, one));
    }
    if publication.withdrawn.is_none() && decisions.superseded.is_none() {
        // Head office made it: it has nothing to adopt.
        let council = scene.state.council();
        let head_office = council.map_or("", |council| council.head_office.as_str());
        let offices = council.map(|council| council.offices()).unwrap_or_default();
        let offices = offices.into_iter().filter(|office| office != head_office);
        let open = decisions.not_adopted(publication, offices);
        for (due, text) in not_adopted(language, &open) {
            let colour = match due.is_some_and(|due| due < decisions.day) {
                true => palette.bad,
                false => palette.weak,
            };
            ui.add(egui::Label::new(RichText::new(text).color(colour).size(12.0)).wrap());
        }
    }
    // Whoever does not belong to the council any more is in neither number.
    let (readers, people) = scene.state.council().map_or((0, 0), |council| {
        // Both are people, each by their first device.
        let readers: BTreeSet<PublicKey> = publication.readers.keys().copied().collect();
        let people: BTreeSet<PublicKey> = match shared.everybody {
            true => council
                .persons()
                .iter()
                .map(|member| member.first)
                .collect(),
            // Whoever may not hold it cannot read it.
            false => shared.holders.iter().map(|holder| holder.first).collect(),
        };
        let readers = readers.intersection(&people).count();
        (readers as u64, people.len() as u64)
    });
    small_ui(
        ui,
        say!(language, "told-readers", count = readers, of = people),
    );
}

/// Draws who goes by what a publication replaces, as far as they hear of it.
fn unshared_ui(ui: &mut Ui, scene: &Scene<'_>, unshared: &Unshared) {
    let names = |keys: &[PublicKey]| {
        let names = keys.iter();
        let names = names.map(|key| writers::name_and_office(scene, Some(key)));
        names.collect::<Vec<String>>().join(", ")
    };
    let language = scene.language();
    if !unshared.unaware.is_empty() {
        let names = names(&unshared.unaware);
        let text = say!(language, "replaces-unaware", names = names);
        let text = RichText::new(text)
            .color(theme::palette(ui).warn)
            .size(12.0);
        ui.add(egui::Label::new(text).wrap());
    }
    if !unshared.told.is_empty() {
        let names = names(&unshared.told);
        small_ui(ui, say!(language, "replaces-told", names = names));
    }
}

/// P4: which other documents have the number.
pub(super) fn number_shared(language: Language, decisions: &Decisions) -> String {
    let titles = decisions.number_shared.iter();
    let titles: Vec<String> = titles
        .map(|(id, title)| format!("“{}” ({})", title_or_none(language, title), id.short()))
        .collect();
    say!(language, "told-number-shared", titles = titles.join(", "))
}

/// What another document is called here.
fn title_of(scene: &Scene<'_>, id: &DocumentId) -> String {
    match scene.state.documents.row(id) {
        Some(row) => crate::ui::documents::title(scene, row),
        None => id.short(),
    }
}

fn adoption_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    decisions: &Decisions,
    (unit, one): (&str, &GivenAdoption),
) {
    let now = decisions.addenda.get(&one.said.act).copied();
    let title_of = |id: &DocumentId| title_of(scene, id);
    let text = adoption(scene.language(), (unit, one), now, decisions.day, title_of);
    ui.horizontal_wrapped(|ui| {
        let palette = theme::palette(ui);
        let (icon, ink) = match one.is_settled(decisions.day) && now != Some(AddendumNow::Changed) {
            true => (standing::COUNTS, palette.good),
            false => (ICON_WARNING, palette.warn),
        };
        ui.label(icon.rich_text().color(ink).size(14.0));
        ui.label(text);
    });
    if !one.reason.trim().is_empty() {
        ui.horizontal_wrapped(|ui| {
            ui.label(ICON_CHAT.rich_text().size(14.0));
            ui.label(one.reason.as_str());
        });
    }
    signed_ui(ui, scene, &one.said);
}

/// An act that does not count, or not yet, and why.
pub(super) fn not_counted_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    said: &Said,
    what: &str,
    why: &str,
    is_waiting: bool,
) {
    let palette = theme::palette(ui);
    let (icon, ink) = match is_waiting {
        true => (ICON_HOURGLASS_EMPTY, palette.weak),
        false => (ICON_WARNING, palette.bad),
    };
    let text = match is_waiting {
        true => format!("{}: {why}", capitalised(what)),
        false => say!(
            scene.language(),
            "told-not-valid",
            what = capitalised(what),
            why = why
        ),
    };
    ui.horizontal_top(|ui| {
        ui.label(icon.rich_text().color(ink).size(16.0));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.add(egui::Label::new(RichText::new(text).color(ink)).wrap());
            signed_ui(ui, scene, said);
        });
    });
}

pub(super) fn capitalised(text: &str) -> String {
    crate::words::column::capitalised(text)
}
