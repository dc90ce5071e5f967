//! The list of documents, search, new documents, import and export.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use ::council::act::file::Media;
use ::council::act::scope::Label;
use ::council::edit::{Edit, Place};
use ::council::roster::Roster;
use ::council::view::{Clause, Kind};
use format::id::Origin;
use format::scope::Scope;
use format::{DocumentId, PublicKey};
use store::summary::Summary;
use store::{Reader, StoreError};

use super::{Reading, Running};
use crate::command_line::moments::today;
use crate::command_line::refusal::Refusal;
use crate::core::Event;
use crate::core::deciding::holding::Holding;
use crate::core::documents::{Effect, Event as ListEvent, Hit, Row, Template};
use crate::core::pick::file_name;
use crate::core::sharing::Holders;
use crate::engine::archiving::{Record, archive, is_in_vain};
use crate::engine::carrying::carrying;
use crate::engine::coding::{self, code_of_new};
use crate::engine::deciding::{self, Case};
use crate::engine::header::{MEETING_TITLE, title_place};
use crate::engine::indexing::{
    changed_by, held_back_now, known_codes, known_held_back, known_readers, known_status,
    restarted_as,
};
use crate::engine::office::Office;
use crate::engine::open::open;
use crate::engine::paper::Named;
use crate::engine::units::known;
use crate::engine::version::{self, Looker, Which};
use crate::engine::write::{Draft, WriteError};
use crate::engine::{export, files, import, paper, superseding};
use crate::say;
use crate::words::Language;

/// How many documents search shows.
const HITS: usize = 100;
/// The folder of pages for printing, in the data folder.
const PRINTED: &str = "printed";

impl Running {
    pub(super) fn perform_on_documents(&mut self, effect: Effect) {
        let Some(office) = self.office.clone() else {
            return;
        };
        match effect {
            Effect::Load => {
                self.read_beside(Reading::List, move || {
                    let me = office.me();
                    let read = office.reader().and_then(|reader| rows(&reader, &me));
                    read.inspect_err(|error| tracing::warn!(%error, "the list is not read"))
                        .ok()
                        .map(|rows| Event::Documents(ListEvent::Loaded(rows)))
                });
            }
            Effect::Search(query) => self.beside(move |outbox| {
                let found = office
                    .reader()
                    .and_then(|reader| reader.search(&query, HITS));
                let hits = found.unwrap_or_default();
                let hits = hits.into_iter().filter_map(|hit| {
                    Some(Hit {
                        id: hit.document,
                        kind: Kind::from_name(&hit.kind)?,
                        title: hit.title,
                        unit: hit.unit,
                        snippet: hit.snippet,
                    })
                });
                let hits = hits.collect();
                outbox.tell(Event::Documents(ListEvent::Found { query, hits }));
            }),
            Effect::Create {
                template,
                title,
                unit,
                holders,
            } => {
                let meets = match &template {
                    Template::Minutes { unit, .. } => unit,
                    _ => &unit,
                };
                let created = scope_of(&office, &holders, meets).and_then(|scope| {
                    let holders = (holders.label, &scope);
                    let names = (title.as_str(), unit.as_str());
                    Ok(create(&office, self.language, &template, names, holders)?)
                });
                match created {
                    Ok(id) => self.tell(Event::Documents(ListEvent::Created(id))),
                    Err(refusal) => self.refuse(refusal),
                }
            }
            Effect::Import(files, holders) => self.import(office, files, holders),
            Effect::CancelImport => self.import.store(true, Ordering::Relaxed),
            Effect::Rename(id, title) => {
                let done = edit(&office, &id, |draft| {
                    let place = title_place(&draft.document().view());
                    vec![put(place, &title)]
                });
                self.done(done, "notice-renamed");
            }
            Effect::Duplicate(id) => match duplicate(&office, self.language, &id) {
                Ok(id) => self.tell(Event::Documents(ListEvent::Created(id))),
                Err(error) => self.refuse(error),
            },
            Effect::Archive(id, archived) => {
                self.done(
                    archive(&office, &id, archived).map(drop),
                    if archived {
                        "notice-archived"
                    } else {
                        "notice-restored"
                    },
                );
            }
            Effect::Export(id, file) => match write_file(&office, self.language, &id, &file) {
                Ok(()) => self.tell(Event::Documents(ListEvent::Exported(file))),
                Err(refusal) => self.refuse(refusal),
            },
            Effect::ExportVersion(id, number, file) => {
                // Setting pages may take a while.
                let language = self.language;
                self.beside(move |outbox| {
                    let event = match write_version(&office, language, &id, number, &file) {
                        Ok(()) => ListEvent::Exported(file),
                        Err(refusal) => ListEvent::Refused(refusal.sentence(language)),
                    };
                    outbox.tell(Event::Documents(event));
                });
            }
            Effect::SaveFile(id, number, media, file) => {
                let language = self.language;
                let up_to = self.allowance.files_up_to();
                self.beside(move |outbox| {
                    let event =
                        match save_file(&office, (language, up_to), &id, (number, media), &file) {
                            Ok(()) => ListEvent::Exported(file),
                            Err(refusal) => ListEvent::Refused(refusal.sentence(language)),
                        };
                    outbox.tell(Event::Documents(event));
                });
            }
            Effect::Print(id) => self.print(office, id),
        }
    }

    fn done(&self, done: Result<(), WriteError>, sentence: &'static str) {
        match done {
            Ok(()) => {
                let text = self.language.say(sentence);
                self.tell(Event::Documents(ListEvent::Done(text)));
            }
            Err(error) => self.refuse(error),
        }
    }

    /// Imports files beside everything else, so that it can be cancelled and saving goes on meanwhile.
    fn import(&self, office: Arc<Office>, files: Vec<PathBuf>, holders: Holders) {
        self.import.store(false, Ordering::Relaxed);
        let is_cancelled = Arc::clone(&self.import);
        let language = self.language;
        self.beside(move |outbox| {
            let tell = |event| outbox.tell(Event::Documents(event));
            let refuse = |why: String| tell(ListEvent::Refused(why));
            let going_on = |done, of| {
                tell(ListEvent::Importing { done, of });
                match is_cancelled.load(Ordering::Relaxed) {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                }
            };
            let wanted = import::Wanted::default();
            let read = match import::read_reporting(&Path::to_owned, &files, wanted, going_on) {
                Ok(ControlFlow::Continue(read)) => read,
                Ok(ControlFlow::Break(())) => return refuse(language.say("import-cancelled")),
                Err(errors) => {
                    let sentences = errors.into_iter();
                    let sentences = sentences.map(|error| Refusal::from(error).sentence(language));
                    return refuse(sentences.collect::<Vec<_>>().join("\n"));
                }
            };
            let imported = scope_of(&office, &holders, "")
                .and_then(|scope| Ok(office.import_for(read, holders.label, &scope)?));
            match imported {
                Ok(imported) => {
                    let ids = imported.iter().map(|one| one.saved.id).collect();
                    tell(ListEvent::Imported(ids));
                }
                Err(refusal) => refuse(refusal.sentence(language)),
            }
        });
    }

    /// Writes a document as a page for the browser, which prints it, and opens it there.
    fn print(&self, office: Arc<Office>, id: DocumentId) {
        let (language, folder) = (self.language, self.home.folder().join(PRINTED));
        self.beside(move |outbox| {
            let printed = page(&office, language, &id, &folder).and_then(|file| {
                ::open::that_detached(&file).map_err(|error| Refusal::technical(&error))
            });
            if let Err(refusal) = printed {
                let why = refusal.sentence(language);
                outbox.tell(Event::Documents(ListEvent::Refused(why)));
            }
        });
    }

    /// The row of one document.
    pub(super) fn row(&self, office: &Office, summary: &Summary) -> Option<Row> {
        let reader = office.reader().ok()?;
        let record = Record::of(&reader, &summary.document).ok()?;
        let mut summary = summary.clone();
        record.settle(&reader, &mut summary);
        let roster = reader.roster().ok()?;
        row(&roster, &summary, record.may(&office.me(), &summary))
    }
}

/// Every document, as the list shows it.
fn rows(reader: &Reader, me: &PublicKey) -> Result<Vec<Row>, StoreError> {
    let roster = reader.roster()?;
    let record = Record::read(reader)?;
    let mut summaries = reader.summaries()?;
    let held_back = held_back_now(reader)?;
    let mut rows: Vec<Row> = summaries
        .iter_mut()
        .filter_map(|summary| {
            record.settle(reader, summary);
            row(&roster, summary, record.may(me, summary))
        })
        .collect();
    for row in &mut rows {
        row.held_back = held_back.get(&row.id).copied().unwrap_or(row.held_back);
    }
    Ok(rows)
}

fn row(roster: &Roster, summary: &Summary, may_archive: bool) -> Option<Row> {
    let changed = summary.changed.as_deref();
    let by = changed_by(summary);
    Some(Row {
        id: summary.document,
        kind: Kind::from_name(&summary.kind)?,
        title: summary.title.clone(),
        unit: summary.unit.clone(),
        codes: known_codes(summary),
        is_archived: summary.archived,
        is_archived_in_vain: is_in_vain(summary),
        may_archive,
        restarted_as: restarted_as(summary),
        changed_millis: changed
            .and_then(|changed| changed.parse::<jiff::Timestamp>().ok())
            .map(jiff::Timestamp::as_millisecond),
        changed_by: by
            .and_then(|key| roster.members.get(&key))
            .map(|member| member.person.clone())
            .unwrap_or_default(),
        open_actions: summary.open_actions,
        conflicts: summary.conflicts,
        held_back: known_held_back(summary),
        status: known_status(summary, deciding::today()).to_owned(),
        readers: known_readers(summary),
    })
}

fn put(place: Place, value: &str) -> Edit {
    Edit::Put {
        place,
        value: value.to_owned(),
    }
}

fn edit(
    office: &Office,
    id: &DocumentId,
    edits: impl FnOnce(&Draft) -> Vec<Edit>,
) -> Result<(), WriteError> {
    let mut draft = office.draft(id)?;
    let edits = edits(&draft);
    draft.edit(&edits)?;
    office.save_one(draft)?;
    Ok(())
}

/// Who may hold a document of `unit` that is begun here; of the writer's own where that is empty.
fn scope_of(office: &Office, holders: &Holders, unit: &str) -> Result<Scope, Refusal> {
    let roster = office.roster()?;
    let own = roster.members.get(&office.me());
    let unit = match unit.trim() {
        "" => own.map(|one| one.office.clone()).unwrap_or_default(),
        unit => known(&roster, unit)?,
    };
    let scope = holders.scope(&unit, &office.me());
    scope.ok_or_else(|| Refusal::say(|language| say!(language, "refused-scope-size")))
}

/// Creates a document, or finds the minutes that are here already.
fn create(
    office: &Office,
    language: Language,
    template: &Template,
    (title, unit): (&str, &str),
    (label, scope): (Option<Label>, &Scope),
) -> Result<DocumentId, WriteError> {
    let new = |kind| office.draft_new_for(kind, label, scope.clone());
    let (mut draft, mut edits) = match template {
        Template::Policy => (new(Kind::Policy)?, vec![]),
        Template::Guideline => {
            let clauses = ["template-company-use", "template-personal-use"];
            let mut after = None;
            let mut edits = Vec::new();
            for heading in clauses {
                let id = uuid::Uuid::new_v4().to_string();
                edits.push(Edit::Insert {
                    new: ::council::edit::New::Clause(Clause {
                        id: id.clone(),
                        level: 1,
                        heading: language.say(heading),
                        body: String::new(),
                    }),
                    after: after.replace(id),
                });
            }
            (new(Kind::Policy)?, edits)
        }
        Template::Matrix => (new(Kind::Matrix)?, vec![]),
        Template::Minutes {
            unit,
            meeting,
            date,
            ordinal,
        } => {
            let meeting_type = meeting.trim().to_lowercase();
            let meeting = Origin::Meeting {
                unit: unit.clone(),
                meeting_type: meeting_type.clone(),
                date: date.clone(),
                ordinal: *ordinal,
            };
            let mut draft = office.draft_of_meeting_for(meeting, label, scope.clone())?;
            if !draft.is_new() {
                return Ok(draft.id());
            }
            let fact = |name: &str, value: &str| put(Place::Meeting(name.to_owned()), value);
            let edits = vec![
                fact(MEETING_TITLE, title),
                fact("type", &meeting_type),
                fact("date", date),
                code_of_new(office, unit)?,
            ];
            draft.edit(&edits)?;
            let edits = carrying(office, &draft, unit)?;
            (draft, edits)
        }
    };
    if !matches!(template, Template::Minutes { .. }) {
        if !title.trim().is_empty() {
            edits.push(put(Place::Title, title.trim()));
        }
        if !unit.trim().is_empty() {
            edits.push(put(Place::Meta("unit".to_owned()), unit.trim()));
        }
        edits.push(code_of_new(office, unit)?);
    }
    draft.edit(&edits)?;
    Ok(office.save_one(draft)?.id)
}

/// A copy with a title of its own and no history.
fn duplicate(
    office: &Office,
    language: Language,
    id: &DocumentId,
) -> Result<DocumentId, WriteError> {
    let reader = office.reader()?;
    let opened = open(&reader, id)?;
    let access = reader.access(id)?;
    drop(reader);
    // A copy is for nobody who may not hold what it was made from.
    let me = office.me();
    let people = access.people().chain(access.creators()).copied();
    let scope = match access.is_for_everybody() {
        true => Scope::Council,
        false => Scope::named(access.units().map(str::to_owned), people.chain([me]))
            .unwrap_or_else(|| Label::Secret.scope("", &me)),
    };
    let label = opened.creation.create.label;
    let mut view = crate::engine::header::exported(&opened.view);
    let (title, _) = crate::engine::header::head_of(&view);
    let copy = say!(language, "copy-of", title = title.to_owned());
    match &mut view {
        ::council::view::View::Policy(policy) => policy.title = copy,
        ::council::view::View::Minutes(minutes) => minutes.title = copy,
        ::council::view::View::Matrix(matrix) => matrix.title = copy,
    }
    let file = import::ReadFile {
        file: std::path::PathBuf::new(),
        view,
    };
    let imported = office.import_for(vec![file], label, &scope)?;
    Ok(imported[0].saved.id)
}

/// The page of a document, in a folder of this device that nobody else reads. An older page of the same
/// name goes.
fn page(
    office: &Office,
    language: Language,
    id: &DocumentId,
    folder: &Path,
) -> Result<PathBuf, Refusal> {
    store::make_private_folder(folder).map_err(|error| Refusal::technical(&error))?;
    let summary = office.reader()?.summary(id)?;
    let title = summary.map(|summary| summary.title).unwrap_or_default();
    let file = folder.join(file_name(&title, "html"));
    write_file(office, language, id, &file)?;
    Ok(file)
}

/// Writes a published version with what is official on it.
fn write_version(
    office: &Office,
    language: Language,
    id: &DocumentId,
    number: usize,
    file: &Path,
) -> Result<(), Refusal> {
    let reader = office.reader()?;
    let mut case = Case::read(&reader, id)?;
    case.look_at_clocks(&reader)?;
    let day = deciding::today()
        .ok_or_else(|| Refusal::say(|language| say!(language, "export-no-day")))?;
    let me = office.me();
    let looker = Looker {
        reader: &reader,
        me: Some(&me),
    };
    let (version, _) = version::published(looker, &case, Which::Number(number), day)?;
    let superseded = superseding::of(&reader, &case, Some(&me), day)?;
    let opened = version::text(&reader, id, version)?;
    let meant = Holding::Version(version);
    let stands = paper::stands(
        language,
        &office.roster()?,
        &case,
        Some(&meant),
        superseded.as_ref(),
    );
    let codes = coding::shown_of(&reader, id)?;
    let named = Named::of(Some(&meant), &codes);
    let words = paper::words(language, &case, &opened.view, named, &today());
    let bytes = export::bytes(&opened, file, &words, stands.as_deref())?;
    Ok(export::write(file, &bytes, true)?)
}

/// Writes the file that was published with a version, verified.
fn save_file(
    office: &Office,
    told: (Language, u64),
    id: &DocumentId,
    (number, media): (usize, Media),
    file: &Path,
) -> Result<(), Refusal> {
    let reader = office.reader()?;
    let case = Case::read(&reader, id)?;
    let day = deciding::today()
        .ok_or_else(|| Refusal::say(|language| say!(language, "export-no-day")))?;
    let me = office.me();
    let looker = Looker {
        reader: &reader,
        me: Some(&me),
    };
    let (_, publication) = version::published(looker, &case, Which::Number(number), day)?;
    let bytes = files::published_file(&reader, publication, number, media, told)?;
    Ok(export::write(file, &bytes, true)?)
}

fn write_file(
    office: &Office,
    language: Language,
    id: &DocumentId,
    file: &Path,
) -> Result<(), Refusal> {
    let reader = office.reader()?;
    let mut case = Case::read(&reader, id)?;
    case.look_at_clocks(&reader)?;
    let stands = paper::stands(language, &office.roster()?, &case, None, None);
    let codes = coding::shown_of(&reader, id)?;
    let named = Named::Draft(&codes);
    let words = paper::words(language, &case, &case.opened.view, named, &today());
    let bytes = export::bytes(&case.opened, file, &words, stands.as_deref())?;
    Ok(export::write(file, &bytes, true)?)
}
