policy-close = Close
comment-cancel = Cancel
writer-just-now = just now

menu-find-here = Find in document
menu-author-colours = Show or hide the colours of writers
find-nothing = Not found
find-count = { $n } of { $count }
find-previous = Previous
find-next = Next

document-menu = Document menu
document-duplicate = Make a copy
document-archive = Archive
document-unarchive = Take out of the archive
document-archived = Archived
document-export = Export …
document-read-only = Read only
document-not-a-member = The membership of this device does not count (yet), so nobody else would see what is written here.
document-newer-version = Written by a newer program. Update the program to edit.
document-conflicts = { $count } to be chosen
document-texts-to-read = { $count } to be read
document-unsaved = Not saved yet
document-present = { $who } has this document open
document-present-at = { $who } is at: { $place }

policy-empty = No clauses yet
policy-empty-hint = Add the first clause, or paste a text with headings into it.
policy-choose = Click to choose; Shift+click chooses up to here
policy-choose-number = Choose clause { $number }
policy-drag = Drag to move
policy-clause-menu = Menu of clause { $n }
policy-comments = { $count ->
    [one] { $count } comment
   *[other] { $count } comments
 }
policy-insert-after = Insert a clause after it
policy-move-up = Move up
policy-move-down = Move down
policy-deeper = One level deeper
policy-shallower = One level up
policy-copy = Copy as Markdown
policy-remove = Remove clause
policy-remove-chosen = Remove these
policy-chosen = { $count ->
    [one] { $count } clause chosen
   *[other] { $count } clauses chosen
 }
policy-removed = { $count ->
    [one] { $count } clause removed. Nothing is lost.
   *[other] { $count } clauses removed. Nothing is lost.
 }
policy-bring-back = Undo removal
policy-removed-list = Removed clauses ({ $count })
policy-removed-at = removed { $when }
policy-restore = Bring back
policy-pasted = { $count ->
    [one] The pasted text has { $count } heading.
   *[other] The pasted text has { $count } headings.
 }
policy-make-clauses = Make clauses of it
policy-level = level
policy-removal = removed by one side, edited by another
policy-both-changed = Changed by both sides
policy-both-changed-hint = Several people changed this text without knowing of each other; everything is merged. Read the result, then choose.
texts-title = Merged texts to read
policy-keep-merged = The merged text reads well
policy-take-side = Use this wording

comment-here = Comment
comment-document = Comment on the document
comment-on-document = About the whole document
comment-text = Your comment
comment-send = Send
notice-not-commented = The comment on “{ $title }” was not saved: { $why }
comment-answer = Answer
comment-orphan = These words are not in the text any more.
comments-empty = No comments yet
comments-empty-hint = Select words in the text, then press Ctrl+Alt+M.

panel-outline = Outline
panel-comments = Comments
panel-changes = Changes
panel-history = Change history
document-panel-close = Close panel
outline-empty = No headings yet
outline-empty-hint = Headings of clauses and agenda items appear here.
changes-colours = Show the colours of writers
changes-hide-colours = Hide the colours of writers
changes-share = { $count ->
    [one] { $count } change, { $when }
   *[other] { $count } changes, the last { $when }
 }
history-reading = Reading the history …
history-empty = No changes yet
history-empty-hint = Every change that is saved appears here.
history-slider = Slide to see the document at another time
history-now = Now
history-step = { $when } · { $count } changes
history-something = a part that does not show
history-compare = Compare with what is shown

past-as-of = As of { $when }
past-compared = { $older } → { $newer }
past-back = Back to now
past-what-changed = What was changed here
past-compare-now = Compare with now
past-all = Show all
past-nothing = Both read the same.
past-summary = { $changed } changed, { $came } new, { $went } removed. What is new is underlined, what was removed is struck through.
past-same = Same
past-changed = Changed
past-came = New
past-went = Removed
past-moved = Moved
past-level = Level { $before } → { $after }
