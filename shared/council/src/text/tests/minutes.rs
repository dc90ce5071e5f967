use std::collections::BTreeMap;

use super::markdown_files;
use crate::text::markdown::{read_minutes, recognise, write_minutes};
use crate::view::Kind;

fn word_counts(text: &str) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
    {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    counts
}

/// The words of the labels that are written in another form than they were read.
const LABELS: &[&str] = &[
    "council",
    "members",
    "facilitator",
    "minutes",
    "meeting",
    "roles",
    "regrets",
    "apologies",
    "unavailable",
    "missing",
    "none",
    "attendees",
    "not",
    "attending",
    "attendance",
    "action",
    "items",
    "consented",
    "decisions",
    "decided",
    "observers",
];

#[test]
fn every_real_file_keeps_every_word_and_is_stable() {
    for (path, text) in markdown_files() {
        let read = read_minutes(&text);
        let written = write_minutes(&read);
        let again = read_minutes(&written);
        assert_eq!(again, read, "{path}");
        assert_eq!(write_minutes(&again), written, "{path}");
        let after = word_counts(&written);
        let notes: Vec<_> = word_counts(&text)
            .into_iter()
            .filter(|(word, n)| {
                after.get(word).unwrap_or(&0) < n && !LABELS.contains(&word.as_str())
            })
            .collect();
        assert!(notes.is_empty(), "{path} lost {notes:?}");
    }
}

#[test]
fn real_minutes_are_told_from_policies_and_recognised() {
    let mut counts = [0; 5];
    for (path, text) in markdown_files() {
        let meeting = path.contains("/minutes/");
        assert_eq!(recognise(&text, &path) == Kind::Minutes, meeting, "{path}");
        if !meeting {
            continue;
        }
        let minutes = read_minutes(&text);
        let date = path.rsplit(['/', '.']).nth(1).unwrap();
        assert_eq!(minutes.meeting["date"], date, "{path}");
        let found = [
            minutes.attendance.len(),
            minutes.agenda.len(),
            minutes.decisions.len(),
            minutes.actions.len(),
            usize::from(minutes.meeting.contains_key("chair")),
        ];
        for (count, more) in counts.iter_mut().zip(found) {
            *count += more;
        }
    }
    // Fewer is a loss; more needs a look whether it is right.
    assert_eq!(counts, [492, 773, 5, 6, 39]);
}

const NOTULEN: &str = "\
# Notulen Rapat Dewan Media Sosial

Hari/Tanggal : Senin, 17 Desember 2012
Waktu : 14.00 – 16.00 WIB
**Tempat:** Ruang Rapat Lantai 5
Pimpinan Rapat : Budi Santoso
Notulis: Sari Dewi

## Peserta

1. Budi Santoso, Kepala Divisi Pemasaran
2. Sari Dewi – Surabaya
3. Rina Hapsari (izin)
4. Agus Wijaya: tanpa keterangan

## 1. Pembukaan

Rapat dibuka oleh pimpinan rapat.

## 2. Akun resmi

Penyaji: Sari Dewi

Dibahas dengan kantor cabang.

Keputusan:

1. Satu akun untuk setiap kantor cabang. (setuju: Budi Santoso, Sari Dewi; abstain: Agus Wijaya)
2. Kata sandi disimpan di kantor pusat.

### Tindak lanjut

| No | Tindak lanjut | Penanggung jawab | Tenggat | Status |
|----|---|---|---|---|
| 1 | Daftarkan akun | Sari Dewi | 31 Januari 2013 | selesai |
| 2 | Tutup akun lama | Agus | - | ditunda |

## Keputusan

- Rapat berikutnya bulan depan.

## Tindak lanjut

- [ ] Rina: siapkan materi (tenggat: 7 Januari 2013)
";

#[test]
fn indonesian_minutes_are_recognised_whole() {
    let minutes = read_minutes(NOTULEN);
    let fact = |name: &str| minutes.meeting[name].as_str();
    assert_eq!(fact("date"), "2012-12-17");
    assert_eq!(fact("time"), "14.00 – 16.00 WIB");
    assert_eq!(fact("place"), "Ruang Rapat Lantai 5");
    assert_eq!(fact("chair"), "Budi Santoso");
    assert_eq!(fact("minute-taker"), "Sari Dewi");
    let people: Vec<_> = minutes
        .attendance
        .iter()
        .map(|a| (a.person.as_str(), a.status.as_str(), a.note.as_str()))
        .collect();
    assert_eq!(
        people,
        [
            ("Budi Santoso", "present", "Kepala Divisi Pemasaran"),
            ("Sari Dewi", "present", "Surabaya"),
            ("Rina Hapsari", "excused", ""),
            ("Agus Wijaya", "absent", ""),
        ]
    );
    let topics: Vec<_> = minutes.agenda.iter().map(|a| a.topic.as_str()).collect();
    assert_eq!(topics, ["1. Pembukaan", "2. Akun resmi"]);
    assert_eq!(minutes.agenda[1].presenter, "Sari Dewi");
    assert_eq!(minutes.agenda[1].notes, "Dibahas dengan kantor cabang.");
    let decisions: Vec<_> = minutes
        .decisions
        .iter()
        .map(|d| (d.agenda.as_str(), d.text.as_str()))
        .collect();
    assert_eq!(
        decisions,
        [
            ("#1", "Satu akun untuk setiap kantor cabang."),
            ("#1", "Kata sandi disimpan di kantor pusat."),
            ("", "Rapat berikutnya bulan depan."),
        ]
    );
    assert_eq!(minutes.decisions[0].votes["Sari Dewi"], "for");
    assert_eq!(minutes.decisions[0].votes["Agus Wijaya"], "abstain");
    let actions: Vec<_> = minutes
        .actions
        .iter()
        .map(|a| [&a.agenda, &a.title, &a.owner, &a.due, &a.state].map(String::as_str))
        .collect();
    assert_eq!(
        actions,
        [
            ["#1", "Daftarkan akun", "Sari Dewi", "2013-01-31", "done"],
            ["#1", "Tutup akun lama", "Agus", "", "postponed"],
            ["", "siapkan materi", "Rina", "2013-01-07", "open"],
        ]
    );
    let written = write_minutes(&minutes);
    assert!(
        written.contains("- Hari/tanggal: Senin, 17 Desember 2012\n"),
        "{written}"
    );
    assert!(written.contains("- Izin: Rina Hapsari\n"), "{written}");
    assert!(written.contains("- [x] **Tindak lanjut:** Daftarkan akun (penanggung jawab: Sari Dewi; tenggat: 31 Januari 2013)\n"), "{written}");
    assert_eq!(read_minutes(&written), minutes);
}

#[test]
fn what_only_looks_like_a_record_stays_text() {
    for text in [
        "# M\n\n## A\n\nDecision: are we asking for a role?\n",
        "# M\n\n## A\n\n- Mark:\n    - Decision: nested in a discussion\n",
        "# M\n\n## A\n\nthe decision: prose\n",
        "# M\n\n## A\n\n```\nDecision: code\n```\n",
        "# M\n\n## Attendance\n\n- Council members: Mara, TC\n- The projector was broken.\n",
        "# M\n\n## Attendance\n\nAttendance: all\n",
        "# M\n\n## Attendance\n\n- Council members: Mara, Jack Huey. Jakub, Mara\n",
        "# M\n\n## Keputusan\n\nBelum ada.\n",
        "# M\n\n## Meeting roles\n\n- Facilitator: TC\n- Snacks: Mara\n",
        "# M\n\n## A\n\n**Keputusan:**\n\n- Apakah jadi?\n",
    ] {
        let minutes = read_minutes(text);
        assert!(
            minutes.decisions.is_empty() && minutes.attendance.is_empty(),
            "{text}"
        );
        assert!(minutes.meeting.is_empty(), "{text}");
        assert_eq!(write_minutes(&minutes), text);
    }
}

#[test]
fn facts_of_decisions_and_actions_stand_in_the_brackets_and_read_back() {
    use crate::view::fact;
    let mut minutes = read_minutes(
        "# Notulen\n\n## Vendor\n\n- **Keputusan:** Ganti vendor. (setuju: Sari)\n\
         - **Tindak lanjut:** Susun daftar untuk rapat (penanggung jawab: Budi)\n",
    );
    let facts = |facts: &[(&str, &str)]| -> BTreeMap<String, String> {
        let facts = facts.iter();
        facts
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    };
    minutes.decisions[0].facts = facts(&[
        (fact::RULE, fact::MAJORITY),
        (fact::CASTING, "against"),
        (fact::DISSENT, "Citra: terlalu mahal"),
        (fact::LOOK_AGAIN, "2027-01-15"),
    ]);
    minutes.actions[0].facts = facts(&[
        (fact::EXECUTORS, "Eka, Fajar"),
        (fact::UNIT, "Kantor Surabaya"),
        (fact::EVIDENCE, "laporan 7"),
    ]);
    let written = write_minutes(&minutes);
    for words in [
        "cara memutuskan: suara terbanyak; suara penentu ketua: tidak setuju; pendapat berbeda: Citra: terlalu mahal; \
         ditinjau lagi: 15 Januari 2027",
        "pelaksana: Eka, Fajar; unit: Kantor Surabaya; bukti pelaksanaan: laporan 7",
    ] {
        assert!(written.contains(words), "{written}");
    }
    assert_eq!(read_minutes(&written), minutes, "{written}");
    minutes.meta.insert("language".into(), "en".into());
    let written = write_minutes(&minutes);
    assert!(
        written.contains("how it is decided: majority; chair's casting vote: against"),
        "{written}"
    );
    assert_eq!(read_minutes(&written), minutes, "{written}");
}
