//! What follows from wishes and events about the link.

use format::{ActId, DocumentId};

use crate::core::clocks::Mark;
use crate::core::editor::Editor;
use crate::core::link::{self, LinkState};
use crate::core::notices::Tone;
use crate::core::{Effect, State, council, inbox, reports, review, settings};
use crate::say;

/// How long a person is shown who was not heard of, in milliseconds.
const STAY_MILLIS: i64 = 60_000;
/// How often a relay that does not answer is called while somebody works here, in milliseconds.
const CALL_MILLIS: i64 = 30_000;

impl State {
    pub(super) fn act_on_link(&mut self, action: &link::Action) -> Vec<Effect> {
        let mut effects = self.save_everything(true);
        match action {
            link::Action::SyncNow => effects.push(Effect::Link(link::Effect::Now {
                stays: self.settings.stay_linked,
            })),
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
                self.links.bytes_to_come = None;
                if let LinkState::Linked { caught_up, .. } = &mut self.links.state {
                    *caught_up = true;
                }
                vec![Effect::Link(link::Effect::LoadStanding)]
            }
            Event::State(state) => {
                let is_over = !matches!(state, LinkState::Linked { .. });
                let is_broken = matches!(state, LinkState::Broken { .. });
                self.links.broken_millis = is_broken.then_some(now_millis);
                self.links.state = state;
                if is_over {
                    self.links.moved = (0, 0);
                    self.links.bytes_to_come = None;
                    self.links.present.clear();
                }
                // A session ends, too, when something else may be spent than before.
                self.read_what_comes()
            }
            Event::Took => {
                // What could not be stored before could be now.
                self.storage.saved();
                let mut effects = self.refresh_editors();
                // Decisions may have come without any text.
                effects.push(Effect::Review(review::Effect::Load));
                effects
            }
            Event::Acknowledged => {
                // It is noted on this disk, too: whatever was wrong with it is over.
                self.storage.saved();
                vec![Effect::Link(link::Effect::LoadStanding)]
            }
            Event::Files => {
                let mut effects = self.read_what_comes();
                // Where a file is not here, or not known to be elsewhere, this may be about it.
                let waits = |editor: &&Editor| {
                    let decisions = editor.judged.decisions.as_ref();
                    decisions.is_some_and(|one| {
                        let mut files = one.files.values();
                        files.any(|file| !file.is_held || !file.at_relay)
                    })
                };
                effects.extend((self.editors.iter()).filter(waits).map(|editor| {
                    Effect::Editor(editor.id, crate::core::editor::Effect::LoadDecisions)
                }));
                effects
            }
            Event::Came {
                documents,
                new_reports,
            } => {
                let mut effects = vec![Effect::Council(council::Effect::Load)];
                if documents.is_empty() {
                    effects.push(Effect::Link(link::Effect::LoadStanding));
                    return effects;
                }
                // What comes into the document on the screen is seen there.
                let elsewhere = documents
                    .iter()
                    .filter(|id| self.shown_document() != Some(**id))
                    .count() as u64;
                if new_reports > 0 && elsewhere > 0 {
                    let text = say!(self.settings.language, "notice-came", count = elsewhere);
                    self.notices.show(Tone::News, text, now_millis);
                }
                effects.extend(self.refresh_everything());
                effects.push(Effect::Reports(reports::Effect::Load));
                effects.push(Effect::Link(link::Effect::LoadStanding));
                effects
            }
            Event::CommentsCame => vec![Effect::Inbox(inbox::Effect::Load)],
            Event::Moved {
                sent,
                received,
                to_come,
            } => {
                self.links.moved = (sent, received);
                self.links.bytes_to_come = to_come;
                vec![]
            }
            Event::StorageTrouble(cause) => {
                self.storage.failed(cause, now_millis);
                vec![]
            }
            Event::Standing {
                bytes_left,
                files,
                saving,
                relays,
                facts,
                troubles,
            } => {
                self.links.files = files;
                self.links.saving = saving;
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

    /// Reads anew where everything is, and how the attachments stand that somebody looks at.
    pub(super) fn read_what_comes(&self) -> Vec<Effect> {
        let mut effects = vec![Effect::Link(link::Effect::LoadStanding)];
        let shown = self.shown_document();
        effects.extend(shown.and_then(|id| self.load_attachments_if_shown(id)));
        effects
    }

    /// Where a document is; while something of it is only in memory, what is elsewhere is an earlier state.
    pub fn facts(&self, id: &DocumentId) -> link::Facts {
        let facts = self.links.facts.get(id).copied().unwrap_or_default();
        match self.editors.get(id).is_none_or(Editor::is_saved) {
            true => facts,
            false => facts.while_unsaved(),
        }
    }

    /// What is wrong with the time of something that was said about an open document, if anything is.
    pub fn mark_of(&self, act: &ActId) -> Option<&Mark> {
        let mut editors = self.editors.iter();
        editors.find_map(|editor| editor.judged.decisions.as_ref()?.marks.get(act))
    }

    /// The person does something while there is no link: whoever works here wants to know sooner than a
    /// program that waits by itself.
    pub(super) fn call_again(&mut self) -> Option<Effect> {
        let is_due = self.links.broken_millis? <= self.now_millis.saturating_sub(CALL_MILLIS);
        let LinkState::Broken {
            again_millis: Some(again),
            ..
        } = &self.links.state
        else {
            return None;
        };
        (is_due && *again > self.now_millis).then(|| {
            self.links.broken_millis = Some(self.now_millis);
            Effect::Link(link::Effect::Now { stays: true })
        })
    }

    /// When somebody was not heard of for long enough to be gone, in milliseconds since 1970.
    pub(super) fn absence_millis(&self) -> Option<i64> {
        let present = self.links.present.values().flatten();
        present
            .map(|one| one.at_millis.saturating_add(STAY_MILLIS))
            .min()
    }

    /// Forgets who has not been heard of for a while.
    pub(super) fn forget_the_absent(&mut self, now_millis: i64) {
        for present in self.links.present.values_mut() {
            present.retain(|one| now_millis.saturating_sub(one.at_millis) < STAY_MILLIS);
        }
        self.links.present.retain(|_, present| !present.is_empty());
    }
}
