//! The texts of a view by their places.

use super::View;
use crate::edit::Place;

impl View {
    /// The text at a place that holds text; `None` where it does not show.
    pub fn text(&self, place: &Place) -> Option<&str> {
        match (self, place) {
            (Self::Policy(policy), Place::Title) => Some(&policy.title),
            (Self::Minutes(minutes), Place::Title) => Some(&minutes.title),
            (Self::Matrix(matrix), Place::Title) => Some(&matrix.title),
            (Self::Policy(policy), Place::ClauseHeading(id)) => {
                of(&policy.clauses, id, |c| &c.id, |c| &c.heading)
            }
            (Self::Policy(policy), Place::ClauseBody(id)) => {
                of(&policy.clauses, id, |c| &c.id, |c| &c.body)
            }
            (Self::Minutes(minutes), Place::AgendaTopic(id)) => {
                of(&minutes.agenda, id, |a| &a.id, |a| &a.topic)
            }
            (Self::Minutes(minutes), Place::AgendaNotes(id)) => {
                of(&minutes.agenda, id, |a| &a.id, |a| &a.notes)
            }
            (Self::Minutes(minutes), Place::DecisionText(id)) => {
                of(&minutes.decisions, id, |d| &d.id, |d| &d.text)
            }
            (Self::Minutes(minutes), Place::ActionTitle(id)) => {
                of(&minutes.actions, id, |a| &a.id, |a| &a.title)
            }
            _ => None,
        }
    }
}

fn of<'a, T>(
    things: &'a [T],
    id: &str,
    id_of: impl Fn(&T) -> &str,
    text: impl Fn(&'a T) -> &'a str,
) -> Option<&'a str> {
    things.iter().find(|thing| id_of(thing) == id).map(text)
}
