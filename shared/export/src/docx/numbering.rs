//! The numbers Word counts by itself: of lists, and of headings such as `BAB II` or `Pasal 3`.

use std::collections::BTreeMap;

use crate::tree::Element;

/// Word has nine levels.
const LEVELS: usize = 9;

#[derive(Debug, Clone)]
struct Level {
    form: String,
    text: String,
    start: u64,
    /// The paragraph style this level belongs to.
    style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            form: "decimal".to_owned(),
            text: String::new(),
            start: 1,
            style: None,
        }
    }
}

#[derive(Debug, Default)]
struct Numbering {
    pattern: String,
    /// Levels that start anew in this list, and where.
    starts: BTreeMap<usize, u64>,
}

/// The numberings of a document, and how far each has been counted.
#[derive(Debug, Default)]
pub(super) struct Numberings {
    patterns: BTreeMap<String, Vec<Level>>,
    all: BTreeMap<String, Numbering>,
    counted: BTreeMap<String, [Option<u64>; LEVELS]>,
}

/// The number of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Number {
    Bullet,
    /// The number, and how it is written: `Pasal 3`.
    Counted(u64, String),
}

impl Numberings {
    /// Reads the part `word/numbering.xml`.
    pub(super) fn read(root: &Element) -> Self {
        let mut found = Self::default();
        let Some(root) = root.child("numbering") else {
            return found;
        };
        let mut linked: BTreeMap<&str, &str> = BTreeMap::new();
        for element in root.elements().filter(|e| e.name == "abstractNum") {
            let Some(id) = element.attribute("abstractNumId") else {
                continue;
            };
            if let Some(style) = element.child("styleLink").and_then(|e| e.attribute("val")) {
                linked.insert(style, id);
            }
            let mut levels = vec![Level::default(); LEVELS];
            for level in element.elements().filter(|e| e.name == "lvl") {
                if let Some(place) = place(level).and_then(|n| levels.get_mut(n)) {
                    *place = read_level(level);
                }
            }
            found.patterns.insert(id.to_owned(), levels);
        }
        for element in root.elements().filter(|e| e.name == "abstractNum") {
            // A pattern that only points to the one of a list style.
            if let Some(style) = element
                .child("numStyleLink")
                .and_then(|e| e.attribute("val"))
                && let Some(id) = element.attribute("abstractNumId")
                && let Some(levels) = linked.get(style).and_then(|id| found.patterns.get(*id))
            {
                let levels = levels.clone();
                found.patterns.insert(id.to_owned(), levels);
            }
        }
        for element in root.elements().filter(|e| e.name == "num") {
            let pattern = element
                .child("abstractNumId")
                .and_then(|e| e.attribute("val"));
            let (Some(id), Some(pattern)) = (element.attribute("numId"), pattern) else {
                continue;
            };
            let starts = element
                .elements()
                .filter(|e| e.name == "lvlOverride")
                .filter_map(|e| {
                    let start = e.child("startOverride")?.attribute("val")?.parse().ok()?;
                    Some((place(e)?, start))
                })
                .collect();
            let numbering = Numbering {
                pattern: pattern.to_owned(),
                starts,
            };
            found.all.insert(id.to_owned(), numbering);
        }
        found
    }

    /// The level a paragraph style stands for in a numbering.
    pub(super) fn level_of_style(&self, id: &str, style: &str) -> Option<u8> {
        let levels = self.patterns.get(&self.all.get(id)?.pattern)?;
        let level = levels
            .iter()
            .position(|l| l.style.as_deref() == Some(style))?;
        u8::try_from(level).ok()
    }

    /// Counts one more paragraph; `None` when it has no number after all.
    pub(super) fn count(&mut self, id: &str, level: u8) -> Option<Number> {
        let numbering = self.all.get(id)?;
        let levels = self.patterns.get(&numbering.pattern)?;
        let at = usize::from(level).min(LEVELS - 1);
        // Lists of one pattern count on with each other, unless one starts anew.
        let counter = if numbering.starts.is_empty() {
            format!("pattern {}", numbering.pattern)
        } else {
            format!("list {id}")
        };
        let counted = self.counted.entry(counter).or_default();
        let start = |at: usize| {
            let own = numbering.starts.get(&at).copied();
            own.unwrap_or_else(|| levels.get(at).map_or(1, |level| level.start))
        };
        let number = counted[at].map_or_else(|| start(at), |n| n.saturating_add(1));
        counted[at] = Some(number);
        counted[at + 1..].fill(None);
        let here = levels.get(at)?;
        match here.form.as_str() {
            "bullet" => return Some(Number::Bullet),
            "none" => return None,
            _ => {}
        }
        let mut label = here.text.clone();
        for (n, level) in levels.iter().enumerate() {
            let number = counted[n].unwrap_or_else(|| start(n));
            label = label.replace(&format!("%{}", n + 1), &written(number, &level.form));
        }
        Some(Number::Counted(number, label.trim().to_owned()))
    }
}

fn place(element: &Element) -> Option<usize> {
    let level: usize = element.attribute("ilvl")?.parse().ok()?;
    (level < LEVELS).then_some(level)
}

fn read_level(element: &Element) -> Level {
    let value = |name: &str| element.child(name).and_then(|e| e.attribute("val"));
    let text = value("lvlText").unwrap_or_default();
    Level {
        form: value("numFmt").unwrap_or("decimal").to_owned(),
        // Nobody's label is longer.
        text: text.chars().take(60).collect(),
        start: value("start").and_then(|n| n.parse().ok()).unwrap_or(1),
        style: value("pStyle").map(str::to_owned),
    }
}

/// A number in Word's form of this name.
fn written(number: u64, form: &str) -> String {
    let letters = |first: u8| {
        // After z comes aa, as Word does it.
        let n = number.saturating_sub(1);
        let letter = char::from(first + u8::try_from(n % 26).unwrap_or_default());
        let times = usize::try_from(n / 26).unwrap_or_default().min(8) + 1;
        letter.to_string().repeat(times)
    };
    match form {
        "none" => String::new(),
        "lowerLetter" => letters(b'a'),
        "upperLetter" => letters(b'A'),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperRoman" => roman(number),
        "decimalZero" => format!("{number:02}"),
        _ => number.to_string(),
    }
}

fn roman(number: u64) -> String {
    const SIGNS: [(u64, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number > 3999 {
        return number.to_string();
    }
    let (mut rest, mut out) = (number, String::new());
    for (value, sign) in SIGNS {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_counted_and_written_as_word_does() {
        let xml = "<numbering><abstractNum abstractNumId='0'>\
            <lvl ilvl='0'><numFmt val='upperRoman'/><lvlText val='BAB %1'/></lvl>\
            <lvl ilvl='1'><numFmt val='lowerLetter'/><lvlText val='%1.%2)'/><pStyle val='Pasal'/></lvl>\
            <lvl ilvl='2'><numFmt val='bullet'/></lvl></abstractNum>\
            <num numId='1'><abstractNumId val='0'/></num>\
            <num numId='2'><abstractNumId val='0'/><lvlOverride ilvl='0'><startOverride val='7'/></lvlOverride></num>\
            </numbering>";
        let mut numbers = Numberings::read(&crate::xml::parse(xml.as_bytes()).unwrap());
        let mut count = |id: &str, level| match numbers.count(id, level) {
            Some(Number::Counted(n, label)) => format!("{n} {label}"),
            other => format!("{other:?}"),
        };
        let said = [
            count("1", 0),
            count("1", 1),
            count("1", 1),
            count("1", 0),
            count("1", 1),
            count("1", 2),
            count("2", 0),
            count("9", 0),
        ];
        assert_eq!(
            said,
            [
                "1 BAB I",
                "1 I.a)",
                "2 I.b)",
                "2 BAB II",
                "1 II.a)",
                "Some(Bullet)",
                "7 BAB VII",
                "None"
            ]
        );
        assert_eq!(numbers.level_of_style("1", "Pasal"), Some(1));
        assert_eq!(written(28, "lowerLetter"), "bb");
        assert_eq!(written(1994, "upperRoman"), "MCMXCIV");
        assert_eq!(written(u64::MAX, "upperRoman"), u64::MAX.to_string());
        assert_eq!(written(0, "lowerLetter"), "a");
    }
}
