//! What can be typed after `dewan`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use council::act::scope::Label;
use council::view::Kind;
use terminal::value::whole;
use terminal::{BadValue, Translations};

use crate::engine::thrift::bytes_per_hour;
use crate::words::Language;
use crate::words::vocabulary::{KINDS, LABELS, LANGUAGES, STATUS_FILTER};

mod attachments;
mod carry_file;
mod council_command;
mod lifecycle;
mod meeting;
mod mending;
mod rights;
mod seats;

pub use attachments::AttachmentsCommand;
pub use carry_file::CarryCommand;
pub use council_command::CouncilCommand;
pub use lifecycle::LifecycleCommand;
pub use meeting::{CircularCommand, MeetingCommand};
pub use mending::MendingCommand;
pub use rights::RightsCommand;
pub use seats::SeatsCommand;

/// How many bytes may go over in an hour; `None`: as many as there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget(pub Option<u64>);

fn budget(typed: &str) -> Result<Budget, BadValue> {
    if ["none", "tanpa-batas"].contains(&typed.trim().to_lowercase().as_str()) {
        return Ok(Budget(None));
    }
    let unknown =
        || BadValue::new(|language| Language::of_terminal(language).say("budget-unknown"));
    Ok(Budget(Some(bytes_per_hour(typed).ok_or_else(unknown)?)))
}

/// What the help of every command and option says in Indonesian.
pub fn help() -> Translations {
    Translations::read(include_str!("../../locales/id/help.txt"))
}

/// Write, merge and keep council documents, with or without a link.
#[derive(Debug, Parser)]
#[command(name = "dewan", version, max_term_width = 100)]
pub struct Arguments {
    /// The folder that holds this device's key and store.
    #[arg(long, env = "DEWAN_HOME", value_name = "DIR", global = true)]
    pub home: Option<PathBuf>,
    /// The language of what is printed.
    #[arg(long, env = "DEWAN_LANGUAGE", value_name = "LANGUAGE", global = true, value_parser = LANGUAGES)]
    pub language: Option<Language>,
    /// Prints JSON with stable fields instead of text. See docs/command-line.md.
    #[arg(long, global = true)]
    pub json: bool,
    /// Adds the technical words of an error to its sentence.
    #[arg(long, global = true)]
    pub verbose: bool,
    /// A file in PEM with the certificate of the organisation's own authority, for relays at wss:// addresses.
    #[arg(long, env = "DEWAN_RELAY_CA", value_name = "FILE", global = true)]
    pub relay_ca: Option<PathBuf>,
    /// Connects to relays on other machines at ws:// addresses, too: whoever is in between can read along.
    #[arg(long, env = "DEWAN_ALLOW_PLAIN", global = true)]
    pub allow_plain: bool,
    /// What to do; without it, the window opens.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Founds, joins and shows the council.
    #[command(subcommand)]
    Council(CouncilCommand),
    /// Writes, shows and reads carry files: what a link would bring, in a file
    #[command(subcommand)]
    Carry(CarryCommand),
    /// Attaches files to a document, or to a thing in it.
    Attach {
        /// Id, start of an id, or title.
        document: String,
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The thing they belong to, such as agenda/2, row/5 or clause/3; all of the document, unless told
        /// otherwise.
        #[arg(long, value_name = "PATH")]
        to: Option<String>,
    },
    /// Lists the files that belong to a document, or puts one on the disk
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    Attachments {
        /// Id, start of an id, or title.
        #[arg(required = true)]
        document: Option<String>,
        /// What to do with one.
        #[command(subcommand)]
        command: Option<AttachmentsCommand>,
    },
    /// Takes an attachment off. The document keeps it in its history, and undo brings it back.
    Detach {
        /// Id, start of an id, or title.
        document: String,
        /// The attachment: its number as listed, its name, or the beginning of its name.
        attachment: String,
    },
    /// Creates a document.
    New {
        /// What kind of document.
        #[arg(value_parser = KINDS)]
        kind: Kind,
        /// What it is called.
        title: String,
        /// The office it belongs to; yours, unless told otherwise.
        #[arg(long)]
        unit: Option<String>,
        /// For minutes that two minute-takers share: what kind of meeting. Needs --date.
        #[arg(long, value_name = "TYPE", requires = "date")]
        meeting: Option<String>,
        /// How confidential it is, which sets who may hold it: public and internal for the whole council,
        /// confidential for its unit, secret for you alone until you share it.
        #[arg(long, value_name = "LABEL", value_parser = LABELS)]
        label: Option<Label>,
        /// For this unit and those below it only. May be given several times.
        #[arg(long, value_name = "UNIT")]
        for_unit: Vec<String>,
        /// For this person only, and you: a name or the start of a device's key. May be given several
        /// times.
        #[arg(long, value_name = "PERSON")]
        for_person: Vec<String>,
        /// The day of that meeting, YYYY-MM-DD.
        #[arg(long, value_name = "DATE", requires = "meeting")]
        date: Option<String>,
        /// Which meeting of that type and day.
        #[arg(long, value_name = "N", default_value_t = 1, requires = "meeting", value_parser = whole::<u32>(1..=999))]
        ordinal: u32,
    },
    /// Replaces the text at a place by the text on standard input, or by what $EDITOR leaves. Writes
    /// the smallest edits that lead there.
    Edit(AtPlace),
    /// Sets the value at a place.
    Set {
        /// Where.
        #[command(flatten)]
        at: AtPlace,
        /// The new value; an empty one clears.
        value: String,
    },
    /// Settles conflicting values: keeps the N-th, as `conflicts` numbers them.
    Choose {
        /// Where.
        #[command(flatten)]
        at: AtPlace,
        /// Which, from 1.
        #[arg(value_parser = whole::<usize>(1..=u64::from(u32::MAX)))]
        n: usize,
    },
    /// Comments on a place, or lists the comments when no text is given.
    Comment {
        /// Id, start of an id, or title.
        document: String,
        /// The place, such as clause/3/body.
        path: Option<String>,
        /// What is said.
        text: Option<String>,
        /// The words of the text that are meant.
        #[arg(long)]
        quote: Option<String>,
        /// The comment this one answers: its id or the start of it.
        #[arg(long)]
        answers: Option<String>,
    },
    /// Takes back your own last edit; what others wrote stays.
    Undo(TheDocument),
    /// Does again what undo took back.
    Redo(TheDocument),
    /// Gives a document another title.
    Rename {
        /// Which.
        #[command(flatten)]
        document: TheDocument,
        /// The new title.
        title: String,
    },
    /// Hides a document from the list for everybody; nothing is erased.
    Archive {
        /// Which.
        #[command(flatten)]
        document: TheDocument,
        /// Brings it back into the list.
        #[arg(long)]
        restore: bool,
    },
    /// Moves a clause, agenda item, row or column after another one, or to the front.
    Move {
        /// What.
        #[command(flatten)]
        at: AtPlace,
        /// After which thing of the same kind, such as clause/2.
        #[arg(long, value_name = "PATH", conflicts_with = "first")]
        after: Option<String>,
        /// To the front.
        #[arg(long, required_unless_present = "after")]
        first: bool,
    },
    /// Marks a clause, agenda item, decision, action, row or column deleted. Nothing is erased.
    Remove {
        /// What.
        #[command(flatten)]
        at: AtPlace,
        /// Takes the mark back.
        #[arg(long)]
        restore: bool,
    },
    /// Imports Markdown, Word, Excel, CSV, TSV and HTML files; folders are searched.
    Import {
        /// Files and folders.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// What kind they are; recognised from name and content unless told.
        #[arg(long, value_parser = KINDS)]
        kind: Option<Kind>,
        /// The sheet of Excel workbooks; else the first one with anything in it.
        #[arg(long, value_name = "NAME")]
        sheet: Option<String>,
        /// Import over this document: only what differs is written.
        #[arg(long, value_name = "DOC")]
        into: Option<String>,
    },
    /// Lists the documents.
    List {
        /// Archived ones too.
        #[arg(long)]
        archived: bool,
        /// Of this kind only.
        #[arg(long, value_parser = KINDS)]
        kind: Option<Kind>,
        /// Of this office only.
        #[arg(long)]
        unit: Option<String>,
        /// That stand there today.
        #[arg(long, value_parser = STATUS_FILTER)]
        status: Option<&'static str>,
    },
    /// Shows a document.
    Show {
        /// Which.
        #[command(flatten)]
        document: TheDocument,
        /// As it read at these heads (starts of change hashes, separated by commas).
        #[arg(long, value_name = "HEADS")]
        at: Option<String>,
        /// A published version: in-force, its number, or the day (YYYY-MM-DD) on which it was in force.
        #[arg(long, value_name = "VERSION", conflicts_with = "at")]
        version: Option<String>,
    },
    /// Writes a document to a file: .pdf, .md, .docx, .xlsx, .html, .csv, .tsv, .json or .automerge.
    Export {
        /// Which.
        #[command(flatten)]
        document: TheDocument,
        /// Where to; - for standard output, as Markdown or CSV.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// A published version instead of the text as it is: in-force, its number, or the day
        /// (YYYY-MM-DD) on which it was in force.
        #[arg(long)]
        version: Option<String>,
        /// The file that was published with it, byte for byte: PDF or HTML, as the file's ending says.
        #[arg(long, requires = "version")]
        published_file: bool,
        /// Overwrite a file that is there.
        #[arg(long)]
        force: bool,
    },
    /// Shows who wrote what.
    Blame(TheDocument),
    /// Lists places with more than one value.
    Conflicts {
        /// In this document only.
        document: Option<String>,
    },
    /// Lists the changes and acts of a document, newest first.
    History(TheDocument),
    /// Searches the current text of all documents.
    Search {
        /// Words; all must occur, the last may be cut off.
        text: String,
    },
    /// Sends and receives over the council's relays, and stays linked.
    Sync {
        /// Ends as soon as both sides have everything.
        #[arg(long)]
        once: bool,
        /// This relay instead of those the council names.
        #[arg(long, value_name = "URL")]
        relay: Option<String>,
        /// Gives up when nothing moved for so long.
        #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = whole::<u64>(1..=86_400))]
        timeout: u64,
        /// Runs the writing commands that are started meanwhile, instead of having them refused.
        #[arg(long, conflicts_with = "once")]
        take_commands: bool,
        /// The line is paid for: large things wait until somebody asks for them; acts and small news pass.
        #[arg(long, conflicts_with = "unmetered")]
        metered: bool,
        /// The line is not paid for, whatever is set on this device.
        #[arg(long)]
        unmetered: bool,
        /// How many bytes may go over in an hour, such as 5MB/h; then the line counts as paid for. `none`: as many as there are.
        #[arg(long, value_name = "BYTES", value_parser = budget)]
        budget: Option<Budget>,
        /// Brings this document before all others, and what is large in it over a paid line, too; may be given more than once.
        #[arg(long, value_name = "DOC")]
        first: Vec<String>,
    },
    /// Shows the merge reports that were not shown yet.
    Report {
        /// All that are kept, the seen ones too.
        #[arg(long)]
        all: bool,
    },
    /// Lists what others commented and you have not seen; what mentions you stands first.
    Notices {
        /// Those you have seen, too: the last hundred.
        #[arg(long)]
        all: bool,
        /// Those shown count as seen afterwards.
        #[arg(long)]
        seen: bool,
    },
    /// Tells where the work is: saved here, at the relay, at head office, seen by the chair; what waits
    /// and what was refused.
    Status,
    /// Says, as the chair, that you have read this document as it is now.
    Seen(TheDocument),
    /// Shows what changed in a document since the last decided version: who wrote it, what several wrote,
    /// what was struck.
    Review(TheDocument),
    /// Strikes a change, as whoever decides: leads it back to the last decided version. Nothing is lost.
    Strike {
        /// The document: its id, the start of its id, or its title.
        document: String,
        /// The change, as `review` names it, or a place such as clause/3 or row/2/owner.
        change: String,
        /// Why.
        reason: String,
    },
    /// Brings back what was struck, as your own proposal; its writers stay its writers.
    ProposeAgain {
        /// The document: its id, the start of its id, or its title.
        document: String,
        /// The strike, as `review` names it: the start of its change's hash.
        strike: String,
    },
    /// Submits, judges, decides, publishes, adopts.
    #[command(flatten)]
    Lifecycle(LifecycleCommand),
    /// Meetings, their minutes, and questions in writing.
    #[command(flatten)]
    Meeting(MeetingCommand),
    /// Who holds which seat, and the rules of the charter.
    #[command(flatten)]
    Seating(SeatsCommand),
    /// Who belongs where, who may hold what, and taking a device its rights.
    #[command(flatten)]
    Rights(RightsCommand),
    /// What a copied device left in a document.
    #[command(flatten)]
    Mending(MendingCommand),
    /// Lists what was said about a document, oldest first, and why each counts or not.
    Log {
        /// The document: its id, the start of its id, or its title; `council` for what was said about
        /// the council itself.
        subject: String,
    },
    /// Writes a decided version with everything that proves it into one file, for whoever has no store.
    Prove {
        /// Which.
        #[command(flatten)]
        document: TheDocument,
        /// Its number, or the day (YYYY-MM-DD) on which it was in force; else the one in force, else the
        /// newest.
        #[arg(long)]
        version: Option<String>,
        /// Where to.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// Overwrite a file that is there.
        #[arg(long)]
        force: bool,
        /// Put changes made after the version into the file, where only they show who wrote it last:
        /// their text can be read there.
        #[arg(long)]
        with_later: bool,
        /// Put everything written before the version into the file, where it ends with a strike and only
        /// that shows that the strike takes back and writes nothing: what was struck can be read there.
        #[arg(long)]
        with_history: bool,
    },
    /// Checks a file that `prove` wrote, with no store and no network: who decided, as what, when, on
    /// which text, and who says to hold it since when.
    Verify {
        /// The file.
        file: PathBuf,
        /// A file: says whether it is one that was published with the version, byte for byte.
        #[arg(long = "file", value_name = "FILE")]
        published: Option<PathBuf>,
    },
    /// Checks every hash, seal, digest and index.
    Check {
        /// Sets what is damaged aside; the next sync brings it back from whoever has it.
        #[arg(long)]
        mend: bool,
    },
    /// Tries to open a document again that is kept shut because the program ended while it opened it.
    Reopen(TheDocument),
    /// Opens one document, with limits, and ends: how a document is tried that may bring programs down.
    #[command(name = crate::engine::opening::TRIAL_COMMAND, hide = true)]
    OpenApart(TheDocument),
    /// Writes a verified copy of the store, while others write. The device key stays here.
    Backup {
        /// The new file.
        file: PathBuf,
    },
    /// Puts a backup in the place of the store; the present one is kept beside it.
    Restore {
        /// The backup.
        file: PathBuf,
    },
    /// Plays the main job on this machine: a relay, two offices and a chair.
    Demo {
        /// Without a window.
        #[arg(long)]
        headless: bool,
        /// Leave the folders of the three offices and of the relay here.
        #[arg(long, value_name = "DIR")]
        keep: Option<PathBuf>,
    },
}

/// A document.
#[derive(Debug, Args)]
pub struct TheDocument {
    /// Id, start of an id, or title.
    #[arg(value_name = "DOC")]
    pub document: String,
}

/// A place in a document.
#[derive(Debug, Args)]
pub struct AtPlace {
    /// Id, start of an id, or title.
    #[arg(value_name = "DOC")]
    pub document: String,
    /// The place, such as title, clause/3/body, clause/+, agenda/2/notes, row/5/owner.
    pub path: String,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn every_command_and_option_has_its_help_in_both_languages() {
        let wrong = terminal::help::untranslated(&Arguments::command(), &help());
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
