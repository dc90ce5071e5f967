standing-draft = Draft
standing-conflict = Decision conflict
standing-in-review = In review
standing-ready = Ready for decision
standing-returned = Changes requested
standing-rejected = Rejected
standing-approved = Approved
standing-published = Published
standing-in-force = In force
standing-due = Due for review
standing-withdrawn = Withdrawn
standing-beside = { $status } · version { $version } in force
standing-beside-due = { $status } · version { $version } in force, due for review

menu-review = Review
panel-decisions = Decisions
notice-said = Saved here: { $what }.
notice-not-said = Not saved, about “{ $title }”: { $why } What you filled in is still there, in the Decisions panel.

next-draft = The drafter submits this text for review when it is ready.
next-conflict = There are decisions that contradict each other. { $chair } settles it; nothing goes on until then.
next-in-review = The opinion of { $missing } is awaited; then { $chair } decides.
next-ready = All mandatory opinions are there. { $chair } decides.
next-returned = The drafter revises the text and submits it again.
next-approved = The council secretary numbers and publishes it.
next-published = It is published, and in force from the day that was set.
next-in-force = Units adopt it, and everybody confirms having read it.
next-due = This text is due for review: update it and submit a new version, or withdraw it.
next-withdrawn = No longer in force. A new text can be submitted at any time.

deadlock-no-seat = Nobody holds a seat that decides on this. The sponsor or the chair appoints somebody (Council, Seats).
deadlock-submitted = Nobody can decide on this: { $name } submitted it, is the only one who decides here, and nobody decides on their own submission. Pull it back and let another member submit it, or appoint an acting chair.
deadlock-wrote = Nobody can decide on this: { $name } wrote the last change, is the only one who decides here, and nobody decides on their own text. Pull it back and let another member revise and submit it, or appoint an acting chair.
deadlock-both = Nobody can decide on this: everybody who decides here submitted it or wrote its last change ({ $names }). Pull it back and let another member revise and submit it, or appoint an acting chair.
deadlock-would-submit = If { $name } submits this, nobody can decide on it: { $name } is the only one who decides here, and nobody decides on their own submission. Let another member submit it, or appoint an acting chair first.
deadlock-would-write = Nobody could decide on this text as it is: { $name } wrote the last change, is the only one who decides here, and nobody decides on their own text. Let another member write the last change, or appoint an acting chair first.

holding-version = version { $version }, decided on { $decided }, not published yet
holding-published = version { $version }, number { $number }, decided on { $decided }, in force from { $from }
holding-minutes = the minutes confirmed on { $day }
beside-version = The text shown is a draft of version { $next }. What counts is { $what }.
beside-minutes = The text shown was changed since and is a draft. What counts are { $what }.
beside-version-short = Draft of version { $next }
beside-minutes-short = Draft, changed since confirmed
read-holding = Read what counts
menu-read-holding = Read the text that counts
past-holding = { $what }. For reading; nothing can be changed here.
show-holding = To read what counts: dewan show { $id } --version { $version }
show-as-version = The text shown is { $what }.

draft-changed-after = Changed after submission: the text on the screen is not the one that was submitted. The submitted text is what is decided on.
draft-changed-short = Changed after submission
draft-next = The text on the screen is the draft of version { $number }. Readers keep to version { $before }.
blocked-by-conflicts = { $count ->
    [one] One place holds
   *[other] { $count } places hold
} conflicting values: choose the value to keep, then submit or decide.
blocked-by-gaps = Cannot be submitted yet: { $rows }. { $rule }
blocked-go-row = Go to the first of these rows
blocked-go = See the conflicting values

do-submit = Submit for review
do-pull-back = Pull back
do-opinion = Give opinion
do-return = Return
do-decide = Decide
do-settle = Settle the conflict
do-publish = Publish
do-withdraw = Withdraw
do-adopt = Adopt for a unit
do-exempt = Answer { $unit }
do-acknowledge = I have read this
send-submit = Submit
send-approve = Approve
send-approve-notes = Approve with notes
send-reject = Reject
send-opinion = Give this opinion
send-ask = Ask for an exemption
send-answer = Answer

form-cancel = Cancel
form-note = Note for reviewers (may be empty)
form-reason-optional = Reason (may be empty)
form-reason = Reason (required for an exemption)
form-words = Notes (Ctrl+Enter sends)
form-what-to-revise = What is to be revised
form-why = Why it is withdrawn
form-withdraws = Version { $version } ceases to be in force today. The version before it does not come back; to put a text in force, submit it again.
form-withdraws-early = Version { $version } counts as never begun: what was in force before it, if anything, stays in force.
form-waive = The opinion of { $department } is missing. Why it is waived
form-number = Document number
form-from = In force from
form-review = Next review date (may be empty)
form-unit = Unit
form-grant = Grant the exemption
form-refuse = Refuse the request
form-until = Until (may be empty)
form-acknowledge = You state that you have read version { $version }, number { $number }. Your device signs the statement.
form-lacks-words = Say why.
form-lacks-number = Fill in the document number.
form-lacks-day = Write the day as 31 December 2026, 31-12-2026 or 2026-12-31.
form-lacks-unit = Name the unit.
form-lacks-waiver = Every missing mandatory opinion needs a reason.
form-other-text = What was to be judged changed while you were filling this in. Read it before you say anything about it.
form-kept-words = What you typed is kept for that: { $words }

decisions-reading = Being read …
decisions-unreadable = Where this document stands cannot be read now. It is tried again as soon as something comes in.

told-submission = Submission
told-submitted = Submitted for review
told-pulled-back = Pulled back
told-replaced = Replaced by a newer submission
told-returned = Returned for revision
told-member = Council member
told-missing = The opinion of { $department } is awaited
told-waived = Without the opinion of { $department }: { $why }
told-versions = Versions
told-version = Version { $number }
told-unpublished = Not published yet
told-in-force = In force
told-later = Not in force yet
told-superseded = Superseded
told-withdrawn = Withdrawn
told-number = Number { $number }, in force from { $day }
told-review = To be reviewed by { $day }
told-published-by = Published by { $name }
told-doubles = This version was published twice by people who did not know of each other: it has more than one number.
told-number-shared = The same document number was given to: { $titles }. Withdraw one of them, or publish its next version under another number.
number-shared-short = Number used twice
told-granted = exemption granted
told-refused = exemption refused
told-silent = Not adopted yet: { $units } (due { $day })
told-readers = { $count } of { $of } have read it
told-invalid = Not valid
told-waiting = Cannot be judged yet
told-something = A statement
told-not-valid = Not valid: { $what }. { $why }

review-waiting = Waiting for me
review-nothing-waits = Nothing waits for you.
review-others = Everything else
review-empty = Nothing was submitted yet
review-empty-hint = Open a document and choose "Submit for review" in the Decisions panel (Ctrl+Shift+D).
review-submitted = submitted { $when }
review-back = Back to the queue
review-since = Since version { $version }: { $count ->
    [one] one passage differs,
   *[other] { $count } passages differ,
} { $same } unchanged
review-all-new = No version was decided yet: { $count ->
    [one] one new passage
   *[other] { $count } new passages
}
review-first-version = Version { $version }, the first: { $count ->
    [one] one passage
   *[other] { $count } passages
}
review-struck-count = { $count ->
    [one] one struck
   *[other] { $count } struck
}
review-no-changes = Nothing differs from the last decided version.
review-read-first = What is to be decided is being read. Once it stands here, it can be decided or sent back.
review-newly-submitted = Another text was submitted meanwhile, and is being read. Once its changes stand here, it can be decided or sent back.
review-unreadable = What is to be decided cannot be read here yet: not all of its text is on this device, or it is damaged. It is tried again as soon as something comes in.
review-elsewhere = Another submission waits that does not stand here. It can be judged beside the document.
review-said-of-gone = This is not among the changes any more: { $what }. What you typed about it is still here.
review-strike-of-gone = This is not among the changes any more and cannot be struck: { $what }. What you typed: { $reason }
review-at = { $at } of { $of }
review-previous = Previous change
review-next = Next change
review-open-document = Open the document
review-open-place = Open in the document
review-comment-field = Comment (Enter sends, Esc cancels)
review-several = Written by several
review-keys = J / K: next / previous change · Enter: open in the document · C: comment · A: decide

turn-settle = Decisions contradict each other: settle it
turn-decide = Ready for your decision
turn-opinion = The opinion of { $departments } is awaited from you
turn-opinion-of-member = You may give an opinion as a member
turn-revise = Came back to you for revision
form-publishes = Version { $version } is published, as it was approved.
turn-publish = A version is approved; number and publish it
turn-exempt = { $unit } asks for an exemption
turn-adopt = Not adopted yet for { $units }
turn-wait = Waiting for the opinion of { $departments }
turn-acknowledge = You have not confirmed having read the version in force

home-settle = { $count ->
    [one] One conflict of decisions waits
   *[other] { $count } conflicts of decisions wait
} to be settled by you
home-decide = { $count ->
    [one] One document is
   *[other] { $count } documents are
} ready for your decision
home-opinions = { $count ->
    [one] One document waits
   *[other] { $count } documents wait
} for your opinion
home-revise = { $count ->
    [one] One document came
   *[other] { $count } documents came
} back to you for revision
home-publish = { $count ->
    [one] One document is
   *[other] { $count } documents are
} approved and not published
home-exempt = { $count ->
    [one] One request for an exemption waits
   *[other] { $count } requests for an exemption wait
} for an answer
home-adopt = { $count ->
    [one] One publication is
   *[other] { $count } publications are
} not adopted in your unit
home-acknowledge = { $count ->
    [one] One version is
   *[other] { $count } versions are
} not confirmed as read by you

seats-heading = Seats
seats-none = There are no other seats.
seats-role = Seat
seats-field = Department
seats-until = Until
seats-open-end = no end
seats-from-later = from { $day }
seats-over = ended { $day }
seats-everywhere = whole organisation
seats-end = End the seat of { $name } as { $role }
seats-end-short = End
seats-end-sure = End the seat of { $name } as { $role }? What was decided stays valid.
seats-appoint = Appoint
seats-appoint-heading = Appoint somebody
seats-holder = Who
seats-replaces-chair = The seat of the present chair ends with this appointment.
seats-needs-end = An acting chair needs a last day.
seats-field-hint = e.g. legal, it, hr
seats-choose = Choose …
seats-from-field = First day (empty: at once)
seats-ends-before = The last day is before the first.
seats-until-field = Last day (may be empty)
seats-invalid-heading = Statements about seats that are not valid
rules-heading = Charter rules
rules-mandatory = Mandatory opinions per kind of document
rules-self-approval = Drafters may decide on their own text
rules-adoption-days = Days for units to adopt a publication (0: no deadline)
rules-save = Save the rules
rules-only-chair = Only the chair changes the rules.
who-may-heading = Who may what
who-may-ability = Right
who-may-drafts = Everybody writes drafts and suggests changes without a seat; seats and rights are about signed acts, archiving and verifying follow-up actions.
extent-own = own
extent-unit = own unit
extent-everywhere = all
unsaid-decide = Nothing was said: a decision with notes and a rejection need words, and there are none. Write them at the end: dewan decide DOC reject "why"
unsaid-opinion = Nothing was said: an objection needs words, and there are none. Write them at the end: dewan opinion DOC object "why"
unsaid-return = Nothing was said: whoever sends a text back has to say what is to be revised. Write: dewan return DOC "what to revise"
unsaid-withdraw = Nothing was said: a withdrawal needs a reason, and it is empty. Write: dewan withdraw DOC "why"
unsaid-revoke = Nothing was said: a revocation needs a reason, and it is empty. Write it at the end: dewan revoke DEVICE "why"
unsaid-adopt = Nothing was said: asking for an exemption needs a reason, and it is empty. Write: dewan adopt DOC --ask-exemption "why"
unsaid-correct = Nothing was said: asking for a correction has to say what is wrong, and the words are empty.
unsaid-ask = Nothing was said: the question is empty.
unsaid-reason = Nothing was said: this needs a reason, and it is empty.
unsaid-waiver = Nothing was said: whoever decides without a mandatory opinion has to say why. Write: --waive legal="why"
unsaid-addendum = Nothing was said: adopting with an addendum has to name its document. Write: --addendum DOC
unsaid-ends-before = Nothing was said: the last day of this seat comes before its first. Look at --from and --until.
unsaid-quorum = Nothing was said: a quorum is at least half and less than all members. Write for example: dewan charter --quorum 1/2, or 2/3
unsaid-proxies = Nothing was said: one member stands in for { $most } others at most. Write for example: dewan charter --proxies 1
refused-exemption-over = Nothing was said: an exemption until { $until } is over already. Name a last day that is still to come with --until, or leave --until out so that it lasts as long as this version.
said-published = number { $number }, in force from { $day }
