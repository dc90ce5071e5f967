minutes-type = Type of meeting
minutes-date = Date
minutes-date-hint = 17/12, 17 Dec, tomorrow
minutes-time = Time
minutes-time-hint = 9-11:30
minutes-zone = Time zone
minutes-place = Place
minutes-chair = Meeting chair
minutes-taker = Minute-taker

minutes-attendance = Attendance
minutes-present = Present
minutes-excused = Excused
minutes-absent = Absent
minutes-observer = Observer
minutes-unsaid = Not noted yet
minutes-status-hint = Click to change
minutes-stand-in = proxy
minutes-note = note
minutes-note-hint = proxy or note
minutes-add-people = Add people
minutes-add-people-hint = Name, several by comma; Enter
minutes-add-members = Add { $count } council { $count ->
        [one] member
       *[other] members
    }
minutes-remove-person = Take off the list (Delete)
minutes-nobody = No attendance yet
minutes-quorum-reached = { $there } of { $eligible } present: quorum reached
minutes-quorum-missed = { $there } of { $eligible } present: no quorum yet, { $needed } needed

minutes-agenda = Agenda
minutes-agenda-empty = No agenda item yet. Ctrl+Enter begins the first.
minutes-add-item = Add agenda item
minutes-topic = Agenda item
minutes-topic-hint = Which item?
minutes-presenter = Presenter
minutes-notes = Notes
minutes-notes-hint = Notes; /d decision, /a action @name date
minutes-now = now
minutes-clock-start = Start the clock (F8)
minutes-clock-stop = Stop the clock (F8)
minutes-move-up = Move up (Alt+↑)
minutes-move-down = Move down (Alt+↓)
minutes-remove-item = Remove agenda item (Alt+Delete)
minutes-loose = Without an agenda item

minutes-decision = Decision
minutes-decision-text = Text of the decision
minutes-decision-hint = What was decided?
minutes-remove-decision = Remove decision (Alt+Delete)
minutes-action = Action
minutes-action-title = Text of the action
minutes-action-hint = What is to be done?
minutes-remove-action = Remove action (Alt+Delete)
minutes-owner = Person responsible
minutes-due = Due
minutes-state = State
minutes-state-hint = Arrows or 1–6
minutes-open = Open
minutes-in-progress = In progress
minutes-blocked = Blocked
minutes-postponed = Postponed
minutes-done = Done
minutes-verified = Verified

minutes-votes = Vote
minutes-for = for
minutes-against = against
minutes-abstain = abstain
minutes-not-voted = not voted yet
minutes-all-for = All in favour
minutes-no-voters = Nobody is present yet; take the attendance first.
minutes-void = not present, does not count
minutes-tally = { $in_favour } for, { $against } against, { $abstain } abstaining: { $outcome }
minutes-no-vote = no votes yet
minutes-carried = carried
minutes-rejected = rejected
minutes-tied = tie

minutes-gap-no-text = nothing is written yet
minutes-gap-no-owner = nobody is responsible yet
minutes-gap-no-due = no due date yet
minutes-gap-due-is-no-day = the due date cannot be read as a date
minutes-gap-no-quorum = no quorum yet
minutes-gap-tied = tie: the chair's casting vote is needed
minutes-gap-rejected = more are against it
minutes-gap-void-votes = votes of people who are not present do not count: { $people }
minutes-gap-like-action = perhaps the same as "{ $title }"


minutes-counts = { $items } { $items ->
    [one] agenda item
   *[other] agenda items
 } · { $decisions } { $decisions ->
    [one] decision
   *[other] decisions
 } · { $actions } open { $actions ->
    [one] action
   *[other] actions
 }
minutes-incomplete = { $count } incomplete
minutes-keys-head = Tab next field · Ctrl+Enter first agenda item · F6 next part: attendance, agenda, decisions
minutes-keys-attendance = P present · E excused · A absent · O observer · R represented by a proxy · ↑ ↓ person · ← → change · Delete take off · F6 next part
minutes-keys-agenda = Enter to the notes · Ctrl+Enter next item · /d decision · /a action @name date · Alt+↑ ↓ move · Alt+Delete remove · F8 clock · F6 next part
minutes-keys-records = Tab next field · ← → state · Alt+Delete remove · Ctrl+Enter next item · F6 next part
minutes-keys-votes = Y for · N against · A abstain · Shift+Y all in favour · ↑ ↓ person · Delete clear · F6 next part

menu-new-minutes = New minutes
new-minutes-title = Minutes of a meeting
new-minutes-shared = Two minute-takers who name the same meeting (type, unit, date and number) write in one document, even when both begin offline.
new-minutes-meeting-hint = regular meeting
new-minutes-unit = Unit
new-minutes-ordinal = Which meeting of that day
new-minutes-create = Begin the minutes
new-minutes-open = Open these minutes
new-minutes-here = The minutes of this meeting are here already
new-minutes-name = Minutes of the { $meeting }, { $day }
new-minutes-no-meeting = Name the type of meeting
new-minutes-no-unit = Name the unit that meets
new-minutes-no-date = The date cannot be read yet
new-minutes-no-ordinal = The number is from 1 to 99
