//! `dewan check`: every hash, seal, digest and index.

use serde::Serialize;
use store::check::{Finding, Findings};

use super::Context;
use super::refusal::Refusal;
use crate::engine::checking::{Checked, check, mend as set_aside};
use crate::say;

/// The answer. The fields stay.
#[derive(Serialize)]
struct Answer {
    clean: bool,
    acts: u64,
    changes: u64,
    seals: u64,
    rows: u64,
    documents: u64,
    files: u64,
    quarantined: u64,
    findings: Vec<FindingAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mended: Option<MendedAnswer>,
}

/// What `--mend` did.
#[derive(Serialize)]
struct MendedAnswer {
    set_aside: u64,
    waiting: u64,
    put_right: u64,
    left: Vec<FindingAnswer>,
}

#[derive(Serialize)]
struct FindingAnswer {
    what: &'static str,
    document: Option<String>,
    item: Option<String>,
    detail: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// How much is wrong, if anything is that was not mended and is not over by itself.
pub fn run(context: &Context, mend: bool) -> Result<(), Refusal> {
    if mend {
        let mended = set_aside(&*context.office()?)?;
        let done = &mended.set_aside;
        let mut answer = answer(&mended.checked);
        answer.mended = Some(MendedAnswer {
            set_aside: done.rows,
            waiting: done.stranded,
            put_right: done.restored,
            left: all(&done.left),
        });
        tell(context, &answer);
        let is_unchanged = done.rows + done.stranded + done.restored == 0;
        if is_unchanged && done.left.has_damaged_file() {
            return Err(Refusal::say(|language| {
                say!(language, "refused-check-file")
            }));
        }
        if mended.checked.is_clean() {
            context.output.line(say!(context.language, "check-clean"));
            return Ok(());
        }
        let (rows, waiting, right) = (done.rows, done.stranded, done.restored);
        if !done.left.is_serious() {
            let words = say!(
                context.language,
                "check-mended",
                rows = rows,
                waiting = waiting,
                right = right
            );
            context.output.line(words);
            return Ok(());
        }
        context.output.line(say!(
            context.language,
            "check-mended-in-part",
            rows = rows,
            waiting = waiting,
            right = right
        ));
        list(
            context,
            answer.mended.iter().flat_map(|mended| &mended.left),
        );
        return Err(Refusal::say(|language| {
            say!(language, "refused-check-left")
        }));
    }
    let office = context.reading_office()?;
    let reader = office.reader()?;
    let checked = check(office.store(), &reader)?;
    let answer = answer(&checked);
    tell(context, &answer);
    if checked.is_clean() {
        context.output.line(say!(context.language, "check-clean"));
        return Ok(());
    }
    let wrong = answer.findings.len();
    Err(Refusal::say(move |language| {
        say!(language, "refused-check", count = wrong)
    }))
}

/// How much was looked at, and everything that is wrong.
fn tell(context: &Context, answer: &Answer) {
    let (language, output) = (context.language, &context.output);
    output.json(answer);
    output.line(say!(
        language,
        "check-looked",
        documents = answer.documents,
        changes = answer.changes,
        seals = answer.seals,
        acts = answer.acts,
        files = answer.files,
        rows = answer.rows
    ));
    list(context, &answer.findings);
    if answer.quarantined > 0 {
        output.line(say!(
            language,
            "check-quarantined",
            count = answer.quarantined
        ));
    }
}

fn list<'f>(context: &Context, findings: impl IntoIterator<Item = &'f FindingAnswer>) {
    let (language, output) = (context.language, &context.output);
    for finding in findings {
        let what = match finding.what {
            "file" => say!(language, "check-file"),
            "index" => say!(language, "check-index"),
            "stray" => say!(language, "check-stray"),
            "act" => say!(language, "check-act"),
            "change" => say!(language, "check-change"),
            "seal" => say!(language, "check-seal"),
            "unsealed" => say!(language, "check-unsealed"),
            "dangling" => say!(language, "check-dangling"),
            "receipt" => say!(language, "check-receipt"),
            "published-file" => say!(language, "check-published-file"),
            "chain" => say!(language, "check-chain"),
            "frontier" => say!(language, "check-frontier"),
            "council" => say!(language, "check-council"),
            "roster" => say!(language, "check-roster"),
            "nameless" => say!(language, "check-nameless"),
            "digest" => say!(language, "check-digest"),
            "naming" => say!(language, "check-naming"),
            "summary" => say!(language, "check-summary"),
            _ => say!(language, "check-unopened"),
        };
        let parts = [
            Some(&what),
            finding.document.as_ref(),
            finding.item.as_ref(),
            finding.detail.as_ref().filter(|_| output.is_technical()),
        ];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        output.line(format!("  {}", parts.join(" · ")));
    }
}

fn answer(checked: &Checked) -> Answer {
    let looked = checked.looked_at;
    let unopened = checked.unopened.iter().map(|unopened| FindingAnswer {
        what: "unopened",
        document: Some(unopened.document.to_string()),
        item: None,
        detail: Some(unopened.why.clone()),
    });
    Answer {
        clean: checked.is_clean(),
        acts: looked.acts,
        changes: looked.changes,
        seals: looked.seals,
        rows: looked.rows,
        documents: looked.documents,
        files: looked.blobs,
        quarantined: checked.quarantined,
        findings: all(&checked.findings).into_iter().chain(unopened).collect(),
        mended: None,
    }
}

fn all(findings: &Findings) -> Vec<FindingAnswer> {
    findings.all().map(|(_, found)| finding(found)).collect()
}

fn finding(finding: &Finding) -> FindingAnswer {
    let of = |what, document: Option<String>, item: Option<String>| FindingAnswer {
        what,
        document,
        item,
        detail: None,
    };
    let (document, change) = match finding {
        Finding::Change(document, change, _)
        | Finding::Seal(document, change)
        | Finding::Unsealed(document, change)
        | Finding::Dangling(document, change) => {
            (Some(document.to_string()), Some(change.to_string()))
        }
        _ => (None, None),
    };
    match finding {
        Finding::File(words) => FindingAnswer {
            detail: Some(words.clone()),
            ..of("file", None, None)
        },
        Finding::Index(words) => FindingAnswer {
            detail: Some(words.clone()),
            ..of("index", None, None)
        },
        Finding::Stray(table, rows) => FindingAnswer {
            detail: Some(format!("{table}: {rows}")),
            ..of("stray", None, None)
        },
        Finding::Act(act) => of("act", None, Some(act.to_string())),
        Finding::Change(_, _, words) => FindingAnswer {
            detail: Some(words.clone()),
            ..of("change", document, change)
        },
        Finding::Seal(..) => of("seal", document, change),
        Finding::Unsealed(..) => of("unsealed", document, change),
        Finding::Dangling(..) => of("dangling", document, change),
        Finding::Receipt(document, holder) => of(
            "receipt",
            Some(document.to_string()),
            Some(holder.to_string()),
        ),
        Finding::Blob(blob) => of("published-file", None, Some(blob.id.to_string())),
        Finding::Chain(row) => of("chain", None, Some(row.to_string())),
        Finding::Frontier(document) => of("frontier", Some(document.to_string()), None),
        Finding::Council(key) => of("council", None, Some(key.to_string())),
        Finding::Roster => of("roster", None, None),
        Finding::Nameless(key) => of("nameless", None, Some(key.to_string())),
        Finding::Digest(document) => of("digest", Some(document.to_string()), None),
        Finding::Naming => of("naming", None, None),
        Finding::Summary(document) => of("summary", Some(document.to_string()), None),
    }
}
