kind-policy = policy
kind-minutes = minutes
kind-matrix = matrix
untitled = (untitled)
nobody-known = unknown
none-yet = none yet
one-to = 1 to { $last }
and-more = and { $count } more

saved-document = Saved here: { $title } ({ $id }). It is sent with the next sync.
nothing-changed = Nothing changed: { $title } ({ $id }) reads like that already.
new-thing-at = It is at: { $path }
created = Created: { $kind } "{ $title }", id { $id }
meeting-is-here = The minutes of this meeting are here already: { $title } ({ $id }).
undone = Undone: change { $change } of { $title } ({ $id }). Saved here.
redone = Done again: change { $change } of { $title } ({ $id }). Saved here.
left-as-it-is = Left as it is: { $path }: { $why } { $by }
left-changed-since = it was changed since
left-changed-at-the-same-time = others wrote another value at the same time; choose one
left-also-deleted = somebody else deleted it too: "{ $text }"
left-removed = what it belongs to was removed
left-others-wrote = others wrote in it
left-conflict-closed = other values of the same time do not come back: { $values }
left-unsupported = this program cannot take that back
archived = Archived: { $title } ({ $id }). Nothing is erased; see it with: dewan list --archived
unarchived = Out of the archive: { $title } ({ $id }).
removed = Marked deleted; nothing is lost. Bring it back with: { $command }
editing = Opening { $editor } …

no-documents = No documents yet. Begin with: dewan import FILE, or dewan new policy TITLE
list-none-stands = No document has the status "{ $status }".
list-none-fits = No document fits. All documents show with: dewan list --archived
list-all-archived = All documents are archived. Show them with: dewan list --archived
list-total = { $count ->
    [one] 1 document
   *[other] { $count } documents
}
list-conflicts = { $count ->
    [one] 1 conflicting value
   *[other] { $count } conflicting values
}
list-open-actions = { $count ->
    [one] 1 open action
   *[other] { $count } open actions
}
list-held-back = { $count ->
    [one] 1 change held back
   *[other] { $count } changes held back
}
list-archived = archived
list-archived-in-vain = marked as archived by somebody who may not, so it stays listed
search-nothing = There is no word to search for. Type at least one.
search-none = No document contains "{ $text }".
search-total = { $count ->
    [one] Found in 1 document
   *[other] Found in { $count } documents
}

no-conflicts = No conflicting values.
conflict-value = { $n }. { $value } · { $name }, { $moment }
conflict-text = both sides changed this text; it was merged
conflict-merged = { $n }. { $value } · merged
conflict-choose = Choose the value to keep with: { $command }
value-stays = (stays)
value-deleted = (deleted)
value-empty = (empty)
no-conflict-here = There are no conflicting values at { $path }. See: dewan conflicts
no-such-value = { $path } has { $count } values; there is no number { $n }. See: dewan conflicts

commented = Comment { $id } on { $title } is saved here.
seen-said = You have seen { $title } ({ $id }) as it is now. Saved here; others learn it with the next sync.
seen-already = You had said so already: { $title } ({ $id }) has not changed since.
comment-empty = The comment is empty; nothing was saved.
no-comments = No comments yet.
no-such-comment = There is not exactly one comment whose id begins with "{ $id }". See: dewan comment DOC
quote-missing = The words "{ $quote }" do not stand in that text. Copy them exactly from dewan show, and name the place.

history-created = created the document
history-comment = commented: { $text }
history-seen = seen by the chair
history-undo = took { $change } back
history-redo = did { $change } again
history-hint = Read it as of a version with: dewan show { $id } --at CHANGE
nothing-written = Nothing is written yet.
exported = Written: { $file } ({ $bytes } bytes)
imported = { $file } → { $kind } { $title } ({ $id })
imported-total = { $count ->
    [one] 1 document imported. Saved here.
   *[other] { $count } documents imported. Saved here.
}

show-comments = { $count ->
    [one] 1 comment
   *[other] { $count } comments
}
show-newer = Written by a newer program (schema { $version }); here it can only be read. Update the program to edit it.
show-held-back = { $count ->
    [one] 1 change is held back and not shown; it stays kept:
   *[other] { $count } changes are held back and not shown; they stay kept:
}
held-fork = this device's key was used on two machines at once; the other branch is shown
held-author = its writer does not count as a member (yet, or any more)
held-void = it cannot be read ({ $detail })
held-built-on = it is built on { $change }, which is held back
show-removal-conflict = removed by one side, edited by the other
show-no-clauses = No clauses yet. Add one with: dewan edit DOC clause/+
show-title = Title
show-attendance = Attendance
show-note = note
show-agenda = Agenda
show-presenter = presenter
show-decisions = Decisions
show-actions = Follow-up actions
show-owner = owner
show-due = due
show-state = state
show-columns = Columns: { $columns }
meeting-type = Type of meeting
meeting-date = Date
meeting-zone = Time zone
meeting-place = Place
meeting-chair = Chair
meeting-minute-taker = Minute-taker
status-present = present
status-excused = excused
status-not-recorded = not recorded
status-absent = absent
status-observer = observer
vote-for = for
vote-against = against
vote-abstain = abstain
state-open = open
state-in-progress = in progress
state-blocked = blocked
state-postponed = postponed
state-done = done
state-verified = verified
column-activity = activity
column-owner = owner
column-mode = mode
column-contact = contact
column-executors = executors
column-consulted = consulted
column-informed = informed
column-cadence = cadence
column-hours = hours
column-objective = objective

note-kept-before = the store was brought to the form of this program; a checked copy from before is kept as { $file }.
note-moved = this folder was copied, moved or restored; the store starts a new log and compares everything with the next sync.

refused-technically = This cannot be done because of an error nobody foresaw. Nothing was changed; all that was saved before is safe. For its technical words, repeat it with --verbose.
refused-no-home = This system names no folder for program data. Name one with --home DIR.
refused-cannot-write = { $file } cannot be written: { $reason }. Nothing was changed.
refused-key-file = The device key at { $file } cannot be read or made: { $reason }. The documents are safe.
refused-key-damaged = { $file } is no device key. Put the right file back; without it this device cannot sign, but all documents stay readable.
refused-no-key-yet = This device has no key yet.
refused-key-ring = The device key cannot be had from this computer's key ring: { $reason }. Documents can be read all the same.
refused-key-gone = The device key was put into this computer's key ring and is not there. If this folder was copied from another computer or user, move the key into its file there and copy the folder again. Documents can be read all the same.
refused-key-other = This computer's key ring holds another device key than this folder's. Nothing was changed; documents can be read all the same.
refused-key-note-damaged = { $file } does not say where the device key is. Put the right file back from where this folder was copied; documents can be read all the same.
key-ring-absent = there is none that can be used
key-ring-locked = it is locked; unlock it and try again
key-ring-refused = it refused
key-ring-unreliable = it does not give back what was put into it
refused-no-council = This folder belongs to no council yet. Found one (dewan council found) or join with an invitation (dewan council join).
refused-council-exists = This folder belongs to a council already. Use another folder (--home DIR) for another one.
refused-no-key = The device key is missing. Documents can be read, but nothing can be signed; put device.key back.
refused-disk-full = The disk is full; this was not saved, everything before is safe. Make room and try again.
refused-read-only = The store may only be read; nothing was saved. Check the permissions of the file and its folder.
refused-damaged = The store is damaged. Run dewan check, or restore a backup (dewan restore).
refused-in-use = The store is being written by { $holder }. Close that program and try again; reading works all the same.
refused-handover-lost = The program that has the store open ended before it had done this. Nothing that was saved is lost; look whether this was done before you try again.
refused-busy = The store is busy. Try again in a moment.
refused-missing = There is no store at { $file }.
refused-foreign = { $file } is not a Dewan store and was left as it is.
refused-newer = The store was written by a newer program (schema { $found }, this program knows up to { $known }). Update the program; nothing was changed.
refused-older = The store is from an older program. Run one command that writes, or dewan sync, once; then it can be read.
refused-exists = { $file } is there already. Choose another name.
refused-shut = Document { $id } is kept shut on this device: the program ended while it opened it, and so did a trial. All that is stored is safe, and other documents are not touched. Try it again with `dewan reopen`, with a newer version of the program, or ask the chair to restart the document.
reopened = Document { $id } opens again.
reopen-not-shut = Document { $id } is not kept shut.
status-shut = Kept shut, because the program ended while opening it: document { $id }. Try it again with `dewan reopen { $id }`.
refused-not-created = Document { $id } is not complete here: the act that creates it has not arrived. Sync again.
refused-archive-on-record = This document was submitted, published or circulated before: only the council secretary, the chair and the acting chair archive it or bring it back.
refused-archive-draft = A draft is archived and brought back by whoever began it, by the people and the coordinator of its unit, and by the council secretary, the chair and the acting chair.
refused-not-a-member = This device's membership does not count yet, so nobody would show what it writes. Ask whoever invited you to run dewan council confirm.
refused-merge = This does not fit what has just arrived. Nothing was saved; run the command again.
refused-newer-document = This document was written by a newer program; here it can only be read. Update the program to edit it.
refused-removed = { $what } { $id } was removed. Bring it back first with: dewan remove … --restore
refused-line-break = A title is one line. Take the line break out.
refused-level = A level is a number from 0 to 4, not "{ $level }".
refused-name = "{ $name }" cannot be a name here: it must not be empty, longer than 400 bytes or have line breaks.
refused-attendance-order = People in the attendance are added by name and not moved.
refused-change-too-large = This is too much for one change. Do it in parts; nothing was saved.
refused-nothing-to-undo = There is no edit of yours to undo.
refused-nothing-to-redo = There is nothing to redo.
refused-nothing-left-to-undo = Your edits cannot be undone any more: others have changed the same since.

path-part = "{ $word }" is no part of this document. There is: { $known }
path-which = Say which { $what }: { $known }, or + for a new one.
path-thing = There is no { $what } "{ $word }". There is: { $known }
path-ambiguous = "{ $word }" fits more than one { $what }. Type more of its id.
path-field = A { $what } has no "{ $word }". There is: { $known }
path-name = A name is missing at the end of "{ $path }".
not-a-thing = "{ $path }" is no clause, agenda item, row or the like. Name one, such as clause/3.
not-after = { $path } is no other thing of the same kind. Name one, such as --after clause/2.
nothing-typed = There is no text; nothing was added.
too-many-cells = Row { $row } has { $found } cells, but there are { $columns } columns: { $names }
title-missing = The title is empty. Type one.
meeting-needs-minutes = --meeting is for minutes only: dewan new minutes TITLE --meeting TYPE --date DATE
text-too-large = The text is larger than 1 MB. Make several clauses of it; nothing was saved.
stdin-unreadable = Standard input cannot be read: { $reason }. Nothing was saved.
stdin-not-text = The text is not UTF-8. Save it as UTF-8 and try again; nothing was saved.
no-editor = There is no editor. Set $EDITOR, or pipe the text in: dewan edit DOC PATH < file
editor-failed = The editor ended without a result: { $reason }. Nothing was saved.

find-missing = There is no document "{ $wanted }" here. See: dewan list --archived
find-missing-near = There is no document "{ $wanted }" here. Perhaps:
find-ambiguous = "{ $wanted }" fits { $count } documents. Name one by its id:
heads-empty = Name a version by the start of one or more changes, separated by commas. See: dewan history DOC
heads-not-a-hash = "{ $part }" is no change: a change is named by the start of its hexadecimal hash. See: dewan history DOC
heads-unknown = This document has no change { $change }; it may not have arrived. See: dewan history DOC
heads-ambiguous = { $count } changes begin with { $prefix }. Type more of it.
export-form = { $file }: a document of this kind cannot be written as "{ $ending }". Possible: { $possible }
export-long-cell = { $file }: the cell in row { $row }, column { $column } is too long for Excel. Nothing was written; export as .csv.
export-exists = { $file } is there already and was left as it is. Choose another name, or overwrite it with --force.
import-unreadable = { $file } cannot be read: { $reason }.
import-empty-folder = { $file } holds no file that can be imported (.md, .docx, .xlsx, .csv, .tsv).
import-unknown = { $file } is no Markdown, Word (.docx), Excel (.xlsx), CSV, TSV or HTML file. If it is text all the same, name its kind with --kind.
import-not-text = { $file } is not plain text. Save it as UTF-8 text (.md, .csv, .tsv), .docx or .xlsx and import that.
import-too-large = { $file } is larger than { $reason } MB. Split it and import the parts.
import-table = { $file }: the table cannot be read: { $reason }
import-old-office = { $file } is in an old form or has a password. Open it, save it as .docx or .xlsx without a password, and import that.
import-damaged = { $file } is damaged, was cut off, or is no Word or Excel file ({ $reason }). Open it, save it again, and import that.
import-too-much = { $file } holds too much for one document. Split it and import the parts.
import-no-sheet = { $file } has no sheet "{ $wanted }". There are: { $there }
import-not-a-matrix = { $file }: an Excel workbook can only become a matrix.
import-cancelled = The import was called off; nothing was imported.
import-nothing-changed = No file was imported; mend this and try again.
import-into-one = --into takes exactly one file of that document's kind. Nothing was changed.
left-taken-back = its writer took it back: "{ $text }"

refused-own-name = "{ $name }" cannot be a name: one line of 1 to 200 characters.
refused-address = "{ $address }" is no relay address; it looks like wss://relay.example:8443
refused-expired = The invitation ended on { $day }. Ask for a new one.
refused-not-given = The invitation was not given by a member of its council. Ask for a new one.
refused-not-chair = Only the chair of the council says what the chair has seen; nothing was said. To leave a note, use dewan comment.
refused-not-shared = The document is not shared with you, or not any more, so nobody would take what you write in it. Nothing was changed. Whoever began it, or the council chair, shares it with you: dewan grant.
refused-names-no-relays = Only the council chair names its relays. Nothing has changed.
refused-other-office = Only the council chair invites into another office than their own. Nothing has changed; ask the chair for the invitation.
refused-no-member = This device's membership does not count yet, so nobody would accept an invitation of its.
refused-no-such-join = Nobody called "{ $wanted }" waits to be confirmed. See: dewan council confirm
refused-ambiguous-join = "{ $wanted }" fits several joins. Type more of the id.
refused-not-inviter = Only whoever gave the invitation, or the council chair, confirms this join.
refused-disputed-join = Several devices were confirmed apart with this invitation. Only the council chair says which one counts: council confirm. Nothing has changed.

thing-clause = clause
thing-agenda-item = agenda item
thing-decision = decision
thing-action = action
thing-column = column
thing-row = row
thing-person = person
and = and

document-about = about
document-title = title
document-unit = unit
document-number = number
document-language = language
document-printed = printed
document-time = time
document-attendance = attendance
document-person = name
document-status = attendance
document-note = note
document-presenter = presenter
document-decision = decision
document-decisions = decisions
document-votes = votes
document-owner = person responsible
document-action = follow-up action
document-actions = follow-up actions
document-due = due
document-state = state
document-no-owner = no owner yet
