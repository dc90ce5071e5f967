//! What a decision is bound to: the fingerprint of a document's content.
//!
//! Two documents with the same fingerprint read the same, whoever wrote them in whatever order. Heads of
//! a document change with every edit, also with one that is taken back; the fingerprint does not.

use std::borrow::Cow;
use std::collections::BTreeMap;

use format::Fingerprint;
use format::cbor::Encoder;
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

use crate::archiving::ARCHIVED;
use crate::view::{Matrix, Minutes, Policy, View};

/// What is hashed begins with this.
const PURPOSE: &str = "dewan-content-1";

/// Header fields that say where a document is kept, not what it says.
const NOT_CONTENT: [&str; 1] = [ARCHIVED];

impl View {
    /// The fingerprint of what the document says: SHA-256 of the deterministic CBOR array
    /// `["dewan-content-1", kind, content]`. In it stand all texts and values that are shown, with the
    /// ids of the things they belong to, in the order that is shown; maps ascend by their keys.
    ///
    /// Texts are taken in Unicode's composed form (NFC) and with LF at line ends: two keyboards that
    /// spell é in two ways wrote the same. Nothing else is evened out, since blanks can matter in
    /// Markdown. Whether a document is archived is no part of what it says.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut e = Encoder::new();
        e.array(3).str(PURPOSE).str(self.kind().name());
        match self {
            Self::Policy(policy) => self::policy(&mut e, policy),
            Self::Minutes(minutes) => self::minutes(&mut e, minutes),
            Self::Matrix(matrix) => self::matrix(&mut e, matrix),
        }
        Fingerprint::from_bytes(Sha256::digest(e.into_bytes()).into())
    }
}

impl View {
    /// The document with nothing in it that the [fingerprint](Self::fingerprint) does not see: composed
    /// letters, LF at line ends, and no header fields that are empty or say where it is kept. Two views
    /// with one fingerprint have one content.
    #[must_use]
    pub fn content(&self) -> Self {
        let even = |text: &mut String| *text = evened(text).into_owned();
        let even_map = |map: &mut BTreeMap<String, String>| {
            *map = std::mem::take(map)
                .into_iter()
                .map(|(name, value)| (evened(&name).into_owned(), evened(&value).into_owned()))
                .collect();
        };
        let even_header = |meta: &mut BTreeMap<String, String>| {
            meta.retain(|name, value| is_content(name, value));
            even_map(meta);
        };
        let mut view = self.clone();
        match &mut view {
            Self::Policy(policy) => {
                even(&mut policy.title);
                even_header(&mut policy.meta);
                for clause in &mut policy.clauses {
                    [&mut clause.heading, &mut clause.body]
                        .into_iter()
                        .for_each(even);
                }
            }
            Self::Minutes(minutes) => {
                even(&mut minutes.title);
                even_header(&mut minutes.meta);
                even_map(&mut minutes.meeting);
                even_map(&mut minutes.carried);
                for entry in &mut minutes.attendance {
                    [&mut entry.person, &mut entry.status, &mut entry.note]
                        .into_iter()
                        .for_each(even);
                    even_map(&mut entry.facts);
                }
                for item in &mut minutes.agenda {
                    [&mut item.topic, &mut item.presenter, &mut item.notes]
                        .into_iter()
                        .for_each(even);
                    even_map(&mut item.facts);
                }
                for decision in &mut minutes.decisions {
                    [&mut decision.text, &mut decision.owner]
                        .into_iter()
                        .for_each(even);
                    even_map(&mut decision.votes);
                    even_map(&mut decision.facts);
                }
                for action in &mut minutes.actions {
                    [
                        &mut action.title,
                        &mut action.owner,
                        &mut action.due,
                        &mut action.state,
                    ]
                    .into_iter()
                    .for_each(even);
                    even_map(&mut action.facts);
                }
            }
            Self::Matrix(matrix) => {
                even(&mut matrix.title);
                even_header(&mut matrix.meta);
                for column in &mut matrix.columns {
                    even(&mut column.name);
                }
                for cell in matrix.rows.iter_mut().flat_map(|row| &mut row.cells) {
                    even(cell);
                }
            }
        }
        view
    }
}

fn policy(e: &mut Encoder, policy: &Policy) {
    e.array(3);
    text(e, &policy.title);
    header(e, &policy.meta);
    e.array(policy.clauses.len() as u64);
    for clause in &policy.clauses {
        e.array(4).str(&clause.id).u64(clause.level.into());
        text(e, &clause.heading);
        text(e, &clause.body);
    }
}

fn minutes(e: &mut Encoder, minutes: &Minutes) {
    // What minutes had no room for at first stands at the end, and only where it is said: minutes without
    // it keep the fingerprint they had.
    e.array(7 + u64::from(!minutes.carried.is_empty()));
    text(e, &minutes.title);
    header(e, &minutes.meta);
    map(e, &minutes.meeting);
    e.array(minutes.attendance.len() as u64);
    for entry in &minutes.attendance {
        with_facts(e, 3, &entry.facts);
        for value in [&entry.person, &entry.status, &entry.note] {
            text(e, value);
        }
        facts(e, &entry.facts);
    }
    e.array(minutes.agenda.len() as u64);
    for item in &minutes.agenda {
        with_facts(e, 5, &item.facts);
        e.str(&item.id).u64(item.level.into());
        for value in [&item.topic, &item.presenter, &item.notes] {
            text(e, value);
        }
        facts(e, &item.facts);
    }
    e.array(minutes.decisions.len() as u64);
    for decision in &minutes.decisions {
        with_facts(e, 5, &decision.facts);
        e.str(&decision.id).str(&decision.agenda);
        text(e, &decision.text);
        map(e, &decision.votes);
        text(e, &decision.owner);
        facts(e, &decision.facts);
    }
    e.array(minutes.actions.len() as u64);
    for action in &minutes.actions {
        with_facts(e, 6, &action.facts);
        e.str(&action.id).str(&action.agenda);
        for value in [&action.title, &action.owner, &action.due, &action.state] {
            text(e, value);
        }
        facts(e, &action.facts);
    }
    facts(e, &minutes.carried);
}

/// Begins a thing of so many values and, where there are any, its facts.
fn with_facts(e: &mut Encoder, values: u64, facts: &BTreeMap<String, String>) {
    e.array(values + u64::from(!facts.is_empty()));
}

fn facts(e: &mut Encoder, facts: &BTreeMap<String, String>) {
    if !facts.is_empty() {
        map(e, facts);
    }
}

fn matrix(e: &mut Encoder, matrix: &Matrix) {
    e.array(4);
    text(e, &matrix.title);
    header(e, &matrix.meta);
    e.array(matrix.columns.len() as u64);
    for column in &matrix.columns {
        e.array(2).str(&column.id);
        text(e, &column.name);
    }
    e.array(matrix.rows.len() as u64);
    for row in &matrix.rows {
        e.array(2).str(&row.id).array(row.cells.len() as u64);
        for cell in &row.cells {
            text(e, cell);
        }
    }
}

fn header(e: &mut Encoder, meta: &BTreeMap<String, String>) {
    let content: BTreeMap<String, String> = (meta.iter())
        .filter(|(name, value)| is_content(name, value))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    map(e, &content);
}

/// As an array of pairs: keys are texts and are evened out like texts.
fn map(e: &mut Encoder, map: &BTreeMap<String, String>) {
    e.array(map.len() as u64);
    for (name, value) in map {
        e.array(2);
        text(e, name);
        text(e, value);
    }
}

fn text(e: &mut Encoder, text: &str) {
    e.str(&evened(text));
}

fn is_content(name: &str, value: &str) -> bool {
    !NOT_CONTENT.contains(&name) && !value.is_empty()
}

/// The text with composed letters and LF at line ends.
fn evened(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(lines.nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{AgendaItem, Attendance, Clause, Decision, fact};

    fn policy() -> Policy {
        Policy {
            title: "Pedoman".into(),
            meta: BTreeMap::from([("unit".into(), "Pusat".into())]),
            clauses: vec![Clause {
                id: "a".into(),
                level: 1,
                heading: "Tujuan".into(),
                body: "Caf\u{e9}\nteras".into(),
            }],
        }
    }

    fn fingerprint(policy: &Policy) -> Fingerprint {
        View::Policy(policy.clone()).fingerprint()
    }

    /// Decisions of years ago must verify: this value may never change.
    #[test]
    fn the_fingerprint_of_a_content_is_fixed() {
        assert_eq!(
            fingerprint(&policy()).to_string(),
            "735496f315b77862fea51a28fce8b5f8b2431d82d00355b04934f8f0c59f9abe"
        );
    }

    #[test]
    fn what_reads_the_same_has_the_same_fingerprint() {
        let mut other = policy();
        other.clauses[0].body = "Cafe\u{301}\r\nteras".into();
        other.meta.insert("archived".into(), "yes".into());
        other.meta.insert("number".into(), String::new());
        assert_eq!(fingerprint(&other), fingerprint(&policy()));
        assert_eq!(View::Policy(other).content(), View::Policy(policy()));
    }

    fn minutes() -> Minutes {
        Minutes {
            title: "Rapat".into(),
            attendance: vec![Attendance {
                person: "Ani".into(),
                status: "present".into(),
                ..Attendance::default()
            }],
            agenda: vec![AgendaItem {
                id: "a".into(),
                ..AgendaItem::default()
            }],
            decisions: vec![Decision {
                id: "d".into(),
                agenda: "a".into(),
                text: "Setuju.".into(),
                ..Decision::default()
            }],
            ..Minutes::default()
        }
    }

    /// As of the policy: minutes that say none of the later facts keep the fingerprint they had.
    #[test]
    fn the_fingerprint_of_minutes_is_fixed_and_binds_every_fact() {
        let of = |minutes: &Minutes| View::Minutes(minutes.clone()).fingerprint();
        assert_eq!(
            of(&minutes()).to_string(),
            "ebcdc60084193b43e59566ae5c7192c6608c62f22467eaa5897f7838ba94a8d6"
        );
        let mut seen = std::collections::BTreeSet::from([of(&minutes())]);
        let said = |facts: &mut BTreeMap<String, String>, name: &str, value: &str| {
            facts.insert(name.to_owned(), value.to_owned());
        };
        let changes: [&dyn Fn(&mut Minutes); 6] = [
            &|it| said(&mut it.attendance[0].facts, fact::PROXY, "Budi"),
            &|it| said(&mut it.agenda[0].facts, &fact::recused("Ani"), "yes"),
            &|it| said(&mut it.agenda[0].facts, &fact::recused("Budi"), "yes"),
            &|it| said(&mut it.decisions[0].facts, fact::CASTING, "for"),
            &|it| said(&mut it.decisions[0].facts, fact::CASTING, "against"),
            &|it| said(&mut it.carried, "carried:x:y", "yes"),
        ];
        for (number, change) in changes.iter().enumerate() {
            let mut changed = minutes();
            change(&mut changed);
            assert!(seen.insert(of(&changed)), "change {number}");
        }
    }

    #[test]
    fn whatever_is_shown_is_bound() {
        let of = |change: &dyn Fn(&mut Policy)| {
            let mut changed = policy();
            change(&mut changed);
            fingerprint(&changed)
        };
        let changes: [&dyn Fn(&mut Policy); 7] = [
            &|it| it.title.push('.'),
            &|it| drop(it.meta.insert("unit".into(), "Cabang".into())),
            &|it| it.clauses[0].body.push(' '),
            &|it| it.clauses[0].level = 2,
            &|it| it.clauses[0].id = "b".into(),
            // What belongs to which text is bound, too.
            &|it| {
                it.clauses[0].heading = "Tujuan Caf\u{e9}".into();
                it.clauses[0].body = "\nteras".into();
            },
            &|it| it.clauses.push(it.clauses[0].clone()),
        ];
        let mut seen = std::collections::BTreeSet::from([fingerprint(&policy())]);
        for (number, change) in changes.iter().enumerate() {
            assert!(seen.insert(of(change)), "change {number}");
        }
        // An empty document of another kind is another content.
        let empty = [
            View::Policy(Policy::default()).fingerprint(),
            View::Minutes(Minutes::default()).fingerprint(),
            View::Matrix(Matrix::default()).fingerprint(),
        ];
        assert!(empty[0] != empty[1] && empty[1] != empty[2] && empty[0] != empty[2]);
    }
}
