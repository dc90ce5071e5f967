//! What stands at the head of every document: title, header fields, whether it is archived.

use std::collections::BTreeMap;

use council::attachment::{attachments, is_attachment};
use council::codes::{self, is_code};
use council::edit::Place;
use council::plan::keep_unsaid;
use council::view::View;

pub use council::archiving::ARCHIVED;

/// The header field of a file that names what was attached to the document. Only in files: the attachments
/// themselves do not go into them.
pub const ATTACHMENTS: &str = "attachments";

/// Where the minutes of a meeting that two people may start apart keep their title: a value, because
/// two copies of one title written into one text would both stay.
pub const MEETING_TITLE: &str = "title";

/// Title and header fields.
pub fn head_of(view: &View) -> (&str, &BTreeMap<String, String>) {
    match view {
        View::Policy(policy) => (&policy.title, &policy.meta),
        View::Minutes(minutes) => (&minutes.title, &minutes.meta),
        View::Matrix(matrix) => (&matrix.title, &matrix.meta),
    }
}

/// The title a document is called by, wherever that is kept.
pub fn title_of(view: &View) -> &str {
    match view {
        View::Minutes(minutes) if minutes.title.is_empty() => (minutes.meeting)
            .get(MEETING_TITLE)
            .unwrap_or(&minutes.title),
        _ => head_of(view).0,
    }
}

/// The view with the title it is called by, wherever that is kept.
pub fn titled(mut view: View) -> View {
    let title = title_of(&view).to_owned();
    if let View::Minutes(minutes) = &mut view {
        minutes.title = title;
    }
    view
}

/// Where the title is kept in a document that reads like `view`, before [`titled`].
pub fn title_place(view: &View) -> Place {
    match view {
        View::Minutes(minutes)
            if minutes.title.is_empty() && minutes.meeting.contains_key(MEETING_TITLE) =>
        {
            Place::Meeting(MEETING_TITLE.to_owned())
        }
        _ => Place::Title,
    }
}

/// Whether a document is archived.
pub fn is_archived(view: &View) -> bool {
    let (_, meta) = head_of(view);
    meta.get(ARCHIVED).is_some_and(|value| !value.is_empty())
}

/// The view as a file says it: with its title and the names of what is attached, without what is about keeping
/// and not about content.
pub fn exported(view: &View) -> View {
    let attached = attachments(view);
    let mut view = titled(view.clone());
    let meta = match &mut view {
        View::Policy(policy) => &mut policy.meta,
        View::Minutes(minutes) => {
            if minutes.meeting.get(MEETING_TITLE) == Some(&minutes.title) {
                minutes.meeting.remove(MEETING_TITLE);
            }
            &mut minutes.meta
        }
        View::Matrix(matrix) => &mut matrix.meta,
    };
    meta.remove(ARCHIVED);
    meta.retain(|name, _| !is_attachment(name) && !is_code(name));
    let names: Vec<String> = attached.into_iter().map(|one| one.name).collect();
    if !names.is_empty() {
        meta.insert(ATTACHMENTS.to_owned(), names.join("; "));
    }
    view
}

/// Takes out of the header what a file says about attachments and codes: they do not come with it. A copy is
/// another document, with a code of its own.
pub fn without_attachments(view: &mut View) {
    let meta = match view {
        View::Policy(policy) => &mut policy.meta,
        View::Minutes(minutes) => &mut minutes.meta,
        View::Matrix(matrix) => &mut matrix.meta,
    };
    meta.retain(|name, _| !is_attachment(name) && name != ATTACHMENTS && !is_code(name));
}

/// Gives a document that is to be made from this view a code.
pub fn put_code(view: &mut View, code: &str) {
    let meta = match view {
        View::Policy(policy) => &mut policy.meta,
        View::Minutes(minutes) => &mut minutes.meta,
        View::Matrix(matrix) => &mut matrix.meta,
    };
    meta.insert(codes::field(code), code.to_owned());
}

/// What a document that reads like `current` (before [`titled`]) shall read like once a file that reads
/// like `file` is imported over it: what a file cannot say stays.
pub fn over(current: &View, file: &View) -> View {
    let mut wanted = file.clone();
    without_attachments(&mut wanted);
    keep_unsaid(&titled(current.clone()), &mut wanted);
    let (_, meta) = head_of(current);
    let kept = |name: &str| name == ARCHIVED || is_attachment(name) || is_code(name);
    let kept: Vec<(String, String)> = (meta.iter())
        .filter(|(name, _)| kept(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let title_place = title_place(current);
    let meta = match &mut wanted {
        View::Policy(policy) => &mut policy.meta,
        View::Minutes(minutes) => {
            if title_place != Place::Title {
                let title = std::mem::take(&mut minutes.title);
                minutes.meeting.insert(MEETING_TITLE.to_owned(), title);
            }
            &mut minutes.meta
        }
        View::Matrix(matrix) => &mut matrix.meta,
    };
    meta.extend(kept);
    wanted
}
