//! The words that are typed for one of a few values, in Indonesian and English.
//!
//! Whatever the language of the interface, the words of both are understood: somebody who reads the
//! screen in Indonesian may follow instructions that were written in English. One table per vocabulary
//! serves the parser, the help and the tests. Upper and lower case, spaces and hyphens are the same.
//!
//! The first word of a language is the one that help shows. The first English one is the stable name for
//! scripts, so it stays; the words of the interface (`domain.md` D) are among those understood.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use council::act::decision::{Outcome, Verdict};
use council::act::meeting::{Reply, Signer};
use council::act::scope::{Label, UnitKind};
use council::meeting::Vote;
use council::seats::Role;
use council::view::Kind;
use terminal::BadValue;

use super::Language;

/// One value with the words for it.
#[derive(Debug, Clone, Copy)]
pub struct Term<T: 'static> {
    /// What is meant.
    pub value: T,
    /// English, the stable name first.
    pub english: &'static [&'static str],
    /// Indonesian, the shown word first.
    pub indonesian: &'static [&'static str],
}

/// All words for the values of one kind.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary<T: 'static>(pub &'static [Term<T>]);

const fn term<T>(
    value: T,
    english: &'static [&'static str],
    indonesian: &'static [&'static str],
) -> Term<T> {
    Term {
        value,
        english,
        indonesian,
    }
}

/// The kinds of document.
pub const KINDS: Vocabulary<Kind> = Vocabulary(&[
    term(Kind::Policy, &["policy"], &["kebijakan"]),
    term(Kind::Minutes, &["minutes"], &["notulen", "notula"]),
    term(
        Kind::Matrix,
        &["matrix", "ownership-matrix"],
        &["matriks", "matriks-kepemilikan"],
    ),
]);

/// What somebody is in the council.
pub const ROLES: Vocabulary<Role> = Vocabulary(&[
    term(
        Role::Chair,
        &["chair", "council-chair"],
        &["ketua", "ketua-dewan"],
    ),
    term(
        Role::ActingChair,
        &["acting-chair"],
        &["pelaksana-harian", "pelaksana-harian-ketua"],
    ),
    term(
        Role::Secretary,
        &["secretary", "council-secretary"],
        &["sekretaris", "sekretaris-dewan"],
    ),
    term(
        Role::Member,
        &["member", "council-member"],
        &["anggota", "anggota-dewan"],
    ),
    term(
        Role::Reviewer,
        &["reviewer", "mandatory-reviewer"],
        &["penelaah", "penelaah-wajib"],
    ),
    term(
        Role::Coordinator,
        &["coordinator", "unit-coordinator"],
        &["koordinator", "koordinator-unit"],
    ),
    term(Role::Drafter, &["drafter"], &["penyusun"]),
    term(
        Role::CommunityManager,
        &["community-manager"],
        &["manajer-komunitas", "pengelola-komunitas"],
    ),
    term(
        Role::Sponsor,
        &["sponsor", "executive-sponsor"],
        &["sponsor-eksekutif"],
    ),
    term(Role::Auditor, &["auditor"], &["pemeriksa"]),
    term(Role::Trainer, &["trainer"], &["pelatih"]),
    term(Role::Participant, &["participant"], &["peserta"]),
    term(Role::Reader, &["reader"], &["pembaca"]),
]);

/// What a unit is.
pub const UNIT_KINDS: Vocabulary<UnitKind> = Vocabulary(&[
    term(
        UnitKind::HeadOffice,
        &["head-office"],
        &["kantor-pusat", "pusat"],
    ),
    term(
        UnitKind::Branch,
        &["branch", "branch-office"],
        &["cabang", "kantor-cabang"],
    ),
    term(UnitKind::Subsidiary, &["subsidiary"], &["anak-perusahaan"]),
    term(
        UnitKind::Affiliate,
        &["affiliate"],
        &["afiliasi", "perusahaan-afiliasi"],
    ),
    term(UnitKind::BusinessUnit, &["business-unit"], &["unit-bisnis"]),
    term(UnitKind::Division, &["division"], &["divisi"]),
    term(UnitKind::Department, &["department"], &["departemen"]),
]);

/// How confidential a document is.
pub const LABELS: Vocabulary<Label> = Vocabulary(&[
    term(Label::Public, &["public"], &["publik"]),
    term(Label::Internal, &["internal"], &["internal"]),
    term(Label::Confidential, &["confidential"], &["rahasia"]),
    term(Label::Secret, &["secret"], &["sangat-rahasia"]),
]);

/// Votes in a meeting.
pub const VOTES: Vocabulary<Vote> = Vocabulary(&[
    term(Vote::For, &["for"], &["setuju"]),
    term(Vote::Against, &["against"], &["tidak-setuju"]),
    term(Vote::Abstain, &["abstain"], &["abstain"]),
]);

/// Answers to a question in writing.
pub const REPLIES: Vocabulary<Reply> = Vocabulary(&[
    term(Reply::Yes, &["yes"], &["setuju", "ya"]),
    term(Reply::No, &["no"], &["tidak-setuju", "tidak"]),
    term(Reply::Abstain, &["abstain"], &["abstain"]),
]);

/// What a reviewer thinks.
pub const VERDICTS: Vocabulary<Verdict> = Vocabulary(&[
    term(Verdict::Agrees, &["agree", "agrees"], &["setuju"]),
    term(
        Verdict::AgreesWithNotes,
        &["notes", "agrees-with-notes"],
        &["catatan", "setuju-dengan-catatan"],
    ),
    term(Verdict::Objects, &["object", "objects"], &["keberatan"]),
]);

/// How a decision goes.
pub const OUTCOMES: Vocabulary<Outcome> = Vocabulary(&[
    term(
        Outcome::Approved,
        &["approve", "approved"],
        &["setujui", "disetujui", "setuju"],
    ),
    term(
        Outcome::ApprovedWithNotes,
        &["notes", "approved-with-notes"],
        &["catatan", "disetujui-dengan-catatan"],
    ),
    term(
        Outcome::Rejected,
        &["reject", "rejected"],
        &["tolak", "ditolak"],
    ),
]);

/// As what somebody confirms minutes.
pub const SIGNERS: Vocabulary<Signer> = Vocabulary(&[
    term(
        Signer::Chair,
        &["chair", "as-chair"],
        &["ketua", "sebagai-ketua"],
    ),
    term(
        Signer::Attendee,
        &["attendee", "as-one-who-was-there"],
        &["hadirin", "yang-hadir", "sebagai-yang-hadir"],
    ),
]);

/// Yes and no.
pub const YES_NO: Vocabulary<bool> = Vocabulary(&[
    term(true, &["yes", "true", "on"], &["ya", "boleh"]),
    term(false, &["no", "false", "off"], &["tidak"]),
]);

/// The departments whose opinions a charter may ask for; the value is the name in acts. A council may have
/// others, see [`department`].
pub const DEPARTMENTS: Vocabulary<&'static str> = Vocabulary(&[
    term("legal", &["legal"], &["hukum"]),
    term("it", &["it"], &["ti"]),
    term("hr", &["hr", "human-resources"], &["sdm"]),
    term(
        "marcom",
        &["marcom", "marketing-communication"],
        &["komunikasi-pemasaran"],
    ),
    term(
        "pr",
        &["pr", "public-relations"],
        &["humas", "hubungan-masyarakat"],
    ),
]);

/// The name that acts have for a typed department; a council's own name stands for itself.
pub fn department(typed: &str) -> String {
    match DEPARTMENTS.read(typed) {
        Some(name) => name.to_owned(),
        None => typed.trim().to_owned(),
    }
}

/// The languages of the interface.
pub const LANGUAGES: Vocabulary<Language> = Vocabulary(&[
    term(Language::Indonesian, &["id"], &["id"]),
    term(Language::English, &["en"], &["en"]),
]);

/// Where a document stands, to filter by; the value is the stable name, see
/// [`STATUSES`](super::lifecycle::STATUSES).
pub const STATUS_FILTER: Vocabulary<&'static str> = Vocabulary(&[
    term("draft", &["draft"], &["rancangan"]),
    term(
        "in-review",
        &["in-review"],
        &["ditelaah", "sedang-ditelaah"],
    ),
    term(
        "ready",
        &["ready", "ready-for-decision"],
        &["siap-diputuskan"],
    ),
    term(
        "returned",
        &["returned", "changes-requested"],
        &["perlu-revisi"],
    ),
    term("rejected", &["rejected"], &["ditolak"]),
    term(
        "conflict",
        &["conflict", "decision-conflict"],
        &["konflik-keputusan"],
    ),
    term("approved", &["approved"], &["disetujui"]),
    term("published", &["published"], &["diterbitkan"]),
    term("in-force", &["in-force"], &["berlaku"]),
    term("due-for-review", &["due-for-review"], &["perlu-ditinjau"]),
    term("superseded", &["superseded"], &["digantikan"]),
    term("withdrawn", &["withdrawn"], &["dicabut"]),
    term(
        "planned",
        &["planned", "meeting-planned"],
        &["direncanakan", "rapat-direncanakan"],
    ),
    term("invited", &["invited"], &["undangan-terkirim", "diundang"]),
    term(
        "in-session",
        &["in-session"],
        &["berlangsung", "rapat-berlangsung"],
    ),
    term(
        "minutes-draft",
        &["minutes-draft", "draft-minutes"],
        &["rancangan-notulen"],
    ),
    term(
        "circulated",
        &["circulated", "circulated-for-corrections"],
        &["diedarkan", "diedarkan-untuk-koreksi"],
    ),
    term(
        "corrected",
        &["corrected", "correction-asked-for"],
        &["dikoreksi", "koreksi-diminta"],
    ),
    term("confirmed", &["confirmed"], &["disahkan"]),
    term(
        "minutes-conflict",
        &["minutes-conflict", "conflict-of-confirmations"],
        &["konflik-pengesahan"],
    ),
]);

/// A word as it is compared: small letters, one hyphen for whatever stands between words.
pub fn folded(word: &str) -> String {
    let word = word.to_lowercase();
    let parts = word.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_'));
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

impl<T> Term<T> {
    fn words(&self) -> impl Iterator<Item = &'static str> + use<T> {
        self.english.iter().chain(self.indonesian).copied()
    }
}

impl<T: Clone> Vocabulary<T> {
    /// The value that a typed word means, in either language.
    pub fn read(&self, typed: &str) -> Option<T> {
        let wanted = folded(typed);
        let mut terms = self.0.iter();
        let found = terms.find(|term| term.words().any(|word| word == wanted));
        found.map(|term| term.value.clone())
    }

    /// The words to type, each as (Indonesian, English).
    pub fn known(&self) -> Vec<(String, String)> {
        let first = |words: &[&str]| words.first().copied().unwrap_or_default().to_owned();
        let terms = self.0.iter();
        terms
            .map(|term| (first(term.indonesian), first(term.english)))
            .collect()
    }
}

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Vocabulary<T> {
    type Value = T;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<T, clap::Error> {
        let vocabulary = self.clone();
        let read = move |typed: &str| {
            let found = vocabulary.read(typed);
            found.ok_or_else(|| BadValue::none_of(typed, vocabulary.known()))
        };
        read.parse_ref(command, arg, value)
    }

    /// English first, then the Indonesian word that help shows: see [`terminal::help`].
    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().map(|term| {
            let english = term.english.first().copied().unwrap_or_default();
            PossibleValue::new(english).aliases(term.indonesian.iter().copied())
        })))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fmt::Debug;

    use super::*;
    use crate::words::{lifecycle, meeting, rights};

    const BOTH: [Language; 2] = [Language::Indonesian, Language::English];

    /// Every word means one thing, is spelt as it is compared, and every value has words in both
    /// languages; and the word that the interface shows for a value is understood.
    fn check<T: Copy + PartialEq + Debug>(
        vocabulary: Vocabulary<T>,
        all: &[T],
        shown: impl Fn(Language, T) -> String,
    ) {
        let mut meaning: BTreeMap<&str, T> = BTreeMap::new();
        for term in vocabulary.0 {
            assert!(
                !term.english.is_empty() && !term.indonesian.is_empty(),
                "{term:?}"
            );
            for word in term.words() {
                assert_eq!(word, folded(word));
                let before = meaning.insert(word, term.value);
                assert!(
                    before.is_none_or(|value| value == term.value),
                    "{word} twice"
                );
            }
        }
        for value in all {
            for language in BOTH {
                let word = shown(language, *value);
                assert_eq!(vocabulary.read(&word), Some(*value), "{word}");
                assert_eq!(
                    vocabulary.read(&word.to_uppercase()),
                    Some(*value),
                    "{word}"
                );
            }
        }
        assert_eq!(vocabulary.0.len(), all.len());
        assert_eq!(vocabulary.read("keliru"), None);
        assert_eq!(vocabulary.read(""), None);
    }

    #[test]
    fn the_words_of_the_interface_can_be_typed_in_both_languages() {
        check(KINDS, &Kind::ALL, |language, kind| {
            language.say(match kind {
                Kind::Policy => "kind-policy",
                Kind::Minutes => "kind-minutes",
                Kind::Matrix => "kind-matrix",
            })
        });
        check(ROLES, &Role::ALL, lifecycle::role);
        check(UNIT_KINDS, &UnitKind::ALL, rights::unit_kind);
        let labels = [
            Label::Public,
            Label::Internal,
            Label::Confidential,
            Label::Secret,
        ];
        check(LABELS, &labels, rights::label);
        check(VOTES, &Vote::ALL, |language, vote| {
            language.say(match vote {
                Vote::For => "vote-for",
                Vote::Against => "vote-against",
                Vote::Abstain => "vote-abstain",
            })
        });
        let replies = [Reply::Yes, Reply::No, Reply::Abstain];
        check(REPLIES, &replies, meeting::reply);
        let verdicts = [Verdict::Agrees, Verdict::AgreesWithNotes, Verdict::Objects];
        check(VERDICTS, &verdicts, lifecycle::verdict);
        let outcomes = [
            Outcome::Approved,
            Outcome::ApprovedWithNotes,
            Outcome::Rejected,
        ];
        check(OUTCOMES, &outcomes, lifecycle::outcome);
        check(SIGNERS, &[Signer::Chair, Signer::Attendee], meeting::signer);
        check(STATUS_FILTER, &lifecycle::STATUSES, lifecycle::status_word);
        let departments = ["legal", "it", "hr", "marcom", "pr"];
        check(DEPARTMENTS, &departments, lifecycle::department);
        assert_eq!(department(" Hukum "), "legal");
        assert_eq!(department(" Riset "), "Riset");
        check(YES_NO, &[true, false], |language, yes| {
            let words = match language {
                Language::Indonesian => ["tidak", "ya"],
                Language::English => ["no", "yes"],
            };
            words[usize::from(yes)].to_owned()
        });
    }

    #[test]
    fn the_stable_names_of_scripts_stand_first() {
        for term in KINDS.0 {
            assert_eq!(term.english[0], term.value.name());
        }
        for term in ROLES.0 {
            assert_eq!(term.english[0], term.value.name());
        }
        for term in UNIT_KINDS.0 {
            assert_eq!(term.english[0], term.value.name());
        }
        for term in LABELS.0 {
            assert_eq!(term.english[0], term.value.name());
        }
        for term in VOTES.0 {
            assert_eq!(term.english[0], term.value.kept());
        }
        for term in STATUS_FILTER.0 {
            assert_eq!(term.english[0], term.value);
        }
    }
}
