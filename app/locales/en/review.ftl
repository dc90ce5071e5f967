# The review page: striking, proposing again, threads.

review-keys-of-chair = J / K: next / previous change · Enter: open in the document · C: comment or answer · S: strike · A: decide
review-comment-key = Comment (C)
review-strike-key = Strike (S)
review-answer-field = Answer to { $name } (Enter sends, Esc cancels)
review-written-by = { "  " }by { $names }
review-parts = { "  " }single parts: { $parts }
review-struck = Struck, and reading as before:
review-struck-by = struck by { $name }, { $when }: { $reason } ({ $change })

strike-heading = Strike this change?
strike-hint = It goes back to the last decided version. What others write meanwhile stays, and whoever wrote it can propose it again.
strike-all = All of it
strike-reason = Why (everybody can read this)
strike-do = Strike
strike-no-reason = Say why: whoever wrote it wants to know.
strike-long-reason = The reason is longer than { $most } bytes. Say it shorter.
strike-nothing = There is nothing left to be struck here: it reads as before already.
strike-moved-on = This cannot be struck any more, because the text moved on since it was reviewed: { $why }. Nothing was changed.
strike-no-strike = This change strikes nothing.
strike-not-yours = Only whoever decides on documents or sends them back may strike a change.
strike-left = { $count ->
    [one] One place stays as it is, because it was changed since.
   *[other] { $count } places stay as they are, because they were changed since.
}
strike-ambiguous = Several changes are called { $wanted }. Give more characters.
no-such-strike = There is no strike { $wanted }. Open are: { $known }
struck = Struck: { $what } in { $title } ({ $change })
proposed-again = Proposed again: { $what } in { $title } ({ $change })

struck-by = Struck by { $name }, { $when }
struck-heading = Struck by whoever decides
struck-propose-again = Propose again
struck-blocks = { $count ->
    [one] One change was struck since this was submitted.
   *[other] { $count } changes were struck since this was submitted.
} What was submitted still holds it. Send it back, or have the text as it is now submitted again.
refused-struck = { $count ->
    [one] One change was struck since the text was submitted,
   *[other] { $count } changes were struck since the text was submitted,
} and what was submitted still holds it. Return it, or have the text as it is now submitted again.
refused-unchanged = Nothing was submitted: nothing was changed since version { $version }.
refused-other-text = Nothing was said: another text is to be judged by now than the one you read. Read it first.
told-struck = Struck: { $what }. { $reason }

field-number = number
field-language = language
field-meeting-type = kind of meeting
field-date = date
field-zone = time zone
field-place = place
field-chair = meeting chair
field-minute-taker = minute-taker

documents-status = Status
documents-all-statuses = Any status
picker-hint = Title or number
picker-nothing = No document is called so.
picker-remove = Leave out { $name }
form-replaces = Replaces (published documents; may be empty)
form-addendum = The document with the local addendum
form-lacks-addendum = Choose the document that holds the addendum.
told-replaces = Replaces: { $titles }
told-save-version = Save as PDF or HTML
pick-export-version = Save the published version
seats-end-reason = Why (may be empty)

home-overdue = Overdue
home-came = What came in
home-overdue-reviews = { $count ->
    [one] One document is past its review date
   *[other] { $count } documents are past their review date
}
home-overdue-adoptions = { $count ->
    [one] One publication is not adopted in your unit in time
   *[other] { $count } publications are not adopted in your unit in time
}
home-late = { $title }: { $what }
home-late-more = { $count } more, in the documents
home-unpublished = approved { $days } days ago and not published
field-archived = archived
field-voters = who votes
field-length = length of the meeting
field-invited = day of the invitation
field-carried = action from earlier minutes
