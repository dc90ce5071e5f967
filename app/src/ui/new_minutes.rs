//! The form that begins the minutes of a meeting: what names the meeting, and no more.

use egui::{Key, RichText, Ui};
use egui_material_icons::icons::{ICON_CHECK_CIRCLE, ICON_EVENT_NOTE, ICON_INFO};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Scene, completed_field, holders_form, keys, theme, widgets};
use crate::command_line::moments;
use crate::core::council::Council;
use crate::core::documents::Action as ListAction;
use crate::core::minutes::attendance::offered;
use crate::core::minutes::meeting::{Meeting, Missing, Typed};
use crate::core::sharing::Holders;
use crate::core::{Action, Screen};
use crate::say;

/// The widest the form is set.
const WIDTH: f32 = 560.0;

/// What is typed in the form: kept until the minutes are begun or the person cancels, also while other
/// screens are looked at.
#[derive(Debug, Default)]
pub struct Form {
    typed: Typed,
    is_begun: bool,
    /// The visit to a screen in which it was shown last.
    visit: Option<u64>,
    /// Whether the minutes were begun, or the person does not want to.
    is_done: bool,
    /// Whether the keyboard goes on to the next field.
    goes_on: bool,
    holders: holders_form::Form,
}

impl Form {
    /// Another screen is shown: what is done with is forgotten, everything else waits.
    pub fn left(&mut self) {
        if self.is_done {
            *self = Self::default();
        }
    }
}

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form) {
    completed_field::go_on(ui.ctx(), &mut form.goes_on);
    let today = today(scene);
    let offices = scene.state.council().map(|council| council.offices());
    let offices = offices.unwrap_or_default();
    let is_first = !std::mem::replace(&mut form.is_begun, true);
    let is_back = form.visit.replace(scene.state.visits) != Some(scene.state.visits);
    if is_first {
        let me = scene.state.council().and_then(|council| council.my_place());
        form.typed = Typed {
            unit: me.map(|me| me.office.clone()).unwrap_or_default(),
            date: moments::day(scene.language(), today),
            ordinal: "1".to_owned(),
            meeting: String::new(),
        };
    }
    widgets::page(ui, WIDTH, |ui| {
        widgets::page_heading(ui, scene.word("new-minutes-title"), |_| {});
        widgets::card(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::GAP;
            let label = scene.word("minutes-type");
            let hint = scene.word("new-minutes-meeting-hint");
            let meeting = widgets::labelled_field(ui, label, &mut form.typed.meeting, hint);
            if is_first || is_back {
                meeting.request_focus();
            }
            let unit = completed_field::labelled(
                ui,
                scene.word("new-minutes-unit"),
                &mut form.typed.unit,
                "",
                |typed| offered(typed, &offices, |_| false),
                &mut form.goes_on,
            );
            let label = scene.word("minutes-date");
            let hint = scene.word("minutes-date-hint");
            let date = widgets::labelled_field(ui, label, &mut form.typed.date, hint);
            let label = scene.word("new-minutes-ordinal");
            let ordinal = widgets::labelled_field(ui, label, &mut form.typed.ordinal, "1");
            let is_entered = [meeting, unit, date, ordinal]
                .iter()
                .any(egui::Response::lost_focus)
                && ui.input(|input| input.key_pressed(Key::Enter));
            ui.add_space(theme::GRID);
            let meeting = Meeting::read(&form.typed, &offices, today);
            let unit = match &meeting {
                Ok(meeting) => meeting.unit.clone(),
                Err(_) => form.typed.unit.clone(),
            };
            form.holders.ui(ui, scene, &unit);
            let holders = form.holders.holders();
            form.is_done |= outcome_ui(ui, scene, &meeting, holders, is_entered);
        });
        ui.add_space(theme::GAP);
        widgets::hint(ui, scene.word("new-minutes-shared"));
    });
    if keys::page_escapes(ui, scene) {
        scene.wish(Action::Back);
        form.is_done = true;
    }
}

/// What the form leads to: the name of the minutes, whether they are here, what is missing, the buttons.
/// Returns whether the form is done with.
fn outcome_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    meeting: &Result<Meeting, Missing>,
    holders: Option<Holders>,
    is_entered: bool,
) -> bool {
    let palette = theme::palette(ui);
    let mut here = None;
    let mut title = String::new();
    match meeting {
        Ok(meeting) => {
            title = say!(
                scene.language(),
                "new-minutes-name",
                meeting = meeting.meeting.as_str(),
                day = moments::day(scene.language(), meeting.date)
            );
            ui.add(egui::Label::new(theme::bold(&title).size(16.0)).wrap());
            ui.label(theme::weak(ui, &meeting.unit));
            let council = scene.state.council();
            let scope = |council: &Council| {
                let scope = holders.as_ref()?.scope(&meeting.unit, &council.me)?;
                Some(meeting.document(&council.id, scope))
            };
            here = council
                .and_then(scope)
                .filter(|id| scene.state.documents.row(id).is_some());
            if here.is_some() {
                ui.horizontal_wrapped(|ui| {
                    ui.label(ICON_CHECK_CIRCLE.rich_text().color(palette.good));
                    ui.label(scene.word("new-minutes-here"));
                });
            }
        }
        Err(missing) => {
            ui.horizontal_wrapped(|ui| {
                ui.label(ICON_INFO.rich_text().color(palette.weak));
                let text = RichText::new(scene.word(missing.sentence()));
                ui.label(text.color(palette.weak));
            });
        }
    }
    let (begin, cancel) = ui
        .horizontal_wrapped(|ui| {
            let button = match here {
                Some(_) => scene.word("new-minutes-open"),
                None => scene.word("new-minutes-create"),
            };
            let is_complete = meeting.is_ok() && holders.is_some();
            let begin = ui.add_enabled_ui(is_complete, |ui| {
                widgets::primary_button(ui, ICON_EVENT_NOTE, button).clicked()
            });
            let cancel = ui.button(scene.word("cancel")).clicked();
            (begin.inner || is_entered && is_complete, cancel)
        })
        .inner;
    if cancel {
        scene.wish(Action::Back);
        return true;
    }
    match meeting {
        Ok(meeting) if begin => {
            match here {
                Some(id) => scene.wish(Screen::Document(id, None)),
                None => scene.wish(Action::Documents(ListAction::Create {
                    template: meeting.template(),
                    title,
                    unit: meeting.unit.clone(),
                    holders: holders.unwrap_or_default(),
                })),
            }
            true
        }
        _ => false,
    }
}

fn today(scene: &Scene<'_>) -> Date {
    let now = Timestamp::from_millisecond(scene.state.now_millis());
    TimeZone::system()
        .to_datetime(now.unwrap_or_default())
        .date()
}
