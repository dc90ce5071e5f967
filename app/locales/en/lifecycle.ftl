status-draft = Draft
status-conflict = Decision conflict
status-in-review = In review; waiting for the opinion of: { $missing }
status-ready = Ready for decision
status-returned = Changes requested
status-rejected = Rejected
status-approved = Approved (version { $version }), not published yet
status-published = Published as { $number }, in force from { $day }
status-in-force = In force from { $day }, number { $number }
status-due = Due for review; in force from { $day }, number { $number }
status-withdrawn = Withdrawn (version { $version })
department-legal = Legal
department-it = IT
department-hr = Human Resources
department-marcom = Marketing Communication
department-pr = Public Relations
role-chair = council chair
role-acting-chair = acting chair
role-secretary = council secretary
role-member = council member
role-reviewer = mandatory reviewer
role-coordinator = unit coordinator
role-drafter = drafter
role-community-manager = community manager
role-sponsor = executive sponsor
role-auditor = auditor
role-trainer = trainer
role-participant = participant
role-reader = reader
ability-submit = Submit for review, pull back
ability-give-opinion = Give an opinion
ability-return = Return for revision
ability-decide = Approve or reject
ability-publish = Number and publish; archive what was ever submitted
ability-withdraw = Withdraw
ability-settle-conflict = Settle a decision conflict
ability-waive = Waive a mandatory opinion
ability-edit-roster = Appoint and end seats
ability-appoint-chair = Name the chair
ability-adopt = Adopt for a unit, ask for an exemption
ability-grant-exemption = Grant an exemption
ability-verify = Verify follow-up actions of others
outcome-approved = approved
outcome-approved-with-notes = approved with notes
outcome-rejected = rejected
verdict-agrees = agrees
verdict-agrees-with-notes = agrees with notes
verdict-objects = objects
adoption-as-it-is = adopted
adoption-with-addendum = adopted with a local addendum
adoption-asks-exemption = asks for an exemption
invalid-body = this program cannot read what it says ({ $why })
invalid-missing-opinion = the opinion of { $department } is missing; ask for it, or waive it with a reason
invalid-stranger = whoever says it is no member who counts
invalid-time = it states a time that does not exist
invalid-no-seat = whoever says it held no seat that may
invalid-expired = the seat of whoever says it does not last on that day
invalid-two-chairs = the council has more than one chair; the sponsor or the recovery key settles that
invalid-no-such-act = what it is about is not there, or is not valid
invalid-closed = what it is about is closed already
invalid-other-text = the text reads otherwise than it claims
invalid-own-submission = whoever submitted it may not decide on it
invalid-own-text = whoever wrote it last may not decide on it
invalid-conflict = the decision it stands on is in conflict with another
invalid-not-approved = what it publishes was not approved
invalid-no-request = what it answers asks for no exemption
invalid-unknown-holder = whoever is appointed has not joined this council
invalid-no-end = an acting chair needs a last day
invalid-no-such-seat = the seat it ends is not there, or has ended
invalid-other-role = the seat it ends is another one
invalid-second-chair = there is a chair already, whose seat it does not end
waits-acts = it waits for other acts that are not here yet
waits-text = it waits for a text that is not here yet

decided-act = Saved here: { $what } for { $title } ({ $id }). Now: { $status }.
act-submit = submission for review
act-pull-back = pull-back
act-opinion = opinion
act-return = return for revision
act-decide = decision
act-publish = publication
act-withdraw = withdrawal
act-supersede = replacement
act-reinstate = replacement taken back
act-adopt = adoption by a unit
act-exempt = answer about an exemption
act-acknowledge = read confirmation
act-appoint = appointment
act-end-seat = end of a seat
act-charter = rules of the charter
act-create = document created
act-comment = comment
act-seen = seen by the chair
refused-invalid = Not done, because it would not be valid: { $why }. Nothing has changed.
refused-waits = Not done: { $why }. Sync first, then try again.
refused-empty-text = This document is still empty: there is no text to be submitted.
refused-matrix-gaps = Not submitted: { $rows }. { $rule }
refused-open-conflicts = Not done: { $count ->
    [one] one place has
   *[other] { $count } places have
} conflicting values. Choose the values to keep first (dewan conflicts), then try again.
refused-nothing-to-decide = Nothing submitted or published in this document fits that. See: dewan log { $id }
refused-no-number = Not published: fill in the document number. Nothing has changed.
refused-review-too-early = Not published: the next review date, { $review }, is before the first day in force, { $from }. Choose a later one. Nothing has changed.
refused-number-taken = Not published: the document “{ $title }” ({ $id }) has the number { $number } already. Give another number. Nothing has changed.
show-number-shared = Error: the document “{ $title }” ({ $id }) has the same number. Withdraw one of the two, or publish its next version under another number.
refused-day = "{ $text }" is no day of the calendar, so nothing was written or said. Write it like 2026-11-23 or 23/11/2026.
refused-no-person = There is no member called "{ $name }". There are: { $names }
refused-several-people = Several members are called "{ $name }"; name the start of the device's key: { $keys }
refused-no-such-seat = No seat "{ $seat }" stands. See: dewan seats
seats-title = Seats on { $day }
seats-out-of-days = Not on these days, and not ended by anybody:
seats-vacant = The council has no chair: the sponsor names one, or the recovery key does (dewan recover --chair).
seats-several = The council has { $count } chairs: the sponsor ends one of the seats, or the recovery key revokes the device that should not be one (dewan recover).
check-line = To be seen to: { $text }
check-no-sponsor = The council has no executive sponsor yet. The chair appoints one.
check-inactive = The seat of { $seat } is held by { $name }, who has no device any more that counts.
check-lost = The seat of { $seat } of { $name } ended with a revoked device, and nobody has it since.
check-ends-soon = The term of { $seat } of { $name } ends on { $day } (in { $days } { $days ->
    [one] day
   *[other] days
}).
check-still-opens = The term of { $seat } of { $name } was over on { $day }, but the seat opens confidential documents until it is ended. End it.
check-opens-already = { $name } becomes { $seat } on { $day }, but the seat opens confidential documents already.
check-disputed = { $name } confirmed several devices with one invitation apart ({ $devices }). None of them counts until the chair confirms one: council confirm.
check-even-split = { $count } people vote and nobody is the chair: votes may stand half against half with no casting vote.
seats-invalid = Not valid
seat-line = { $id }  { $role }: { $name }
seat-unit = unit { $unit }
seat-until = until { $day }
seat-from = from { $day }
seat-appointed = Saved here: { $name } becomes { $role }.
seat-ended = Saved here: the seat of { $role } of { $name } ends.
charter-needs = { $kind }: mandatory opinions of { $departments }
charter-needs-none = No opinion is mandatory.
charter-self-approval-yes = Drafters may decide on their own texts.
charter-self-approval-no = Drafters may not decide on their own texts.
charter-adoption-days = Units adopt a publication or ask for an exemption within { $days } days.
charter-kept = Saved here: the rules of the council's charter.
log-counts = valid, { $why }
log-invalid = not valid: { $why }
log-waits = { $why }
log-status = Now: { $status }
log-changed-after = The text here was changed after submission.
log-next = The text here is the draft of version { $number }.
show-status = Status: { $status }

proof-written = The proof of the decision on version { $version } of { $title } was written to { $file }.
proof-written-held = { $count ->
    [0] No receipt here names this version: the file does not say where it is held. Sync, then write it again.
    [one] One receipt in it says where the text is held, and since when at the latest.
   *[other] { $count } receipts in it say where the text is held, and since when at the latest.
}
proof-holds = Valid: { $title }, version { $version }.
proof-written-minutes = The proof that the minutes { $title } were confirmed was written to { $file }.
proof-holds-minutes = Valid: { $title }, confirmed minutes.
proof-confirmed = Confirmed by { $name }, { $role }, by their clock { $moment }
proof-council = Council: { $name }, id { $id }
proof-fingerprint = Content fingerprint: { $fingerprint }
proof-decided = Decision: { $outcome } by { $name } ({ $role }), by their clock { $moment }
proof-waived = Without the opinion of { $department }: { $why }
proof-author = The last change of the text was written by { $name }.
proof-published = Published as { $number }, in force from { $day }, by { $name }
proof-withdrawn = Withdrawn by { $name }: { $why }
proof-held-relay = The relay { $address } holds it, at the latest since { $moment } (by its clock)
proof-held-head-office = Head office holds it, with { $name }, at the latest since { $moment } (by their clock)
proof-held-nowhere = No receipt in it says where the text is held.
proof-later = { $count ->
    [one] One change made after this version is in the file, because it shows who wrote last
   *[other] { $count } changes made after this version are in the file, because they show who wrote last
}: whoever has the file can read what was written later.
proof-strikes = { $count ->
    [one] The text ends with a strike; it only takes back what was written.
   *[other] The text ends with { $count } strikes; they only take back what was written.
}
proof-history = { $count ->
    [one] 1 earlier change is in the file, because it shows what was struck: whoever has this file can read earlier drafts and what was struck.
   *[other] { $count } earlier changes are in the file, because they show what was struck: whoever has this file can read earlier drafts and what was struck.
}
proof-invalid = Not valid, from { $name }: { $why }
proof-hint = Compare the council's id with the one you were given by somebody you trust. This file does not prove what happened since.
refused-proof = This file proves nothing: { $why }. Ask for it again.
refused-proof-unreadable = { $file } cannot be read: { $reason }.
refused-not-decided = This file proves no decision: its text was not validly approved. { $why }
refused-no-version = This document has no decided version like that. See: dewan log
refused-no-text = The text of that version is not all here. Sync first, then try again.
refused-unprovable = The proof was not written: whoever checks the file could not follow it ({ $why }). The decision counts all the same: everybody in the council sees it with “dewan log”.
refused-needs-history = The proof was not written. This version ends with a strike by { $name }, and that a strike only takes back is seen against everything written before it: { $count } changes, with what was struck. To put them into the file, say --with-history; whoever has it can then read every draft before this version.
refused-no-seal = The proof was not written: the last change by { $name } came here without a seal of its own. { $count ->
    [one] One later change vouches for it, and would be readable in the file.
   *[other] { $count } later changes vouch for it, and would be readable in the file.
} To allow that: --with-later. Or ask { $name } for the proof: from the device that wrote it nothing later goes along.
refused-nothing-vouches = The proof cannot be written here: the last change by { $name } came without a seal of its own, and nothing here vouches for it. Ask { $name } or another office for the proof.
refused-no-person-at-all = There is no device called "{ $name }" that is meant here.
