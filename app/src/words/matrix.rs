//! What keeps an ownership matrix from being submitted, in words.

use ::council::matrix::{Gap, Lack};

use crate::say;
use crate::words::Language;
use crate::words::place::cut;

/// How many rows are named; of the others it is said how many there are.
const MOST_NAMED: usize = 3;

/// Which rows lack what, and the rule: the values of a sentence that says that a matrix is not submitted.
pub fn gaps(language: Language, gaps: &[Gap]) -> (String, String) {
    let named: Vec<String> = gaps
        .iter()
        .take(MOST_NAMED)
        .map(|one| gap(language, one))
        .collect();
    let rows = named.join("; ");
    let rows = match gaps.len().saturating_sub(MOST_NAMED) {
        0 => rows,
        more => say!(language, "gap-more", rows = rows, count = more as u64),
    };
    (rows, language.say("gap-rule"))
}

fn gap(language: Language, gap: &Gap) -> String {
    let row = gap.row as u64 + 1;
    let activity = match gap.activity.as_str() {
        "" => String::new(),
        activity => format!(" “{}”", cut(activity)),
    };
    match &gap.lack {
        Lack::Owner => say!(language, "gap-no-owner", row = row, activity = activity),
        Lack::OneOwner(names) => say!(
            language,
            "gap-owners",
            row = row,
            activity = activity,
            count = names.len() as u64,
            names = cut(&names.join(", "))
        ),
        Lack::Contact => say!(language, "gap-no-contact", row = row, activity = activity),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rows_are_named_and_the_others_counted() {
        let gap = |row: usize, activity: &str, lack: Lack| Gap {
            row,
            activity: activity.to_owned(),
            lack,
        };
        let mut all = vec![
            gap(1, "Pantau", Lack::Owner),
            gap(2, "", Lack::OneOwner(vec!["Sari".into(), "Budi".into()])),
            gap(4, "Siaran", Lack::Contact),
        ];
        let (rows, _) = gaps(Language::Indonesian, &all);
        assert_eq!(
            rows,
            "baris 2 “Pantau” belum ada penanggung jawab; baris 3 punya 2 penanggung jawab: Sari, Budi; \
             baris 5 “Siaran” kolektif tanpa narahubung"
        );
        all.extend([gap(5, "Ulas", Lack::Owner), gap(6, "Arsip", Lack::Owner)]);
        let (rows, rule) = gaps(Language::English, &all);
        assert!(rows.ends_with("names no contact; and 2 more"), "{rows}");
        assert!(rule.contains("exactly one owner"), "{rule}");
    }
}
