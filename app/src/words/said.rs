//! What an act says, in a line: how somebody decided, which unit adopted, what number was given.

use ::council::act::Body;
use ::council::act::decision::{Adopt, Exempt, Publish};
use ::council::roster::Roster;
use format::ActId;

use crate::command_line::moments::day;
use crate::say;
use crate::words::Language;
use crate::words::lifecycle::{adoption, department, outcome, role, verdict};
use crate::words::meeting;

/// What it says beyond its kind; `None` where the kind says it all. `adopted` finds the adopt act that an
/// answer about an exemption is about.
pub fn said(
    language: Language,
    roster: &Roster,
    body: &Body,
    adopted: impl Fn(&ActId) -> Option<Adopt>,
) -> Option<String> {
    let said = match body {
        Body::Submit(submit) => one_line(&submit.note),
        Body::PullBack(back) => one_line(&back.reason),
        Body::Return(returned) => one_line(&returned.reason),
        Body::Opinion(opinion) => {
            let verdict = with(verdict(language, opinion.verdict), &opinion.words);
            match opinion.field.is_empty() {
                true => verdict,
                false => format!("{}, {verdict}", department(language, &opinion.field)),
            }
        }
        Body::Decide(decide) => with(outcome(language, decide.outcome), &decide.words),
        Body::Publish(publish) => published(language, publish),
        Body::Withdraw(withdraw) => one_line(&withdraw.reason),
        Body::Supersede(word) => {
            let since = day(language, word.since.0);
            say!(language, "said-superseded", day = since)
        }
        Body::Reinstate(word) => match word.from {
            Some(from) => say!(language, "said-reinstated", day = day(language, from.0)),
            None => language.say("said-never-superseded"),
        },
        Body::Adopt(adopt) => {
            let mut how = format!("{}, {}", adopt.unit, adoption(language, adopt.adoption));
            if let Some(document) = &adopt.addendum {
                how = format!("{how} ({})", document.short());
            }
            with(how, &adopt.reason)
        }
        Body::Exempt(exempt) => exempted(language, exempt, adopted(&exempt.request)),
        Body::Circulate(circulate) => one_line(&circulate.note),
        Body::Correct(correct) => one_line(&correct.words),
        Body::ConfirmMinutes(confirm) => meeting::signer(language, confirm.signer),
        Body::Ask(ask) => one_line(&ask.question),
        Body::Answer(answer) => with(meeting::reply(language, answer.reply), &answer.words),
        Body::Close(close) => meeting::circular_result(language, close.result),
        Body::Appoint(appoint) => {
            let holder = roster.name_of(&appoint.holder);
            format!("{holder}, {}", role(language, appoint.role))
        }
        Body::EndSeat(end) => one_line(&end.reason),
        Body::Revoke(revoke) => with(roster.name_of(&revoke.device), &revoke.reason),
        Body::Release(release) => roster.name_of(&release.device),
        Body::Restart(restart) => with(restart.document.short(), &restart.reason),
        Body::ChooseBranch(choice) => with(choice.change.short(), &choice.reason),
        Body::Unit(unit) => unit.name.clone(),
        Body::UnitCode(code) => format!("{}, {}", code.unit, code.code),
        _ => return None,
    };
    let said = one_line(&said);
    (!said.is_empty()).then_some(said)
}

fn published(language: Language, publish: &Publish) -> String {
    let (number, from) = (
        one_line(&publish.number),
        day(language, publish.effective.0),
    );
    say!(language, "said-published", number = number, day = from)
}

fn exempted(language: Language, exempt: &Exempt, adopt: Option<Adopt>) -> String {
    let answer = language.say(match exempt.is_granted {
        true => "told-granted",
        false => "told-refused",
    });
    let mut parts: Vec<String> = adopt.map(|adopt| adopt.unit).into_iter().collect();
    parts.push(answer);
    if let Some(until) = exempt.until.filter(|_| exempt.is_granted) {
        let until = day(language, until.0);
        parts.push(say!(language, "seat-until", day = until));
    }
    with(parts.join(", "), &exempt.reason)
}

fn with(what: String, words: &str) -> String {
    match words.trim() {
        "" => what,
        words => format!("{what}: {words}"),
    }
}

/// The words in one line. They are others': a terminal obeys control characters.
fn one_line(words: &str) -> String {
    let words: Vec<String> = words
        .split_whitespace()
        .map(|word| word.chars().filter(|c| !c.is_control()).collect())
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use ::council::act::decision::{Adoption, Decide, Opinion, Outcome, Text, Verdict};
    use format::{ChangeHash, Fingerprint};

    use super::*;

    fn line(language: Language, body: &Body) -> String {
        let adopted = |_: &ActId| {
            Some(Adopt {
                publication: ActId::from_bytes([1; 32]),
                unit: "Surabaya".to_owned(),
                adoption: Adoption::AsksExemption,
                addendum: None,
                reason: "belum siap".to_owned(),
                addendum_text: None,
            })
        };
        said(language, &Roster::default(), body, adopted).unwrap()
    }

    #[test]
    fn every_act_about_a_text_tells_what_it_says() {
        let act = ActId::from_bytes([1; 32]);
        let fingerprint = Fingerprint::from_bytes([2; 32]);
        let decide = Body::Decide(Decide {
            submission: act,
            text: Text {
                heads: vec![ChangeHash::from_bytes([3; 32])],
                fingerprint,
            },
            outcome: Outcome::Rejected,
            words: "belum\nlengkap\u{1b}[31m".to_owned(),
            waivers: vec![],
            previous: None,
        });
        assert_eq!(
            line(Language::English, &decide),
            "rejected: belum lengkap[31m"
        );
        let opinion = Body::Opinion(Opinion {
            submission: act,
            fingerprint,
            field: "legal".to_owned(),
            verdict: Verdict::Objects,
            words: "kabur".to_owned(),
        });
        assert_eq!(line(Language::English, &opinion), "Legal, objects: kabur");
        let exempt = |is_granted| {
            Body::Exempt(Exempt {
                request: act,
                is_granted,
                until: Some("2027-01-31".parse().unwrap()),
                reason: String::new(),
            })
        };
        let granted = line(Language::English, &exempt(true));
        assert!(
            granted.starts_with("Surabaya, exemption granted, until 31"),
            "{granted}"
        );
        assert_eq!(
            line(Language::English, &exempt(false)),
            "Surabaya, exemption refused"
        );
        let publish = Body::Publish(Publish {
            decision: act,
            number: "001/DMS/2026".to_owned(),
            effective: "2026-03-01".parse().unwrap(),
            review: None,
            replaces: vec![],
            files: vec![],
        });
        for language in [Language::Indonesian, Language::English] {
            assert!(line(language, &publish).contains("001/DMS/2026"));
        }
    }
}
