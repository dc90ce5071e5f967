//! What can be typed after `dewan`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::lifecycle::{OutcomeChoice, VerdictChoice};
use super::meeting::MeetingCommand;

/// Write, merge and keep council documents, with or without a link.
#[derive(Debug, Parser)]
#[command(name = "dewan", version, max_term_width = 100)]
pub struct Arguments {
    /// The folder that holds this device's key and store.
    #[arg(long, env = "DEWAN_HOME", value_name = "DIR", global = true)]
    pub home: Option<PathBuf>,
    /// The language of what is printed.
    #[arg(long, env = "DEWAN_LANGUAGE", value_name = "LANGUAGE", global = true)]
    pub language: Option<LanguageChoice>,
    /// Prints JSON with stable fields instead of text. See docs/command-line.md.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do; without it, the window opens.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The languages of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LanguageChoice {
    /// Bahasa Indonesia.
    Id,
    /// English.
    En,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Founds, joins and shows the council.
    #[command(subcommand)]
    Council(CouncilCommand),
    /// Creates a document.
    New {
        /// policy, minutes or matrix.
        kind: KindChoice,
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
        #[arg(long, value_name = "LABEL")]
        label: Option<LabelChoice>,
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
        #[arg(long, value_name = "N", default_value_t = 1, requires = "meeting")]
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
        #[arg(long)]
        kind: Option<KindChoice>,
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
        #[arg(long)]
        kind: Option<KindChoice>,
        /// Of this office only.
        #[arg(long)]
        unit: Option<String>,
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
        #[arg(long, value_name = "SECONDS", default_value_t = 30)]
        timeout: u64,
        /// Runs the writing commands that are started meanwhile, instead of having them refused.
        #[arg(long, conflicts_with = "once")]
        take_commands: bool,
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
    },
    /// Checks every hash, seal, digest and index.
    Check,
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

/// What is said about the text of a document.
#[derive(Debug, Subcommand)]
pub enum LifecycleCommand {
    /// Submits the text as it is now for review.
    Submit {
        /// The document: its id, the start of its id, or its title.
        document: String,
        /// What reviewers should know.
        #[arg(long)]
        note: Option<String>,
    },
    /// Takes a submission back.
    PullBack {
        /// The document.
        document: String,
        /// Why.
        reason: Option<String>,
    },
    /// Says what you think of a submission, as a member or a mandatory reviewer.
    Opinion {
        /// The document.
        document: String,
        /// Whether you agree.
        verdict: VerdictChoice,
        /// In words; an objection needs some.
        words: Option<String>,
        /// The department you speak for, such as legal.
        #[arg(long = "for", value_name = "DEPARTMENT")]
        department: Option<String>,
    },
    /// Sends a submission back for revision.
    Return {
        /// The document.
        document: String,
        /// What is to be revised.
        reason: String,
    },
    /// Decides on a submission, as the chair. The signature stands for exactly that text.
    Decide {
        /// The document.
        document: String,
        /// The decision.
        outcome: OutcomeChoice,
        /// In words; notes and rejections need some.
        words: Option<String>,
        /// Does without a mandatory opinion: DEPARTMENT=REASON. May be given several times.
        #[arg(long, value_name = "DEPARTMENT=REASON")]
        waive: Vec<String>,
    },
    /// Publishes the approved text: its number, and the day from which it is in force.
    Publish {
        /// The document.
        document: String,
        /// The official number.
        #[arg(long)]
        number: String,
        /// The first day in force, YYYY-MM-DD; today unless told otherwise.
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        /// The day by which it is looked at again.
        #[arg(long, value_name = "DATE")]
        review: Option<String>,
        /// Another document that this one replaces. May be given several times.
        #[arg(long, value_name = "DOC")]
        replaces: Vec<String>,
    },
    /// Ends a published version before another takes its place, as the chair.
    Withdraw {
        /// The document.
        document: String,
        /// Why.
        reason: String,
    },
    /// Adopts a published version for a unit, or asks for an exemption.
    Adopt {
        /// The document.
        document: String,
        /// The unit; yours, unless told otherwise.
        #[arg(long)]
        unit: Option<String>,
        /// With an addendum of the unit: the document that holds it.
        #[arg(long, value_name = "DOC")]
        addendum: Option<String>,
        /// Not adopted: asks for an exemption, for this reason.
        #[arg(long, value_name = "REASON", conflicts_with = "addendum")]
        ask_exemption: Option<String>,
    },
    /// Answers a unit that asked for an exemption, as the chair.
    Exempt {
        /// The document.
        document: String,
        /// The unit that asked.
        unit: String,
        /// The exemption is not granted.
        #[arg(long)]
        refuse: bool,
        /// The last day of the exemption.
        #[arg(long, value_name = "DATE")]
        until: Option<String>,
        /// Why.
        #[arg(long)]
        reason: Option<String>,
    },
    /// Confirms that you have read the version in force.
    Acknowledge {
        /// The document.
        document: String,
    },
}

/// Who is what in the council.
#[derive(Debug, Subcommand)]
pub enum SeatsCommand {
    /// Lists who holds which seat, and whether there is exactly one chair.
    Seats,
    /// Gives somebody a seat.
    Appoint {
        /// The member: the name, or the start of the device's key.
        person: String,
        /// The role, such as secretary, reviewer, coordinator, acting-chair, chair.
        role: String,
        /// The unit the seat is for; none: the whole organisation.
        #[arg(long)]
        unit: Option<String>,
        /// The department a member or reviewer speaks for, such as legal.
        #[arg(long)]
        department: Option<String>,
        /// The first day, YYYY-MM-DD.
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        /// The last day; an acting chair needs one.
        #[arg(long, value_name = "DATE")]
        until: Option<String>,
        /// For a new chair: ends the seat of the present one.
        #[arg(long)]
        instead_of_chair: bool,
    },
    /// Ends a seat.
    EndSeat {
        /// The start of the seat's id, as `dewan seats` lists it.
        seat: String,
        /// Why.
        reason: Option<String>,
    },
    /// Shows the rules the council decides by, or changes them.
    Charter {
        /// The opinions a kind of document needs, such as policy=legal,it; policy= for none.
        #[arg(long, value_name = "KIND=DEPARTMENTS")]
        needs: Vec<String>,
        /// Whether somebody may approve what they submitted or wrote last: true or false.
        #[arg(long, value_name = "BOOL")]
        self_approval: Option<bool>,
        /// How many days a unit has to adopt a publication.
        #[arg(long, value_name = "DAYS")]
        adoption_days: Option<u32>,
        /// More than this share of those who vote must be there, such as 1/2 or 2/3.
        #[arg(long, value_name = "FRACTION")]
        quorum: Option<String>,
        /// For how many others one person may stand in at a meeting.
        #[arg(long, value_name = "N")]
        proxies: Option<u32>,
        /// How many days before a meeting people are invited; 0 for no such rule.
        #[arg(long, value_name = "DAYS")]
        notice_days: Option<u32>,
    },
}

/// Who belongs where, and who may hold what.
#[derive(Debug, Subcommand)]
pub enum RightsCommand {
    /// Lists the unit tree.
    Units,
    /// Puts a unit into the unit tree, or says anew what it is, as the chair.
    Unit {
        /// Its name, as offices, seats and scopes call it.
        name: String,
        /// head-office, branch, subsidiary, affiliate, business-unit, division or department.
        #[arg(long)]
        kind: UnitKindChoice,
        /// The unit it is part of.
        #[arg(long, value_name = "UNIT")]
        part_of: Option<String>,
        /// Closes it.
        #[arg(long)]
        closed: bool,
    },
    /// Tells who may hold a document.
    Scope(TheDocument),
    /// Widens who may hold a document; those named are sent all there is of it. Cannot be taken back:
    /// whoever held a document cannot un-read it.
    Grant {
        /// Which.
        #[command(flatten)]
        document: TheDocument,
        /// A unit, with those below it. May be given several times.
        #[arg(long, value_name = "UNIT")]
        unit: Vec<String>,
        /// A person: a name or the start of a device's key. May be given several times.
        #[arg(long, value_name = "PERSON")]
        person: Vec<String>,
        /// The whole council.
        #[arg(long, conflicts_with_all = ["unit", "person"], required_unless_present_any = ["unit", "person"])]
        everybody: bool,
        /// Why.
        #[arg(long)]
        reason: Option<String>,
    },
    /// Takes a device all its rights, as the chair. What is held here of its work is accepted.
    Revoke {
        /// The person's name, or the start of the device's key.
        device: String,
        /// Why.
        reason: String,
    },
    /// Accepts, as the chair or with the device that replaces it, what is held back of a revoked device in
    /// a document.
    Release {
        /// Which.
        #[command(flatten)]
        document: TheDocument,
        /// The person's name, or the start of the device's key.
        device: String,
    },
    /// Revokes a device with the recovery key, and names a new chair if told: for when the chair's
    /// device is lost.
    Recover {
        /// The file with the recovery key.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// The lost device: the person's name, or the start of its key.
        #[arg(long, value_name = "DEVICE")]
        revoke: String,
        /// The new chair.
        #[arg(long, value_name = "PERSON")]
        chair: Option<String>,
        /// Why.
        reason: String,
    },
}

/// How confidential a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LabelChoice {
    /// May be shown to anybody.
    #[value(alias = "publik")]
    Public,
    /// For the whole council.
    Internal,
    /// For the unit.
    #[value(alias = "rahasia")]
    Confidential,
    /// For named people.
    #[value(alias = "sangat-rahasia")]
    Secret,
}

impl From<LabelChoice> for council::act::scope::Label {
    fn from(choice: LabelChoice) -> Self {
        match choice {
            LabelChoice::Public => Self::Public,
            LabelChoice::Internal => Self::Internal,
            LabelChoice::Confidential => Self::Confidential,
            LabelChoice::Secret => Self::Secret,
        }
    }
}

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum UnitKindChoice {
    /// Where the council sits.
    #[value(alias = "kantor-pusat")]
    HeadOffice,
    /// A branch office.
    #[value(alias = "kantor-cabang")]
    Branch,
    /// A company that belongs to the organisation.
    #[value(alias = "anak-perusahaan")]
    Subsidiary,
    /// A company that is close to it.
    #[value(alias = "perusahaan-afiliasi")]
    Affiliate,
    /// A business unit.
    #[value(alias = "unit-bisnis")]
    BusinessUnit,
    /// A division.
    #[value(alias = "divisi")]
    Division,
    /// A department.
    #[value(alias = "departemen")]
    Department,
}

impl From<UnitKindChoice> for council::act::scope::UnitKind {
    fn from(choice: UnitKindChoice) -> Self {
        match choice {
            UnitKindChoice::HeadOffice => Self::HeadOffice,
            UnitKindChoice::Branch => Self::Branch,
            UnitKindChoice::Subsidiary => Self::Subsidiary,
            UnitKindChoice::Affiliate => Self::Affiliate,
            UnitKindChoice::BusinessUnit => Self::BusinessUnit,
            UnitKindChoice::Division => Self::Division,
            UnitKindChoice::Department => Self::Department,
        }
    }
}

/// About the council itself.
#[derive(Debug, Subcommand)]
pub enum CouncilCommand {
    /// Founds a council; whoever founds it is its first member.
    Found {
        /// What the council is called.
        name: String,
        /// Your office, which becomes head office.
        #[arg(long)]
        office: String,
        /// Your name.
        #[arg(long)]
        person: String,
        /// The relay's address, such as ws://relay.example:8443; can be given more than once.
        #[arg(long, value_name = "URL")]
        relay: Vec<String>,
    },
    /// Names the relays (the founder or the chair); replaces those named before.
    Relay {
        /// The addresses, in order of preference; after @@ the units that one serves, such as
        /// wss://relay.anak.example@@PT Anak. Without, it serves the whole council.
        #[arg(value_name = "URL", required = true)]
        relay: Vec<String>,
        /// The office that is head office; stays as it is unless told.
        #[arg(long)]
        head_office: Option<String>,
    },
    /// Makes an invitation for one device.
    Invite {
        /// The office the invited person writes for.
        #[arg(long)]
        office: String,
        /// How many days it can be used: at most 3650.
        #[arg(
            long,
            value_name = "DAYS",
            default_value_t = 14,
            value_parser = clap::value_parser!(u32).range(..=3650)
        )]
        expires: u32,
        /// Writes it to this file, readable by you only.
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
        /// For a new device of somebody: the earlier one, by the person's name or the start of its key.
        /// The new one may hold all that the earlier one might; the chair says so.
        #[arg(long, value_name = "DEVICE")]
        replaces: Option<String>,
    },
    /// Moves the recovery key, made at founding, into a file that you keep away from every machine.
    RecoveryKey {
        /// The new file.
        file: PathBuf,
    },
    /// Joins by an invitation; needs no link.
    Join {
        /// The invitation, or the file that holds it.
        invitation: String,
        /// Your name.
        #[arg(long)]
        person: String,
    },
    /// Says which join of an invitation is the right one; lists those that wait when none is named.
    Confirm {
        /// The join: its id, the start of it, or the person.
        join: Option<String>,
    },
    /// Shows members, invitations and relays.
    Show,
}

/// The kinds of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KindChoice {
    /// Clauses of text.
    #[value(alias = "kebijakan")]
    Policy,
    /// A meeting.
    #[value(alias = "notulen")]
    Minutes,
    /// Who / what / execution.
    #[value(alias = "matriks")]
    Matrix,
}

impl From<KindChoice> for council::view::Kind {
    fn from(choice: KindChoice) -> Self {
        match choice {
            KindChoice::Policy => Self::Policy,
            KindChoice::Minutes => Self::Minutes,
            KindChoice::Matrix => Self::Matrix,
        }
    }
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
