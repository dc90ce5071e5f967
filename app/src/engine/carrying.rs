//! Open actions of earlier meetings, put on the agenda of the next one by links.

use council::edit::{Edit, Place};
use council::view::View;
use council::view::fact::SAID;

use crate::engine::deciding::meeting::to_be_carried;
use crate::engine::office::Office;
use crate::engine::write::{Draft, WriteError};

/// The edits that link the open actions of earlier meetings of this unit and type that are not linked yet.
/// Two minute-takers who do it apart write the same, so it merges into one list.
///
/// # Errors
/// What the disk says.
pub fn carrying(office: &Office, draft: &Draft, unit: &str) -> Result<Vec<Edit>, WriteError> {
    let View::Minutes(minutes) = draft.view() else {
        return Ok(vec![]);
    };
    let links = to_be_carried(&office.reader()?, &draft.id(), unit, &minutes)?;
    let edits = links.into_iter().map(|link| Edit::Put {
        place: Place::Meeting(link.fact()),
        value: SAID.to_owned(),
    });
    Ok(edits.collect())
}
