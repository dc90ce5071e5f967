//! `dewan comment`: comments on a place, or lists the comments.

use council::act::{Anchor, Comment};
use council::comment::{SaidComment, comments};
use council::path::{Path, Target};
use council::revocation::Released;
use format::ActId;
use serde::Serialize;

use super::Context;
use super::documents::{Desk, Writer, labelled};
use super::moments::moment;
use super::placing::{thing_at, value_at};
use super::refusal::Refusal;
use crate::engine::header::head_of;
use crate::engine::indexing::timestamp;
use crate::engine::open::{Opened, acts};
use crate::say;
use council::edit::Place;

/// What is said.
pub struct Said {
    /// The document.
    pub document: String,
    /// The place; none for the whole document.
    pub path: Option<String>,
    /// The comment; none lists those that are there.
    pub text: Option<String>,
    /// The words of the text that are meant.
    pub quote: Option<String>,
    /// The start of the id of the comment this one answers.
    pub answers: Option<String>,
}

#[derive(Serialize)]
struct Listed {
    id: String,
    author: Writer,
    time: Option<String>,
    path: String,
    place: String,
    quote: String,
    text: String,
    answers: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// Why nothing was said, or why the comments cannot be read.
pub fn run(context: &Context, said: &Said) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let opened = desk.opened(&said.document)?;
    let known = comments_on(&desk, &opened)?;
    let place = said
        .path
        .as_deref()
        .map(|path| place_at(&opened, path))
        .transpose()?;
    let Some(text) = &said.text else {
        let shown: Vec<_> = known
            .into_iter()
            .filter(|said| {
                place
                    .as_ref()
                    .is_none_or(|place| said.comment.place == *place)
            })
            .collect();
        list(context, &desk, &opened, &shown);
        return Ok(());
    };
    let text = text.trim().to_owned();
    if text.is_empty() {
        return Err(Refusal::say(|language| say!(language, "comment-empty")));
    }
    let answers = said
        .answers
        .as_deref()
        .map(|id| answered(&known, id))
        .transpose()?;
    let place = place.unwrap_or_default();
    let (anchor, quote) = match &said.quote {
        Some(quote) => (Some(anchor(&opened, &place, quote)?), quote.clone()),
        None => (None, String::new()),
    };
    drop(desk);
    let comment = Comment {
        place: place.clone(),
        anchor,
        quote,
        text,
        answers,
        mentions: None,
    };
    let act = context.office()?.comment(opened.id, comment)?;
    let language = context.language;
    context.output.line(say!(
        language,
        "commented",
        id = act.id().short(),
        title = super::documents::title_or_none(language, head_of(&opened.view).0)
    ));
    context.output.json(&serde_json::json!({
        "id": act.id().to_string(),
        "document": opened.id.to_string(),
        "place": place,
    }));
    Ok(())
}

/// The comments on a document by members who count, oldest first.
///
/// # Errors
/// What the disk says.
pub fn comments_on(desk: &Desk, opened: &Opened) -> Result<Vec<SaidComment>, Refusal> {
    let acts = acts(&desk.reader, &opened.id)?;
    let released = Released::of(&desk.roster, &acts);
    Ok(comments(&acts, |act| released.admits(&desk.roster, act)))
}

/// The key of a place, or of a whole thing such as `row/5`.
fn place_at(opened: &Opened, path: &str) -> Result<String, Refusal> {
    match Path::parse(path, &opened.view) {
        Ok(Target::Place(place)) => Ok(place.key()),
        Ok(Target::New(_) | Target::NewPerson(_)) | Err(_) => {
            let (collection, id) = thing_at(&opened.view, path)?;
            Ok(Place::Mark(collection, id).key())
        }
    }
}

fn answered(known: &[SaidComment], id: &str) -> Result<ActId, Refusal> {
    let lower = id.trim().to_lowercase();
    let mut found = known
        .iter()
        .filter(|said| !lower.is_empty() && said.id.to_string().starts_with(&lower));
    match (found.next(), found.next()) {
        (Some(said), None) => Ok(said.id),
        _ => {
            let id = id.to_owned();
            Err(Refusal::say(move |language| {
                say!(language, "no-such-comment", id = id.as_str())
            }))
        }
    }
}

/// Cursors around the words that are meant, which must stand there.
fn anchor(opened: &Opened, place: &str, quote: &str) -> Result<Anchor, Refusal> {
    let missing = || {
        let quote = quote.to_owned();
        Refusal::say(move |language| say!(language, "quote-missing", quote = quote.as_str()))
    };
    let place = Place::from_key(place).ok_or_else(missing)?;
    let value = value_at(&opened.view, &place);
    let at = value
        .find(quote)
        .filter(|_| !quote.is_empty())
        .ok_or_else(missing)?;
    let from = value[..at].chars().count();
    let range = from..from + quote.chars().count();
    opened.document.anchor(&place, range).ok_or_else(missing)
}

fn list(context: &Context, desk: &Desk, opened: &Opened, shown: &[SaidComment]) {
    let (language, output) = (context.language, &context.output);
    let path = |key: &str| {
        Place::from_key(key).map_or_else(
            || key.to_owned(),
            |place| {
                let path = place.path(&opened.view);
                path.strip_suffix("/deleted").unwrap_or(&path).to_owned()
            },
        )
    };
    output.json(
        &shown
            .iter()
            .map(|said| Listed {
                id: said.id.to_string(),
                author: Writer::of(&desk.roster, Some(&said.author)),
                time: timestamp(said.time_millis),
                path: path(&said.comment.place),
                place: said.comment.place.clone(),
                quote: said.comment.quote.clone(),
                text: said.comment.text.clone(),
                answers: said.comment.answers.map(|id| id.to_string()),
            })
            .collect::<Vec<_>>(),
    );
    output.line(labelled(language, &opened.id, head_of(&opened.view).0));
    if shown.is_empty() {
        output.line(say!(language, "no-comments"));
    }
    for said in shown {
        let comment = &said.comment;
        let mut head = format!(
            "  {}  {}  {}",
            said.id.short(),
            desk.roster.name_of(&said.author),
            moment(language, said.time_millis)
        );
        if !comment.place.is_empty() {
            head.push_str(&format!("  {}", path(&comment.place)));
        }
        if let Some(answers) = &comment.answers {
            head.push_str(&format!("  ↩ {}", answers.short()));
        }
        output.line(head);
        if !comment.quote.is_empty() {
            output.line(format!("      “{}”", comment.quote));
        }
        for line in comment.text.lines() {
            output.line(format!("      {line}"));
        }
    }
}
