//! What follows from wishes and events about the link.

use crate::core::link::{self, LinkState};
use crate::core::notices::Tone;
use crate::core::{Effect, State, council, reports, settings};
use crate::say;

impl State {
    pub(super) fn act_on_link(&mut self, action: &link::Action) -> Vec<Effect> {
        let mut effects = self.save_everything(true);
        match action {
            link::Action::SyncNow => effects.push(Effect::Link(link::Effect::Now)),
            link::Action::StayLinked(stay) => {
                self.settings.stay_linked = *stay;
                effects.push(Effect::Settings(settings::Effect::Keep(
                    self.settings.clone(),
                )));
                effects.push(Effect::Link(match stay {
                    true => link::Effect::Stay,
                    false => link::Effect::Leave,
                }));
            }
        }
        effects
    }

    pub(super) fn happened_on_link(&mut self, event: link::Event) -> Vec<Effect> {
        use link::Event;
        let now_millis = self.now_millis;
        match event {
            Event::CaughtUp => {
                self.links.last_caught_up_millis = Some(now_millis);
                if let LinkState::Linked { caught_up, .. } = &mut self.links.state {
                    *caught_up = true;
                }
                vec![Effect::Link(link::Effect::LoadStanding)]
            }
            Event::State(state) => {
                let is_over = !matches!(state, LinkState::Linked { .. });
                self.links.state = state;
                if is_over {
                    self.links.present.clear();
                }
                vec![Effect::Link(link::Effect::LoadStanding)]
            }
            Event::Took => {
                // What could not be stored before could be now.
                self.storage.saved();
                self.refresh_editors()
            }
            Event::Acknowledged => vec![Effect::Link(link::Effect::LoadStanding)],
            Event::Came { documents, reports } => {
                if reports > 0 {
                    let text = say!(
                        self.settings.language,
                        "notice-came",
                        count = documents as u64
                    );
                    self.notices.show(Tone::News, text, now_millis);
                }
                let mut effects = self.refresh_everything();
                effects.push(Effect::Reports(reports::Effect::Load));
                effects.push(Effect::Council(council::Effect::Load));
                effects.push(Effect::Link(link::Effect::LoadStanding));
                effects
            }
            Event::Moved { sent, received } => {
                self.links.moved = (sent, received);
                vec![]
            }
            Event::StorageTrouble(cause) => {
                self.storage.failed(cause, now_millis);
                vec![]
            }
            Event::Standing {
                bytes_left,
                relays,
                facts,
                troubles,
            } => {
                self.links.bytes_left = bytes_left;
                self.links.relays = relays;
                self.links.facts = facts;
                self.links.troubles = troubles;
                if self.documents.filter.only_waiting {
                    self.arrange();
                }
                vec![]
            }
            Event::Presence {
                device,
                document,
                place,
            } => {
                for present in self.links.present.values_mut() {
                    present.retain(|one| one.device != device);
                }
                self.links.present.retain(|_, present| !present.is_empty());
                if let Some(document) = document {
                    self.links
                        .present
                        .entry(document)
                        .or_default()
                        .push(link::Present {
                            device,
                            place,
                            at_millis: now_millis,
                        });
                }
                vec![]
            }
        }
    }

    /// Forgets who has not been heard of for a while.
    pub(super) fn forget_the_absent(&mut self, now_millis: i64) {
        const STAY_MILLIS: i64 = 60_000;
        for present in self.links.present.values_mut() {
            present.retain(|one| now_millis.saturating_sub(one.at_millis) < STAY_MILLIS);
        }
        self.links.present.retain(|_, present| !present.is_empty());
    }
}
