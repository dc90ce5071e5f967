//! The codes of units: who gives them, and which of two stands.

use council::act::scope::UnitCode;
use council::seats::Reason;
use council::standing::{Standing, Why, of_council};

use super::*;

fn code(unit: &str, code: &str) -> Body {
    Body::UnitCode(UnitCode {
        unit: unit.into(),
        code: code.into(),
    })
}

#[test]
fn the_chair_gives_units_codes_and_the_newest_stands_whatever_came_first() {
    let mut council = Council::found();
    council.admit(2, "Surabaya");
    council.unit("Medan", None);
    let of = |council: &Council, unit: &str| council.roster().units.code(unit);
    assert_eq!(of(&council, "Surabaya"), "SUR");
    // Nobody else gives one.
    council.say(2, &code("Surabaya", "S2"));
    let roster = council.roster();
    let said = council.acts.last().unwrap();
    let stands = of_council(&council.id, &roster, said);
    assert_eq!(stands, Standing::Invalid(Why::Seats(Reason::NoSeat)));
    assert_eq!(of(&council, "Surabaya"), "SUR");
    council.say(CHAIR, &code("Surabaya", "SBY"));
    assert_eq!(of(&council, "Surabaya"), "SBY");
    assert_eq!(of(&council, "Medan"), "MED");
    // What the unit is may be said anew: it keeps its code.
    council.unit("Surabaya", Some("Medan"));
    assert_eq!(of(&council, "Surabaya"), "SBY");
    // Two that do not know of each other: the same one stands for everybody, until one has seen both.
    let heads = council.roster().heads;
    for other in ["SB1", "SB2"] {
        council.say_seeing(CHAIR, heads.clone(), &code("Surabaya", other));
    }
    let stands = of(&council, "Surabaya");
    assert!(["SB1", "SB2"].contains(&stands.as_str()), "{stands}");
    for seed in 0..20 {
        let mut shuffled = council.clone();
        shuffled.acts.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        assert_eq!(of(&shuffled, "Surabaya"), stands);
    }
    council.say(CHAIR, &code("Surabaya", "SBA"));
    assert_eq!(of(&council, "Surabaya"), "SBA");
}

#[test]
fn what_is_no_code_is_not_said() {
    let chair = key(CHAIR);
    let speaker = Speaker {
        key: &chair,
        council: Some(Council::found().id),
        roster: vec![],
        time_millis: 1,
    };
    for (unit, typed) in [
        ("Surabaya", ""),
        ("Surabaya", "sby"),
        ("Surabaya", "S-Y"),
        ("Surabaya", "SURABAYA1"),
        (" ", "SBY"),
    ] {
        assert!(speaker.say(&code(unit, typed)).is_err(), "{unit} {typed}");
    }
}
