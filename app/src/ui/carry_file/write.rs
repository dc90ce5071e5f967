//! The form that writes a carry file: for whom, from when on, locked or open, with which published files.

use egui::{Label, RichText, Ui};
use egui_material_icons::icons::{ICON_CHECK_CIRCLE, ICON_ERROR, ICON_SAVE};
use format::blob::MAX_BLOB_BYTES;

use super::WIDTH;
use crate::command_line::moments::{beginning, read_day, today};
use crate::core::Action;
use crate::core::carry_file::{Action as Carrying, Order, Whom, Writing};
use crate::core::council::Council;
use crate::core::minutes::days::Toward;
use crate::engine::carry_file::BLOBS_UP_TO_BYTES;
use crate::say;
use crate::ui::scope_picker::Picker;
use crate::ui::{Scene, keys, theme, widgets};
use crate::words::files::bytes_in_words;

/// What is chosen in the form: kept until the file is written or the person cancels.
#[derive(Debug)]
pub struct Form {
    is_for_some: bool,
    picker: Picker,
    is_since: bool,
    since: String,
    is_open: bool,
    files_up_to: u64,
    /// The visit to a screen in which it was shown last.
    visit: Option<u64>,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            is_for_some: false,
            picker: Picker::default(),
            is_since: false,
            since: String::new(),
            is_open: false,
            files_up_to: BLOBS_UP_TO_BYTES,
            visit: None,
        }
    }
}

/// From when on something is in the file.
enum Since {
    /// What the recipients are not known to hold.
    WhatIsMissing,
    /// From this moment on, in milliseconds since 1970.
    Moment(i64),
    /// What is typed is no day.
    NoDay,
    /// The day has not come yet.
    NotYet,
}

impl Form {
    fn whom(&self) -> Whom {
        match self.is_for_some {
            false => Whom::Everybody,
            true => Whom::Named {
                offices: self.picker.units.iter().cloned().collect(),
                people: self.picker.people.iter().copied().collect(),
            },
        }
    }

    fn since(&self, now_millis: i64) -> Since {
        if !self.is_since {
            return Since::WhatIsMissing;
        }
        let day = read_day(&self.since, Toward::Nearest);
        match day.and_then(|day| beginning(day).ok()) {
            None => Since::NoDay,
            Some(millis) if millis > now_millis => Since::NotYet,
            Some(millis) => Since::Moment(millis),
        }
    }

    /// What the file is called that is suggested.
    fn name(&self, scene: &Scene<'_>, council: &Council) -> String {
        let whom = match self.is_for_some {
            false => scene.word("carry-everybody-name").to_owned(),
            true => self.picker.names(council).join(", "),
        };
        [council.name.as_str(), &whom, &today()].join(" - ")
    }
}

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form) {
    let is_back = form.visit.replace(scene.state.visits) != Some(scene.state.visits);
    let escapes = keys::page_escapes(ui, scene);
    let mut is_over = false;
    widgets::page(ui, WIDTH, |ui| {
        widgets::page_heading(ui, scene.word("carry-write-title"), |_| {});
        widgets::card(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::GAP;
            match &scene.state.carry.writing {
                Writing::UnderWay => {
                    ui.horizontal(|ui| {
                        ui.spinner();
                        ui.label(scene.word("carry-under-way"));
                    });
                }
                Writing::Done(lines) => {
                    let lines = lines.clone();
                    is_over = done_ui(ui, scene, &lines, is_back);
                }
                Writing::Refused(why) => {
                    let palette = theme::palette(ui);
                    widgets::banner(ui, ICON_ERROR, why, (palette.bad, palette.bad_soft));
                    is_over = form_ui(ui, scene, form);
                }
                Writing::Nothing | Writing::Asking(_) => is_over = form_ui(ui, scene, form),
            }
        });
    });
    if escapes {
        scene.wish(Action::Back);
    }
    if is_over {
        *form = Form {
            visit: form.visit,
            ..Form::default()
        };
    }
}

/// What is chosen. Whether the person cancels.
fn form_ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form) -> bool {
    let Some(council) = scene.state.council() else {
        return false;
    };
    let devices = form.whom().devices(council);
    whom_ui(ui, scene, form, council, devices.len());
    ui.add_space(theme::GRID);
    let since = since_ui(ui, scene, form);
    ui.add_space(theme::GRID);
    files_ui(ui, scene, form);
    ui.add_space(theme::GRID);
    let mut is_locked = !form.is_open;
    if ui
        .checkbox(&mut is_locked, scene.word("carry-lock"))
        .changed()
    {
        form.is_open = !is_locked;
    }
    if form.is_open {
        let ink = theme::palette(ui).warn;
        let text = RichText::new(scene.word("carry-written-open")).color(ink);
        ui.add(Label::new(text).wrap());
    }
    ui.add_space(theme::GRID);
    let name = form.name(scene, council);
    ui.horizontal_wrapped(|ui| {
        let is_possible = !devices.is_empty() && !matches!(since, Since::NoDay | Since::NotYet);
        let word = scene.word("carry-choose-place");
        let write = ui.add_enabled_ui(is_possible, |ui| {
            widgets::primary_button(ui, ICON_SAVE, word).clicked()
        });
        if write.inner {
            scene.wish(Action::Carry(Carrying::Write(Order {
                recipients: devices,
                name,
                since_millis: match since {
                    Since::Moment(millis) => Some(millis),
                    _ => None,
                },
                is_locked: !form.is_open,
                files_up_to: form.files_up_to,
            })));
        }
        let is_cancelled = ui.button(scene.word("cancel")).clicked();
        if is_cancelled {
            scene.wish(Action::Carry(Carrying::ForgetWritten));
            scene.wish(Action::Back);
        }
        is_cancelled
    })
    .inner
}

fn whom_ui(ui: &mut Ui, scene: &Scene<'_>, form: &mut Form, council: &Council, devices: usize) {
    ui.label(theme::small(ui, scene.word("carry-for-whom")));
    ui.horizontal_wrapped(|ui| {
        ui.radio_value(&mut form.is_for_some, false, scene.word("carry-everybody"));
        ui.radio_value(&mut form.is_for_some, true, scene.word("carry-some"));
    });
    if form.is_for_some {
        let label = scene.word("carry-offices-and-people");
        form.picker.ui(ui, scene, label, true);
    }
    let weak = theme::palette(ui).weak;
    let lacking = form.whom().without_devices(council);
    let text = match devices {
        0 if form.is_for_some && form.picker.is_empty() => {
            scene.word("carry-nobody-named").to_owned()
        }
        0 => scene.word("carry-no-device").to_owned(),
        count => say!(scene.language(), "carry-devices", count = count as u64),
    };
    ui.add(Label::new(RichText::new(text).color(weak)).wrap());
    if devices > 0 && !lacking.is_empty() {
        let names = lacking.join(", ");
        let text = say!(scene.language(), "carry-without-devices", names = names);
        ui.add(Label::new(RichText::new(text).color(theme::palette(ui).warn)).wrap());
    }
}

fn since_ui(ui: &mut Ui, scene: &Scene<'_>, form: &mut Form) -> Since {
    ui.label(theme::small(ui, scene.word("carry-what-goes-in")));
    ui.radio_value(
        &mut form.is_since,
        false,
        scene.word("carry-what-is-missing"),
    );
    ui.radio_value(&mut form.is_since, true, scene.word("carry-since-day"));
    if form.is_since {
        let hint = scene.word("minutes-date-hint");
        widgets::labelled_field(ui, scene.word("carry-day"), &mut form.since, hint);
    }
    let since = form.since(scene.state.now_millis());
    let problem = match since {
        Since::NoDay => "carry-no-day",
        Since::NotYet => "carry-day-to-come",
        Since::WhatIsMissing | Since::Moment(_) => return since,
    };
    ui.label(RichText::new(scene.word(problem)).color(theme::palette(ui).weak));
    since
}

fn files_ui(ui: &mut Ui, scene: &Scene<'_>, form: &mut Form) {
    let up_to = bytes_in_words(scene.language(), BLOBS_UP_TO_BYTES);
    let some = say!(scene.language(), "carry-files-up-to", bytes = up_to);
    ui.label(theme::small(ui, scene.word("carry-files")));
    ui.horizontal_wrapped(|ui| {
        for (limit, word) in [
            (0, scene.word("carry-files-none")),
            (BLOBS_UP_TO_BYTES, some.as_str()),
            (MAX_BLOB_BYTES, scene.word("carry-files-all")),
        ] {
            ui.radio_value(&mut form.files_up_to, limit, word);
        }
    });
}

/// What was written. Whether the person is done with it.
fn done_ui(ui: &mut Ui, scene: &mut Scene<'_>, lines: &[String], is_back: bool) -> bool {
    let good = theme::palette(ui).good;
    for (at, line) in lines.iter().enumerate() {
        ui.horizontal_top(|ui| {
            if at == 0 {
                ui.label(ICON_CHECK_CIRCLE.rich_text().color(good));
            } else {
                ui.add_space(theme::GROUP + theme::GRID);
            }
            ui.add(Label::new(line).wrap());
        });
    }
    ui.horizontal_wrapped(|ui| {
        let done = widgets::primary_button(ui, ICON_CHECK_CIRCLE, scene.word("carry-written-done"));
        if is_back {
            done.request_focus();
        }
        if done.clicked() {
            scene.wish(Action::Carry(Carrying::ForgetWritten));
            scene.wish(Action::Back);
            return true;
        }
        let again = ui.button(scene.word("carry-write-another")).clicked();
        if again {
            scene.wish(Action::Carry(Carrying::ForgetWritten));
        }
        again
    })
    .inner
}
