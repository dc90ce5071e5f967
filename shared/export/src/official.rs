//! What stands on a text that counts beside the text: on a published version under what number it is in
//! force and who decided it, on confirmed minutes who confirmed them; and how anyone makes sure that this is
//! the text.

use crate::words::Words;

/// What a text that counts says of itself on its pages. A text without is marked as a draft.
///
/// Every pair is a term of [`Words`] and what there is to say of it.
pub trait Stands {
    /// The term above what stands after the text.
    fn heading(&self) -> &'static str;
    /// What stands under the title.
    fn head(&self, words: &Words) -> Vec<(&'static str, String)>;
    /// What stands after the text.
    fn end(&self, words: &Words) -> Vec<(&'static str, String)>;
    /// What stands at the foot of each page.
    fn foot(&self, words: &Words) -> String;
    /// The term that marks each page of what counts no longer.
    fn mark(&self) -> Option<&'static str> {
        None
    }
}

/// What a published version says of itself. Whoever has none prints a draft.
///
/// Names, roles, departments, outcomes and opinions are in the reader's language already; days are
/// `YYYY-MM-DD`. Everything is shown as it is and means nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Official {
    /// Whose text it is.
    pub keeper: Keeper,
    /// The day by which it is looked at again; may be empty.
    pub review: String,
    /// The official number.
    pub number: String,
    /// From 1 on, in the order of approval.
    pub version: usize,
    /// The first day in force.
    pub effective: String,
    /// The fingerprint of the content, whole, in hexadecimal digits.
    pub fingerprint: String,
    /// How the decision went, as in `approved with notes`.
    pub outcome: String,
    /// The decision in words; may be empty.
    pub words: String,
    /// Who decided.
    pub decided: Signer,
    /// The opinions that were given, in the order in which they are to be read.
    pub opinions: Vec<Opinion>,
    /// The departments that were not heard.
    pub waivers: Vec<Waiver>,
    /// Who published it.
    pub published: Signer,
    /// Who withdrew it, and why, if somebody did.
    pub withdrawn: Option<(Signer, String)>,
    /// By what it is superseded and since when, if it is: a sentence.
    pub superseded: Option<String>,
    /// How anyone makes sure: a sentence.
    pub verify: String,
}

/// Whose text it is, and how confidential.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keeper {
    /// The name of the council.
    pub council: String,
    /// The unit the document belongs to; may be empty.
    pub unit: String,
    /// How confidential it is, as in `internal`; may be empty.
    pub confidentiality: String,
}

/// What confirmed minutes say of themselves, as [`Official`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confirmed {
    /// Whose minutes they are.
    pub keeper: Keeper,
    /// The fingerprint of the content, whole, in hexadecimal digits.
    pub fingerprint: String,
    /// Who confirmed them as chair.
    pub chair: Signer,
    /// Who confirmed them as one of those who were there.
    pub attendee: Signer,
    /// What was added after they were confirmed: by whom, and the words.
    pub annexes: Vec<(Signer, String)>,
    /// How anyone makes sure: a sentence.
    pub verify: String,
}

/// Somebody who signed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signer {
    /// The name.
    pub name: String,
    /// In which role; may be empty.
    pub role: String,
    /// The day it was signed, by the signer's clock.
    pub day: String,
    /// What is wrong with that clock, if anything is known of it: words that follow the day; may be empty.
    pub doubt: String,
}

/// What a department thinks of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opinion {
    /// The department.
    pub field: String,
    /// The opinion, as in `agrees`.
    pub verdict: String,
    /// In words; may be empty.
    pub words: String,
    /// Who gave it.
    pub signer: Signer,
}

/// A department that was not heard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiver {
    /// The department.
    pub field: String,
    /// Why not.
    pub reason: String,
}

/// How much of the fingerprint stands at the foot of each page, in digits.
const SHORT: usize = 16;

impl Stands for Official {
    fn heading(&self) -> &'static str {
        "approval"
    }

    fn head(&self, words: &Words) -> Vec<(&'static str, String)> {
        let mut head = self.keeper.head();
        head.extend([
            ("number", self.number.clone()),
            ("version", self.version.to_string()),
            ("in force from", words.date(&self.effective)),
            ("next review", words.date(&self.review)),
            ("fingerprint", short(&self.fingerprint).to_owned()),
        ]);
        head
    }

    fn end(&self, words: &Words) -> Vec<(&'static str, String)> {
        let mut end = Vec::new();
        if let Some((signer, reason)) = &self.withdrawn {
            end.push(("withdrawn", with(&signer.line(words), reason)));
        }
        if let Some(by) = &self.superseded {
            end.push(("superseded", by.clone()));
        }
        end.push(("decision", with(&self.outcome, &self.words)));
        end.push(("decided by", self.decided.line(words)));
        for one in &self.opinions {
            let said = with(&one.verdict, &one.words);
            let signer = one.signer.line(words);
            end.push(("opinion", format!("{}: {said}\n{signer}", one.field)));
        }
        for one in &self.waivers {
            end.push(("not heard", with(&one.field, &one.reason)));
        }
        end.push(("published by", self.published.line(words)));
        end.push(("fingerprint", self.fingerprint.clone()));
        end.push(("verify", self.verify.clone()));
        end
    }

    fn foot(&self, words: &Words) -> String {
        format!(
            "{} · {} {} · {}",
            self.number,
            words.say("version"),
            self.version,
            short(&self.fingerprint)
        )
    }

    fn mark(&self) -> Option<&'static str> {
        match (&self.withdrawn, &self.superseded) {
            (Some(_), _) => Some("withdrawn"),
            (None, Some(_)) => Some("superseded"),
            (None, None) => None,
        }
    }
}

impl Stands for Confirmed {
    fn heading(&self) -> &'static str {
        "confirmation"
    }

    fn head(&self, _: &Words) -> Vec<(&'static str, String)> {
        let mut head = self.keeper.head();
        head.push(("fingerprint", short(&self.fingerprint).to_owned()));
        head
    }

    fn end(&self, words: &Words) -> Vec<(&'static str, String)> {
        let mut end = vec![
            ("confirmed as chair", self.chair.line(words)),
            ("confirmed as attendee", self.attendee.line(words)),
        ];
        for (signer, said) in &self.annexes {
            end.push(("annex", format!("{said}\n{}", signer.line(words))));
        }
        end.push(("fingerprint", self.fingerprint.clone()));
        end.push(("verify", self.verify.clone()));
        end
    }

    fn foot(&self, words: &Words) -> String {
        let said = [words.say("confirmed"), short(&self.fingerprint)];
        said.join(" · ")
    }
}

impl Keeper {
    fn head(&self) -> Vec<(&'static str, String)> {
        vec![
            ("council", self.council.clone()),
            ("unit", self.unit.clone()),
            ("confidentiality", self.confidentiality.clone()),
        ]
    }
}

/// The first digits of a fingerprint.
fn short(fingerprint: &str) -> &str {
    fingerprint.get(..SHORT).unwrap_or(fingerprint)
}

impl Signer {
    fn line(&self, words: &Words) -> String {
        let mut line = [
            self.name.as_str(),
            self.role.as_str(),
            &words.date(&self.day),
        ]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
        if !self.doubt.is_empty() {
            line.push_str(&format!(" ({})", self.doubt));
        }
        line
    }
}

/// A word, and what was said with it.
fn with(word: &str, said: &str) -> String {
    match said.trim() {
        "" => word.to_owned(),
        said => format!("{word}: {said}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signers_doubtful_clock_stands_behind_the_day() {
        let mut signer = Signer {
            name: "Ratna".into(),
            role: "chair".into(),
            ..Signer::default()
        };
        assert_eq!(signer.line(&Words::default()), "Ratna, chair");
        signer.doubt = "its clock was wrong".into();
        let line = signer.line(&Words::default());
        assert_eq!(line, "Ratna, chair (its clock was wrong)");
    }

    #[test]
    fn a_short_or_odd_fingerprint_is_shown_as_it_is() {
        for fingerprint in ["", "abc", "xééééééééé"] {
            assert_eq!(short(fingerprint), fingerprint);
        }
    }
}
