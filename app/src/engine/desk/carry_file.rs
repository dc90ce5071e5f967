//! Looks into carry files, takes and writes them, beside everything else: a large one takes a while.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use store::Reader;
use sync::Holdings as _;

use super::{Outbox, Running};
use crate::command_line::refusal::Refusal;
use crate::core::Event;
use crate::core::carry_file::{Effect, Event as CarryEvent, Order, Part, Preview};
use crate::engine::carry_file::{self as carry, CarryFileError};
use crate::engine::office::Office;
use crate::words::Language;
use crate::words::carry_file::{for_whom, taken_in_words, written_in_words};

/// The files that were checked, by the numbers the window gave them.
type Files = BTreeMap<u64, (PathBuf, carry::Checked)>;

/// See [`Files`].
#[derive(Default)]
pub(super) struct Checked {
    files: Mutex<Files>,
    /// Held while files are taken: one after the other.
    turn: Mutex<()>,
}

impl Checked {
    fn files(&self) -> MutexGuard<'_, Files> {
        // Only whole entries are put in.
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running {
    pub(super) fn perform_on_carry_files(&mut self, effect: Effect) {
        let Some(office) = self.office.clone() else {
            return;
        };
        let (language, checked) = (self.language, Arc::clone(&self.checked));
        match effect {
            Effect::Look(number, path) => {
                let folder = self.home.folder().to_owned();
                self.beside(move |outbox| {
                    let looked = look(&office, language, &folder, &path);
                    let looked = looked.map(|(file, preview)| {
                        checked.files().insert(number, (path.clone(), file));
                        preview
                    });
                    let looked = looked.map_err(|error| why(&office, language, error, &path));
                    tell(outbox, CarryEvent::Looked(number, looked));
                });
            }
            Effect::Forget(number) => drop(checked.files().remove(&number)),
            Effect::Take(numbers) => self.beside(move |outbox| {
                let _turn = checked.turn.lock().unwrap_or_else(PoisonError::into_inner);
                for number in numbers {
                    take(&office, language, &checked, number, outbox);
                }
            }),
            Effect::Write(order, path) => self.beside(move |outbox| {
                let written = write(&office, language, &order, &path);
                tell(outbox, CarryEvent::Written(written));
            }),
        }
    }
}

fn tell(outbox: &Outbox, event: CarryEvent) {
    outbox.tell(Event::Carry(event));
}

/// Why a file was not taken or not written, in the person's language.
fn why(office: &Office, language: Language, error: CarryFileError, path: &Path) -> String {
    match office.roster() {
        Ok(roster) => Refusal::carry_file(error, path, &roster).sentence(language),
        Err(error) => Refusal::from(error).sentence(language),
    }
}

fn look(
    office: &Office,
    language: Language,
    folder: &Path,
    path: &Path,
) -> Result<(carry::Checked, Box<Preview>), CarryFileError> {
    let reader = office.reader()?;
    let checked = carry::check(&reader, office.key(), folder, path)?;
    let preview = preview(&reader, language, &checked)?;
    Ok((checked, preview))
}

/// What is in a file, as the window shows it.
fn preview(
    reader: &Reader,
    language: Language,
    checked: &carry::Checked,
) -> Result<Box<Preview>, CarryFileError> {
    let contents = checked.contents();
    let header = &contents.header;
    let here = reader.roster()?;
    let roster = carry::roster_with(&here, reader.council(), contents);
    let titles: BTreeMap<_, _> = reader
        .summaries()?
        .into_iter()
        .map(|summary| (summary.document, summary.title))
        .collect();
    let parts = checked.documents.iter().map(|(id, news)| Part {
        id: *id,
        title: titles
            .get(id)
            .cloned()
            .unwrap_or_else(|| news.title.clone()),
        is_unknown: news.is_unknown,
        new_changes: news.new_changes,
        new_acts: news.new_acts,
        held: news.held,
    });
    let mut documents: Vec<Part> = parts.collect();
    documents.sort_by_cached_key(|part| {
        let new = part.new_changes + part.new_acts;
        (new == 0, council::units::name_key(&part.title), part.id)
    });
    Ok(Box::new(Preview {
        from: roster.name_of(&header.from),
        whom: for_whom(language, &roster, &header.recipients),
        time_millis: header.time_millis,
        since_millis: header.since_millis,
        bytes: contents.bytes,
        was_locked: checked.was_locked,
        lacks_earlier: checked.lacks_earlier(),
        documents,
        new_roster_acts: checked.new_roster_acts as u64,
        receipts: contents.receipts,
        files: contents.blobs.len() as u64,
    }))
}

/// Takes a file that was checked, and says of the others what of them is new now.
fn take(office: &Office, language: Language, checked: &Checked, number: u64, outbox: &Outbox) {
    // Put away before its turn came.
    let Some((path, mut file)) = checked.files().remove(&number) else {
        return;
    };
    let taken = carry::take(office, &mut file)
        .map(|taken| taken_in_words(language, &taken))
        .map_err(|error| why(office, language, error, &path));
    let is_taken = taken.is_ok();
    tell(outbox, CarryEvent::Taken(number, taken));
    if !is_taken {
        return;
    }
    for (number, (path, file)) in checked.files().iter_mut() {
        let again = office
            .reader()
            .map_err(CarryFileError::from)
            .and_then(|reader| {
                file.compare(&reader, &office.me())?;
                preview(&reader, language, file)
            });
        let again = again.map_err(|error| why(office, language, error, path));
        tell(outbox, CarryEvent::Looked(*number, again));
    }
}

fn write(
    office: &Office,
    language: Language,
    order: &Order,
    path: &Path,
) -> Result<Vec<String>, String> {
    let wanted = carry::Order {
        recipients: order.recipients.clone(),
        since_millis: order.since_millis,
        is_locked: order.is_locked,
        blobs_up_to_bytes: order.files_up_to,
    };
    // The dialog asked whether a file that is there is to be replaced.
    let written = carry::write(office, &wanted, path, true);
    let written = written.map_err(|error| why(office, language, error, path))?;
    let roster = office.roster();
    let roster = roster.map_err(|error| Refusal::from(error).sentence(language))?;
    let lines = written_in_words(language, &roster, path, &wanted, &written);
    Ok(lines)
}
