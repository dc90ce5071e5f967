//! Carry files: what a link would bring, in a file. Which are looked at before they are read, and which is
//! written for whom.

use std::path::PathBuf;

use format::{DocumentId, PublicKey};

use super::council::Council;

/// What is in a file, told before anything of it is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Who wrote it, with the office.
    pub from: String,
    /// For whom, in the language of the person.
    pub whom: String,
    /// When it was written, by the writer's clock, in milliseconds since 1970.
    pub time_millis: i64,
    /// Only what was written since then is in it, in milliseconds since 1970; `None`: everything the
    /// recipients are not known to hold.
    pub since_millis: Option<i64>,
    /// Bytes of its content.
    pub bytes: u64,
    /// Whether only its recipients can open it.
    pub was_locked: bool,
    /// Whether it goes on from an earlier file of its writer that was not read here.
    pub lacks_earlier: bool,
    /// The documents of which it brings something.
    pub documents: Vec<Part>,
    /// News about the council itself that is not here yet.
    pub new_roster_acts: u64,
    /// Receipts in it.
    pub receipts: u64,
    /// Published files and attachments in it.
    pub files: u64,
}

/// What a file brings of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The document.
    pub id: DocumentId,
    /// Its title, where it is known; may be empty.
    pub title: String,
    /// Whether nothing of it is here yet.
    pub is_unknown: bool,
    /// Changes that are not here yet.
    pub new_changes: u64,
    /// Acts that are not here yet.
    pub new_acts: u64,
    /// Changes and acts that are.
    pub held: u64,
}

impl Part {
    /// Whether something of it is not here yet.
    pub fn is_news(&self) -> bool {
        self.new_changes > 0 || self.new_acts > 0
    }
}

impl Preview {
    /// Changes that are not here yet.
    pub fn new_changes(&self) -> u64 {
        self.documents.iter().map(|part| part.new_changes).sum()
    }

    /// Acts that are not here yet.
    pub fn new_acts(&self) -> u64 {
        let of_documents = self.documents.iter().map(|part| part.new_acts);
        of_documents.sum::<u64>() + self.new_roster_acts
    }

    /// Whether everything that was written or said in it is here already.
    pub fn is_known(&self) -> bool {
        self.new_changes() == 0 && self.new_acts() == 0
    }
}

/// How far a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// It is being checked.
    Looking,
    /// It was checked and can be taken.
    Ready(Box<Preview>),
    /// It cannot be taken; why, in the language of the person. Nothing was changed.
    Refused(String),
    /// It is being taken.
    Taking(Box<Preview>),
    /// Taking it did not come to its end; why, in the language of the person. What came is kept, and it can be
    /// taken again.
    Stopped(Box<Preview>, String),
    /// It was taken; what came, in lines, in the language of the person.
    Taken(Box<Preview>, Vec<String>),
}

impl Stage {
    /// What is in a file that can be taken; `None`: it cannot, or not now.
    pub fn to_take(&self) -> Option<&Preview> {
        match self {
            Self::Ready(preview) | Self::Stopped(preview, _) => Some(preview),
            Self::Looking | Self::Refused(_) | Self::Taking(_) | Self::Taken(..) => None,
        }
    }
}

/// A file that is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Names it for [`Action`], [`Effect`] and [`Event`].
    pub number: u64,
    /// Where it is.
    pub path: PathBuf,
    /// How far it is.
    pub stage: Stage,
}

impl File {
    /// Its name without the folder.
    pub fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        name.to_string_lossy().into_owned()
    }
}

/// For whom a file is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Whom {
    /// Everybody.
    #[default]
    Everybody,
    /// These offices and people.
    Named {
        /// Offices, by name.
        offices: Vec<String>,
        /// People, by a device of each.
        people: Vec<PublicKey>,
    },
}

impl Whom {
    /// The devices that belong to the council, ascending, without this one.
    pub fn devices(&self, council: &Council) -> Vec<PublicKey> {
        let members = council.members.values();
        let others = members.filter(|one| one.key != council.me && council.counts(&one.key));
        let devices = others.filter(|one| match self {
            Self::Everybody => true,
            Self::Named { offices, people } => {
                let person = |key: &PublicKey| council.members.get(key).map(|known| known.first);
                offices.contains(&one.office)
                    || people.iter().any(|key| person(key) == Some(one.first))
            }
        });
        devices.map(|one| one.key).collect()
    }

    /// The offices and people of whom no device belongs to the council, by name.
    pub fn without_devices(&self, council: &Council) -> Vec<String> {
        let Self::Named { offices, .. } = self else {
            return Vec::new();
        };
        let lacks = |office: &&String| {
            let only = Self::Named {
                offices: vec![(*office).clone()],
                people: Vec::new(),
            };
            only.devices(council).is_empty()
        };
        offices.iter().filter(lacks).cloned().collect()
    }
}

/// What is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// For which devices.
    pub recipients: Vec<PublicKey>,
    /// The name that is suggested for the file, without an ending.
    pub name: String,
    /// Everything since then, in milliseconds since 1970; `None`: what the recipients are not known to hold.
    pub since_millis: Option<i64>,
    /// Whether only the recipients can open it.
    pub is_locked: bool,
    /// Published files and attachments of more bytes stay out.
    pub files_up_to: u64,
}

/// How far writing is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Writing {
    /// Nothing was written.
    #[default]
    Nothing,
    /// The person is asked where to.
    Asking(Order),
    /// It is being written.
    UnderWay,
    /// It was written; what is in it, in lines, in the language of the person.
    Done(Vec<String>),
    /// It was not written; why, in the language of the person.
    Refused(String),
}

/// The carry files of this moment.
#[derive(Debug, Clone, Default)]
pub struct CarryFiles {
    /// Those that are looked at, in the order in which they are taken.
    pub files: Vec<File>,
    /// How far the one is that is written.
    pub writing: Writing,
    last: u64,
}

impl CarryFiles {
    /// Looks at these, beside those that are looked at already. One that was looked at before is looked at
    /// anew.
    pub fn look(&mut self, paths: Vec<PathBuf>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for path in paths {
            // What is under way goes on.
            if let Some(at) = self.files.iter().position(|file| file.path == path) {
                if matches!(self.files[at].stage, Stage::Looking | Stage::Taking(_)) {
                    continue;
                }
                effects.push(Effect::Forget(self.files.remove(at).number));
            }
            self.last += 1;
            effects.push(Effect::Look(self.last, path.clone()));
            self.files.push(File {
                number: self.last,
                path,
                stage: Stage::Looking,
            });
        }
        effects
    }

    /// The files that can be taken, in the order in which they are.
    pub fn ready(&self) -> Vec<u64> {
        let ready = self.files.iter();
        let ready = ready.filter(|file| file.stage.to_take().is_some());
        ready.map(|file| file.number).collect()
    }

    /// Takes these, the ones written first before the others: each may build on the one before.
    pub fn take(&mut self, numbers: &[u64]) -> Vec<Effect> {
        let mut taken = Vec::new();
        for file in &mut self.files {
            if let Some(preview) = file.stage.to_take().cloned()
                && numbers.contains(&file.number)
            {
                taken.push((preview.time_millis, file.number));
                file.stage = Stage::Taking(Box::new(preview));
            }
        }
        taken.sort_unstable();
        let taken: Vec<u64> = taken.into_iter().map(|(_, number)| number).collect();
        match taken.is_empty() {
            true => Vec::new(),
            false => vec![Effect::Take(taken)],
        }
    }

    /// Puts all away that are not under way.
    pub fn forget_all(&mut self) -> Vec<Effect> {
        let (stay, go): (Vec<File>, Vec<File>) =
            (self.files.drain(..)).partition(|file| matches!(file.stage, Stage::Taking(_)));
        self.files = stay;
        go.iter().map(|file| Effect::Forget(file.number)).collect()
    }

    /// A file was checked, for the first time or because another one was taken since: what is in it, or why it
    /// cannot be taken.
    pub fn looked(&mut self, number: u64, looked: Result<Box<Preview>, String>) {
        let file = self.files.iter().find(|file| file.number == number);
        let stage = match (looked, file.map(|file| &file.stage)) {
            // Its turn is still to come.
            (Ok(preview), Some(Stage::Taking(_))) => Stage::Taking(preview),
            (Ok(preview), Some(Stage::Stopped(_, why))) => Stage::Stopped(preview, why.clone()),
            (Ok(preview), _) => Stage::Ready(preview),
            (Err(why), _) => Stage::Refused(why),
        };
        self.say(number, stage);
    }

    /// What is said about a file.
    pub fn say(&mut self, number: u64, stage: Stage) {
        if let Some(file) = self.files.iter_mut().find(|file| file.number == number) {
            file.stage = stage;
        }
        // The ones written first stand first; what cannot be read stands last.
        self.files.sort_by_key(|file| match &file.stage {
            Stage::Ready(preview)
            | Stage::Stopped(preview, _)
            | Stage::Taking(preview)
            | Stage::Taken(preview, _) => (0, preview.time_millis, file.number),
            Stage::Looking => (1, 0, file.number),
            Stage::Refused(_) => (2, 0, file.number),
        });
    }
}

/// Wishes about carry files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Takes these.
    Take(Vec<u64>),
    /// Puts all away that are not being taken.
    ForgetAll,
    /// Asks where a file is to go, and writes it there.
    Write(Order),
    /// Puts away what was said of the file that was written last.
    ForgetWritten,
}

/// What is to be done about carry files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Checks a file and says what is in it; answered by [`Event::Looked`].
    Look(u64, PathBuf),
    /// Takes these, which were checked, in this order; each is answered by [`Event::Taken`], and by
    /// [`Event::Looked`] for the others that were checked.
    Take(Vec<u64>),
    /// Lets go of one that was checked.
    Forget(u64),
    /// Writes one; answered by [`Event::Written`].
    Write(Order, PathBuf),
}

/// What happened to carry files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A file was checked: what is in it, or why it cannot be taken.
    Looked(u64, Result<Box<Preview>, String>),
    /// A file was taken: what came, in lines; or why not.
    Taken(u64, Result<Vec<String>, String>),
    /// A file was written: what is in it, in lines; or why not.
    Written(Result<Vec<String>, String>),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn preview(time_millis: i64) -> Box<Preview> {
        Box::new(Preview {
            from: "Budi".into(),
            whom: "Ratna".into(),
            time_millis,
            since_millis: None,
            bytes: 100,
            was_locked: true,
            lacks_earlier: false,
            documents: vec![],
            new_roster_acts: 0,
            receipts: 1,
            files: 0,
        })
    }

    #[test]
    fn files_are_taken_in_the_order_they_were_written_in_whatever_the_order_they_were_dropped_in() {
        let mut carry = CarryFiles::default();
        let paths = ["c", "a", "b"].map(PathBuf::from).to_vec();
        assert_eq!(carry.look(paths).len(), 3);
        carry.say(1, Stage::Ready(preview(30)));
        carry.say(3, Stage::Refused("rusak".into()));
        carry.say(2, Stage::Ready(preview(10)));
        let shown: Vec<u64> = carry.files.iter().map(|file| file.number).collect();
        assert_eq!(shown, [2, 1, 3]);
        let effects = carry.take(&carry.ready());
        assert_eq!(effects, [Effect::Take(vec![2, 1])]);
        // Twice takes it once, and what is refused is never taken.
        assert_eq!(carry.take(&[1, 2, 3]), []);
        // After the first one the other is compared anew, and its turn still comes.
        carry.looked(1, Ok(preview(30)));
        let other = carry.files.iter().find(|file| file.number == 1);
        assert_eq!(other.unwrap().stage, Stage::Taking(preview(30)));
    }

    #[test]
    fn a_file_that_could_not_be_taken_to_its_end_says_why_and_can_be_taken_again() {
        let mut carry = CarryFiles::default();
        carry.look(vec![PathBuf::from("a")]);
        carry.say(1, Stage::Stopped(preview(10), "penuh".into()));
        // Another one was taken meanwhile.
        carry.looked(1, Ok(preview(20)));
        let stopped = Stage::Stopped(preview(20), "penuh".into());
        assert_eq!(carry.files[0].stage, stopped);
        assert_eq!(carry.ready(), [1]);
        assert_eq!(carry.take(&[1]), [Effect::Take(vec![1])]);
        assert_eq!(carry.files[0].stage, Stage::Taking(preview(20)));
    }

    #[test]
    fn a_file_that_is_looked_at_again_is_read_anew_unless_it_is_being_taken() {
        let mut carry = CarryFiles::default();
        let path = PathBuf::from("a");
        carry.look(vec![path.clone()]);
        assert_eq!(carry.look(vec![path.clone()]), [], "it is being looked at");
        carry.say(1, Stage::Refused("terpotong".into()));
        let again = carry.look(vec![path.clone()]);
        assert_eq!(again, [Effect::Forget(1), Effect::Look(2, path.clone())]);
        carry.say(2, Stage::Ready(preview(1)));
        carry.take(&[2]);
        assert_eq!(carry.look(vec![path]), []);
        assert_eq!(carry.forget_all(), []);
        assert_eq!(carry.files.len(), 1);
    }
}
