//! Founding, joining, inviting, confirming, and the council as it is now.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use ::council::act::Body;
use ::council::act::RelayEntry;
use ::council::act::seat::{Appoint, EndSeat};
use ::council::seats::Role;
use format::invitation::Invitation;
use format::{ChangeHash, DocumentId, PublicKey};

use super::placed::council;
use super::{Outbox, Reading, Running};
use crate::command_line::refusal::Refusal;
use crate::core::council::{Effect, Event as CouncilEvent, InvitedTo, NamedRelay};
use crate::core::seating::{Change, Seating};
use crate::core::{Event, documents, link, settings};
use crate::engine::branches;
use crate::engine::held_text;
use crate::engine::home::Home;
use crate::engine::membership::{self, MembershipError};
use crate::engine::office::{Office, OfficeError};
use crate::engine::open::open;
use crate::engine::recovery;
use crate::engine::revoking::{self, RevokingError};
use crate::engine::seating::{SeatingError, fate_of, say_of_seats, seating};
use crate::engine::thrift::Allowance;
use crate::engine::{copies, export, inbox, indexing};
use crate::say;
use crate::words::Language;
use crate::words::mending::left_behind;
use crate::words::seats::fate as fate_words;

impl Running {
    /// Looks what is in the data folder.
    pub(super) fn begin(&mut self) {
        match Office::open(self.home.clone()) {
            Ok(office) => self.place(office),
            Err(OfficeError::NoCouncil) => self.tell(Event::Council(CouncilEvent::Nowhere {
                folder: self.home.folder().to_owned(),
            })),
            Err(error) => {
                let why = self.sentence(error);
                self.tell(Event::Council(CouncilEvent::Unusable { why }));
            }
        }
    }

    /// Works in this office from now on.
    fn place(&mut self, office: Office) {
        let office = Arc::new(office);
        let kept_before = office.notes().kept_before.clone();
        // What was shown before stands there if the program ended otherwise than it should.
        copies::forget_all(&copies::folder(&self.home));
        self.open_door(&office);
        self.allowance = Allowance::read(self.thrift.subscribe(), office.store());
        self.office = Some(office);
        self.tell_council();
        if let Some(kept) = kept_before {
            self.tell(Event::Settings(settings::Event::KeptBefore(kept)));
        }
        // After a crash, what came and was not told yet is told now.
        if let Some(office) = self.office.clone() {
            self.beside(move |outbox| {
                match indexing::catch_up(&office) {
                    Ok(done) if done.documents.is_empty() => {}
                    Ok(_) => outbox.tell(Event::Grew),
                    Err(error) => tracing::warn!(%error, "the index is not up to date"),
                }
                match inbox::note(&office) {
                    Ok(0) => {}
                    Ok(_) => outbox.tell(Event::Link(link::Event::CommentsCame)),
                    Err(error) => tracing::warn!(%error, "what others said is not noted"),
                }
            });
        }
    }

    /// Tells the council as it is now.
    pub(super) fn tell_council(&self) {
        if let Some(office) = &self.office {
            tell(
                &self.outbox,
                self.language,
                office,
                self.real_home.is_some(),
            );
        }
    }

    pub(super) fn perform_in_council(&mut self, effect: Effect) {
        let done = match effect {
            Effect::Found {
                council,
                office,
                person,
                relay,
            } => {
                let relays: Vec<String> = relay.into_iter().collect();
                membership::found(self.home.clone(), &council, &office, &person, &relays)
                    .map(|office| self.place(office))
            }
            Effect::ReadInvitation(text) => self.read_invitation(text),
            Effect::Join { invitation, person } => read(&invitation)
                .and_then(|invitation| membership::join(self.home.clone(), &invitation, &person))
                .map(|office| self.place(office)),
            Effect::ReadInvitationFile(file) => match read_file(&file) {
                Ok(text) => self.read_invitation(text),
                Err(error) => {
                    return self.refused(Refusal::technical(&error));
                }
            },
            Effect::WriteInvitation(file, text) => {
                match export::write(&file, text.as_bytes(), true) {
                    Ok(()) => self.tell(Event::Documents(documents::Event::Exported(file))),
                    Err(error) => self.refuse(error),
                }
                Ok(())
            }
            Effect::ExportRecoveryKey(file) => {
                match recovery::export(&self.home, &file) {
                    Ok(()) => {
                        self.tell(Event::Documents(documents::Event::Exported(file)));
                        self.tell_council();
                    }
                    Err(error) => self.refused(error.into()),
                }
                Ok(())
            }
            Effect::UseFolder(folder) => {
                match Home::find(Some(folder)) {
                    Ok(home) => {
                        self.home = home;
                        self.begin();
                    }
                    Err(error) => self.refused(error.into()),
                }
                Ok(())
            }
            Effect::ExploreSample => {
                self.explore_sample();
                Ok(())
            }
            Effect::LeaveSample => {
                self.leave_sample();
                Ok(())
            }
            Effect::Invite {
                office,
                days,
                replaces,
            } => self.invite(&office, days, replaces),
            Effect::Revoke { device, reason } => {
                self.revoke(device, &reason);
                Ok(())
            }
            Effect::Release { document, device } => {
                self.release(&document, device);
                Ok(())
            }
            Effect::ChooseBranch {
                document,
                change,
                reason,
            } => {
                self.choose_branch(&document, &change, &reason);
                Ok(())
            }
            Effect::WriteAgain(document) => {
                self.write_again(&document);
                Ok(())
            }
            Effect::LoadHeard => {
                self.load_heard();
                Ok(())
            }
            Effect::LoadHeldWork => {
                self.load_held_work();
                Ok(())
            }
            Effect::LoadHeldText(document, device) => {
                self.load_held_text(document, device);
                Ok(())
            }
            Effect::Seat(change) => {
                self.seat(change);
                Ok(())
            }
            Effect::Confirm(join) => self.with_office(|running, office| {
                membership::confirm(office, &join)?;
                running.tell_council();
                Ok(())
            }),
            Effect::NameRelays {
                relays,
                head_office,
            } => self.with_office(|running, office| {
                let entries = relays.into_iter().map(entry).collect::<Result<_, _>>()?;
                membership::name_relay_entries(office, entries, Some(&head_office))?;
                running.tell_council();
                running.link_again();
                Ok(())
            }),
            Effect::Load => {
                self.tell_council();
                Ok(())
            }
        };
        if let Err(error) = done {
            self.refused(error.into());
        }
    }

    /// Appoints, ends a seat or changes the rules.
    fn seat(&self, change: Change) {
        let Some(office) = &self.office else { return };
        match office
            .roster()
            .map_err(SeatingError::from)
            .and_then(|roster| say_of_seats(office, &body_of(&seating(&roster), change)))
        {
            Ok(_) => self.tell_council(),
            Err(error) => self.refused(error.into()),
        }
    }

    /// Takes a device its rights; what is held here of its work is accepted.
    fn revoke(&self, device: PublicKey, reason: &str) {
        let Some(office) = &self.office else { return };
        let language = self.language;
        let done = office
            .roster()
            .map_err(RevokingError::from)
            .and_then(|roster| {
                let fate = fate_of(&roster, &device);
                let revoked = revoking::revoke(office, device, reason)?;
                let name = roster.name_of(&device);
                let count = revoked.documents as u64;
                let mut told = vec![say!(language, "device-revoked", name = name, count = count)];
                told.extend(fate_words(language, &fate));
                Ok(told.join("\n"))
            });
        self.told(office, done.map_err(Refusal::from));
    }

    /// Chooses which branch of a copied device's work counts.
    fn choose_branch(&self, document: &DocumentId, change: &ChangeHash, reason: &str) {
        let Some(office) = &self.office else { return };
        let done = branches::choose(office, document, &change.to_string(), reason);
        let text = self.language.say("branch-chosen");
        self.told(office, done.map(|_| text).map_err(Refusal::from));
    }

    /// Writes again what this device wrote on a branch that does not count.
    fn write_again(&self, document: &DocumentId) {
        let Some(office) = &self.office else { return };
        let language = self.language;
        let done = branches::write_again(office, document);
        let done = done.map_err(Refusal::from).and_then(|again| {
            let count = again.lost as u64;
            let mut text = vec![say!(language, "written-again", count = count)];
            if !again.left.is_empty() {
                let view = open(&office.reader()?, document)?.view;
                let count = again.left.len() as u64;
                text.push(say!(language, "not-written-again", count = count));
                text.extend(again.left.iter().map(|edit| {
                    let (place, words) = left_behind(language, &view, edit);
                    format!("{place}: {words}")
                }));
            }
            Ok(text.join("\n"))
        });
        self.told(office, done);
    }

    /// Accepts what of a revoked device is held back in a document.
    fn release(&self, document: &format::DocumentId, device: PublicKey) {
        let Some(office) = &self.office else { return };
        let language = self.language;
        let done = revoking::release(office, document, device).and_then(|_| {
            let name = office.roster()?.name_of(&device);
            Ok(say!(language, "work-released", name = name))
        });
        self.told(office, done.map_err(Refusal::from));
    }

    fn told(&self, office: &Office, done: Result<String, Refusal>) {
        match done {
            Ok(text) => {
                // What shows of documents may be something else now.
                if let Err(error) = indexing::catch_up(office) {
                    tracing::warn!(%error, "the index is not up to date");
                }
                self.tell_council();
                self.tell(Event::Council(CouncilEvent::Done(text)));
            }
            Err(refusal) => self.refused(refusal),
        }
    }

    fn load_heard(&self) {
        let Some(office) = self.office.clone() else {
            return;
        };
        self.beside(
            move |outbox| match office.reader().and_then(|reader| reader.last_heard()) {
                Ok(heard) => {
                    let heard = heard.into_iter().collect();
                    outbox.tell(Event::Council(CouncilEvent::Heard(heard)));
                }
                Err(error) => tracing::warn!(%error, "when devices were heard of is not read"),
            },
        );
    }

    fn load_held_work(&self) {
        let Some(office) = self.office.clone() else {
            return;
        };
        self.read_beside(Reading::HeldWork, move || {
            let read = office.reader().and_then(|reader| {
                let me = office.me();
                let held = revoking::held_work(&reader, &me)?;
                Ok((held, branches::forked_work(&reader, Some(&me), None)?))
            });
            read.inspect_err(|error| tracing::warn!(%error, "what is held back is not read"))
                .ok()
                .map(|(held, forked)| Event::Council(CouncilEvent::HeldWork(held, forked)))
        });
    }

    fn load_held_text(&self, document: format::DocumentId, device: PublicKey) {
        let Some(office) = self.office.clone() else {
            return;
        };
        let language = self.language;
        self.beside(
            move |outbox| match held_text::read(&office, &document, &device, language) {
                Ok(text) => outbox.tell(Event::Council(CouncilEvent::HeldText(Box::new(text)))),
                Err(error) => tracing::warn!(%error, "what is held back is not read"),
            },
        );
    }

    fn refused(&self, refusal: Refusal) {
        let why = refusal.sentence(self.language);
        self.tell(Event::Council(CouncilEvent::Refused(why)));
    }

    fn with_office(
        &mut self,
        work: impl FnOnce(&mut Self, &Office) -> Result<(), MembershipError>,
    ) -> Result<(), MembershipError> {
        let office = self.office.clone().ok_or(OfficeError::NoCouncil)?;
        work(self, &office)
    }

    fn read_invitation(&self, text: String) -> Result<(), MembershipError> {
        let invited = membership::invited_to(&read(&text)?)?;
        self.tell(Event::Council(CouncilEvent::Invited {
            text,
            to: InvitedTo {
                council: invited.council,
                office: invited.office,
                expires_millis: invited.expires_millis,
            },
        }));
        Ok(())
    }

    fn invite(
        &mut self,
        office: &str,
        days: u32,
        replaces: Option<PublicKey>,
    ) -> Result<(), MembershipError> {
        self.with_office(|running, mine| {
            let invitation = membership::invite_instead_of(mine, office, days, replaces)?;
            let text = invitation.to_text()?;
            running.tell(Event::Council(CouncilEvent::InvitationMade {
                office: office.to_owned(),
                text,
            }));
            Ok(())
        })
    }

    /// The council of the demo, played in a folder beside the data: merged documents, open conflicts, a
    /// merge report. The device's own folder stays as it is.
    fn explore_sample(&mut self) {
        let folder = self.home.folder().join(SAMPLE);
        let played = self
            .home
            .make_folder()
            .map_err(Refusal::from)
            .and_then(|()| {
                remove(&folder).map_err(|error| Refusal::technical(&error))?;
                crate::demo::run(&folder, &|_| {}).map_err(|error| Refusal::technical(&error))?;
                let home = Home::find(Some(folder.join(crate::demo::CHAIR)))?;
                Ok((home.clone(), Office::open(home)?))
            });
        match played {
            Ok((home, office)) => {
                self.real_home = Some(std::mem::replace(&mut self.home, home));
                self.place(office);
            }
            Err(refusal) => self.refused(refusal),
        }
    }

    fn leave_sample(&mut self) {
        let Some(home) = self.real_home.take() else {
            return;
        };
        self.close_door();
        self.close_door();
        self.end_link();
        self.office = None;
        self.held.clear();
        self.home = home;
        if let Err(error) = remove(&self.home.folder().join(SAMPLE)) {
            // It is in nobody's way, and removed before the next one.
            tracing::warn!(%error, "the sample is not removed");
        }
        self.begin();
    }

    /// Says that something was not done.
    pub(super) fn refuse(&self, error: impl Into<Refusal>) {
        let why = self.sentence(error);
        self.tell(Event::Documents(documents::Event::Refused(why)));
    }
}

/// The folder of the sample, in the data folder.
const SAMPLE: &str = "sample";
/// The largest file that is read as an invitation, in bytes.
const MAX_INVITATION_BYTES: u64 = 1024 * 1024;

fn remove(folder: &Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn read_file(file: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    std::fs::File::open(file)?
        .take(MAX_INVITATION_BYTES)
        .read_to_string(&mut text)?;
    Ok(text)
}

fn read(text: &str) -> Result<Invitation, MembershipError> {
    Ok(Invitation::from_text(text)?)
}

/// Tells the council as it is now.
pub(super) fn tell(outbox: &Outbox, language: Language, office: &Office, is_sample: bool) {
    let event = match office.roster() {
        Ok(roster) => CouncilEvent::Placed(Box::new(council(office, &roster, is_sample))),
        Err(error) => CouncilEvent::Refused(Refusal::from(error).sentence(language)),
    };
    outbox.tell(Event::Council(event));
}

/// The body of the act that makes a change.
fn body_of(seating: &Seating, change: Change) -> Body {
    match change {
        Change::Appoint {
            holder,
            role,
            unit,
            field,
            from,
            until,
        } => Body::Appoint(Appoint {
            holder,
            role,
            unit,
            field,
            from,
            until,
            instead_of: match role {
                Role::Chair => seating.chair_to_replace(),
                _ => None,
            },
        }),
        Change::End { seat, reason } => Body::EndSeat(EndSeat { seat, reason }),
        Change::Rules(charter) => Body::Charter(charter),
        Change::Unit(unit) => Body::Unit(unit),
        Change::UnitCode(code) => Body::UnitCode(code),
    }
}

/// A relay as it is named on the screen, brought into the form it has in acts.
fn entry(relay: NamedRelay) -> Result<RelayEntry, MembershipError> {
    let typed = membership::relay_entry(&relay.address)?;
    let mut serves = relay.serves;
    if let Some(units) = &mut serves {
        units.sort();
        units.dedup();
    }
    Ok(RelayEntry {
        serves: serves.or(typed.serves),
        ..typed
    })
}
