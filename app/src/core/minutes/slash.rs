//! Lines of the notes that become decisions and actions: `/k Satu akun per cabang @Budi`,
//! `/t Kirim surat @Budi 17/12`.

use jiff::civil::Date;

use super::attendance::person_meant;
use super::days::{self, Toward};

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `/k` (keputusan) or `/d`.
    Decision {
        /// What was decided.
        text: String,
        /// Who carries it out; may be empty.
        owner: String,
    },
    /// `/t` (tindak lanjut) or `/a`.
    Action {
        /// What is to be done.
        title: String,
        /// Who is responsible; may be empty.
        owner: String,
        /// By when.
        due: Option<Date>,
    },
}

/// A command in a text, and the line that says it. Counts code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where the line begins.
    pub at: usize,
    /// How long it is, with the line break that ends it.
    pub delete: usize,
    /// What it says.
    pub command: Command,
}

/// The command in the line that ends with the line break at `line_break`; `None` where the line is an
/// ordinary one. `known` are the people who may be meant.
pub fn line(text: &str, line_break: usize, known: &[String], today: Date) -> Option<Line> {
    let before: String = text.chars().take(line_break).collect();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let length = line.chars().count();
    Some(Line {
        at: line_break - length,
        delete: length + 1,
        command: command(line, known, today)?,
    })
}

/// What a line says, if it says a command.
pub fn command(line: &str, known: &[String], today: Date) -> Option<Command> {
    let rest = line.trim().strip_prefix('/')?;
    let (letter, said) = rest.split_once(char::is_whitespace)?;
    let is_decision = match letter.to_lowercase().as_str() {
        "k" | "d" => true,
        "t" | "a" => false,
        _ => return None,
    };
    let mut said = said.trim();
    if said.is_empty() {
        return None;
    }
    let (mut owner, mut due) = (None, None);
    // Owner and due date stand at the end, in either order.
    loop {
        if due.is_none()
            && !is_decision
            && let Some((before, date)) = date_at_end(said, today)
        {
            (said, due) = (before, Some(date));
        } else if owner.is_none()
            && let Some((before, name)) = name_at_end(said, known)
        {
            (said, owner) = (before, Some(name));
        } else {
            break;
        }
    }
    let owner = owner.unwrap_or_default();
    let text = said.to_owned();
    Some(match is_decision {
        true => Command::Decision { text, owner },
        false => Command::Action {
            title: text,
            owner,
            due,
        },
    })
}

/// The longest date at the end, and what stands before it. A number alone is no date here: `kirim 20`.
fn date_at_end(said: &str, today: Date) -> Option<(&str, Date)> {
    let starts: Vec<usize> = word_starts(said).rev().take(days::MOST_WORDS).collect();
    starts.into_iter().rev().find_map(|start| {
        let (before, tail) = said.split_at(start);
        if before.trim().is_empty() || tail.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        let date = days::day(tail, today, Toward::Coming)?;
        Some((without_joint(before), date))
    })
}

/// The last `@` and the name after it, if nothing but the name follows.
fn name_at_end<'a>(said: &'a str, known: &[String]) -> Option<(&'a str, String)> {
    let start = word_starts(said)
        .rev()
        .find(|at| said[*at..].starts_with('@'))?;
    let typed = said[start + 1..].trim();
    let meant = person_meant(typed, known);
    let is_known = known.contains(&meant);
    let looks_like_a_name =
        typed.split_whitespace().count() == 1 || typed.split_whitespace().all(begins_upper);
    (!typed.is_empty() && (is_known || looks_like_a_name))
        .then(|| (without_joint(&said[..start]), meant))
}

fn begins_upper(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Without a word or sign that only led to what was cut off: `surat, paling lambat 17/12`.
fn without_joint(before: &str) -> &str {
    let mut before = before.trim_end();
    for joint in [
        " paling lambat",
        " sebelum",
        " tenggat",
        " before",
        " due",
        " by",
        ",",
        ";",
    ] {
        before = before.strip_suffix(joint).unwrap_or(before).trim_end();
    }
    before
}

fn word_starts(text: &str) -> impl DoubleEndedIterator<Item = usize> {
    let is_start = |at: usize| at == 0 || text[..at].ends_with(char::is_whitespace);
    text.char_indices()
        .map(|(at, _)| at)
        .filter(move |at| is_start(*at) && !text[*at..].starts_with(char::is_whitespace))
        .collect::<Vec<_>>()
        .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Vec<String> {
        ["Budi Santoso", "Citra Dewi"].map(String::from).into()
    }

    fn read(line: &str) -> Option<Command> {
        command(line, &known(), jiff::civil::date(2012, 12, 13))
    }

    fn action(title: &str, owner: &str, due: &str) -> Option<Command> {
        Some(Command::Action {
            title: title.into(),
            owner: owner.into(),
            due: due.parse().ok(),
        })
    }

    fn decision(text: &str, owner: &str) -> Option<Command> {
        Some(Command::Decision {
            text: text.into(),
            owner: owner.into(),
        })
    }

    #[test]
    fn a_line_becomes_an_action_with_owner_and_due_date() {
        let letter = || action("Kirim surat", "Budi Santoso", "2012-12-17");
        assert_eq!(read("/t Kirim surat @Budi 17/12"), letter());
        assert_eq!(read("/t Kirim surat 17 des @budi santoso"), letter());
        assert_eq!(
            read("  /a Kirim surat, @Budi, by 17 December 2012"),
            letter()
        );
        assert_eq!(read("/T Kirim surat @Budi senin"), letter());
        assert_eq!(
            read("/t Kirim surat @Eka Putra besok"),
            action("Kirim surat", "Eka Putra", "2012-12-14")
        );
        assert_eq!(
            read("/t Kirim surat @zaki"),
            action("Kirim surat", "zaki", "")
        );
        assert_eq!(read("/t Kirim surat"), action("Kirim surat", "", ""));
    }

    #[test]
    fn a_line_becomes_a_decision() {
        assert_eq!(
            read("/k Satu akun per cabang @citra"),
            decision("Satu akun per cabang", "Citra Dewi")
        );
        assert_eq!(
            read("/d One account per branch"),
            decision("One account per branch", "")
        );
        assert_eq!(
            read("/k Berlaku mulai 17/12"),
            decision("Berlaku mulai 17/12", ""),
            "a decision has no due date"
        );
    }

    #[test]
    fn what_only_looks_like_owner_or_date_stays_in_the_text() {
        assert_eq!(read("/t Pesan kursi 20"), action("Pesan kursi 20", "", ""));
        assert_eq!(
            read("/t Minta @Budi kirim surat"),
            action("Minta @Budi kirim surat", "", "")
        );
        assert_eq!(
            read("/t tulis ke a@b.id"),
            action("tulis ke a@b.id", "", "")
        );
        assert_eq!(
            read("/t besok"),
            action("besok", "", ""),
            "something is to be done"
        );
    }

    #[test]
    fn other_lines_are_ordinary() {
        for line in [
            "",
            "/",
            "/k",
            "/k  ",
            "/x halo",
            "k halo",
            "lihat /k halo",
            "/kartu baru",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn the_line_is_found_in_its_text_by_code_points() {
        let text = "é satu\n/k Setuju\nlagi";
        let found = line(text, 16, &known(), jiff::civil::date(2012, 12, 13)).unwrap();
        assert_eq!((found.at, found.delete), (7, 10));
        assert_eq!(Some(found.command), decision("Setuju", ""));
        assert_eq!(
            line(text, 6, &known(), jiff::civil::date(2012, 12, 13)),
            None
        );
    }
}
