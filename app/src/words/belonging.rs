//! A device that does not count any more: by whom, since when, what is safe and what to do.

use council::roster::{Membership, Roster};
use format::PublicKey;

use crate::command_line::moments::day;
use crate::engine::membership::local_date;
use crate::say;
use crate::words::Language;

/// Why this device does not count any more; `None` for one that does, or may yet.
pub fn gone(language: Language, roster: &Roster, me: &PublicKey) -> Option<String> {
    match roster.members.get(me)?.membership {
        Membership::Revoked => Some(revoked(language, roster, me)),
        Membership::Superseded => Some(superseded(language, roster, me)),
        Membership::Counts | Membership::Waits => None,
    }
}

/// Who else used the invitation of this device, while nobody here knows which join counts; `None` where it
/// is alone.
pub fn rivals(language: Language, roster: &Roster, me: &PublicKey) -> Option<String> {
    let own = roster.members.get(me)?;
    let mut invitations = roster.invitations.values();
    let used = invitations.find(|one| one.joins.contains(&own.act))?;
    let members = roster.members.values();
    let others: Vec<String> = members
        .filter(|member| member.act != own.act && used.joins.contains(&member.act))
        .map(|member| {
            say!(
                language,
                "gone-rival",
                name = member.person.as_str(),
                office = member.office.as_str(),
                day = day(language, local_date(member.since_millis))
            )
        })
        .collect();
    (!others.is_empty()).then(|| {
        say!(
            language,
            "gone-rivals",
            others = others.join("; "),
            inviter = roster.name_of(&used.inviter)
        )
    })
}

/// It was revoked: by whom, when and why, as far as is known here.
fn revoked(language: Language, roster: &Roster, me: &PublicKey) -> String {
    let Some(revocation) = roster.revocations.of(me).first() else {
        return language.say("gone-revoked");
    };
    let when = day(language, local_date(revocation.time_millis));
    let told = match roster.recovery == Some(revocation.by) {
        true => say!(language, "gone-revoked-by-key", day = when),
        false => say!(
            language,
            "gone-revoked-by",
            name = roster.name_of(&revocation.by),
            day = when
        ),
    };
    match revocation.reason.trim() {
        "" => told,
        reason => format!("{told} {}", say!(language, "gone-reason", reason = reason)),
    }
}

/// Another device used the invitation, and that one was confirmed.
fn superseded(language: Language, roster: &Roster, me: &PublicKey) -> String {
    let own = roster.members.get(me).map(|member| member.act);
    let mut invitations = roster.invitations.values();
    let used = invitations.find(|one| own.is_some_and(|act| one.joins.contains(&act)));
    let other = used.and_then(|invitation| {
        let confirmed = invitation.confirmed?;
        let mut members = roster.members.values();
        let member = members.find(|member| member.act == confirmed)?;
        Some((member, invitation))
    });
    match other {
        Some((member, invitation)) => say!(
            language,
            "gone-superseded-by",
            name = member.person.as_str(),
            office = member.office.as_str(),
            day = day(language, local_date(member.since_millis)),
            inviter = roster.name_of(&invitation.inviter)
        ),
        None => language.say("status-superseded"),
    }
}

#[cfg(test)]
mod tests {
    use council::act::revocation::Revoke;
    use council::act::seat::Appoint;
    use council::act::{Body, Confirm, Found, Invite, Join, Speaker};
    use council::seats::Role;
    use format::{Act, ActId, DeviceKey, Nonce};

    use super::*;

    const LANGUAGES: [Language; 2] = [Language::Indonesian, Language::English];

    /// Ratna's council with one invitation that Maruli and Sari used.
    struct Council {
        keys: [DeviceKey; 3],
        joins: [ActId; 2],
        acts: Vec<Act>,
    }

    impl Council {
        fn found() -> Self {
            let keys = [1, 2, 3].map(|n| DeviceKey::from_secret(&[n; 32]));
            let mut council = Self {
                keys,
                joins: [ActId::from_bytes([0; 32]); 2],
                acts: Vec::new(),
            };
            council.say(
                0,
                Body::Found(Found {
                    name: "Dewan".into(),
                    person: "Ratna".into(),
                    office: "Pusat".into(),
                    nonce: Nonce::from_bytes([7; 16]),
                    recovery: None,
                }),
            );
            let once = DeviceKey::from_secret(&[9; 32]);
            let invite = council.say(
                0,
                Body::Invite(Invite {
                    one_time_key: once.public(),
                    office: "Medan".into(),
                    expires_millis: None,
                    replaces: None,
                }),
            );
            for (n, person) in [(1, "Maruli"), (2, "Sari")] {
                let key = council.keys[n].public();
                let of = council.acts[0].council();
                let proof = once.sign(&Join::proof_bytes(&of, &invite, &key));
                council.joins[n - 1] = council.say(
                    n,
                    Body::Join(Join {
                        invite,
                        person: person.into(),
                        proof,
                    }),
                );
            }
            council
        }

        fn roster(&self) -> Roster {
            Roster::fold(&self.acts[0].council(), &self.acts)
        }

        fn say(&mut self, who: usize, body: Body) -> ActId {
            let council = self.acts.first().map(Act::council);
            let speaker = Speaker {
                key: &self.keys[who],
                council,
                roster: match council {
                    Some(_) => self.roster().heads,
                    None => vec![],
                },
                // 23 November 2026, noon in Jakarta.
                time_millis: 1_795_410_000_000,
            };
            let act = speaker.say(&body).unwrap();
            let id = act.id();
            self.acts.push(act);
            id
        }
    }

    #[test]
    fn whoever_used_an_invitation_second_is_told_who_was_first_and_what_to_do() {
        let mut council = Council::found();
        let second = council.keys[2].public();
        for language in LANGUAGES {
            assert_eq!(gone(language, &council.roster(), &second), None);
            let told = rivals(language, &council.roster(), &second).unwrap();
            assert!(
                told.contains("Maruli (Medan)") && told.contains("Ratna"),
                "{told}"
            );
        }
        let join = council.joins[0];
        council.say(0, Body::Confirm(Confirm { join }));
        for language in LANGUAGES {
            let told = gone(language, &council.roster(), &second).unwrap();
            for part in ["Maruli", "Medan", "23 November 2026", "Ratna", "--home"] {
                assert!(told.contains(part), "{part}: {told}");
            }
            let first = council.keys[1].public();
            assert_eq!(gone(language, &council.roster(), &first), None);
        }
    }

    #[test]
    fn a_revoked_device_is_told_by_whom_when_and_why() {
        let mut council = Council::found();
        let join = council.joins[0];
        council.say(0, Body::Confirm(Confirm { join }));
        council.say(
            0,
            Body::Appoint(Appoint {
                holder: council.keys[0].public(),
                role: Role::Chair,
                unit: String::new(),
                field: String::new(),
                from: None,
                until: None,
                instead_of: None,
            }),
        );
        let device = council.keys[1].public();
        let reason = "hilang di kereta".to_owned();
        council.say(0, Body::Revoke(Revoke { device, reason }));
        for language in LANGUAGES {
            let told = gone(language, &council.roster(), &device).unwrap();
            for part in ["Ratna (Pusat)", "23 November 2026", "hilang di kereta"] {
                assert!(told.contains(part), "{part}: {told}");
            }
        }
    }
}
