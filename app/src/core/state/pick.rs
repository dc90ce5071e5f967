//! What follows from files that were picked or dropped.

use std::path::PathBuf;

use ::council::act::file::Media;
use ::council::attachment::neutral;
use ::council::view::{Kind, View};
use format::DocumentId;

use crate::core::carry_file::Writing;
use crate::core::documents::Beginning;
use crate::core::editor::texts;
use crate::core::notices::Tone;
use crate::core::pick::{self, Dialog, Landing, Pick, Picked};
use crate::core::{Effect, Phase, Screen, State, council, documents, editor, settings};
use crate::say;

impl State {
    /// Opens the dialog in which a person picks something.
    pub(super) fn open_dialog(&mut self, pick: Pick) -> Vec<Effect> {
        let mut effects = self.save_everything(true);
        let word = |name| self.settings.language.say(name);
        let (title, suggestion, endings): (_, _, &'static [&'static str]) = match &pick {
            Pick::DataFolder => (word("pick-data-folder"), None, &[]),
            Pick::Invitation => (word("pick-invitation"), None, pick::INVITATION),
            Pick::SaveInvitation => {
                let office = self.invitation.as_ref().map_or("", |(office, _)| office);
                let name = pick::file_name(office, "invitation");
                (word("pick-save-invitation"), Some(name), pick::INVITATION)
            }
            Pick::Import => (word("pick-import"), None, pick::IMPORTED),
            Pick::Export(id) => {
                let row = self.documents.row(id);
                let endings = match row.map(|row| row.kind) {
                    Some(Kind::Matrix) => pick::EXPORTED_MATRIX,
                    _ => pick::EXPORTED_TEXT,
                };
                let ending = endings.first().copied().unwrap_or_default();
                let title = match self.editors.get(id) {
                    Some(editor) => title_of(&editor.view),
                    None => row.map(|row| row.title.clone()).unwrap_or_default(),
                };
                let name = pick::file_name(&title, ending);
                (word("pick-export"), Some(name), endings)
            }
            Pick::ExportVersion(id, number) => (
                word("pick-export-version"),
                Some(self.version_name(id, *number, "pdf")),
                pick::EXPORTED_VERSION,
            ),
            Pick::PublishedFile(id, number, media) => {
                let name = self.version_name(id, *number, media.ending());
                let endings: &[&str] = match media {
                    Media::Pdf => &["pdf"],
                    Media::Html => &["html"],
                };
                (word("pick-published-file"), Some(name), endings)
            }
            Pick::SaveCarryFile => {
                let name = match &self.carry.writing {
                    Writing::Asking(order) => order.name.as_str(),
                    _ => "",
                };
                let name = pick::file_name(name, pick::CARRY_FILE[0]);
                let endings = &pick::CARRY_FILE[..1];
                (word("pick-save-carry-file"), Some(name), endings)
            }
            Pick::Attach(..) => (word("pick-attach"), None, &[]),
            Pick::SaveAttachment(id, attachment) => {
                let name = self
                    .attachment(id, attachment)
                    .map(|one| neutral(&one.name));
                (word("pick-save-attachment"), name, &[])
            }
            Pick::CarryFiles => (word("pick-carry-files"), None, pick::CARRY_FILE),
            Pick::RecoveryKey => {
                let council = self.council().map_or("", |council| council.name.as_str());
                let name = pick::file_name(&format!("{council} {}", word("recovery-key")), "key");
                (word("pick-recovery-key"), Some(name), pick::RECOVERY_KEY)
            }
            Pick::Backup => {
                let council = self.council().map_or("", |council| council.name.as_str());
                let name = pick::file_name(&format!("{council} {}", word("backup")), "sqlite");
                (word("pick-backup"), Some(name), pick::BACKUP)
            }
            Pick::Restore => (word("pick-restore"), None, pick::BACKUP),
            Pick::RelayAuthority => (word("pick-relay-authority"), None, pick::CERTIFICATE),
        };
        effects.push(Effect::Pick(Dialog {
            pick,
            title,
            suggestion,
            endings,
        }));
        effects
    }

    /// The name of a file with a version of a document: title, official number, version.
    fn version_name(&self, id: &DocumentId, number: usize, ending: &str) -> String {
        let title = self.documents.row(id).map(|row| row.title.clone());
        let editor = self.editors.get(id);
        let decisions = editor.and_then(|editor| editor.judged.decisions.as_ref());
        let version = decisions.and_then(|decisions| {
            let mut versions = decisions.lifecycle.versions.iter();
            versions.find(|version| version.number == number)
        });
        let publication = version.and_then(|version| version.publication.as_ref());
        let official = publication.map(|publication| publication.number.clone());
        let version = say!(
            self.settings.language,
            "told-version",
            number = number as u64
        );
        let parts = [title, official, Some(version)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        pick::file_name(&parts.join(" - "), ending)
    }

    /// What was picked.
    pub(super) fn picked(&mut self, picked: Picked) -> Vec<Effect> {
        let Some(first) = picked.paths.first().cloned() else {
            return vec![];
        };
        let effect = match picked.pick {
            Pick::DataFolder => Effect::Council(council::Effect::UseFolder(first)),
            Pick::Invitation => Effect::Council(council::Effect::ReadInvitationFile(first)),
            Pick::SaveInvitation => match &self.invitation {
                Some((_, text)) => {
                    Effect::Council(council::Effect::WriteInvitation(first, text.clone()))
                }
                None => return vec![],
            },
            // Who may hold what comes in is said before.
            Pick::Import => return self.go(Screen::NewDocument(Beginning::Files(picked.paths))),
            Pick::Export(id) => Effect::Documents(documents::Effect::Export(id, first)),
            Pick::ExportVersion(id, number) => {
                Effect::Documents(documents::Effect::ExportVersion(id, number, first))
            }
            Pick::PublishedFile(id, number, media) => {
                Effect::Documents(documents::Effect::SaveFile(id, number, media, first))
            }
            Pick::SaveCarryFile => return self.write_carry_file(first),
            Pick::Attach(id, to) => {
                return self.act_in_editor(id, editor::Action::Attach(picked.paths, to));
            }
            Pick::SaveAttachment(id, attachment) => match self.attachment(&id, &attachment) {
                Some(one) => {
                    let save = editor::Effect::SaveAttachment(Box::new(one), first);
                    Effect::Editor(id, save)
                }
                None => return vec![],
            },
            Pick::CarryFiles => return self.look_at_carry_files(picked.paths),
            Pick::RecoveryKey => Effect::Council(council::Effect::ExportRecoveryKey(first)),
            Pick::Backup => Effect::Settings(settings::Effect::Backup(first)),
            Pick::Restore => Effect::Settings(settings::Effect::Restore(first)),
            Pick::RelayAuthority => {
                let action = settings::Action::RelayAuthority(Some(first));
                let effects = self.settings.act(action).into_iter();
                return effects.map(Effect::Settings).collect();
            }
        };
        vec![effect]
    }

    /// What becomes of these files, if they are dropped now: an invitation at the first start; later carry files
    /// are looked at; what is dropped on an open document is attached to it; else it is imported.
    pub fn landing(&self, paths: &[PathBuf]) -> Landing {
        let carried = paths
            .iter()
            .filter(|path| pick::is_carry_file(path))
            .count();
        match &self.phase {
            _ if paths.is_empty() => Landing::Nowhere,
            Phase::Starting | Phase::Unusable(_) => Landing::Nowhere,
            Phase::FirstStart(_) => Landing::Invitation,
            Phase::Working(_) if carried > 0 => Landing::CarryFiles {
                others: paths.len() - carried,
            },
            Phase::Working(_) => match self.shown_editor() {
                Some(editor) if editor.read_only.is_none() => {
                    Landing::Attach(editor.id, self.dropped_to())
                }
                _ => Landing::Import,
            },
        }
    }

    /// Files were dropped into the window.
    pub(super) fn dropped(&mut self, mut paths: Vec<PathBuf>) -> Vec<Effect> {
        let pick = match self.landing(&paths) {
            Landing::Nowhere => return vec![],
            Landing::Invitation => {
                paths.sort_by_key(|path| pick::is_carry_file(path));
                Pick::Invitation
            }
            Landing::CarryFiles { others } => {
                paths.retain(|path| pick::is_carry_file(path));
                if others > 0 {
                    let count = others as u64;
                    let language = self.settings.language;
                    let text = say!(language, "notice-dropped-others", count = count);
                    self.notices.show(Tone::News, text, self.now_millis);
                }
                Pick::CarryFiles
            }
            Landing::Attach(id, to) => Pick::Attach(id, to),
            Landing::Import => Pick::Import,
        };
        self.picked(Picked { pick, paths })
    }
}

/// What a document is called.
fn title_of(view: &View) -> String {
    match texts::value(view, &::council::edit::Place::Title) {
        Some("") | None => match view {
            View::Minutes(minutes) => minutes.meeting.get("title").cloned().unwrap_or_default(),
            _ => String::new(),
        },
        Some(title) => title.to_owned(),
    }
}
