//! Short messages that go away by themselves.

/// How long a notice stays, in milliseconds.
pub const STAY_MILLIS: i64 = 6_000;
/// How many notices are shown at most; the oldest go first, those that would go by themselves before the
/// others.
const MOST: usize = 4;

/// How a notice is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something came or is worth knowing.
    News,
    /// Something was not done. Stays until it is taken off.
    Problem,
}

/// One notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Names it for [`Action::Dismiss`](super::Action::Dismiss).
    pub number: u64,
    /// How it is meant.
    pub tone: Tone,
    /// What it says, in the language of the person.
    pub text: String,
    /// When it goes, in milliseconds since 1970; `None`: when it is taken off.
    pub until_millis: Option<i64>,
}

/// The notices on the screen, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Notices {
    shown: Vec<Notice>,
    last: u64,
}

impl Notices {
    /// Shows a notice. One that says the same already stays on instead.
    pub fn show(&mut self, tone: Tone, text: impl Into<String>, now_millis: i64) {
        let text = text.into();
        let until_millis = (tone != Tone::Problem).then(|| now_millis.saturating_add(STAY_MILLIS));
        if let Some(same) = self.shown.iter_mut().find(|notice| notice.text == text) {
            same.until_millis = until_millis;
            return;
        }
        self.last += 1;
        self.shown.push(Notice {
            number: self.last,
            tone,
            text,
            until_millis,
        });
        if self.shown.len() > MOST {
            let passing = self.shown.iter().position(|one| one.until_millis.is_some());
            self.shown.remove(passing.unwrap_or(0));
        }
    }

    /// Shows news that stay until they are taken off, as a problem does.
    pub fn keep(&mut self, text: impl Into<String>) {
        let text = text.into();
        self.show(Tone::News, text.clone(), 0);
        if let Some(kept) = self.shown.iter_mut().find(|notice| notice.text == text) {
            kept.until_millis = None;
        }
    }

    /// Takes one off.
    pub fn dismiss(&mut self, number: u64) {
        self.shown.retain(|notice| notice.number != number);
    }

    /// Takes off what has been shown for long enough.
    pub fn tick(&mut self, now_millis: i64) {
        self.shown
            .retain(|notice| notice.until_millis.is_none_or(|until| until > now_millis));
    }

    /// When the next one goes, in milliseconds since 1970.
    pub fn next_millis(&self) -> Option<i64> {
        self.shown
            .iter()
            .filter_map(|notice| notice.until_millis)
            .min()
    }

    /// What is on the screen.
    pub fn shown(&self) -> &[Notice] {
        &self.shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_goes_and_a_problem_stays_until_it_is_taken_off() {
        let mut notices = Notices::default();
        notices.show(Tone::Done, "Tersimpan", 0);
        notices.show(Tone::Problem, "Tidak dapat dibaca", 0);
        notices.show(Tone::Problem, "Tidak dapat dibaca", 10);
        assert_eq!(notices.shown().len(), 2);
        assert_eq!(notices.next_millis(), Some(STAY_MILLIS));
        notices.tick(STAY_MILLIS);
        let [problem] = notices.shown() else {
            panic!("only the problem stays: {:?}", notices.shown());
        };
        let number = problem.number;
        notices.dismiss(number);
        assert!(notices.shown().is_empty());
    }

    #[test]
    fn news_that_are_kept_stay_until_they_are_taken_off() {
        let mut notices = Notices::default();
        notices.keep("Salinan ada di sini");
        for n in 0..9 {
            notices.show(Tone::News, format!("Ada yang baru {n}"), 0);
        }
        notices.tick(STAY_MILLIS);
        let [kept] = notices.shown() else {
            panic!("only what is kept stays: {:?}", notices.shown());
        };
        let (tone, number) = (kept.tone, kept.number);
        assert_eq!(tone, Tone::News);
        notices.dismiss(number);
        assert!(notices.shown().is_empty());
    }

    #[test]
    fn news_does_not_push_a_problem_off_the_screen() {
        let mut notices = Notices::default();
        notices.show(Tone::Problem, "Disk penuh", 0);
        for n in 0..9 {
            notices.show(Tone::News, format!("Ada yang baru {n}"), 0);
        }
        assert_eq!(notices.shown().len(), MOST);
        assert_eq!(notices.shown()[0].text, "Disk penuh");
    }
}
