//! What is filled in before something is said: a few fields in the panel, sent with Enter or a click.

use council::act::day::Day;
use council::act::decision::{Adoption, Outcome, Verdict};
use council::review::Reviewed;
use egui::{Key, Modifiers, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{ICON_CLOSE, ICON_ERROR};
use format::DocumentId;

use super::deadlock_ui;
use super::meeting::{Choices, text_of};
use super::picker::Picker;
use super::told::capitalised;
use crate::command_line::moments::day as day_word;
use crate::core::Action;
use crate::core::deciding::meeting::{MeetingDeed, MeetingOffer, place_of};
use crate::core::deciding::{Decisions, Deed, Offer, Saying, Wish};
use crate::core::editor::{Action as EditorAction, COMMENT_CHARS, Editor};
use crate::core::minutes::days::filled_in;
use crate::say;
use crate::ui::keys::FormKeys;
use crate::ui::{Scene, theme, widgets};
use crate::words::Language;
use crate::words::lifecycle::{adoption, department, outcome, verdict};

/// The most documents that one publication replaces in the window.
const MOST_REPLACED: usize = 20;

/// What is being filled in.
#[derive(Debug)]
pub(super) struct Form {
    document: DocumentId,
    today: Day,
    /// What it is for.
    pub(super) offer: Offer,
    /// Between which states the text is read that it judges, if it judges one.
    pub(super) reviewed: Option<Reviewed>,
    keys: FormKeys,
    is_new: bool,
    /// Whether it was sent: what the engine says of what this person says is about it from then on.
    is_sent: bool,
    /// Whether the person tried to send it: what is missing is named then.
    is_tried: bool,
    words: String,
    number: String,
    from: String,
    until: String,
    unit: String,
    field: usize,
    verdict: Verdict,
    outcome: Outcome,
    adoption: Adoption,
    is_granted: bool,
    /// The missing departments, and why each is not heard.
    waivers: Vec<(String, String)>,
    /// What a publication replaces, or the document that holds an addendum.
    documents: Picker,
    meeting: Choices,
}

/// What is not filled in well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lacks {
    Words,
    Number,
    Day,
    Unit,
    Waiver,
    Addendum,
}

impl Lacks {
    fn word(self) -> &'static str {
        match self {
            Self::Words => "form-lacks-words",
            Self::Number => "form-lacks-number",
            Self::Day => "form-lacks-day",
            Self::Unit => "form-lacks-unit",
            Self::Waiver => "form-lacks-waiver",
            Self::Addendum => "form-lacks-addendum",
        }
    }
}

impl Form {
    /// An empty form with what is likely filled in.
    pub(super) fn new(
        scene: &Scene<'_>,
        editor: &Editor,
        decisions: &Decisions,
        offer: Offer,
    ) -> Self {
        let today = decisions.day;
        let next_year = jiff::Span::new().years(1);
        let (from, until) = match &offer {
            Offer::Publish(_) => (
                today.to_string(),
                today
                    .0
                    .checked_add(next_year)
                    .map(|day| day.to_string())
                    .unwrap_or_default(),
            ),
            Offer::Meeting(MeetingOffer::Ask(_)) => {
                let week = jiff::Span::new().days(7);
                let until = today.0.checked_add(week);
                (
                    String::new(),
                    until.map(|day| day.to_string()).unwrap_or_default(),
                )
            }
            _ => (String::new(), String::new()),
        };
        let unit = match &offer {
            Offer::Adopt(_, units) => units
                .first()
                .cloned()
                .unwrap_or_else(|| decisions.person.office.clone()),
            Offer::Exempt(_, unit) => unit.clone(),
            _ => String::new(),
        };
        let waivers = match &offer {
            Offer::Decide { missing, .. } => missing
                .iter()
                .map(|field| (field.clone(), String::new()))
                .collect(),
            _ => vec![],
        };
        let field = match &offer {
            // The department that is waited for.
            Offer::Opinion(_, fields) => {
                let missing = decisions.to_be_decided().map(|one| one.missing.clone());
                let missing = missing.unwrap_or_default();
                let wanted = fields.iter().position(|field| missing.contains(field));
                wanted.unwrap_or_default()
            }
            _ => 0,
        };
        let number = match &offer {
            Offer::Publish(_) => editor
                .value(&council::edit::Place::Meta("number".to_owned()))
                .to_owned(),
            _ => String::new(),
        };
        debug_assert!(scene.state.is_working());
        let about_meeting = match &offer {
            Offer::Meeting(offer) => Some(offer),
            _ => None,
        };
        let meeting = Choices::of(about_meeting);
        let words = match &offer {
            // Whoever sends it back says what was struck, and why.
            Offer::Return(_) => struck_in_words(scene, editor),
            // The decision that is left to it is likely the question.
            Offer::Meeting(MeetingOffer::Ask(left)) => left
                .first()
                .map(|id| text_of(decisions, id))
                .unwrap_or_default(),
            _ => String::new(),
        };
        Self {
            meeting,
            document: editor.id,
            today,
            reviewed: decisions.reviewed_for(&offer),
            keys: FormKeys::default(),
            offer,
            is_new: true,
            is_sent: false,
            is_tried: false,
            words,
            number,
            from,
            until,
            unit,
            field,
            verdict: Verdict::Agrees,
            outcome: Outcome::Approved,
            adoption: Adoption::AsItIs,
            is_granted: true,
            waivers,
            documents: Picker::default(),
        }
    }

    /// Whether what was filled in is said by now.
    pub(super) fn is_said(&self, editor: &Editor) -> bool {
        self.is_sent && editor.judged.saying == Saying::Nothing
    }

    /// Why what was sent is not said, if it was refused.
    pub(super) fn refusal<'a>(&self, editor: &'a Editor) -> Option<&'a str> {
        match &editor.judged.saying {
            Saying::Refused(why) if self.is_sent => Some(why),
            _ => None,
        }
    }

    /// What is typed in words.
    pub(super) fn words(&self) -> &str {
        self.words.trim()
    }

    /// Begins with these words, which were typed before.
    pub(super) fn with_words(self, words: String) -> Self {
        Self { words, ..self }
    }

    /// Takes in what may be said now. Returns whether it is still the same that is to be judged.
    pub(super) fn follow(&mut self, editor: &Editor, decisions: &Decisions) -> bool {
        let Some(judged) = self.offer.judged() else {
            return true;
        };
        let is_it = |offer: &Offer| match (offer, &self.offer) {
            (Offer::Decide { settles, .. }, Offer::Decide { settles: then, .. })
                if settles != then =>
            {
                false
            }
            (Offer::Opinion(_, fields), Offer::Opinion(_, then)) if fields != then => false,
            _ => offer.kind() == self.offer.kind() && offer.judged() == Some(judged),
        };
        let offers = decisions.offers(&editor.text_now());
        let now = offers.into_iter().find(is_it);
        let Some(now) = now.filter(|now| decisions.reviewed_for(now) == self.reviewed) else {
            return false;
        };
        if let Offer::Decide { missing, .. } = &now {
            // Who was heard meanwhile needs no reason any more.
            let typed = std::mem::take(&mut self.waivers);
            let why = |field: &String| {
                let typed = typed.iter().find(|(of, _)| of == field);
                typed.map(|(_, why)| why.clone()).unwrap_or_default()
            };
            self.waivers = (missing.iter())
                .map(|field| (field.clone(), why(field)))
                .collect();
        }
        self.offer = now;
        true
    }

    fn about(&self) -> Option<format::ActId> {
        match &self.offer {
            Offer::Submit | Offer::Meeting(MeetingOffer::Circulate | MeetingOffer::Ask(_)) => None,
            Offer::Meeting(
                MeetingOffer::Correct(act)
                | MeetingOffer::Confirm(act, _)
                | MeetingOffer::Answer(act)
                | MeetingOffer::Close(act, _),
            ) => Some(*act),
            Offer::PullBack(act)
            | Offer::Opinion(act, _)
            | Offer::Return(act)
            | Offer::Decide {
                submission: act, ..
            }
            | Offer::Publish(act)
            | Offer::Withdraw(act)
            | Offer::Adopt(act, _)
            | Offer::Exempt(act, _)
            | Offer::Acknowledge(act) => Some(*act),
        }
    }

    /// Whether words are needed, not only welcome.
    fn needs_words(&self) -> bool {
        match &self.offer {
            Offer::Return(_)
            | Offer::Withdraw(_)
            | Offer::Meeting(MeetingOffer::Correct(_) | MeetingOffer::Ask(_)) => true,
            Offer::Opinion(..) => self.verdict == Verdict::Objects,
            Offer::Decide { .. } => self.outcome != Outcome::Approved,
            Offer::Adopt(..) => self.adoption == Adoption::AsksExemption,
            _ => false,
        }
    }

    /// What is said with what is filled in.
    fn deed(&self) -> Result<Deed, Lacks> {
        let words = self.words.trim().to_owned();
        if self.needs_words() && words.is_empty() {
            return Err(Lacks::Words);
        }
        Ok(match &self.offer {
            Offer::Submit => Deed::Submit { note: words },
            Offer::PullBack(_) => Deed::PullBack { reason: words },
            Offer::Opinion(_, fields) => Deed::Opinion {
                field: fields.get(self.field).cloned().unwrap_or_default(),
                verdict: self.verdict,
                words,
            },
            Offer::Return(_) => Deed::Return { reason: words },
            Offer::Decide { .. } => Deed::Decide {
                outcome: self.outcome,
                words,
                waivers: self.waivers()?,
            },
            Offer::Publish(_) => {
                let number = self.number.trim();
                if number.is_empty() {
                    return Err(Lacks::Number);
                }
                Deed::Publish {
                    number: number.to_owned(),
                    effective: self.day(&self.from)?.ok_or(Lacks::Day)?,
                    review: self.day(&self.until)?,
                    replaces: self.documents.taken.clone(),
                }
            }
            Offer::Withdraw(_) => Deed::Withdraw { reason: words },
            Offer::Adopt(..) => {
                let unit = self.unit.trim();
                if unit.is_empty() {
                    return Err(Lacks::Unit);
                }
                let addendum = match self.adoption {
                    Adoption::WithAddendum => {
                        let taken = self.documents.taken.first();
                        Some(*taken.ok_or(Lacks::Addendum)?)
                    }
                    Adoption::AsItIs | Adoption::AsksExemption => None,
                };
                Deed::Adopt {
                    unit: unit.to_owned(),
                    adoption: self.adoption,
                    addendum,
                    reason: words,
                }
            }
            Offer::Exempt(_, unit) => Deed::Exempt {
                unit: unit.clone(),
                is_granted: self.is_granted,
                until: match self.is_granted {
                    true => self.day(&self.until)?,
                    false => None,
                },
                reason: words,
            },
            Offer::Acknowledge(_) => Deed::Acknowledge,
            Offer::Meeting(offer) => Deed::Meeting(match offer {
                MeetingOffer::Circulate => MeetingDeed::Circulate { note: words },
                MeetingOffer::Correct(_) => MeetingDeed::Correct {
                    place: String::new(),
                    words,
                },
                MeetingOffer::Confirm(..) => MeetingDeed::Confirm {
                    signer: self.meeting.signer,
                },
                MeetingOffer::Ask(left) => MeetingDeed::Ask {
                    place: left
                        .get(self.meeting.decision)
                        .map(|id| place_of(id))
                        .unwrap_or_default(),
                    question: words,
                    until: self.day(&self.until)?.ok_or(Lacks::Day)?,
                },
                MeetingOffer::Answer(_) => MeetingDeed::Answer {
                    reply: self.meeting.reply,
                    words,
                },
                MeetingOffer::Close(..) => MeetingDeed::Close {
                    to_meeting: self.meeting.to_meeting,
                    words,
                },
            }),
        })
    }

    /// A day as it is typed; `None`: none is.
    fn day(&self, text: &str) -> Result<Option<Day>, Lacks> {
        match text.trim() {
            "" => Ok(None),
            text => filled_in(text, self.today).map(Some).ok_or(Lacks::Day),
        }
    }

    /// Why each missing department is not heard: an approval says it.
    fn waivers(&self) -> Result<Vec<(String, String)>, Lacks> {
        if !self.outcome.is_approval() {
            return Ok(vec![]);
        }
        let trimmed = self.waivers.iter();
        let trimmed: Vec<(String, String)> = trimmed
            .map(|(field, why)| (field.clone(), why.trim().to_owned()))
            .collect();
        match trimmed.iter().all(|(_, why)| !why.is_empty()) {
            true => Ok(trimmed),
            false => Err(Lacks::Waiver),
        }
    }

    /// Draws it. Returns whether it is put away.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        scene: &mut Scene<'_>,
        editor: &Editor,
        decisions: &Decisions,
        (icon, name): (MaterialIcon, &str),
    ) -> bool {
        let mut closes = false;
        let is_under_way = editor.judged.saying == Saying::UnderWay;
        let sends = self.keys.sends(ui, scene);
        let escapes = self.keys.escapes(ui, scene);
        let top = ui.cursor().min;
        widgets::card(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            ui.label(theme::bold(name).size(15.0));
            let is_entered = self.fields_ui(ui, scene, decisions);
            let deed = self.deed();
            if self.is_tried
                && let Err(lacks) = &deed
            {
                let palette = theme::palette(ui);
                let text = scene.word(lacks.word());
                widgets::banner(ui, ICON_ERROR, text, (palette.bad, palette.bad_soft));
            }
            if let Some(why) = self.refusal(editor) {
                let palette = theme::palette(ui);
                widgets::banner(ui, ICON_ERROR, why, (palette.bad, palette.bad_soft));
            }
            ui.horizontal_wrapped(|ui| {
                let word = self.send_word(scene, name);
                let send =
                    ui.add_enabled_ui(!is_under_way, |ui| widgets::primary_button(ui, icon, &word));
                let send = send.inner;
                if self.is_new
                    && matches!(
                        self.offer,
                        Offer::Acknowledge(_) | Offer::Meeting(MeetingOffer::Confirm(..))
                    )
                {
                    send.request_focus();
                }
                if (send.clicked() || sends || is_entered) && !is_under_way {
                    self.is_tried = true;
                    if let Ok(deed) = deed {
                        let wish = Wish {
                            deed,
                            about: self.about(),
                            shown: None,
                            reviewed: self.reviewed.clone(),
                        };
                        self.is_sent = true;
                        scene.wish(Action::Editor(editor.id, EditorAction::Say(wish)));
                    }
                }
                // What is on its way cannot be called back.
                let word = scene.word("form-cancel");
                let cancel = ui.add_enabled_ui(!is_under_way, |ui| {
                    widgets::button(ui, ICON_CLOSE, word).clicked()
                });
                closes = (cancel.inner || escapes) && !is_under_way;
            });
        });
        let area = ui.min_rect().with_min_y(top.y);
        self.keys.drawn(ui, area);
        self.is_new = false;
        closes
    }

    /// What the button says: what it does.
    fn send_word(&self, scene: &Scene<'_>, name: &str) -> String {
        let word = match &self.offer {
            Offer::Decide { .. } => match self.outcome {
                Outcome::Approved => "send-approve",
                Outcome::ApprovedWithNotes => "send-approve-notes",
                Outcome::Rejected => "send-reject",
            },
            Offer::Opinion(..) => "send-opinion",
            Offer::Adopt(..) if self.adoption == Adoption::AsksExemption => "send-ask",
            Offer::Exempt(..) => "send-answer",
            Offer::Submit => "send-submit",
            _ => return name.to_owned(),
        };
        scene.word(word).to_owned()
    }

    /// The fields. Returns whether one of a single line was left by Enter.
    fn fields_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>, decisions: &Decisions) -> bool {
        let language = scene.language();
        let mut is_entered = false;
        match self.offer.clone() {
            Offer::Submit => {
                if let Some(deadlock) = decisions.deadlock_if_submitted() {
                    deadlock_ui(ui, scene, &deadlock, true);
                }
                self.words_ui(ui, scene, "form-note");
            }
            Offer::PullBack(_) => self.words_ui(ui, scene, "form-reason-optional"),
            Offer::Opinion(_, fields) => {
                if fields.len() > 1 {
                    for (at, field) in fields.iter().enumerate() {
                        let word = match field.as_str() {
                            "" => scene.word("told-member").to_owned(),
                            field => department(language, field),
                        };
                        ui.radio_value(&mut self.field, at, word);
                    }
                    ui.separator();
                }
                for one in [Verdict::Agrees, Verdict::AgreesWithNotes, Verdict::Objects] {
                    let word = capitalised(&verdict(language, one));
                    ui.radio_value(&mut self.verdict, one, word);
                }
                self.words_ui(ui, scene, "form-words");
            }
            Offer::Meeting(offer) => {
                self.meeting.ui(ui, scene, decisions, &offer);
                match offer {
                    MeetingOffer::Circulate => self.words_ui(ui, scene, "form-note-to-attendees"),
                    MeetingOffer::Correct(_) => self.words_ui(ui, scene, "form-correction"),
                    MeetingOffer::Confirm(..) => {}
                    MeetingOffer::Ask(_) => {
                        self.words_ui(ui, scene, "form-question");
                        is_entered |=
                            day_ui(ui, scene, "form-until-answer", &mut self.until, self.today);
                    }
                    MeetingOffer::Answer(_) | MeetingOffer::Close(..) => {
                        self.words_ui(ui, scene, "form-reason-optional");
                    }
                }
            }
            Offer::Return(_) => self.words_ui(ui, scene, "form-what-to-revise"),
            Offer::Decide { .. } => {
                for one in [
                    Outcome::Approved,
                    Outcome::ApprovedWithNotes,
                    Outcome::Rejected,
                ] {
                    let word = capitalised(&outcome(language, one));
                    ui.radio_value(&mut self.outcome, one, word);
                }
                if self.outcome.is_approval() {
                    for (field, why) in &mut self.waivers {
                        let department = department(language, field);
                        let label = say!(language, "form-waive", department = department.as_str());
                        let field = widgets::labelled_field(ui, &label, why, "");
                        is_entered |= widgets::is_entered(ui, &field);
                    }
                }
                self.words_ui(ui, scene, "form-words");
            }
            Offer::Publish(decision) => {
                // A newer text may be in review meanwhile: this is about the one that was approved.
                let versions = &decisions.lifecycle.versions;
                let version = versions
                    .iter()
                    .find(|one| one.decision.said.act == decision);
                if let Some(version) = version {
                    let number = version.number as u64;
                    ui.label(say!(language, "form-publishes", version = number));
                }
                let label = scene.word("form-number");
                let number = widgets::labelled_field(ui, label, &mut self.number, "001/DMS/2026");
                if self.is_new {
                    number.request_focus();
                }
                is_entered |= widgets::is_entered(ui, &number);
                is_entered |= day_ui(ui, scene, "form-from", &mut self.from, self.today);
                is_entered |= day_ui(ui, scene, "form-review", &mut self.until, self.today);
                let label = scene.word("form-replaces");
                let of = (MOST_REPLACED, true);
                self.documents.ui(ui, scene, label, of, self.document);
            }
            Offer::Withdraw(act) => {
                let mut versions = decisions.lifecycle.versions.iter();
                let ended = versions.find_map(|version| {
                    let publication = version.publication.as_ref()?;
                    (publication.said.act == act).then_some((version.number, publication.effective))
                });
                if let Some((number, effective)) = ended {
                    let number = number as u64;
                    let text = match effective >= decisions.day {
                        true => say!(language, "form-withdraws-early", version = number),
                        false => say!(language, "form-withdraws", version = number),
                    };
                    ui.add(egui::Label::new(theme::weak(ui, text)).wrap());
                }
                self.words_ui(ui, scene, "form-why");
            }
            Offer::Adopt(_, units) => {
                if units.is_empty() {
                    let label = scene.word("form-unit");
                    let unit = widgets::labelled_field(ui, label, &mut self.unit, "");
                    is_entered |= widgets::is_entered(ui, &unit);
                } else if units.len() > 1 {
                    for unit in units {
                        ui.radio_value(&mut self.unit, unit.clone(), unit);
                    }
                    ui.separator();
                } else {
                    ui.label(say!(language, "seat-unit", unit = self.unit.as_str()));
                }
                for one in [
                    Adoption::AsItIs,
                    Adoption::WithAddendum,
                    Adoption::AsksExemption,
                ] {
                    let word = capitalised(&adoption(language, one));
                    ui.radio_value(&mut self.adoption, one, word);
                }
                if self.adoption == Adoption::WithAddendum {
                    let label = scene.word("form-addendum");
                    self.documents
                        .ui(ui, scene, label, (1, false), self.document);
                }
                self.words_ui(ui, scene, "form-reason");
            }
            Offer::Exempt(_, unit) => {
                let publication = decisions.publication();
                let asked = publication.and_then(|(_, one)| one.adoptions.get(&unit));
                if let Some(asked) = asked {
                    ui.add(egui::Label::new(theme::weak(ui, asked.reason.as_str())).wrap());
                }
                ui.radio_value(&mut self.is_granted, true, scene.word("form-grant"));
                ui.radio_value(&mut self.is_granted, false, scene.word("form-refuse"));
                if self.is_granted {
                    is_entered |= day_ui(ui, scene, "form-until", &mut self.until, self.today);
                }
                self.words_ui(ui, scene, "form-reason-optional");
            }
            Offer::Acknowledge(_) => {
                if let Some((version, publication)) = decisions.publication() {
                    let text = say!(
                        language,
                        "form-acknowledge",
                        version = version.number as u64,
                        number = publication.number.as_str()
                    );
                    ui.add(egui::Label::new(text).wrap());
                }
            }
        }
        is_entered
    }

    fn words_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>, label: &'static str) {
        let name = ui.label(theme::small(ui, scene.word(label)));
        let field = ui
            .add(
                egui::TextEdit::multiline(&mut self.words)
                    .char_limit(COMMENT_CHARS)
                    .desired_rows(3)
                    .margin(egui::Margin::symmetric(8, 6))
                    .return_key(egui::KeyboardShortcut::new(Modifiers::NONE, Key::Enter))
                    .desired_width(f32::INFINITY),
            )
            .labelled_by(name.id);
        if self.is_new {
            field.request_focus();
        }
    }
}

/// What was struck in the text and why, a line each.
fn struck_in_words(scene: &Scene<'_>, editor: &Editor) -> String {
    let language = scene.language();
    let lines = editor.strikes().iter().rev().map(|strike| {
        say!(
            language,
            "told-struck",
            what = crate::words::place::words(language, &editor.view, &strike.place),
            reason = strike.reason.as_str()
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A day that is typed, with how it reads below it. Returns whether it was left by Enter.
fn day_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    label: &'static str,
    text: &mut String,
    today: Day,
) -> bool {
    let hint = in_words(scene.language(), today);
    let field = widgets::labelled_field(ui, scene.word(label), text, &hint);
    if let Some(day) = filled_in(text, today) {
        let words = in_words(scene.language(), day);
        ui.label(theme::small(ui, words));
    }
    widgets::is_entered(ui, &field)
}

fn in_words(language: Language, day: Day) -> String {
    day_word(language, day.0)
}
