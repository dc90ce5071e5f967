//! The relays of the council, and which units each of them serves.

use egui::{Label, Ui};
use egui_material_icons::icons::{
    ICON_ADD, ICON_ARROW_UPWARD, ICON_DELETE, ICON_DNS, ICON_SAVE, ICON_VERIFIED_USER,
};
use format::CouncilId;

use crate::core::Action;
use crate::core::council::{Action as CouncilAction, Council, NamedRelay};
use crate::core::pick::Pick;
use crate::core::settings::Action as Set;
use crate::say;
use crate::ui::scope_picker::Picker;
use crate::ui::theme;
use crate::ui::{Scene, widgets};

/// What is typed in this card.
#[derive(Debug, Default)]
pub(super) struct Form {
    relays: Vec<Typed>,
    head_office: String,
    /// What it was filled in from.
    filled_for: Option<(CouncilId, Vec<NamedRelay>, String)>,
}

/// One relay while it is typed.
#[derive(Debug, Default)]
struct Typed {
    address: String,
    is_for_units: bool,
    units: Picker,
}

impl Typed {
    fn of(relay: &NamedRelay) -> Self {
        Self {
            address: relay.address.clone(),
            is_for_units: relay.serves.is_some(),
            units: Picker::with_units(relay.serves.iter().flatten().cloned()),
        }
    }

    fn relay(&self) -> NamedRelay {
        let units = || self.units.units.iter().cloned().collect();
        NamedRelay {
            address: self.address.trim().to_owned(),
            serves: self.is_for_units.then(units),
        }
    }

    /// Whether it is to serve certain units, and none was chosen.
    fn lacks_units(&self) -> bool {
        self.is_for_units && self.units.units.is_empty()
    }
}

impl Form {
    fn fill_in(&mut self, council: &Council) {
        let now = (
            council.id,
            council.relays.clone(),
            council.head_office.clone(),
        );
        if self.filled_for.as_ref() != Some(&now) {
            self.relays = council.relays.iter().map(Typed::of).collect();
            if self.relays.is_empty() {
                self.relays.push(Typed::default());
            }
            self.head_office.clone_from(&council.head_office);
            self.filled_for = Some(now);
        }
    }
}

/// Draws it.
pub(super) fn ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form, council: &Council) {
    ui.label(theme::bold(scene.word("people-relays")).size(16.0));
    if !council.may_name_relays() {
        shown_ui(ui, scene, council);
        connection_ui(ui, scene);
        return;
    }
    form.fill_in(council);
    connection_ui(ui, scene);
    ui.add(Label::new(theme::weak(ui, scene.word("people-relays-hint"))).wrap());
    let mut gone = None;
    let mut up = None;
    for (at, relay) in form.relays.iter_mut().enumerate() {
        let number = at as u64 + 1;
        let label = say!(scene.language(), "people-relay-address", number = number);
        let hint = "wss://relai.contoh.id:8443";
        widgets::labelled_field(ui, &label, &mut relay.address, hint);
        ui.horizontal_wrapped(|ui| {
            let only = scene.word("people-relay-only-units");
            ui.checkbox(&mut relay.is_for_units, only);
            let word = say!(scene.language(), "people-relay-up", number = number);
            if at > 0 && widgets::icon_button(ui, ICON_ARROW_UPWARD, &word).clicked() {
                up = Some(at);
            }
            let word = say!(scene.language(), "people-relay-remove", number = number);
            if widgets::icon_button(ui, ICON_DELETE, &word).clicked() {
                gone = Some(at);
            }
        });
        if relay.is_for_units {
            let label = say!(scene.language(), "people-relay-units", number = number);
            relay.units.ui(ui, scene, &label, false);
        }
        ui.separator();
    }
    if let Some(at) = up {
        form.relays.swap(at - 1, at);
    }
    if let Some(at) = gone {
        form.relays.remove(at);
    }
    if widgets::button(ui, ICON_ADD, scene.word("people-relay-add")).clicked() {
        form.relays.push(Typed::default());
    }
    let label = scene.word("people-head-office-field");
    widgets::labelled_field(ui, label, &mut form.head_office, "");
    let relays = form.relays.iter();
    let relays = relays.filter(|relay| !relay.address.trim().is_empty());
    let lacks_units = relays.clone().any(Typed::lacks_units);
    let relays: Vec<NamedRelay> = relays.map(Typed::relay).collect();
    if lacks_units {
        ui.label(theme::weak(ui, scene.word("people-relay-lacks-units")));
    }
    let changed = relays != council.relays || form.head_office.trim() != council.head_office;
    ui.add_enabled_ui(changed && !lacks_units, |ui| {
        if widgets::button(ui, ICON_SAVE, scene.word("people-save-relays")).clicked() {
            scene.wish(Action::Council(CouncilAction::NameRelays {
                relays,
                head_office: form.head_office.trim().to_owned(),
            }));
        }
    });
}

/// Which connections this device takes for good enough.
fn connection_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let mut plain = scene.state.settings.plain_relays;
    let word = scene.word("relays-allow-plain");
    if ui.checkbox(&mut plain, word).changed() {
        scene.wish(Action::Settings(Set::PlainRelays(plain)));
    }
    let authority = scene.state.settings.relay_authority.clone();
    ui.horizontal_wrapped(|ui| {
        let word = scene.word("relays-authority");
        if widgets::button(ui, ICON_VERIFIED_USER, word).clicked() {
            scene.wish(Action::Pick(Pick::RelayAuthority));
        }
        if let Some(file) = &authority {
            ui.label(theme::weak(ui, file.display().to_string()));
            let word = scene.word("relays-authority-forget");
            if widgets::icon_button(ui, ICON_DELETE, word).clicked() {
                scene.wish(Action::Settings(Set::RelayAuthority(None)));
            }
        }
    });
    ui.add(Label::new(theme::small(ui, scene.word("relays-connection-hint"))).wrap());
}

fn shown_ui(ui: &mut Ui, scene: &Scene<'_>, council: &Council) {
    if council.relays.is_empty() {
        ui.label(theme::weak(ui, scene.word("link-no-relay")));
    }
    for relay in &council.relays {
        ui.horizontal_wrapped(|ui| {
            let palette = theme::palette(ui);
            ui.label(ICON_DNS.rich_text().color(palette.weak).size(16.0));
            ui.label(&relay.address);
            if let Some(units) = &relay.serves {
                let units = units.join(", ");
                let text = say!(scene.language(), "people-relay-serves", units = units);
                ui.label(theme::small(ui, text));
            }
        });
    }
    ui.add(Label::new(theme::small(ui, scene.word("people-relays-founder"))).wrap());
}
