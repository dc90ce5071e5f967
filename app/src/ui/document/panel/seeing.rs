//! Which comments the person has seen: those that stood on the screen for a moment while the window had
//! the keyboard. Scrolling past is no seeing.

use std::collections::{BTreeMap, BTreeSet};

use egui::{Context, Rect, Ui};
use format::ActId;

/// How long a comment stands on the screen before it is seen, in seconds.
const SEEING_SECONDS: f64 = 0.6;

/// What stands on the screen and is to be seen.
#[derive(Debug, Default)]
pub(super) struct Seeing {
    /// Since when, by the toolkit's clock in seconds.
    since: BTreeMap<ActId, f64>,
    /// What was drawn in this frame.
    drawn: BTreeSet<ActId>,
    /// What was seen since the document was opened: it stays marked as new until the person leaves.
    fresh: BTreeSet<ActId>,
}

impl Seeing {
    /// Whether a comment was new when the person came.
    pub(super) fn is_fresh(&self, comment: &ActId) -> bool {
        self.fresh.contains(comment)
    }

    /// A comment that is to be seen was drawn here.
    pub(super) fn drawn(&mut self, ui: &Ui, comment: ActId, rect: Rect) {
        if is_on_screen(ui.clip_rect(), rect) {
            self.drawn.insert(comment);
        }
    }

    /// At the end of a frame: what has been seen by now. Looks again when the next one may be.
    pub(super) fn saw(&mut self, ctx: &Context) -> Vec<ActId> {
        let (now, is_focused) = ctx.input(|input| (input.time, input.focused));
        let mut drawn = std::mem::take(&mut self.drawn);
        if !is_focused {
            drawn.clear();
        }
        let saw = self.at(now, &drawn);
        if !self.since.is_empty() {
            ctx.request_repaint_after_secs(SEEING_SECONDS as f32 / 2.0);
        }
        saw
    }

    fn at(&mut self, now: f64, drawn: &BTreeSet<ActId>) -> Vec<ActId> {
        self.since.retain(|comment, _| drawn.contains(comment));
        for comment in drawn {
            self.since.entry(*comment).or_insert(now);
        }
        let is_seen = |since: &f64| now - since >= SEEING_SECONDS;
        let saw: Vec<ActId> = self
            .since
            .iter()
            .filter(|(_, since)| is_seen(since))
            .map(|(comment, _)| *comment)
            .collect();
        self.since.retain(|_, since| !is_seen(since));
        self.fresh.extend(&saw);
        saw
    }
}

/// Whether the middle of it shows, or nothing but it.
fn is_on_screen(clip: Rect, rect: Rect) -> bool {
    clip.contains(rect.center()) || (rect.top() <= clip.top() && rect.bottom() >= clip.bottom())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_seen_after_a_moment_and_not_in_passing() {
        let (one, other) = (ActId::from_bytes([1; 32]), ActId::from_bytes([2; 32]));
        let both = BTreeSet::from([one, other]);
        let mut seeing = Seeing::default();
        assert_eq!(seeing.at(10.0, &both), []);
        assert_eq!(seeing.at(10.3, &BTreeSet::from([one])), []);
        assert_eq!(seeing.at(10.7, &both), [one]);
        assert!(seeing.is_fresh(&one) && !seeing.is_fresh(&other));
        assert_eq!(seeing.at(11.4, &BTreeSet::from([other])), [other]);
    }

    #[test]
    fn what_is_cut_off_in_the_middle_does_not_show() {
        let rect = |top, bottom| Rect::from_x_y_ranges(0.0..=100.0, top..=bottom);
        let clip = rect(0.0, 100.0);
        assert!(is_on_screen(clip, rect(10.0, 50.0)));
        assert!(is_on_screen(clip, rect(60.0, 110.0)));
        assert!(!is_on_screen(clip, rect(90.0, 150.0)));
        assert!(is_on_screen(clip, rect(-50.0, 400.0)));
    }
}
