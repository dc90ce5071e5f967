//! `dewan council …`: founding, inviting, joining, confirming, showing.

use std::fs;
use std::io;
use std::path::Path;

use format::invitation::{Invitation, InvitationError};
use format::{CouncilId, PublicKey};
use link::clock;
use serde::Serialize;

use super::Context;
use super::arguments::CouncilCommand;
use super::confirming::ask_first;
use super::moments::written_day;
use super::refusal::Refusal;
use super::rights;
use crate::engine::membership::{self, MembershipError, OpenJoin};
use crate::engine::office::Office;
use crate::engine::recovery;
use crate::engine::seating::passing;
use crate::say;
use crate::words;
use crate::words::causes;
use crate::words::lifecycle::act_word;
use crate::words::standing::roster_reason;
use council::roster::{Membership, Roster};

/// No invitation is longer; a longer file is something else.
const MAX_INVITATION_BYTES: u64 = 1024 * 1024;

/// Runs one of the council commands.
///
/// # Errors
/// The sentence for the person.
pub fn run(context: &Context, command: CouncilCommand) -> Result<(), Refusal> {
    match command {
        CouncilCommand::Found {
            name,
            office,
            person,
            relay,
        } => {
            let office = membership::found(context.home.clone(), &name, &office, &person, &relay)?;
            settled(context, &office, "founded")
        }
        CouncilCommand::Relay { relay, head_office } => {
            let office = context.office()?;
            membership::name_relays(&office, &relay, head_office.as_deref())?;
            show(
                context,
                office.council(),
                &office.roster()?,
                Some(office.me()),
            )
        }
        CouncilCommand::Invite {
            office,
            expires,
            to,
            replaces,
        } => invite(
            context,
            &office,
            expires,
            to.as_deref(),
            replaces.as_deref(),
        ),
        CouncilCommand::RecoveryKey { file, yes } => {
            let office = context.reading_office()?;
            let target = context.path(&file);
            if recovery::waits(office.home()) {
                let file = target.display().to_string();
                let question = say!(context.language, "confirm-recovery-key", file = file);
                ask_first(context, yes, &question)?;
            }
            recovery::export(office.home(), &target)?;
            context.output.json(&serde_json::json!({
                "file": target.display().to_string(),
            }));
            let file = target.display().to_string();
            context
                .output
                .line(say!(context.language, "recovery-exported", file = file));
            Ok(())
        }
        CouncilCommand::Join { invitation, person } => {
            let invitation = read_invitation(&invitation)?;
            let office = membership::join(context.home.clone(), &invitation, &person)?;
            settled(context, &office, "joined")
        }
        CouncilCommand::Confirm { join } => confirm(context, join.as_deref()),
        CouncilCommand::Show => {
            let office = context.reading_office()?;
            let roster = office.reader()?.roster()?;
            show(context, office.council(), &roster, office.me()?)
        }
    }
}

/// What `found` and `join` answer.
#[derive(Serialize)]
struct Settled {
    council: String,
    name: String,
    office: String,
    person: String,
    device: String,
}

fn settled(context: &Context, office: &Office, how: &str) -> Result<(), Refusal> {
    let roster = office.roster()?;
    let me = roster.members.get(&office.me());
    let settled = Settled {
        council: office.council().to_string(),
        name: roster.name.clone(),
        office: me.map(|me| me.office.clone()).unwrap_or_default(),
        person: me.map(|me| me.person.clone()).unwrap_or_default(),
        device: office.me().to_string(),
    };
    context.output.json(&settled);
    let (council, own) = (settled.name.as_str(), settled.office.as_str());
    context.output.line(match how {
        "founded" => say!(
            context.language,
            "council-founded",
            council = council,
            office = own
        ),
        _ => say!(
            context.language,
            "council-joined",
            council = council,
            office = own
        ),
    });
    context.output.line(say!(
        context.language,
        "council-id",
        id = settled.council.as_str()
    ));
    if recovery::waits(office.home()) {
        context
            .output
            .line(say!(context.language, "recovery-waits"));
    }
    Ok(())
}

/// What `invite` answers.
#[derive(Serialize)]
struct Invited<'a> {
    office: &'a str,
    expires: String,
    invitation: Option<String>,
    file: Option<String>,
}

fn invite(
    context: &Context,
    invited_office: &str,
    expires: u32,
    to: Option<&Path>,
    replaces: Option<&str>,
) -> Result<(), Refusal> {
    if let Some(path) = to
        && context.path(path).exists()
    {
        return Err(exists(path));
    }
    let office = context.office()?;
    let roster = office.roster()?;
    let replaces = match replaces {
        Some(wanted) => Some(rights::revoked_device(&roster, wanted)?),
        None => None,
    };
    let passing = replaces.map(|device| passing(&roster, &office.me(), &device));
    let invitation = membership::invite_instead_of(&office, invited_office, expires, replaces)?;
    let text = invitation.to_text().map_err(MembershipError::from)?;
    if let Some(path) = to {
        let file = invitation.to_file().map_err(MembershipError::from)?;
        store::write_private(&context.path(path), file.as_bytes()).map_err(|error| match error
            .kind()
        {
            io::ErrorKind::AlreadyExists => exists(path),
            _ => unwritable(path, &error),
        })?;
    }
    let invited = membership::invited_to(&invitation)?;
    let last_day = invited
        .expires_millis
        .map(|millis| membership::local_date(millis).to_string())
        .unwrap_or_default();
    context.output.json(&Invited {
        office: &invited.office,
        expires: last_day.clone(),
        invitation: to.is_none().then(|| text.clone()),
        file: to.map(|path| path.display().to_string()),
    });
    let language = context.language;
    match to {
        Some(path) => context.output.line(say!(
            language,
            "council-invitation-file",
            office = invited.office.as_str(),
            file = path.display().to_string(),
            until = written_day(language, &last_day),
        )),
        None => {
            context.output.line(say!(
                language,
                "council-invitation",
                office = invited.office.as_str(),
                until = written_day(language, &last_day),
            ));
            context.output.line(text);
        }
    }
    if let Some(passing) = &passing {
        for line in words::seats::passing(language, passing) {
            context.output.line(line);
        }
    }
    context
        .output
        .line(say!(language, "council-invitation-secret"));
    Ok(())
}

fn exists(path: &Path) -> Refusal {
    let file = path.display().to_string();
    Refusal::say(move |language| say!(language, "file-exists", file = file.as_str()))
}

fn unwritable(path: &Path, error: &io::Error) -> Refusal {
    Refusal::io("file-unwritable", path.display(), error)
}

/// The invitation that was typed, or that stands in the file that was named.
fn read_invitation(argument: &str) -> Result<Invitation, Refusal> {
    // Pasted alone, or with the lines that stand before it in its file. No answer repeats it: it is a
    // secret.
    if argument.contains("dewan1-") && !Path::new(argument).exists() {
        return Ok(Invitation::from_text(argument).map_err(MembershipError::from)?);
    }
    let path = Path::new(argument);
    let refused = |error: InvitationError| {
        let file = path.display().to_string();
        Refusal::say(move |language| {
            say!(
                language,
                "invitation-unreadable",
                file = file.as_str(),
                reason = causes::invitation(language, &error)
            )
        })
    };
    let unreadable =
        |error: io::Error| Refusal::io("invitation-unreadable", path.display(), &error);
    let size = fs::metadata(path).map_err(unreadable)?;
    if !size.is_file() || size.len() > MAX_INVITATION_BYTES {
        return Err(refused(InvitationError::Foreign));
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    Invitation::from_text(&String::from_utf8_lossy(&bytes)).map_err(refused)
}

/// A join that is not confirmed.
#[derive(Serialize)]
struct OpenJoinListed {
    join: String,
    person: String,
    office: String,
    device: String,
    rivals: usize,
}

impl From<&OpenJoin> for OpenJoinListed {
    fn from(open: &OpenJoin) -> Self {
        Self {
            join: open.join.to_string(),
            person: open.person.clone(),
            office: open.office.clone(),
            device: open.key.to_string(),
            rivals: open.rivals,
        }
    }
}

fn confirm(context: &Context, join: Option<&str>) -> Result<(), Refusal> {
    let language = context.language;
    if let Some(join) = join {
        let office = context.office()?;
        let confirmed = membership::confirm(&office, join)?;
        context.output.json(&[OpenJoinListed::from(&confirmed)]);
        context.output.line(say!(
            language,
            "council-confirmed",
            person = confirmed.person.as_str(),
            office = confirmed.office.as_str(),
        ));
        return Ok(());
    }
    let office = context.reading_office()?;
    let roster = office.reader()?.roster()?;
    let open = membership::open_joins(&roster);
    let listed: Vec<OpenJoinListed> = open.iter().map(Into::into).collect();
    context.output.json(&listed);
    if open.is_empty() {
        context.output.line(say!(language, "council-no-joins"));
    }
    for open in open {
        let (join, device) = (open.join.short(), open.key.short());
        let (person, own) = (open.person.as_str(), open.office.as_str());
        context.output.line(if open.rivals > 1 {
            say!(
                language,
                "council-join-waits",
                join = join,
                person = person,
                office = own,
                device = device
            )
        } else {
            say!(
                language,
                "council-join-alone",
                join = join,
                person = person,
                office = own,
                device = device
            )
        });
    }
    Ok(())
}

/// What `council show` answers.
#[derive(Serialize)]
struct Shown {
    id: String,
    name: String,
    head_office: String,
    members: Vec<MemberShown>,
    invitations: Vec<InvitationShown>,
    relays: Vec<RelayShown>,
    not_counted: Vec<NotCountedShown>,
}

#[derive(Serialize)]
struct MemberShown {
    person: String,
    office: String,
    device: String,
    /// `founder`, `member`, `waits`, `superseded` or `revoked`, a founder too.
    standing: &'static str,
    founder: bool,
    confirmed: bool,
    since: String,
    this_device: bool,
}

#[derive(Serialize)]
struct InvitationShown {
    id: String,
    office: String,
    by: String,
    expires: Option<String>,
    /// `open`, `used` or `expired`, as this machine's clock says.
    state: &'static str,
}

#[derive(Serialize)]
struct RelayShown {
    address: String,
    key: Option<String>,
}

#[derive(Serialize)]
struct NotCountedShown {
    act: String,
    kind: String,
    by: String,
    reason: String,
}

fn show(
    context: &Context,
    council: CouncilId,
    roster: &Roster,
    me: Option<PublicKey>,
) -> Result<(), Refusal> {
    let shown = gather(council, roster, me);
    context.output.json(&shown);
    if context.output.is_json() {
        return Ok(());
    }
    let language = context.language;
    let output = &context.output;
    output.line(&shown.name);
    output.line(say!(language, "council-id", id = shown.id.as_str()));
    output.line(say!(
        language,
        "council-head-office",
        office = shown.head_office.as_str()
    ));
    output.line(say!(
        language,
        "council-members",
        count = shown.members.len()
    ));
    for member in &shown.members {
        let standing = match member.standing {
            "founder" => say!(language, "standing-founder"),
            "member" if member.confirmed => say!(language, "standing-member"),
            "member" => say!(language, "standing-unconfirmed"),
            "waits" => say!(language, "standing-waits"),
            "revoked" if member.founder => format!(
                "{} · {}",
                say!(language, "standing-founder"),
                say!(language, "standing-revoked")
            ),
            "revoked" => say!(language, "standing-revoked"),
            _ => say!(language, "standing-superseded"),
        };
        let mark = if member.this_device { "*" } else { " " };
        output.line(format!(
            "{mark} {} · {} · {standing} · {}",
            member.person,
            member.office,
            &member.device[..8]
        ));
    }
    if !shown.invitations.is_empty() {
        output.line(say!(
            language,
            "council-invitations",
            count = shown.invitations.len()
        ));
    }
    for invitation in &shown.invitations {
        let state = match invitation.state {
            "used" => say!(language, "invitation-used"),
            "expired" => say!(language, "invitation-expired"),
            _ => say!(
                language,
                "invitation-open",
                until = written_day(language, invitation.expires.as_deref().unwrap_or_default())
            ),
        };
        output.line(format!(
            "  {} · {state} · {}",
            invitation.office, invitation.by
        ));
    }
    output.line(match shown.relays.is_empty() {
        true => say!(language, "council-no-relays"),
        false => say!(language, "council-relays", count = shown.relays.len()),
    });
    for relay in &shown.relays {
        let key = match &relay.key {
            Some(key) => say!(language, "relay-pinned", key = key[..8].to_owned()),
            None => say!(language, "relay-unpinned"),
        };
        output.line(format!("  {} · {key}", relay.address));
    }
    for entry in &roster.not_counted {
        output.line(say!(
            language,
            "council-not-counted",
            kind = act_word(language, &entry.kind),
            by = roster.name_of(&entry.author),
            reason = roster_reason(language, &entry.reason),
        ));
    }
    Ok(())
}

fn gather(council: CouncilId, roster: &Roster, me: Option<PublicKey>) -> Shown {
    let now = clock::now_millis();
    let mut known: Vec<_> = roster.members.values().collect();
    known.sort_by_key(|member| (member.since_millis, member.key));
    let members: Vec<MemberShown> = known
        .into_iter()
        .map(|member| MemberShown {
            person: member.person.clone(),
            office: member.office.clone(),
            device: member.key.to_string(),
            standing: match member.membership {
                // Whoever founded the council may have lost that device like anybody else.
                Membership::Revoked => "revoked",
                _ if roster.founder == Some(member.key) => "founder",
                Membership::Counts => "member",
                Membership::Waits => "waits",
                Membership::Superseded => "superseded",
            },
            founder: roster.founder == Some(member.key),
            confirmed: member.confirmed,
            since: timestamp(member.since_millis),
            this_device: me == Some(member.key),
        })
        .collect();
    Shown {
        id: council.to_string(),
        name: roster.name.clone(),
        head_office: roster.head_office.clone(),
        members,
        invitations: roster
            .invitations
            .values()
            .map(|invitation| InvitationShown {
                id: invitation.act.to_string(),
                office: invitation.office.clone(),
                by: roster.name_of(&invitation.inviter),
                expires: invitation
                    .expires_millis
                    .map(|millis| membership::local_date(millis).to_string()),
                state: if !invitation.joins.is_empty() {
                    "used"
                } else if invitation.expires_millis.is_some_and(|end| end < now) {
                    "expired"
                } else {
                    "open"
                },
            })
            .collect(),
        relays: roster
            .relays
            .iter()
            .map(|relay| RelayShown {
                address: relay.address.clone(),
                key: relay.key.map(|key| key.to_string()),
            })
            .collect(),
        not_counted: roster
            .not_counted
            .iter()
            .map(|entry| NotCountedShown {
                act: entry.act.to_string(),
                kind: entry.kind.clone(),
                by: roster.name_of(&entry.author),
                reason: entry.reason.to_string(),
            })
            .collect(),
    }
}

/// A moment as JSON has it: RFC 3339, UTC.
fn timestamp(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis)
        .unwrap_or_default()
        .to_string()
}
