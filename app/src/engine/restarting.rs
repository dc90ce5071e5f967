//! Letting a document start over as another one, and removing what its text left here.

use council::access::Access;
use council::act::attach::{Attach, MAX_ATTACHED};
use council::act::restart::Restart;
use council::act::{Body, SayError, Seen};
use council::attachment::{Attachment, attachments};
use council::edit::{Collection, Edit};
use council::restart::Restarts;
use council::view::View;
use format::scope::Scope;
use format::{Act, DocumentId};
use store::restarts::Forgotten;
use store::{Reader, StoreError};

use crate::engine::copies;
use crate::engine::deciding::{Case, today};
use crate::engine::header::{put_code, titled, without_attachments};
use crate::engine::import::write_toward;
use crate::engine::indexing::known_codes;
use crate::engine::office::{Office, OfficeError};
use crate::engine::open::{OpenAtError, OpenError, acts, creation, open_at};
use crate::engine::write::{Draft, Saved, WriteError};

/// Why a document did not start over, or was not removed. Nothing was said, written or removed then.
#[derive(Debug, thiserror::Error)]
pub enum RestartError {
    /// The office, or the document started over before.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The new document cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// It cannot be said at all.
    #[error(transparent)]
    Say(#[from] SayError),
    /// Only the chair lets a document start over.
    #[error("only the chair lets a document start over")]
    NotChair,
    /// More units or people may hold it by name than one document can name from the start.
    #[error("more units or people may hold the document than can be named at once")]
    TooWide,
    /// The text it would begin with does not open.
    #[error("the text of the document does not open here")]
    NoText,
    /// The file is of another kind than the document.
    #[error("the file is of another kind than the document")]
    OtherKind,
    /// It goes on, so nothing of it may be removed.
    #[error("the document did not start over as another one")]
    GoesOn,
    /// Its text was removed here before.
    #[error("its text was removed here already")]
    Gone,
}

/// What came of a restart.
#[derive(Debug, Clone)]
pub struct Restarted {
    /// The document it goes on as.
    pub saved: Saved,
    /// What was said about the one that started over.
    pub act: Act,
    /// How many comments stay behind with it. They are signed and cited by what was decided, so they stay
    /// also where its text is removed, with the words they quote.
    pub comments: usize,
}

/// Lets a document start over, as the chair: from its decided text, else from how it reads now, or from
/// `text` where that does not open. The new one is for the same people. Saved when this returns.
///
/// # Errors
/// [`RestartError`]; at worst the new document is there, and the old one goes on.
pub fn restart(
    office: &Office,
    document: &DocumentId,
    text: Option<View>,
    reason: &str,
) -> Result<Restarted, RestartError> {
    office.require_going_on(document)?;
    let reader = office.reader()?;
    let roster = reader.roster()?;
    if !roster.is_chair(&office.me()) {
        return Err(RestartError::NotChair);
    }
    let created = creation(&reader, document)?.ok_or(OpenError::NotCreated(*document));
    let create = created.map_err(WriteError::from)?.create;
    let view = match text {
        Some(view) => view,
        None => counting_text(office, &reader, document)?,
    };
    if view.kind() != create.kind {
        return Err(RestartError::OtherKind);
    }
    let about = acts(&reader, document)?;
    let scope = whole_scope(&Access::of(&roster, &about)).ok_or(RestartError::TooWide)?;
    let held = Some(Seen::of(reader.held_heads(document)?).heads);
    // Whoever quoted it means what it goes on as.
    let known = reader.summary(document)?;
    let codes = known.as_ref().map(known_codes).unwrap_or_default();
    drop(reader);
    let mut draft = office.draft_new_for(create.kind, create.label, scope)?;
    let attached = write_with_attachments(&mut draft, view, &codes)?;
    let fingerprint = draft.document().view().fingerprint();
    let new = draft.id();
    let cites = council::roster::document_heads(&about);
    let body = Body::Restart(Restart {
        document: new,
        fingerprint,
        reason: reason.trim().to_owned(),
        held,
    });
    let act = office.sign_about(*document, cites, &body)?;
    let after = Restarts::of(&roster, about.iter().chain([&act]));
    if after.first().is_none_or(|first| first.act != act.id()) {
        return Err(RestartError::NotChair);
    }
    let saved = office.save_one(draft)?;
    say_attached(office, &new, &attached)?;
    let comments = about.iter();
    let comments = comments.filter(|act| act.statement().kind == "comment");
    let comments = comments.count();
    let act = office.keep(act)?;
    Ok(Restarted {
        saved,
        act,
        comments,
    })
}

/// Writes the text into the new document, and what is attached: to the things that came of those it was
/// attached to, which have other ids there. Gives what is attached then.
fn write_with_attachments(
    draft: &mut Draft,
    mut view: View,
    codes: &[String],
) -> Result<Vec<Attachment>, WriteError> {
    let mut attached = attachments(&view);
    without_attachments(&mut view);
    for code in codes {
        put_code(&mut view, code);
    }
    write_toward(draft, &view)?;
    let came_of = |(collection, id): (Collection, String)| {
        let at = things(&view, collection).iter().position(|one| **one == id);
        let written = draft.document().view();
        let new = at.and_then(|at| things(&written, collection).get(at).map(|id| (*id).clone()));
        // Of what was removed nothing came.
        (collection, new.unwrap_or(id))
    };
    for one in &mut attached {
        one.to = one.to.take().map(came_of);
    }
    let edits: Vec<Edit> = attached.iter().map(Attachment::attach).collect();
    draft.edit(&edits)?;
    Ok(attached)
}

/// The ids of the things of a document, in its order.
fn things(view: &View, collection: Collection) -> Vec<&String> {
    match (view, collection) {
        (View::Policy(policy), Collection::Clauses) => {
            policy.clauses.iter().map(|one| &one.id).collect()
        }
        (View::Minutes(minutes), Collection::Agenda) => {
            minutes.agenda.iter().map(|one| &one.id).collect()
        }
        (View::Minutes(minutes), Collection::Decisions) => {
            minutes.decisions.iter().map(|one| &one.id).collect()
        }
        (View::Minutes(minutes), Collection::Actions) => {
            minutes.actions.iter().map(|one| &one.id).collect()
        }
        (View::Matrix(matrix), Collection::Rows) => matrix.rows.iter().map(|one| &one.id).collect(),
        _ => vec![],
    }
}

/// Says that these files belong to a document: what acts about the one that started over name, nobody fetches
/// or keeps any more. They need not be here.
fn say_attached(
    office: &Office,
    document: &DocumentId,
    attached: &[Attachment],
) -> Result<(), RestartError> {
    let mut cites = council::roster::document_heads(&acts(&office.reader()?, document)?);
    for some in attached.chunks(MAX_ATTACHED) {
        let body = Body::Attach(Attach::of(some.iter().map(|one| one.blob)));
        let act = office.keep(office.sign_about(*document, cites, &body)?)?;
        cites = vec![act.id()];
    }
    Ok(())
}

/// The text that counts: the version in force, else the newest decided one, or confirmed minutes; where
/// nothing was decided, how the document reads now.
fn counting_text(
    office: &Office,
    reader: &Reader,
    document: &DocumentId,
) -> Result<View, RestartError> {
    let no_text = |error: &dyn std::fmt::Display| {
        tracing::warn!(%error, document = %document.short(), "no text to start over from");
        RestartError::NoText
    };
    let case = Case::read(reader, document).map_err(|error| no_text(&error))?;
    let day = today().ok_or(RestartError::NoText)?;
    let decisions = case.decisions(office.me(), day);
    let Some(holding) = decisions.holding() else {
        return Ok(case.opened.view.clone());
    };
    let text = holding.text();
    let opened = open_at(reader, document, &text.heads);
    let opened = opened.map_err(|error: OpenAtError| no_text(&error))?;
    match opened.document.view().fingerprint() == text.fingerprint {
        true => Ok(titled(opened.document.view())),
        false => Err(RestartError::NoText),
    }
}

/// All who may hold a document, with whoever it was opened to since. `None` if that is more than one
/// scope can name.
fn whole_scope(access: &Access) -> Option<Scope> {
    if access.is_for_everybody() {
        return Some(Scope::Council);
    }
    let people = access.people().chain(access.creators()).copied();
    Scope::named(access.units().map(str::to_owned), people)
}

/// [`remove`], and gives the room back: nothing of the text is in the file afterwards.
///
/// # Errors
/// [`RestartError`]; [`RestartError::Gone`] if there was nothing to remove. When only giving the room back
/// failed, the text is removed all the same, and asking again does the rest.
pub fn forget(office: &Office, document: &DocumentId) -> Result<Forgotten, RestartError> {
    let is_gone = office.reader()?.forgotten(document)?.is_some();
    let forgotten = remove(office, document)?;
    office.store().give_back_room()?;
    match is_gone && forgotten == Forgotten::default() {
        true => Err(RestartError::Gone),
        false => Ok(forgotten),
    }
}

/// Removes what the text of a document left here, once it started over. Whatever else is known of it stays:
/// what was decided, by whom, and as what it goes on. Until the room is given back, the bytes may still stand
/// in the file.
///
/// # Errors
/// [`RestartError`]; nothing was removed then.
pub fn remove(office: &Office, document: &DocumentId) -> Result<Forgotten, RestartError> {
    if office.reader()?.restarts(document)?.first().is_none() {
        return Err(RestartError::GoesOn);
    }
    let (council, id) = (office.council(), *document);
    let forgotten = office
        .store()
        .write(move |write| write.forget(council, &id))?;
    let folder = copies::folder(office.home());
    for blob in &forgotten.blobs {
        copies::forget(&folder, blob);
    }
    Ok(forgotten)
}
