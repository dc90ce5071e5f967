//! The words of minutes in English and Indonesian, both read, one of them written.

use crate::view::{Minutes, fact};

/// The language minutes are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Indonesian,
}

/// One idea: its name in the view, the English and the Indonesian label written, and every other
/// label read, in lower case.
pub(super) struct Word {
    pub(super) name: &'static str,
    english: &'static str,
    indonesian: &'static str,
    others: &'static [&'static str],
}

impl Word {
    pub(super) fn label(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::Indonesian => self.indonesian,
        }
    }

    fn means(&self, label: &str) -> bool {
        self.english.to_lowercase() == label
            || self.indonesian.to_lowercase() == label
            || self.others.contains(&label)
    }
}

const fn word(
    name: &'static str,
    english: &'static str,
    indonesian: &'static str,
    others: &'static [&'static str],
) -> Word {
    Word {
        name,
        english,
        indonesian,
        others,
    }
}

/// Facts about the meeting, in the order they are written.
pub(super) const FACTS: [Word; 8] = [
    word(
        "type",
        "Meeting type",
        "Jenis rapat",
        &["type of meeting", "tipe rapat"],
    ),
    word(
        "number",
        "Number",
        "Nomor",
        &["minutes number", "nomor rapat", "nomor notulen"],
    ),
    word(
        "date",
        "Date",
        "Hari/tanggal",
        &[
            "meeting date",
            "tanggal",
            "tanggal rapat",
            "hari, tanggal",
            "hari / tanggal",
            "hari dan tanggal",
        ],
    ),
    word("time", "Time", "Waktu", &["pukul"]),
    word("zone", "Time zone", "Zona waktu", &["zone"]),
    word(
        "place",
        "Place",
        "Tempat",
        &["location", "venue", "lokasi", "tempat rapat"],
    ),
    word(
        "chair",
        "Chair",
        "Pimpinan rapat",
        &[
            "facilitator",
            "chairperson",
            "meeting chair",
            "pemimpin rapat",
            "ketua rapat",
            "fasilitator",
        ],
    ),
    word(
        "minute-taker",
        "Minute-taker",
        "Notulis",
        &[
            "minutes",
            "minute taker",
            "note taker",
            "note-taker",
            "notes",
            "scribe",
            "notulen",
            "notulensi",
        ],
    ),
];

/// Attendance statuses, in the order they are written; the words of the file come after the first.
pub(super) const STATUSES: [Word; 5] = [
    word(
        "present",
        "Present",
        "Hadir",
        &[
            "council members",
            "council",
            "attendance",
            "attendees",
            "participants",
            "members",
            "peserta",
            "peserta rapat",
            "anggota",
            "anggota dewan",
            "daftar hadir",
            "kehadiran",
        ],
    ),
    word(
        "observer",
        "Observers",
        "Peninjau",
        &["observer", "pengamat"],
    ),
    word(
        "excused",
        "Excused",
        "Izin",
        &[
            "regrets",
            "apologies",
            "unavailable",
            "berhalangan",
            "berhalangan hadir",
        ],
    ),
    word(
        "absent",
        "Absent",
        "Tanpa keterangan",
        &[
            "missing",
            "not attending",
            "not present",
            "tidak hadir",
            "alpa",
        ],
    ),
    word(
        "",
        "Not recorded",
        "Belum dicatat",
        &["unknown", "tidak tercatat"],
    ),
];

/// States of an action; the first is not written.
pub(super) const STATES: [Word; 6] = [
    word("open", "open", "terbuka", &["belum"]),
    word(
        "in progress",
        "in progress",
        "dikerjakan",
        &["sedang dikerjakan", "dalam proses", "proses"],
    ),
    word("blocked", "blocked", "terhambat", &[]),
    word("postponed", "postponed", "ditunda", &[]),
    word("done", "done", "selesai", &["completed", "closed"]),
    word("verified", "verified", "terverifikasi", &[]),
];

/// What stands in the brackets after a decision or an action.
pub(super) const DETAILS: [Word; 13] = [
    word(
        "owner",
        "owner",
        "penanggung jawab",
        &["responsible", "person responsible", "pj", "pic"],
    ),
    word(
        "due",
        "due",
        "tenggat",
        &["deadline", "due date", "batas waktu", "target"],
    ),
    word("state", "state", "status", &["keadaan"]),
    word("for", "for", "setuju", &["in favour", "in favor"]),
    word(
        "against",
        "against",
        "tidak setuju",
        &["opposed", "menolak"],
    ),
    word(
        "abstain",
        "abstain",
        "abstain",
        &["abstained", "abstaining"],
    ),
    word(fact::RULE, "how it is decided", "cara memutuskan", &[]),
    word(
        fact::CASTING,
        "chair's casting vote",
        "suara penentu ketua",
        &["casting vote", "suara penentu"],
    ),
    word(
        fact::DISSENT,
        "dissenting opinion",
        "pendapat berbeda",
        &["dissent"],
    ),
    word(
        fact::LOOK_AGAIN,
        "to be looked at again",
        "ditinjau lagi",
        &["look again"],
    ),
    word(fact::UNIT, "unit", "unit", &[]),
    word(fact::EXECUTORS, "executors", "pelaksana", &[]),
    word(fact::EVIDENCE, "evidence", "bukti pelaksanaan", &["bukti"]),
];

/// How a decision was reached.
pub(super) const RULES: [Word; 3] = [
    word(fact::CONSENSUS, "consensus", "musyawarah mufakat", &[]),
    word(fact::MAJORITY, "majority", "suara terbanyak", &[]),
    word(
        fact::CIRCULAR,
        "circular decision",
        "keputusan sirkuler",
        &["circular"],
    ),
];

/// How the chair's casting vote goes.
pub(super) const CASTINGS: [Word; 2] = [
    word("for", "for", "setuju", &[]),
    word("against", "against", "tidak setuju", &["menolak"]),
];

pub(super) const DECISION: Word = word(
    "decision",
    "Decision",
    "Keputusan",
    &[
        "decided",
        "resolved",
        "resolution",
        "diputuskan",
        "keputusan rapat",
    ],
);
pub(super) const ACTION: Word = word(
    "action",
    "Action",
    "Tindak lanjut",
    &[
        "action item",
        "action items",
        "actions",
        "rencana tindak lanjut",
    ],
);
pub(super) const PRESENTER: Word = word(
    "presenter",
    "Presenter",
    "Penyaji",
    &["presented by", "pemapar", "pembawa materi"],
);

pub(super) const MEETING_SECTION: Word = word(
    "meeting",
    "Meeting",
    "Rapat",
    &[
        "meeting roles",
        "meeting details",
        "roles",
        "data rapat",
        "informasi rapat",
        "waktu dan tempat",
        "pelaksanaan rapat",
        "peran rapat",
        "pimpinan dan notulis",
    ],
);
pub(super) const ATTENDANCE_SECTION: Word = word(
    "attendance",
    "Attendance",
    "Daftar hadir",
    &[
        "attendees",
        "participants",
        "present",
        "peserta",
        "peserta rapat",
        "hadir",
        "kehadiran",
    ],
);
pub(super) const DECISIONS_SECTION: Word = word(
    "decisions",
    "Decisions",
    "Keputusan",
    &[
        "decision",
        "consented decisions",
        "decisions made",
        "resolutions",
        "keputusan rapat",
        "hasil keputusan",
        "daftar keputusan",
    ],
);
pub(super) const ACTIONS_SECTION: Word = word(
    "actions",
    "Action items",
    "Tindak lanjut",
    &[
        "actions",
        "action item",
        "follow-ups",
        "follow ups",
        "follow-up actions",
        "rencana tindak lanjut",
        "daftar tindak lanjut",
    ],
);
pub(super) const NOTES_SECTION: Word = word(
    "notes",
    "Minutes",
    "Notulen",
    &[
        "notes",
        "pembahasan",
        "jalannya rapat",
        "notula",
        "discussion",
    ],
);

/// The idea in a list that a label means.
pub(super) fn find<'a>(words: &'a [Word], label: &str) -> Option<&'a Word> {
    let label = plain(label);
    words.iter().find(|w| w.means(&label))
}

/// Whether a label means an idea.
pub(super) fn is(word: &Word, label: &str) -> bool {
    word.means(&plain(label))
}

/// Whether a label says something else than who attended.
pub(super) fn is_taken(label: &str) -> bool {
    let single = [&DECISION, &ACTION, &PRESENTER];
    single.into_iter().any(|word| is(word, label)) || find(&FACTS, label).is_some()
}

/// Whether a heading means a section, with or without a number before it.
pub(super) fn heads(word: &Word, heading: &str) -> bool {
    let heading = heading.trim_matches(['*', '_', ' ', ':']);
    let unnumbered = heading.split_once(['.', ')']).filter(|(number, _)| {
        (1..=4).contains(&number.len())
            && (number
                .chars()
                .all(|c| c.is_ascii_digit() || "IVX".contains(c))
                || (number.len() == 1 && number.chars().all(|c| c.is_ascii_uppercase())))
    });
    is(word, heading) || unnumbered.is_some_and(|(_, rest)| is(word, rest))
}

/// The label the idea of this name is written with.
pub(super) fn label_of(words: &[Word], name: &str, language: Language) -> String {
    words
        .iter()
        .find(|w| w.name == name)
        .map_or_else(|| name.to_owned(), |w| w.label(language).to_owned())
}

fn plain(label: &str) -> String {
    let lower = label.to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The language of minutes: what the header field `language` says, else the commoner little words.
pub(super) fn language(minutes: &Minutes) -> Language {
    const ENGLISH: &[&str] = &[
        "the", "and", "of", "to", "is", "for", "with", "we", "meeting", "minutes", "agenda",
    ];
    const INDONESIAN: &[&str] = &[
        "dan",
        "yang",
        "untuk",
        "dengan",
        "dari",
        "pada",
        "rapat",
        "tidak",
        "akan",
        "oleh",
        "notulen",
        "di",
        "pembukaan",
        "penutup",
        "pembahasan",
    ];
    match minutes.meta.get("language").map(|l| l.to_lowercase()) {
        Some(l) if l == "id" || l.contains("indonesia") => return Language::Indonesian,
        Some(l) if l == "en" || l.contains("english") || l.contains("inggris") => {
            return Language::English;
        }
        _ => {}
    }
    let mut lead = 0_i64;
    let agenda = minutes.agenda.iter().flat_map(|a| [&a.topic, &a.notes]);
    let records = minutes
        .decisions
        .iter()
        .map(|d| &d.text)
        .chain(minutes.actions.iter().map(|a| &a.title));
    for text in agenda.chain(records).chain([&minutes.title]) {
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            let word = word.to_lowercase();
            lead += i64::from(INDONESIAN.contains(&word.as_str()));
            lead -= i64::from(ENGLISH.contains(&word.as_str()));
        }
    }
    if lead > 0 {
        Language::Indonesian
    } else {
        Language::English
    }
}
