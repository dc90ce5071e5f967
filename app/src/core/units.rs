//! The unit tree as the screen shows it, and what is typed to change it.

use council::act::scope::{Unit, UnitKind};
use council::codes::typed_unit_code;
use format::PublicKey;
use format::scope::MAX_UNIT_BYTES;

/// One unit, in the order of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRow {
    /// What it is called.
    pub name: String,
    /// What it is; `None` while nobody placed it in the tree.
    pub kind: Option<UnitKind>,
    /// The unit it is part of.
    pub parent: Option<String>,
    /// Whether it is closed.
    pub is_closed: bool,
    /// How deep it stands, from 0.
    pub depth: usize,
    /// Whether units are part of it.
    pub has_parts: bool,
    /// Whoever writes for it and counts: one device of each person.
    pub people: Vec<PublicKey>,
    /// How many people write for it or for a part of it.
    pub people_with_parts: usize,
    /// The code with which the provisional codes of its documents begin.
    pub code: String,
}

/// The rows that are shown. With a query those whose name holds it, each below what it is part of;
/// without one those below units that are all open.
pub fn shown<'a>(
    rows: &'a [UnitRow],
    query: &str,
    is_open: impl Fn(&UnitRow) -> bool,
) -> Vec<&'a UnitRow> {
    let wanted = query.trim().to_lowercase();
    if wanted.is_empty() {
        // Below a closed row everything deeper is hidden.
        let mut hidden_below = usize::MAX;
        let is_shown = |row: &&UnitRow| {
            if row.depth > hidden_below {
                return false;
            }
            hidden_below = match is_open(row) {
                true => usize::MAX,
                false => row.depth,
            };
            true
        };
        return rows.iter().filter(is_shown).collect();
    }
    let mut keeps = vec![false; rows.len()];
    // Where the rows above this one stand, by depth.
    let mut above: Vec<usize> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        above.truncate(row.depth);
        if row.name.to_lowercase().contains(&wanted) {
            keeps[at] = true;
            above.iter().for_each(|above| keeps[*above] = true);
        }
        above.push(at);
    }
    let kept = rows.iter().zip(keeps);
    kept.filter(|(_, keeps)| *keeps)
        .map(|(row, _)| row)
        .collect()
}

/// A unit as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The unit that is changed; `None`: a new one.
    pub changes: Option<String>,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: UnitKind,
    /// The unit it is part of; empty: the top.
    pub parent: String,
    /// Whether it is closed.
    pub is_closed: bool,
    /// Its code; empty: as it is, or the first letters of its name.
    pub code: String,
}

/// Why what is typed is no unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacks {
    /// It has no name, or one that is too long.
    Name,
    /// There is a unit of that name in the tree.
    Exists,
    /// The unit it is to be part of is not there.
    Parent,
    /// It would be part of itself.
    Circle,
    /// Its code is none.
    Code,
    /// Another unit has the code.
    CodeTaken,
}

impl Lacks {
    /// The name of its sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Name => "unit-lacks-name",
            Self::Exists => "unit-lacks-exists",
            Self::Parent => "unit-lacks-parent",
            Self::Circle => "unit-lacks-circle",
            Self::Code => "unit-lacks-code",
            Self::CodeTaken => "unit-lacks-code-taken",
        }
    }
}

/// The code that is given to the unit of this name; `None` where it keeps the one it has.
///
/// # Errors
/// [`Lacks::Code`] and [`Lacks::CodeTaken`].
pub fn read_code(rows: &[UnitRow], unit: &str, typed: &str) -> Result<Option<String>, Lacks> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let code = typed_unit_code(typed).ok_or(Lacks::Code)?;
    let has_it = |row: &&UnitRow| row.code == code;
    match rows.iter().find(has_it) {
        Some(row) if row.name == unit => Ok(None),
        Some(_) => Err(Lacks::CodeTaken),
        None => Ok(Some(code)),
    }
}

/// The unit that is meant. An office that nobody placed is placed under the name it has.
///
/// # Errors
/// The first thing that is wrong.
pub fn read(rows: &[UnitRow], typed: &Typed) -> Result<Unit, Lacks> {
    let named = |text: &str| {
        let name = one_line(text);
        let lower = name.to_lowercase();
        let mut rows = rows.iter();
        (name, rows.find(|row| row.name.to_lowercase() == lower))
    };
    let name = match &typed.changes {
        Some(name) => name.clone(),
        None => match named(&typed.name) {
            (name, _) if name.is_empty() || name.len() > MAX_UNIT_BYTES => return Err(Lacks::Name),
            (_, Some(known)) if known.kind.is_some() => return Err(Lacks::Exists),
            (_, Some(office)) => office.name.clone(),
            (name, None) => name,
        },
    };
    let parent = match named(&typed.parent) {
        (parent, _) if parent.is_empty() => None,
        (_, Some(parent)) => Some(parent.name.clone()),
        (_, None) => return Err(Lacks::Parent),
    };
    let mut at = parent.as_deref();
    // There are no more steps upwards than units, unless they go round.
    for _ in 0..=rows.len() {
        match at {
            Some(above) if above == name => return Err(Lacks::Circle),
            Some(above) => {
                let row = rows.iter().find(|row| row.name == above);
                at = row.and_then(|row| row.parent.as_deref());
            }
            None => break,
        }
    }
    Ok(Unit {
        name,
        kind: typed.kind,
        parent,
        is_closed: typed.is_closed,
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(depth: usize, name: &str, parent: Option<&str>) -> UnitRow {
        UnitRow {
            name: name.into(),
            kind: (name != "Bandung").then_some(UnitKind::Branch),
            parent: parent.map(str::to_owned),
            is_closed: false,
            depth,
            has_parts: false,
            people: vec![],
            people_with_parts: 0,
            code: council::codes::derived(name),
        }
    }

    fn tree() -> Vec<UnitRow> {
        vec![
            row(0, "Bandung", None),
            row(0, "PT Anak", None),
            row(1, "Surabaya", Some("PT Anak")),
            row(2, "Gudang", Some("Surabaya")),
            row(0, "Zona", None),
        ]
    }

    fn names<'a>(rows: &[&'a UnitRow]) -> Vec<&'a str> {
        rows.iter().map(|row| row.name.as_str()).collect()
    }

    #[test]
    fn what_is_below_a_folded_unit_is_hidden_and_what_is_looked_for_stands_in_its_place() {
        let rows = tree();
        let folded = shown(&rows, "", |row| row.name != "PT Anak");
        assert_eq!(names(&folded), ["Bandung", "PT Anak", "Zona"]);
        assert_eq!(shown(&rows, " ", |_| true).len(), rows.len());
        let found = shown(&rows, "gud", |_| false);
        assert_eq!(names(&found), ["PT Anak", "Surabaya", "Gudang"]);
        assert!(shown(&rows, "tak ada", |_| true).is_empty());
    }

    #[test]
    fn a_unit_is_read_as_the_tree_spells_it_and_never_below_itself() {
        let typed = |changes: Option<&str>, name: &str, parent: &str| Typed {
            changes: changes.map(str::to_owned),
            name: name.into(),
            kind: UnitKind::Branch,
            parent: parent.into(),
            is_closed: false,
            code: String::new(),
        };
        let rows = tree();
        let read = |typed: Typed| read(&rows, &typed);
        let placed = read(typed(None, "  bandung ", "pt anak")).unwrap();
        let placed = (placed.name.as_str(), placed.parent.as_deref());
        assert_eq!(placed, ("Bandung", Some("PT Anak")), "the office is placed");
        assert!(read(typed(None, "Malang", "")).is_ok());
        for (typed, lacks) in [
            (typed(None, " ", ""), Lacks::Name),
            (typed(None, "zona", ""), Lacks::Exists),
            (typed(None, "Malang", "Kediri"), Lacks::Parent),
            (typed(Some("PT Anak"), "", "Gudang"), Lacks::Circle),
            (typed(Some("Zona"), "", "Zona"), Lacks::Circle),
        ] {
            assert_eq!(read(typed), Err(lacks));
        }
    }

    #[test]
    fn a_code_is_given_only_where_it_is_another_one_and_free() {
        let rows = tree();
        for (typed, wanted) in [
            ("", Ok(None)),
            (" sby ", Ok(Some("SBY".to_owned()))),
            ("SUR", Ok(None)),
            ("BAN", Err(Lacks::CodeTaken)),
            ("S-Y", Err(Lacks::Code)),
        ] {
            assert_eq!(read_code(&rows, "Surabaya", typed), wanted, "{typed}");
        }
    }
}
