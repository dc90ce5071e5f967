//! What stands on a published version beside its text: under what number it is in force, who decided it,
//! and how anyone makes sure that this is the text.

use crate::words::Words;

/// What a published version says of itself. Whoever has none prints a draft.
///
/// Names, roles, departments, outcomes and opinions are in the reader's language already; days are
/// `YYYY-MM-DD`. Everything is shown as it is and means nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Official {
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

impl Official {
    /// What stands under the title: a term of [`Words`] and what there is to say of it.
    pub(crate) fn head(&self, words: &Words) -> Vec<(&'static str, String)> {
        vec![
            ("number", self.number.clone()),
            ("version", self.version.to_string()),
            ("in force from", words.date(&self.effective)),
            ("fingerprint", self.short().to_owned()),
        ]
    }

    /// What stands after the text, as [`Official::head`].
    pub(crate) fn end(&self, words: &Words) -> Vec<(&'static str, String)> {
        let mut end = Vec::new();
        if let Some((signer, reason)) = &self.withdrawn {
            end.push(("withdrawn", with(&signer.line(words), reason)));
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

    /// What stands at the foot of each page.
    pub(crate) fn foot(&self, words: &Words) -> String {
        format!(
            "{} · {} {} · {}",
            self.number,
            words.say("version"),
            self.version,
            self.short()
        )
    }

    /// The first digits of the fingerprint.
    fn short(&self) -> &str {
        self.fingerprint.get(..SHORT).unwrap_or(&self.fingerprint)
    }
}

impl Signer {
    fn line(&self, words: &Words) -> String {
        [
            self.name.as_str(),
            self.role.as_str(),
            &words.date(&self.day),
        ]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
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
    fn a_short_or_odd_fingerprint_is_shown_as_it_is() {
        for fingerprint in ["", "abc", "xééééééééé"] {
            let official = Official {
                fingerprint: fingerprint.to_owned(),
                ..Official::default()
            };
            assert_eq!(official.short(), fingerprint);
        }
    }
}
