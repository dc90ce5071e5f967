//! What stands on the paper of a document.

use council::text::markdown::write_policy;
use council::text::table;
use council::view::{Action, Decision, Matrix, Minutes, Policy, View};
use typst::foundations::{Array, Dict, IntoValue as _, Value};

use super::blocks::{self, Row, dict, narrowest, shown};
use super::{MAX_TEXT_BYTES, PdfError};
use crate::agenda::{by_item, carried_out_by, standing, under_decision, under_item};
use crate::blocks::{Block, Run, Style, flattened, from_markdown};
use crate::official::Stands;
use crate::print::facts;
use crate::words::Words;

/// The longest word in facts, headings and the foot, in characters; the whole fingerprint is one.
const MAX_WORD: usize = 64;
/// The longest foot, in characters.
const MAX_FOOT: usize = 120;
/// End blocks with more than this many bytes may stand on two pages.
const KEPT_END: usize = 1_200;
/// A4, in millimetres: the short and the long side. The next larger paper is as long as two short
/// sides.
const A4: [f64; 2] = [210.0, 297.0];
/// How wide a character of a table is, in millimetres.
const CHARACTER: f64 = 1.55;
/// What stands free left and right of a matrix, in millimetres.
const BESIDE: f64 = 30.0;
/// Paper is not made larger than about this, in millimetres: viewers end at five metres.
const LARGEST: f64 = 2_000.0;

/// All the template shows of a document.
pub(super) fn sheet(
    view: &View,
    words: &Words,
    stands: Option<&dyn Stands>,
) -> Result<Dict, PdfError> {
    let (title, kind) = match view {
        View::Policy(policy) => (&policy.title, "policy"),
        View::Minutes(minutes) => (&minutes.title, "minutes"),
        View::Matrix(matrix) => (&matrix.title, "matrix"),
    };
    let (body, [width, height]) = match view {
        View::Policy(policy) => (self::policy(policy)?, A4),
        View::Minutes(minutes) => (self::minutes(minutes, words)?, A4),
        View::Matrix(matrix) => self::matrix(matrix, words)?,
    };
    let pairs = |pairs: Vec<(&str, String)>| -> Array {
        let pairs = pairs.into_iter().filter(|(_, v)| !v.trim().is_empty());
        pairs
            .map(|(term, value)| {
                let pair = [words.say(term), value.as_str()].map(|one| shown(one, MAX_WORD));
                pair.map(|one| one.into_value())
                    .into_iter()
                    .collect::<Array>()
                    .into_value()
            })
            .collect()
    };
    let small = if width > height { 8.5 } else { 9.5 };
    let mut above = facts(view, words);
    let mut end = Vec::new();
    let mut foot = title.replace('\n', " ");
    if let Some(stands) = stands {
        let said = stands.head(words);
        above.retain(|(term, _)| {
            let mut said = said.iter();
            !said.any(|(said, value)| said == term && !value.trim().is_empty())
        });
        above.extend(said);
        end = stands.end(words);
        foot = stands.foot(words);
    } else if !words.today.is_empty() {
        above.push(("printed", words.date(&words.today)));
    }
    let end_breaks = end.iter().map(|(_, said)| said.len()).sum::<usize>() > KEPT_END;
    let said = |term: &str| shown(words.say(term), MAX_WORD).into_value();
    let language = match words.language.get(..2) {
        Some(code) if code.bytes().all(|b| b.is_ascii_lowercase()) => code,
        _ => "id",
    };
    let foot: String = match foot.char_indices().nth(MAX_FOOT) {
        Some((at, _)) => format!("{}…", foot.get(..at).unwrap_or_default().trim_end()),
        None => foot,
    };
    let mut sheet = dict([
        ("language", language.into_value()),
        ("title", shown(title, usize::MAX).into_value()),
        ("kind", said(kind)),
        ("heading", blocks::runs(&line(title), MAX_WORD).into_value()),
        ("facts", pairs(above).into_value()),
        ("body", body.into_value()),
        ("end", pairs(end).into_value()),
        ("end-breaks", end_breaks.into_value()),
        ("foot", shown(&foot, MAX_WORD).into_value()),
        ("width", width.into_value()),
        ("height", height.into_value()),
        ("across", (width > height).into_value()),
        ("small", small.into_value()),
        (
            "words",
            dict([
                ("page", said("page")),
                ("of", said("of")),
                ("approval", said(stands.map_or("approval", Stands::heading))),
            ])
            .into_value(),
        ),
    ]);
    let mark = match stands {
        None => Some("draft"),
        Some(stands) => stands.mark(),
    };
    if let Some(mark) = mark {
        sheet.insert("mark".into(), said(mark));
    }
    Ok(sheet)
}

/// Refuses what is more than paper holds.
fn checked(bytes: usize) -> Result<(), PdfError> {
    if bytes > MAX_TEXT_BYTES {
        return Err(PdfError::TooLarge { bytes });
    }
    Ok(())
}

fn policy(policy: &Policy) -> Result<Array, PdfError> {
    // As one text: the address of a link may stand in another clause.
    let text = write_policy(&Policy {
        title: String::new(),
        meta: Default::default(),
        clauses: policy.clauses.clone(),
    });
    checked(text.len())?;
    Ok(text_of(&text))
}

/// Markdown; its highest heading is one of the paper's first level.
fn text_of(text: &str) -> Array {
    let blocks = from_markdown(text);
    let levels = blocks.iter().filter_map(|block| match block {
        Block::Heading(level, runs) if !crate::blocks::is_blank(runs) => Some(*level),
        _ => None,
    });
    let shift = levels.min().unwrap_or(1).saturating_sub(1);
    self::blocks::blocks(&blocks, shift)
}

/// One line of Markdown, such as a heading: `1. Pembukaan` is no list there.
fn line(text: &str) -> Vec<Run> {
    let source = format!("# {}", text.replace(['\n', '\r'], " "));
    match from_markdown(&source).into_iter().next() {
        Some(Block::Heading(_, runs)) => runs,
        _ => Vec::new(),
    }
}

fn minutes(minutes: &Minutes, words: &Words) -> Result<Array, PdfError> {
    let notes = minutes.agenda.iter().map(|item| item.notes.len());
    let decided = minutes.decisions.iter().map(|one| one.text.len());
    let actions = minutes.actions.iter().map(|one| one.title.len());
    checked(notes.chain(decided).chain(actions).sum())?;
    let mut out = Array::new();
    if !minutes.attendance.is_empty() {
        out.push(blocks::heading(1, &[Run::plain(words.say("attendance"))]));
        let rows = minutes.attendance.iter().map(|one| {
            let note = crate::agenda::note(one, words);
            [&*one.person, words.say(&one.status), &*note].map(|cell| vec![Run::plain(cell)])
        });
        out.extend(listing(["person", "status", "note"], rows, words));
    }
    let (items, rest) = by_item(minutes);
    for one in items {
        let item = one.item;
        if item.level > 0 && !item.topic.trim().is_empty() {
            let level = item.level.saturating_sub(1).clamp(1, 6);
            out.push(blocks::heading(level, &line(&item.topic)));
        }
        for (term, value) in under_item(item, words) {
            let said = format!("{}: {value}", words.say(term));
            out.push(blocks::detail(&[Run::plain(said)]));
        }
        // Headings in notes stand below that of their item.
        for block in blocks::blocks(&from_markdown(&item.notes), 0) {
            out.push(block);
        }
        records(&mut out, &one.decisions, &one.actions, words);
    }
    if !rest.decisions.is_empty() || !rest.actions.is_empty() {
        let term = match rest.decisions[..] {
            [] => "actions",
            _ => "decisions",
        };
        out.push(blocks::heading(1, &[Run::plain(words.say(term))]));
        records(&mut out, &rest.decisions, &rest.actions, words);
    }
    Ok(out)
}

fn records(out: &mut Array, decisions: &[&Decision], actions: &[&Action], words: &Words) {
    for decision in decisions {
        let label = Run {
            text: words.say("decision").to_owned(),
            style: Style {
                bold: true,
                ..Style::default()
            },
        };
        let mut inner: Array = [blocks::detail(&[label])].into_iter().collect();
        inner.extend(text_of(&decision.text));
        for (term, value) in under_decision(decision, words) {
            let said = format!("{}: {value}", words.say(term));
            inner.push(blocks::detail(&[Run::plain(said)]));
        }
        out.push(
            dict([
                ("kind", "decision".into_value()),
                ("blocks", inner.into_value()),
            ])
            .into_value(),
        );
    }
    let rows = actions.iter().map(|action| {
        [
            flattened(&from_markdown(&action.title)),
            vec![Run::plain(carried_out_by(action, words).join("; "))],
            vec![Run::plain(words.date(&action.due))],
            vec![Run::plain(standing(action, words).join("; "))],
        ]
    });
    out.extend(listing(["action", "owner", "due", "state"], rows, words));
}

/// A table under terms; nothing without rows.
fn listing<const N: usize>(
    head: [&str; N],
    rows: impl Iterator<Item = [Vec<Run>; N]>,
    words: &Words,
) -> Option<Value> {
    let head = head.map(|term| vec![Run::plain(words.say(term))]);
    let rows: Vec<[Vec<Run>; N]> = rows.collect();
    let rows: Vec<Row<'_>> = rows.iter().map(|cells| Row::plain(cells)).collect();
    if rows.is_empty() {
        return None;
    }
    blocks::table(&head, &rows)
}

/// A matrix, and the paper it stands on: A4 across, or larger where its columns need it.
fn matrix(matrix: &Matrix, words: &Words) -> Result<(Array, [f64; 2]), PdfError> {
    let cells = matrix.rows.iter().flat_map(|row| &row.cells);
    checked(cells.map(String::len).sum())?;
    let head: Vec<Vec<Run>> = matrix
        .columns
        .iter()
        .map(|column| vec![Run::plain(table::heading(column))])
        .collect();
    let owner = matrix
        .columns
        .iter()
        .position(|column| column.id == "owner");
    let nobody: Vec<bool> = matrix
        .rows
        .iter()
        .map(|row| {
            let says = |at: usize| row.cells.get(at).is_some_and(|one| !one.trim().is_empty());
            owner.is_some_and(|at| !says(at))
        })
        .collect();
    let rows: Vec<Vec<Vec<Run>>> = matrix
        .rows
        .iter()
        .zip(&nobody)
        .map(|(row, nobody)| {
            let cell = |n| match row.cells.get(n).map_or("", String::as_str) {
                // Not by colour alone: prints are often grey.
                _ if *nobody && owner == Some(n) => words.say("no owner"),
                text => text,
            };
            (0..head.len()).map(|n| vec![Run::plain(cell(n))]).collect()
        })
        .collect();
    let rows: Vec<Row<'_>> = rows
        .iter()
        .zip(nobody)
        .map(|(cells, alert)| {
            let mut row = Row::plain(cells);
            row.alert = alert;
            row
        })
        .collect();
    let needed: usize = narrowest(&head, &rows, head.len()).iter().sum();
    let [mut short, mut long] = A4;
    while needed as f64 * CHARACTER > long - BESIDE && long < LARGEST {
        (short, long) = (long, short * 2.0);
    }
    let table = blocks::table(&head, &rows);
    Ok((table.into_iter().collect(), [long, short]))
}
