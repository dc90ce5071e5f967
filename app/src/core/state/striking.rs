//! Striking what was reviewed, and proposing it again.

use ::council::edit::Place;
use ::council::review::{Reviewed, Struck};
use format::{ChangeHash, DocumentId, PublicKey};

use crate::core::deciding::Saying;
use crate::core::editor::{self, EditorError, NewComment};
use crate::core::notices::Tone;
use crate::core::{Effect, State};
use crate::say;
use crate::words::struck::told_at_place;

/// How much of what is struck stands in the comment that says why, in characters.
const QUOTE_CHARS: usize = 200;

impl State {
    /// Takes out what was reviewed at a place. Why is said there as a comment too, so that people can answer.
    pub(super) fn strike(
        &mut self,
        id: DocumentId,
        place: Place,
        reviewed: &Reviewed,
        reason: String,
    ) -> Vec<Effect> {
        let quote = self.words_of(&id, &place);
        let authors = self.authors_at(&id, &place);
        let council = self.council();
        let people = council.map_or(&[][..], |council| council.people.as_slice());
        let me = council.map(|council| council.me);
        let said = told_at_place(&reason, &authors, me, people);
        let now_millis = self.now_millis;
        let Some(editor) = self.editors.get_mut(&id) else {
            return vec![];
        };
        let decisions = editor.judged.decisions.as_ref();
        let may_strike = decisions.is_some_and(|decisions| decisions.may_strike());
        let struck = match may_strike {
            true => editor.strike(&place, reviewed, &reason, now_millis),
            false => Err(EditorError::NotTheReviewer),
        };
        match struck {
            Ok(struck) => {
                editor.judged.striking = Saying::Nothing;
                self.tell_what_stays(&struck);
                let mut effects = self.save_everything(false);
                let comment = NewComment {
                    place: Some(place),
                    range: None,
                    text: said,
                    answers: None,
                };
                effects.push(Effect::Editor(
                    id,
                    editor::Effect::Comment(comment, None, quote),
                ));
                effects
            }
            Err(error) => {
                self.not_struck(id, &error);
                self.save_everything(false)
            }
        }
    }

    /// Says beside the reason that was typed why nothing was struck.
    pub(super) fn not_struck(&mut self, id: DocumentId, error: &EditorError) {
        let (_, why) = self.why_not_written(error);
        if let Some(editor) = self.editors.get_mut(&id) {
            editor.judged.striking = Saying::Refused(why);
        }
    }

    pub(super) fn propose_again(
        &mut self,
        id: DocumentId,
        strike: &ChangeHash,
    ) -> Result<(), EditorError> {
        let now_millis = self.now_millis;
        let Some(editor) = self.editors.get_mut(&id) else {
            return Ok(());
        };
        let struck = editor.propose_again(strike, now_millis)?;
        self.tell_what_stays(&struck);
        Ok(())
    }

    fn tell_what_stays(&mut self, struck: &Struck) {
        if !struck.left.is_empty() {
            let count = struck.left.len() as u64;
            let text = say!(self.settings.language, "strike-left", count = count);
            self.notices.show(Tone::News, text, self.now_millis);
        }
    }

    /// Who wrote at a place since the last decided version.
    fn authors_at(&self, id: &DocumentId, place: &Place) -> Vec<PublicKey> {
        use crate::core::review::whole;
        let changes = self.review.changes_of(id);
        let mut hunks = changes.iter().flat_map(|changes| &changes.hunks);
        let hunk = hunks.find(|hunk| hunk.place == whole(place));
        hunk.map(|hunk| hunk.authors.clone()).unwrap_or_default()
    }

    /// The beginning of what came and went at a place, as the review page shows it.
    fn words_of(&self, id: &DocumentId, place: &Place) -> String {
        use crate::core::editor::compare::Fate;
        use crate::core::review::whole;
        let changes = self.review.changes_of(id);
        let mut hunks = changes.iter().flat_map(|changes| &changes.hunks);
        let Some(hunk) = hunks.find(|hunk| hunk.place == whole(place)) else {
            return String::new();
        };
        let passage = &hunk.passage;
        let changed: Vec<&str> = passage
            .heading
            .iter()
            .chain(&passage.body)
            .filter(|(fate, _)| *fate != Fate::Stayed)
            .map(|(_, text)| text.trim())
            .collect();
        let words = changed.join(" … ");
        match words.chars().count() > QUOTE_CHARS {
            true => words.chars().take(QUOTE_CHARS).chain(['…']).collect(),
            false => words,
        }
    }
}
