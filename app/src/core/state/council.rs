//! What follows from wishes and events about the council.

use format::{DocumentId, PublicKey};

use crate::core::council::{self, Event as CouncilEvent, FirstStart};
use crate::core::notices::Tone;
use crate::core::{Effect, Phase, State, documents, inbox, link, reports, review};

impl State {
    pub(super) fn act_in_council(&mut self, action: council::Action) -> Vec<Effect> {
        use council::{Action, Effect as Do};
        if let Phase::FirstStart(first) = &mut self.phase {
            first.problem = None;
            first.is_busy = !matches!(action, Action::ForgetInvitation);
        }
        let effect = match action {
            Action::Found {
                council,
                office,
                person,
                relay,
            } => Do::Found {
                council,
                office,
                person,
                relay: Some(relay.trim().to_owned()).filter(|relay| !relay.is_empty()),
            },
            Action::ReadInvitation(text) => Do::ReadInvitation(text),
            Action::ForgetInvitation => {
                if let Phase::FirstStart(first) = &mut self.phase {
                    first.invited = None;
                }
                return vec![];
            }
            Action::Join { person } => match &mut self.phase {
                Phase::FirstStart(FirstStart {
                    invited: Some((invitation, _)),
                    ..
                }) => Do::Join {
                    invitation: invitation.clone(),
                    person,
                },
                _ => return vec![],
            },
            Action::ExploreSample => Do::ExploreSample,
            Action::LeaveSample => {
                // Nothing that belonged to the sample stays on the screen.
                let settings = self.settings.clone();
                *self = Self::new(settings, self.now_millis);
                Do::LeaveSample
            }
            Action::Invite {
                office,
                days,
                replaces,
            } => Do::Invite {
                office,
                days,
                replaces,
            },
            Action::Revoke { device, reason } => Do::Revoke { device, reason },
            Action::Release { document, device } => {
                self.held_shown = None;
                Do::Release { document, device }
            }
            Action::ChooseBranch {
                document,
                change,
                reason,
            } => Do::ChooseBranch {
                document,
                change,
                reason,
            },
            Action::WriteAgain(document) => Do::WriteAgain(document),
            Action::ShowHeldWork(None) => {
                self.held_shown = None;
                return vec![];
            }
            Action::ShowHeldWork(Some((document, device))) => {
                self.held_shown = Some((document, device, None));
                Do::LoadHeldText(document, device)
            }
            Action::CloseInvitation => {
                self.invitation = None;
                return vec![];
            }
            Action::Confirm(join) => Do::Confirm(join),
            Action::Seat(change) => Do::Seat(change),
            Action::NameRelays {
                relays,
                head_office,
            } => Do::NameRelays {
                relays,
                head_office,
            },
        };
        vec![Effect::Council(effect)]
    }

    pub(super) fn happened_in_council(&mut self, event: CouncilEvent) -> Vec<Effect> {
        match event {
            CouncilEvent::Nowhere { folder } => {
                self.phase = Phase::FirstStart(FirstStart {
                    folder,
                    ..FirstStart::default()
                });
                vec![]
            }
            CouncilEvent::Unusable { why } => {
                self.phase = Phase::Unusable(why);
                vec![]
            }
            CouncilEvent::Placed(council) => {
                let was_working = self.is_working();
                self.phase = Phase::Working(council);
                let held_work = Effect::Council(council::Effect::LoadHeldWork);
                if was_working {
                    let mut effects = vec![Effect::Review(review::Effect::Load), held_work];
                    effects.extend(self.load_shared());
                    return effects;
                }
                let mut effects = vec![
                    held_work,
                    Effect::Documents(documents::Effect::Load),
                    Effect::Link(link::Effect::LoadStanding),
                    Effect::Reports(reports::Effect::Load),
                    Effect::Inbox(inbox::Effect::Load),
                    Effect::Review(review::Effect::Load),
                    Effect::Council(council::Effect::LoadHeard),
                ];
                // A sample has no relay to be linked to.
                let is_sample = self.council().is_some_and(|council| council.is_sample);
                if self.settings.stay_linked && !is_sample {
                    effects.push(Effect::Link(link::Effect::Stay));
                }
                effects
            }
            CouncilEvent::Heard(heard) => {
                self.last_heard = heard;
                vec![]
            }
            CouncilEvent::HeldWork(held, forked) => {
                self.held_work = held;
                self.forked_work = forked;
                // What came or went meanwhile shows in what is looked at.
                let shown = self.held_shown.as_ref();
                let shown = shown.map(|(document, device, _)| (*document, *device));
                let is_there = |(document, device): &(DocumentId, PublicKey)| {
                    let mut held = self.held_work.iter();
                    held.any(|one| one.document == *document && one.device == *device)
                };
                match shown.filter(is_there) {
                    Some((document, device)) => {
                        let load = council::Effect::LoadHeldText(document, device);
                        vec![Effect::Council(load)]
                    }
                    None => {
                        self.held_shown = None;
                        vec![]
                    }
                }
            }
            CouncilEvent::HeldText(text) => {
                if let Some((document, device, read)) = &mut self.held_shown
                    && (*document, *device) == (text.document, text.device)
                {
                    *read = Some(text);
                }
                vec![]
            }
            CouncilEvent::Done(text) => {
                self.notices.show(Tone::Done, text, self.now_millis);
                let mut effects = self.refresh_everything();
                effects.push(Effect::Council(council::Effect::Load));
                effects.push(Effect::Link(link::Effect::LoadStanding));
                effects
            }
            CouncilEvent::Invited { text, to } => {
                if let Phase::FirstStart(first) = &mut self.phase {
                    first.is_busy = false;
                    first.invited = Some((text, to));
                }
                vec![]
            }
            CouncilEvent::Refused(why) => {
                match &mut self.phase {
                    Phase::FirstStart(first) => {
                        first.is_busy = false;
                        first.problem = Some(why);
                    }
                    _ => self.notices.show(Tone::Problem, why, self.now_millis),
                }
                vec![]
            }
            CouncilEvent::InvitationMade { office, text } => {
                self.invitation = Some((office, text));
                vec![Effect::Council(council::Effect::Load)]
            }
        }
    }
}
