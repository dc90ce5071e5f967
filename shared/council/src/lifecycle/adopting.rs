//! Which units have settled how they take a publication: check P7 of `domain.md`.
//!
//! A unit has settled it that adopted, that asks to be exempted and was not answered yet, or that is exempted
//! still. A request that was refused settles nothing, and an exemption settles it until its last day.

use super::{GivenAdoption, Publication};
use crate::act::day::Day;
use crate::act::decision::Adoption;

impl GivenAdoption {
    /// Whether nothing more is waited for from the unit on this day.
    pub fn is_settled(&self, day: Day) -> bool {
        match (self.adoption, &self.answer) {
            (Adoption::AsItIs | Adoption::WithAddendum, _) | (Adoption::AsksExemption, None) => {
                true
            }
            (Adoption::AsksExemption, Some(answer)) => {
                answer.is_granted && answer.until.is_none_or(|until| until >= day)
            }
        }
    }

    /// The last day of an exemption that was granted.
    fn exempt_until(&self) -> Option<Day> {
        let asks = self.adoption == Adoption::AsksExemption;
        let answer = self.answer.as_ref().filter(|one| asks && one.is_granted)?;
        answer.until
    }
}

impl Publication {
    /// Whether this unit has settled how it takes the publication, as of this day.
    pub fn is_settled(&self, unit: &str, day: Day) -> bool {
        let word = self.adoptions.get(unit);
        word.is_some_and(|word| word.is_settled(day))
    }

    /// The day from which a unit's days to settle it count: that of the publication, and after an exemption
    /// the last one of that. To ask for an exemption in vain puts nothing off.
    pub fn days_count_from(&self, unit: &str) -> Option<Day> {
        let word = self.adoptions.get(unit);
        let exempt_until = word.and_then(GivenAdoption::exempt_until);
        exempt_until.or_else(|| Day::of_millis(self.said.time_millis))
    }
}

#[cfg(test)]
mod tests {
    use format::{ActId, ChangeHash, DocumentId, Fingerprint, PublicKey};
    use minicbor::{Decode, Encode};

    use super::*;
    use crate::act::decision::{Adopt, Text};
    use crate::act::{Body, SayError};
    use crate::lifecycle::stage::{DOCUMENT, Stage, day};
    use crate::lifecycle::{Answer, Reason, Said};

    const MARCH: &str = "2026-03-02";

    fn said() -> Said {
        Said {
            act: ActId::from_bytes([1; 32]),
            by: PublicKey::from_bytes([9; 32]),
            time_millis: 0,
        }
    }

    fn word(adoption: Adoption, answer: Option<(bool, Option<&str>)>) -> GivenAdoption {
        GivenAdoption {
            said: said(),
            adoption,
            addendum: None,
            addendum_text: None,
            reason: String::new(),
            answer: answer.map(|(is_granted, until)| Answer {
                said: said(),
                is_granted,
                until: until.map(day),
                reason: String::new(),
            }),
        }
    }

    #[test]
    fn a_refused_request_and_an_exemption_that_is_over_settle_nothing() {
        use Adoption::{AsItIs, AsksExemption, WithAddendum};
        let until = Some("2026-03-31");
        for (adoption, answer, on, is_settled) in [
            (AsItIs, None, "2026-03-02", true),
            (WithAddendum, None, "2026-03-02", true),
            (AsksExemption, None, "2099-01-01", true),
            (AsksExemption, Some((false, None)), "2026-03-02", false),
            (AsksExemption, Some((false, until)), "2026-03-02", false),
            (AsksExemption, Some((true, None)), "2099-01-01", true),
            (AsksExemption, Some((true, until)), "2026-03-31", true),
            (AsksExemption, Some((true, until)), "2026-04-01", false),
        ] {
            let word = word(adoption, answer);
            assert_eq!(word.is_settled(day(on)), is_settled, "{word:?} on {on}");
        }
    }

    #[test]
    fn an_exemption_puts_the_days_off_and_a_refused_request_does_not() {
        let mut stage = Stage::new();
        let (chair, coordinator) = (stage.chair.clone(), stage.coordinator.clone());
        let publication = stage.pass(1, MARCH);
        let ask = |stage: &mut Stage, is_granted, until: Option<&str>| {
            let adopt = Adopt {
                publication,
                unit: "Surabaya".into(),
                adoption: Adoption::AsksExemption,
                addendum: None,
                reason: "Belum siap.".into(),
                addendum_text: None,
            };
            let request = stage.say(&coordinator, Body::Adopt(adopt));
            let exempt = crate::act::decision::Exempt {
                request,
                is_granted,
                until: until.map(day),
                reason: String::new(),
            };
            stage.say(&chair, Body::Exempt(exempt));
            let lifecycle = stage.lifecycle();
            lifecycle.versions[0].publication.clone().unwrap()
        };
        let published = Day::of_millis(stage.now);
        let refused = ask(&mut stage, false, Some("2026-06-30"));
        assert_eq!(refused.days_count_from("Surabaya"), published);
        assert!(!refused.is_settled("Surabaya", day(MARCH)));
        let granted = ask(&mut stage, true, Some("2026-06-30"));
        let until = Some(day("2026-06-30"));
        assert_eq!(granted.days_count_from("Surabaya"), until);
        assert!(granted.is_settled("Surabaya", day("2026-06-30")));
        assert!(!granted.is_settled("Surabaya", day("2026-07-01")));
        assert_eq!(granted.days_count_from("Malang"), published);
        assert!(!granted.is_settled("Malang", day(MARCH)), "it said nothing");
    }

    fn with_addendum(publication: ActId, document: DocumentId) -> Adopt {
        Adopt {
            publication,
            unit: "Surabaya".into(),
            adoption: Adoption::WithAddendum,
            addendum: Some(document),
            reason: String::new(),
            addendum_text: Some(Text {
                fingerprint: Fingerprint::from_bytes([4; 32]),
                heads: vec![ChangeHash::from_bytes([4; 32])],
            }),
        }
    }

    #[test]
    fn an_adoption_signs_the_text_of_its_addendum_which_is_another_document() {
        let mut stage = Stage::new();
        let coordinator = stage.coordinator.clone();
        let publication = stage.pass(1, MARCH);
        let itself = stage.say(
            &coordinator,
            Body::Adopt(with_addendum(publication, DOCUMENT)),
        );
        assert_eq!(stage.why_not(itself), Reason::OwnAddendum);
        let addendum = with_addendum(publication, DocumentId::from_bytes([6; 16]));
        let text = addendum.addendum_text.clone();
        stage.say(&coordinator, Body::Adopt(addendum));
        let lifecycle = stage.lifecycle();
        let publication = lifecycle.versions[0].publication.as_ref().unwrap();
        assert_eq!(publication.adoptions["Surabaya"].addendum_text, text);
    }

    #[test]
    fn the_text_of_no_addendum_and_a_text_without_heads_are_never_signed() {
        let stage = Stage::new();
        let speaker = crate::act::Speaker {
            key: &stage.coordinator,
            council: Some(stage.id),
            roster: vec![],
            time_millis: stage.now,
        };
        let adopt = with_addendum(ActId::from_bytes([1; 32]), DocumentId::from_bytes([6; 16]));
        let say = |adopt: &Adopt| speaker.say_about(DOCUMENT, vec![], &Body::Adopt(adopt.clone()));
        assert!(say(&adopt).is_ok());
        let mut nowhere = adopt.clone();
        nowhere.addendum_text.as_mut().unwrap().heads.clear();
        let mut of_none = adopt;
        of_none.addendum = None;
        of_none.adoption = Adoption::AsItIs;
        for wrong in [nowhere, of_none] {
            assert!(matches!(say(&wrong), Err(SayError::Body(_))), "{wrong:?}");
        }
    }

    /// What programs said before adoptions told the text of an addendum.
    #[derive(Encode, Decode)]
    #[cbor(map)]
    struct OlderAdopt {
        #[n(0)]
        publication: ActId,
        #[n(1)]
        unit: String,
        #[n(2)]
        adoption: Adoption,
        #[n(3)]
        addendum: Option<DocumentId>,
        #[n(4)]
        reason: String,
    }

    #[test]
    fn an_adoption_of_an_older_program_is_the_same_bytes_as_one_without_a_text() {
        let now = Adopt {
            addendum_text: None,
            ..with_addendum(ActId::from_bytes([1; 32]), DocumentId::from_bytes([6; 16]))
        };
        let older = OlderAdopt {
            publication: now.publication,
            unit: now.unit.clone(),
            adoption: now.adoption,
            addendum: now.addendum,
            reason: now.reason.clone(),
        };
        let bytes = format::cbor::encode(&older);
        assert_eq!(format::cbor::encode(&now), bytes);
        assert_eq!(minicbor::decode::<Adopt>(&bytes).unwrap(), now);
    }
}
