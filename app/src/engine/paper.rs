//! What stands on the pages of a document beside its text.

use ::export::official::Stands;
use ::export::words::Words;
use council::roster::Roster;
use council::view::View;

use crate::core::deciding::holding::Holding;
use crate::core::deciding::superseded::SupersededBy;
use crate::engine::deciding::Case;
use crate::words::Language;
use crate::words::meeting::quorum;
use crate::words::official::{confirmed, official};

/// What the text that is written says of itself if it counts; `None`: it is a draft. `meant` is the text that
/// was asked for; without it the document as it is, which counts where it is minutes that nobody changed
/// since they were confirmed. `superseded`: by what the document is superseded now, which versions of it say.
pub fn stands(
    language: Language,
    roster: &Roster,
    case: &Case,
    meant: Option<&Holding<'_>>,
    superseded: Option<&SupersededBy>,
) -> Option<Box<dyn Stands>> {
    let minutes = match meant {
        Some(Holding::Version(version)) => {
            let publication = version.publication.as_ref()?;
            let told = (*version, publication);
            let lifecycle = &case.lifecycle;
            return Some(Box::new(official(
                language,
                roster,
                lifecycle,
                case.paper(),
                told,
                superseded,
            )));
        }
        Some(Holding::Minutes(minutes)) => *minutes,
        None => {
            let minutes = case.confirmed()?;
            let is_it = case.opened.document.view().fingerprint() == minutes.text.fingerprint;
            is_it.then_some(minutes)?
        }
    };
    let told = confirmed(language, roster, &case.proceedings, case.paper(), minutes);
    Some(Box::new(told))
}

/// The words for a document that is written on this day; of minutes also who was there for each item.
pub fn words(language: Language, case: &Case, view: &View, today: &str) -> Words {
    let mut words = language.of_documents(today);
    if let View::Minutes(minutes) = view {
        words.quorum = case.quorum_of(minutes, |count| quorum(language, count));
    }
    words
}
