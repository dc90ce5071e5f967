# Carry files in the window.

carry-title = Carry files
carry-hint = For offices without a link: a file on a memory stick or in an e-mail carries what a link would. It is signed; drop one anywhere into this window to see what it brings before you take it.
carry-looked-at = { $count ->
    [one] One file looked at
   *[other] { $count } files looked at
}
menu-write-carry-file = Write a carry file…
menu-read-carry-files = Look into carry files…
pick-save-carry-file = Save carry file
pick-carry-files = Look into carry files
notice-dropped-others = { $count ->
    [one] One other file was left aside: drop it by itself to import it.
   *[other] { $count } other files were left aside: drop them by themselves to import them.
}
carry-write-title = Write a carry file
carry-for-whom = For whom
carry-everybody = Everybody in the council
carry-some = Some offices and people
carry-everybody-name = everybody
carry-offices-and-people = Offices and people
carry-nobody-named = Name at least one office or person.
carry-no-device = No device of theirs has joined yet: nobody could read the file.
carry-devices = { $count ->
    [one] One device can take it. What it does not yet hold and may hold goes in.
   *[other] { $count } devices can take it. Only what all of them may hold goes in.
}
carry-without-devices = No device has joined yet for: { $names }
carry-what-goes-in = What goes in
carry-what-is-missing = Whatever they are not known to hold
carry-since-day = Only what was written since a day
carry-day = Since
carry-no-day = Type a day, such as 23 November 2026.
carry-day-to-come = That day has not come yet.
carry-files = Published files and attachments
carry-files-none = None
carry-files-up-to = Up to { $bytes } each
carry-files-all = All
carry-lock = Lock it: only the recipients can open it
carry-choose-place = Choose where and write…
carry-under-way = The file is being written…
carry-written-done = Done
carry-write-another = Write another
carry-read-title = Carry files looked at
carry-empty = No carry file is being looked at
carry-close = Close
carry-take = Take what it brings
carry-take-again = Try again
carry-take-all = Take all { $count }
carry-looking = Being checked…
carry-taking = Being taken…
carry-stage-ready = signed and undamaged
carry-stage-refused = cannot be taken
carry-stage-stopped = not all of it taken
carry-stopped = What was taken stays here. Trying again takes the rest.
carry-stage-taken = taken
carry-preview-from = From { $name } for { $whom }, written { $moment }.
carry-was-locked = Locked: only the recipients can open it.
carry-was-open = Not locked: whoever finds it can read it.
carry-only-since = It has only what was written since { $moment }.
carry-preview-nothing = Nothing new: what was written in it is here already.
carry-preview-new = New here: { $changes ->
    [one] one change
   *[other] { $changes } changes
} and { $acts ->
    [one] one act
   *[other] { $acts } acts
} in { $documents ->
    [one] one document
   *[other] { $documents } documents
}.
carry-preview-files = Published files and attachments in it: { $count }
carry-report = See what was merged
carry-new-here = new document
carry-part = { $changes ->
    [one] one new change
   *[other] { $changes } new changes
}, { $acts ->
    [one] one new act
   *[other] { $acts } new acts
}
carry-part-held = { $count } already here
carry-part-known = all of it is here already
