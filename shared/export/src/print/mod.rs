//! One self-contained page for each document, to be read in a browser and printed on A4.
//!
//! Nothing in it is fetched and nothing runs: styles are in the page, pictures are left out, and HTML in the
//! text is shown as text.

mod markdown;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use council::text::markdown::write_policy;
use council::text::table;
use council::view::{Action, Decision, Matrix, Minutes, Policy, View};

use crate::agenda::{by_item, carried_out_by, note, standing, under_decision, under_item};
use crate::official::Stands;
use crate::words::Words;

const STYLE: &str = include_str!("style.css");

/// Writes a document as a page; without what a text that counts says of itself, as a draft.
pub(crate) fn page(view: &View, words: &Words, stands: Option<&dyn Stands>) -> String {
    let (title, body, class) = match view {
        View::Policy(policy) => (&policy.title, self::policy(policy), "policy"),
        View::Minutes(minutes) => (&minutes.title, self::minutes(minutes, words), "minutes"),
        View::Matrix(matrix) => (&matrix.title, self::matrix(matrix, words), "matrix"),
    };
    let language = escaped(if words.language.is_empty() {
        "id"
    } else {
        &words.language
    });
    let mut facts = self::facts(view, words);
    let mut mark = Some("draft");
    let mut end = String::new();
    if let Some(stands) = stands {
        let said = stands.head(words);
        facts.retain(|(term, _)| {
            let mut said = said.iter();
            !said.any(|(said, value)| said == term && !value.trim().is_empty())
        });
        facts.extend(said);
        mark = stands.mark();
        end = format!(
            "<section class=\"official\">\n<h2>{}</h2>\n{}</section>\n",
            escaped(words.say(stands.heading())),
            table_of(&stands.end(words), words)
        );
    }
    let mark = mark.map_or(String::new(), |term| {
        format!("<p class=\"mark\">{}</p>\n", escaped(words.say(term)))
    });
    let foot = match stands {
        Some(stands) => stands.foot(words),
        None if words.today.is_empty() => String::new(),
        None => format!("{} {}", words.say("printed"), words.date(&words.today)),
    };
    let foot = if foot.is_empty() {
        foot
    } else {
        format!("<footer>{}</footer>\n", escaped(&foot))
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body class=\"{class}\">\n<header>\n\
         {mark}<p class=\"kind\">{kind}</p>\n<h1>{heading}</h1>\n{facts}</header>\n<main>\n{body}</main>\n{end}{foot}</body>\n</html>\n",
        title = escaped(title),
        kind = escaped(words.say(class)),
        heading = markdown::line(title),
        facts = table_of(&facts, words),
    )
}

/// What stands under the title of a document: a term and its value, which may be empty.
pub(crate) fn facts<'a>(view: &'a View, words: &Words) -> Vec<(&'a str, String)> {
    let meta = match view {
        View::Policy(policy) => &policy.meta,
        View::Minutes(minutes) => &minutes.meta,
        View::Matrix(matrix) => &matrix.meta,
    };
    let mut facts = Vec::new();
    for key in ["unit", "number"] {
        facts.push((key, meta.get(key).cloned().unwrap_or_default()));
    }
    if let Some((term, code)) = &words.code {
        facts.push((*term, code.clone()));
    }
    match view {
        View::Minutes(minutes) => facts.extend(meeting(&minutes.meeting, words)),
        _ => facts.push((
            "date",
            words.date(meta.get("date").map_or("", String::as_str)),
        )),
    }
    let attached = meta.get("attachments").cloned();
    facts.push(("attachments", attached.unwrap_or_default()));
    facts
}

/// Header fields or facts, those that say anything.
fn table_of(facts: &[(&str, String)], words: &Words) -> String {
    let rows: String = facts
        .iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| {
            format!(
                "<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n",
                escaped(words.say(name)),
                lines(value)
            )
        })
        .collect();
    if rows.is_empty() {
        rows
    } else {
        format!("<table class=\"facts\">\n{rows}</table>\n")
    }
}

fn policy(policy: &Policy) -> String {
    // As one text: the address of a link may stand in another clause.
    markdown::body(&write_policy(&Policy {
        title: String::new(),
        meta: BTreeMap::new(),
        clauses: policy.clauses.clone(),
    }))
}

/// A heading of a document's own level 1 to 4; the title of the page is `h1`.
fn heading(level: u8, text: &str) -> String {
    if level == 0 || text.trim().is_empty() {
        return String::new();
    }
    let level = level.clamp(2, 6);
    format!("<h{level}>{}</h{level}>\n", markdown::line(text))
}

/// The facts about a meeting, the usual ones first.
fn meeting<'a>(meeting: &'a BTreeMap<String, String>, words: &Words) -> Vec<(&'a str, String)> {
    const FIRST: [&str; 7] = [
        "type",
        "date",
        "time",
        "zone",
        "place",
        "chair",
        "minute-taker",
    ];
    let usual = FIRST.iter().filter_map(|name| meeting.get_key_value(*name));
    let others = meeting
        .iter()
        .filter(|(name, _)| !FIRST.contains(&name.as_str()));
    usual
        .chain(others)
        .map(|(name, value)| match name.as_str() {
            "date" => (name.as_str(), words.date(value)),
            name => (name, value.clone()),
        })
        .collect()
}

fn minutes(minutes: &Minutes, words: &Words) -> String {
    let mut out = String::new();
    if !minutes.attendance.is_empty() {
        let rows = minutes.attendance.iter().map(|one| {
            vec![
                escaped(&one.person),
                escaped(words.say(&one.status)),
                escaped(&note(one, words)),
            ]
        });
        out.push_str(&format!(
            "<section>\n<h2>{}</h2>\n",
            escaped(words.say("attendance"))
        ));
        out.push_str(&listing(&["person", "status", "note"], rows, words));
        out.push_str("</section>\n");
    }
    let (items, rest) = by_item(minutes);
    for one in items {
        let item = one.item;
        out.push_str("<section>\n");
        out.push_str(&heading(item.level, &item.topic));
        for (term, value) in under_item(item, words) {
            out.push_str(&format!(
                "<p class=\"presenter\">{}: {}</p>\n",
                escaped(words.say(term)),
                escaped(&value)
            ));
        }
        out.push_str(&markdown::body(&item.notes));
        out.push_str(&records(&one.decisions, &one.actions, words));
        out.push_str("</section>\n");
    }
    if !rest.decisions.is_empty() || !rest.actions.is_empty() {
        out.push_str("<section>\n");
        let heading = if rest.decisions.is_empty() {
            "actions"
        } else {
            "decisions"
        };
        out.push_str(&format!("<h2>{}</h2>\n", escaped(words.say(heading))));
        out.push_str(&records(&rest.decisions, &rest.actions, words));
        out.push_str("</section>\n");
    }
    out
}

fn records(decisions: &[&Decision], actions: &[&Action], words: &Words) -> String {
    let mut out = String::new();
    for decision in decisions {
        out.push_str(&format!(
            "<div class=\"decision\"><p class=\"label\">{}</p>\n{}",
            escaped(words.say("decision")),
            markdown::body(&decision.text)
        ));
        for (term, value) in under_decision(decision, words) {
            out.push_str(&format!(
                "<p class=\"detail\">{}: {}</p>\n",
                escaped(words.say(term)),
                escaped(&value)
            ));
        }
        out.push_str("</div>\n");
    }
    if !actions.is_empty() {
        let rows = actions.iter().map(|action| {
            vec![
                markdown::body(&action.title),
                lines(&carried_out_by(action, words).join("\n")),
                escaped(&words.date(&action.due)),
                lines(&standing(action, words).join("\n")),
            ]
        });
        out.push_str(&listing(&["action", "owner", "due", "state"], rows, words));
    }
    out
}

/// A table whose head is repeated on every page; the cells are HTML already.
fn listing(head: &[&str], rows: impl Iterator<Item = Vec<String>>, words: &Words) -> String {
    let head: String = head
        .iter()
        .map(|term| format!("<th scope=\"col\">{}</th>", escaped(words.say(term))))
        .collect();
    let rows: String = rows
        .map(|cells| {
            let cells: String = cells
                .iter()
                .map(|cell| format!("<td>{cell}</td>"))
                .collect();
            format!("<tr>{cells}</tr>\n")
        })
        .collect();
    format!("<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n")
}

fn matrix(matrix: &Matrix, words: &Words) -> String {
    let head: String = matrix
        .columns
        .iter()
        .map(|column| format!("<th scope=\"col\">{}</th>", escaped(table::heading(column))))
        .collect();
    let owner = matrix
        .columns
        .iter()
        .position(|column| column.id == "owner");
    let mut rows = String::new();
    for row in &matrix.rows {
        let text = |n: usize| row.cells.get(n).map_or("", String::as_str);
        let nobody = owner.is_some_and(|owner| text(owner).trim().is_empty());
        rows.push_str(if nobody {
            "<tr class=\"nobody\">"
        } else {
            "<tr>"
        });
        for n in 0..matrix.columns.len() {
            // Not by colour alone: prints are often grey.
            if nobody && owner == Some(n) {
                rows.push_str(&format!("<td>{}</td>", escaped(words.say("no owner"))));
            } else {
                rows.push_str(&format!("<td>{}</td>", lines(text(n))));
            }
        }
        rows.push_str("</tr>\n");
    }
    format!("<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n")
}

/// Text of a cell, with its line breaks.
fn lines(text: &str) -> String {
    escaped(text).replace('\n', "<br>")
}

/// Text in a page. Marks that turn the direction of the text around are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() && !c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}
