//! Looks into carry files, takes and writes them, beside everything else: a large one takes a while.

use std::collections::{BTreeMap, BTreeSet};
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

/// The files that were checked.
#[derive(Default)]
pub(super) struct Checked {
    files: Mutex<Files>,
    /// Held while files are checked: one after the other, because each takes room for a copy.
    looking: Mutex<()>,
    /// Held while files are taken: one after the other.
    taking: Mutex<()>,
}

/// Which files somebody still looks at, and those that were checked, by the numbers the window gave them.
#[derive(Default)]
struct Files {
    wanted: BTreeSet<u64>,
    checked: BTreeMap<u64, (PathBuf, carry::Checked)>,
}

impl Checked {
    fn files(&self) -> MutexGuard<'_, Files> {
        // Only whole entries are put in.
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wants(&self, number: u64) -> bool {
        self.files().wanted.contains(&number)
    }

    /// Keeps a file, unless it was put away meanwhile.
    fn keep(&self, number: u64, path: PathBuf, file: carry::Checked) {
        let mut files = self.files();
        if files.wanted.contains(&number) {
            files.checked.insert(number, (path, file));
        }
    }

    /// Takes a file out, to do something that takes long: nobody waits for the others meanwhile.
    fn take_out(&self, number: u64) -> Option<(PathBuf, carry::Checked)> {
        self.files().checked.remove(&number)
    }

    fn forget(&self, number: u64) -> Option<(PathBuf, carry::Checked)> {
        let mut files = self.files();
        files.wanted.remove(&number);
        files.checked.remove(&number)
    }

    fn numbers(&self) -> Vec<u64> {
        self.files().checked.keys().copied().collect()
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
                checked.files().wanted.insert(number);
                self.beside(move |outbox| {
                    let _turn = (checked.looking.lock()).unwrap_or_else(PoisonError::into_inner);
                    // Put away before its turn came.
                    if !checked.wants(number) {
                        return;
                    }
                    let looked = look(&office, language, &folder, &path);
                    let looked = looked.map(|(file, preview)| {
                        checked.keep(number, path.clone(), file);
                        preview
                    });
                    let looked = looked.map_err(|error| why(&office, language, error, &path));
                    tell(outbox, CarryEvent::Looked(number, looked));
                });
            }
            Effect::Forget(number) => {
                let gone = checked.forget(number);
                // The copy of a large file takes a while to go.
                self.beside(move |_| drop(gone));
            }
            Effect::Take(numbers) => self.beside(move |outbox| {
                let _turn = (checked.taking.lock()).unwrap_or_else(PoisonError::into_inner);
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

/// Takes a file that was checked, and says of the others what of them is new now. One that could not be taken to
/// its end can be taken again.
fn take(office: &Office, language: Language, checked: &Checked, number: u64, outbox: &Outbox) {
    // Put away before its turn came.
    let Some((path, mut file)) = checked.take_out(number) else {
        return;
    };
    let taken = carry::take(office, &mut file)
        .map(|taken| taken_in_words(language, &taken))
        .map_err(|error| why(office, language, error, &path));
    match &taken {
        Ok(_) => drop(checked.forget(number)),
        Err(_) => checked.keep(number, path, file),
    }
    tell(outbox, CarryEvent::Taken(number, taken));
    for other in checked.numbers() {
        if other != number {
            compare(office, language, checked, other, outbox);
        }
    }
}

/// Says what of a file that was checked is new now.
fn compare(office: &Office, language: Language, checked: &Checked, number: u64, outbox: &Outbox) {
    let Some((path, mut file)) = checked.take_out(number) else {
        return;
    };
    let compared = office.reader().map_err(CarryFileError::from);
    let compared = compared.and_then(|reader| {
        file.compare(&reader, &office.me())?;
        preview(&reader, language, &file)
    });
    let compared = compared.map_err(|error| why(office, language, error, &path));
    checked.keep(number, path, file);
    tell(outbox, CarryEvent::Looked(number, compared));
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
