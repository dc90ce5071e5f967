//! What stands on the pages of a document beside its text.

use ::export::official::Stands;
use ::export::words::Words;
use council::roster::Roster;
use council::view::View;

use crate::core::deciding::holding::Holding;
use crate::core::deciding::superseded::SupersededBy;
use crate::engine::deciding::Case;
use crate::words::Language;
use crate::words::codes::code;
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

/// By what a document is called besides its title.
#[derive(Debug, Clone, Copy)]
pub enum Named<'a> {
    /// By these codes, which stand in place of a number.
    Draft(&'a [String]),
    /// By a number; before it had one, by these codes.
    Published(&'a [String]),
}

impl<'a> Named<'a> {
    /// Of a text that counts or does not, by these codes.
    pub fn of(meant: Option<&Holding<'_>>, codes: &'a [String]) -> Self {
        let is_published = |holding: &Holding<'_>| match holding {
            Holding::Version(version) => version.publication.is_some(),
            Holding::Minutes(_) => false,
        };
        match meant.is_some_and(is_published) {
            true => Self::Published(codes),
            false => Self::Draft(codes),
        }
    }

    fn codes(self) -> &'a [String] {
        match self {
            Self::Draft(codes) | Self::Published(codes) => codes,
        }
    }
}

/// The words for a document that is written on this day; of minutes also who was there for each item. `named`
/// are the codes that stand on it.
pub fn words(language: Language, case: &Case, view: &View, named: Named<'_>, today: &str) -> Words {
    let mut words = language.of_documents(today);
    words.code = code(language, named.codes(), false).map(|code| match named {
        Named::Draft(_) => ("provisional code", code),
        Named::Published(_) => ("formerly", code),
    });
    if let View::Minutes(minutes) = view {
        words.quorum = case.quorum_of(minutes, |count| quorum(language, count));
    }
    words
}
