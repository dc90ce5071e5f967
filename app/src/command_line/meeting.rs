//! `dewan meeting`, `circulate`, `correct`, `confirm-minutes`, `vote`, `carry-over` and `circular`: the meeting,
//! its minutes, and questions that the members answer in writing.

use council::act::day::Day;
use council::act::meeting::{CircularResult, Reply, Signer};
use council::edit::{Collection, Edit, Place};
use council::meeting::{
    Circular, CircularStand, Finding, Severity, Stage, Void, Vote, What, errors, same_name,
};
use council::roster::Roster;
use council::view::View;
use format::DocumentId;
use serde_json::{Value, json};

use super::Context;
use super::arguments::{CircularCommand, MeetingCommand};
use super::documents::{Desk, Writer, labelled, tell_saved, title_or_none};
use super::lifecycle::day;
use super::placing::thing_at;
use super::raise;
use super::refusal::Refusal;
use crate::core::deciding::meeting::{
    CarriedAction, MeetingCase, MeetingDeed, MeetingOffer, place_of,
};
use crate::core::deciding::{Deed, Offer, TextNow, Wish};
use crate::core::minutes::board::Board;
use crate::engine::carrying::carrying;
use crate::engine::deciding::meeting::carried;
use crate::engine::deciding::{Case, DecidingError, today};
use crate::engine::header::head_of;
use crate::engine::indexing::timestamp;
use crate::engine::open::open;
use crate::say;
use crate::words::Language;
use crate::words::lifecycle::act_word;
use crate::words::meeting as words;
use crate::words::place;

/// Runs the command.
///
/// # Errors
/// Why nothing was said or written.
pub fn run(context: &Context, command: &MeetingCommand) -> Result<(), Refusal> {
    let given = |text: &Option<String>| text.clone().unwrap_or_default();
    match command {
        MeetingCommand::Meeting { document } => show(context, document),
        MeetingCommand::Circulate { document, note } => {
            let deed = MeetingDeed::Circulate { note: given(note) };
            say(context, document, None, |_, _| Ok(deed))
        }
        MeetingCommand::Correct {
            document,
            words,
            at,
        } => say(context, document, None, |_, case| {
            let place = match at {
                Some(path) => place_at(&case.opened.view, path)?,
                None => String::new(),
            };
            Ok(MeetingDeed::Correct {
                place,
                words: words.clone(),
            })
        }),
        MeetingCommand::ConfirmMinutes { document, signer } => {
            say(context, document, None, |desk, case| {
                let signer = match signer {
                    Some(signer) => *signer,
                    None => only_signer(desk, case)?,
                };
                Ok(MeetingDeed::Confirm { signer })
            })
        }
        MeetingCommand::Vote {
            document,
            decision,
            vote,
            person,
        } => note_vote(context, document, decision, *vote, person.as_deref()),
        MeetingCommand::Raise { at, minutes } => raise::run(context, at, minutes),
        MeetingCommand::CarryOver { document } => carry(context, document),
        MeetingCommand::Circular(CircularCommand::Ask {
            document,
            question,
            until,
            decision,
        }) => {
            let until = day(until)?;
            say(context, document, None, |_, case| {
                let place = match decision {
                    Some(path) => place_of(&decision_at(&case.opened.view, path)?),
                    None => String::new(),
                };
                Ok(MeetingDeed::Ask {
                    place,
                    question: question.clone(),
                    until,
                })
            })
        }
        MeetingCommand::Circular(CircularCommand::Answer {
            document,
            reply,
            words,
            question,
        }) => say(context, document, question.as_deref(), |_, _| {
            Ok(MeetingDeed::Answer {
                reply: *reply,
                words: given(words),
            })
        }),
        MeetingCommand::Circular(CircularCommand::Close {
            document,
            to_meeting,
            words,
            question,
        }) => say(context, document, question.as_deref(), |_, _| {
            Ok(MeetingDeed::Close {
                to_meeting: *to_meeting,
                words: given(words),
            })
        }),
    }
}

/// Says something, if it counts, and tells where the document stands then.
fn say(
    context: &Context,
    document: &str,
    question: Option<&str>,
    deed: impl FnOnce(&Desk, &Case) -> Result<MeetingDeed, Refusal>,
) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let id = desk.find(document)?.document;
    let case = Case::read(&desk.reader, &id).map_err(DecidingError::from)?;
    let mut wish = Wish::of(Deed::Meeting(deed(&desk, &case)?));
    if let Some(start) = question {
        let mut all = case.circulars.all.iter();
        let found = all.find(|one| one.said.act.to_string().starts_with(start));
        wish.about = Some(found.ok_or(DecidingError::Nothing(id))?.said.act);
    }
    let body = case.body(&wish)?;
    drop(desk);
    let office = context.office()?;
    let act = office.say_of(&case, &body, context.language)?;
    let case = Case::read(&office.reader()?, &id).map_err(DecidingError::from)?;
    let language = context.language;
    let day = today().unwrap_or(Day(jiff::civil::Date::MIN));
    let stage = case
        .minutes()
        .map(|minutes| case.proceedings.stage(minutes, day));
    let circular = case.circulars.all.iter().find(|one| {
        one.said.act == act.id()
            || one
                .answers
                .values()
                .any(|answer| answer.said.act == act.id())
            || one.closes.iter().any(|(said, _)| said.act == act.id())
    });
    let status = match (circular, stage) {
        (Some(circular), _) => words::circular_stand(language, circular.stand(day)),
        (None, Some(stage)) => words::stage(language, stage),
        (None, None) => String::new(),
    };
    context.output.line(say!(
        language,
        "decided-act",
        what = act_word(language, body.kind()),
        title = title_or_none(language, head_of(&case.opened.view).0),
        id = id.short(),
        status = status
    ));
    context.output.json(&json!({
        "document": id.to_string(),
        "act": act.id().to_string(),
        "kind": body.kind(),
        "time": timestamp(act.statement().time_millis),
        "stage": stage.map(|stage| stage.name()),
        "circular": circular.map(|one| one.stand(day).name()),
    }));
    Ok(())
}

/// As what this person may confirm, if only one way is open.
fn only_signer(desk: &Desk, case: &Case) -> Result<Signer, Refusal> {
    let (Some(me), Some(day)) = (desk.office.me()?, today()) else {
        return Ok(Signer::Attendee);
    };
    let text = TextNow {
        is_written: true,
        fingerprint: None,
        conflicts: 0,
    };
    let offers = case.decisions(me, day).offers(&text);
    let signers = offers.into_iter().find_map(|offer| match offer {
        Offer::Meeting(MeetingOffer::Confirm(_, signers)) => Some(signers),
        _ => None,
    });
    match signers.as_deref() {
        // Nothing is open: the act says why.
        None | Some([]) => Ok(Signer::Attendee),
        Some([signer]) => Ok(*signer),
        Some(_) => Err(Refusal::say(|language| {
            say!(language, "refused-which-signer")
        })),
    }
}

fn place_at(view: &View, path: &str) -> Result<String, Refusal> {
    match council::path::Path::parse(path, view)? {
        council::path::Target::Place(place) => Ok(place.key()),
        _ => Ok(thing_at(view, path).map(|(collection, id)| Place::Mark(collection, id).key())?),
    }
}

fn no_decision(path: &str) -> Refusal {
    let path = path.to_owned();
    Refusal::say(move |language| say!(language, "refused-no-decision", path = path.as_str()))
}

/// The id of a decision: `2`, `decision/2` or its id.
fn decision_at(view: &View, path: &str) -> Result<String, Refusal> {
    let path = match path.contains('/') {
        true => path.to_owned(),
        false => format!("decision/{path}"),
    };
    match thing_at(view, &path)? {
        (Collection::Decisions, id) => Ok(id),
        _ => Err(no_decision(&path)),
    }
}

fn note_vote(
    context: &Context,
    document: &str,
    decision: &str,
    vote: Vote,
    person: Option<&str>,
) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let opened = desk.opened(document)?;
    let id = decision_at(&opened.view, decision)?;
    let person = match person {
        Some(person) => person.trim().to_owned(),
        None => my_name(&desk)?,
    };
    // Spelt as the list spells it: a vote belongs to a person, not to a spelling.
    let person = match &opened.view {
        View::Minutes(minutes) => {
            let mut listed = minutes.attendance.iter();
            let known = listed.find(|entry| same_name(&entry.person, &person));
            known.map_or(person.clone(), |entry| entry.person.clone())
        }
        _ => person,
    };
    drop(desk);
    let meeting = meeting_of(context, &opened.id)?;
    let office = context.office()?;
    let mut draft = office.draft_from(opened)?;
    draft.edit(&[Edit::Put {
        place: Place::DecisionVote(id, person.clone()),
        value: vote.kept().to_owned(),
    }])?;
    refuse_void_votes(&meeting, &draft.view(), &person)?;
    let saved = office.save_one(draft)?;
    tell_saved(context, &saved, None);
    Ok(())
}

/// What the minutes of this document are judged by.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn meeting_of(context: &Context, id: &DocumentId) -> Result<MeetingCase, Refusal> {
    let desk = Desk::open(context)?;
    let case = Case::read(&desk.reader, id).map_err(DecidingError::from)?;
    let me = desk.office.me()?.unwrap_or(case.opened.creation.author);
    let day = today().unwrap_or(Day(jiff::civil::Date::MIN));
    Ok(*case.decisions(me, day).meeting)
}

/// Refuses a vote that can never count: of somebody who may not vote in this meeting, or takes no part in
/// the item. Whoever is not noted as present yet may be noted later, and the minutes say so until then.
///
/// # Errors
/// Why it does not count.
pub(super) fn refuse_void_votes(
    meeting: &MeetingCase,
    view: &View,
    person: &str,
) -> Result<(), Refusal> {
    let View::Minutes(minutes) = view else {
        return Ok(());
    };
    let (_, found) = meeting.judge(minutes);
    let void = found.into_iter().find_map(|one| match one.what {
        What::VoidVote(who, Void::NotEligible) if same_name(&who, person) => {
            Some("vote-not-eligible")
        }
        What::VoidVote(who, Void::Recused) if same_name(&who, person) => Some("vote-recused"),
        _ => None,
    });
    let Some(why) = void else { return Ok(()) };
    let person = person.to_owned();
    Err(Refusal::say(move |language| {
        let why = language.say(why);
        say!(
            language,
            "refused-void-vote",
            person = person.as_str(),
            why = why
        )
    }))
}

fn my_name(desk: &Desk) -> Result<String, Refusal> {
    let me = desk.office.me()?;
    let member = me.and_then(|me| desk.roster.members.get(&me));
    Ok(member
        .map(|member| member.person.clone())
        .unwrap_or_default())
}

fn carry(context: &Context, document: &str) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let id = desk.find(document)?.document;
    drop(desk);
    let office = context.office()?;
    let opened = open(&office.reader()?, &id)?;
    let roster = office.roster()?;
    let creation = &opened.creation;
    let unit = roster.unit_of(&creation.create, &creation.author, opened.view.unit());
    let mut draft = office.draft_from(opened)?;
    let edits = carrying(&office, &draft, &unit)?;
    draft.edit(&edits)?;
    let saved = office.save_one(draft)?;
    let count = edits.len() as u64;
    context
        .output
        .line(say!(context.language, "carry-done", count = count));
    tell_saved(context, &saved, None);
    Ok(())
}

fn show(context: &Context, document: &str) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let (language, output) = (context.language, &context.output);
    let id = desk.find(document)?.document;
    let case = Case::read(&desk.reader, &id).map_err(DecidingError::from)?;
    let Some(minutes) = case.minutes() else {
        return Err(Refusal::say(|language| {
            say!(language, "refused-no-meeting")
        }));
    };
    let day = today().unwrap_or(Day(jiff::civil::Date::MIN));
    let me = desk.office.me()?.unwrap_or(case.opened.creation.author);
    let mut meeting = case.decisions(me, day).meeting;
    meeting.carried = carried(&desk.reader, minutes)?;
    let (count, mut found) = meeting.judge(minutes);
    found.extend(case.proceedings.delays(minutes, day));
    found.extend(meeting.waiting(minutes, day));
    let stage = case.proceedings.stage(minutes, day);
    let broken = errors(&found);
    let view = &case.opened.view;
    output.json(&json!({
        "document": id.to_string(),
        "stage": stage.name(),
        "items": minutes.agenda.iter().zip(&count.items).map(|(item, count)| json!({
            "id": item.id,
            "topic": item.topic,
            "there": count.there(),
            "eligible": count.eligible,
            "needed": count.needed,
            "reached": count.is_reached(),
            "present": count.present,
            "proxies": count.proxies.iter().map(|(person, by)| json!({
                "person": person,
                "by": by,
            })).collect::<Vec<_>>(),
            "recused": count.recused,
        })).collect::<Vec<_>>(),
        "decisions": minutes.decisions.iter().zip(&count.decisions).map(|(decision, ballot)| json!({
            "id": decision.id,
            "result": ballot.result.name(),
            "for": ballot.in_favour,
            "against": ballot.against,
            "abstain": ballot.abstain,
        })).collect::<Vec<_>>(),
        "findings": found.iter().map(|one| json!({
            "rule": one.rule.name(),
            "severity": severity(one),
            "what": words::finding(language, one),
            "places": one.places.iter().map(Place::key).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "carried": meeting.carried.iter().map(link).collect::<Vec<_>>(),
        "circulations": case.proceedings.circulations.iter().map(|one| json!({
            "act": one.said.act.to_string(),
            "by": Writer::of(&desk.roster, Some(&one.said.by)),
            "fingerprint": one.text.fingerprint.to_string(),
            "replaced": one.is_replaced,
            "corrections": one.corrections.len(),
            "confirmations": one.confirmations.len(),
        })).collect::<Vec<_>>(),
        "circulars": case.circulars.all.iter()
            .map(|one| circular(&desk.roster, one, day))
            .collect::<Vec<_>>(),
    }));
    output.line(labelled(language, &id, head_of(view).0));
    output.line(format!("  {}", words::stage(language, stage)));
    let numbers = Board::of(minutes, &meeting).numbers;
    for ((item, count), number) in minutes.agenda.iter().zip(&count.items).zip(&numbers) {
        let mut line = say!(
            language,
            "meeting-item",
            number = number.as_str(),
            topic = item.topic.as_str(),
            quorum = words::quorum(language, count)
        );
        let who = words::who_counts(language, count);
        if !who.is_empty() {
            line = format!("{line} · {who}");
        }
        output.line(format!("  {line}"));
    }
    for (decision, ballot) in minutes.decisions.iter().zip(&count.decisions) {
        // All of it: the name of a field would be read as part of what came of it.
        let place = Place::Mark(Collection::Decisions, decision.id.clone());
        let line = say!(
            language,
            "meeting-decision",
            path = place::words(language, view, &place),
            result = language.say(words::result(ballot.result))
        );
        output.line(format!("  {line}"));
    }
    for one in &meeting.carried {
        output.line(format!("  {}", carried_in_words(language, one)));
    }
    for one in &case.circulars.all {
        let stand = words::circular_stand(language, one.stand(day));
        output.line(format!("  {}: {stand}", one.ask.question));
    }
    for one in &found {
        output.line(format!("  {}", finding_in_words(language, view, one)));
    }
    let is_open = !matches!(
        stage,
        Stage::Circulated | Stage::Confirmed | Stage::Conflict
    );
    if broken.is_empty() && is_open {
        output.line(say!(language, "meeting-clean"));
    }
    Ok(())
}

fn severity(finding: &Finding) -> &'static str {
    match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn finding_in_words(language: Language, view: &View, finding: &Finding) -> String {
    let place = finding.places.first();
    let place = place.map(|place| place.path(view)).unwrap_or_default();
    let what = words::finding(language, finding);
    let rule = finding.rule.name();
    match finding.severity {
        Severity::Error => say!(
            language,
            "meeting-error",
            rule = rule,
            what = what,
            place = place
        ),
        Severity::Warning => say!(
            language,
            "meeting-warning",
            rule = rule,
            what = what,
            place = place
        ),
    }
}

fn carried_in_words(language: Language, one: &CarriedAction) -> String {
    match &one.action {
        Some(action) => say!(
            language,
            "meeting-carried",
            minutes = one.minutes.as_str(),
            title = action.title.as_str(),
            state = crate::core::minutes::states::ActionState::from_kept(&action.state)
                .map_or(action.state.clone(), |state| language.say(state.word()))
        ),
        None => language.say("carried-not-here"),
    }
}

/// An action of earlier minutes for scripts.
fn link(one: &CarriedAction) -> Value {
    json!({
        "document": one.link.document.to_string(),
        "action": one.link.action,
        "minutes": one.minutes,
        "title": one.action.as_ref().map(|action| action.title.as_str()),
        "owner": one.action.as_ref().map(|action| action.owner.as_str()),
        "due": one.action.as_ref().map(|action| action.due.as_str()),
        "state": one.action.as_ref().map(|action| action.state.as_str()),
    })
}

/// A question for scripts.
fn circular(roster: &Roster, one: &Circular, day: Day) -> Value {
    let result = match one.stand(day) {
        CircularStand::Closed(result) | CircularStand::ToClose(result) => Some(match result {
            CircularResult::Carried => "carried",
            CircularResult::Lapsed => "lapsed",
            CircularResult::ToMeeting => "to-meeting",
        }),
        CircularStand::Open | CircularStand::Conflict => None,
    };
    json!({
        "act": one.said.act.to_string(),
        "question": one.ask.question,
        "place": one.ask.place,
        "until": one.ask.until.to_string(),
        "stand": one.stand(day).name(),
        "result": result,
        "voters": one.ask.voters.iter().map(|voter| json!({
            "who": Writer::of(roster, Some(voter)),
            "answer": one.answers.get(voter).map(|answer| match answer.reply {
                Reply::Yes => "yes",
                Reply::No => "no",
                Reply::Abstain => "abstain",
            }),
        })).collect::<Vec<_>>(),
    })
}
