documents-policy = Policies
documents-minutes = Minutes
documents-matrix = Matrices
documents-new = New
documents-import = Import …
documents-importing = Importing { $done } of { $of } …
documents-search = Search titles and text
documents-search-clear = Clear the search
documents-filter = Filter
documents-all-kinds = All
documents-all-units = All units
documents-only-conflicts = Conflicting values
documents-only-waiting = Not at the relay yet
documents-archived = Archive
documents-title = Title
documents-unit = Unit
documents-changed = Changed
documents-changed-by = By
documents-none-fit = No document fits
documents-none-fit-hint = Loosen the filters above.
documents-show-all = Show all
documents-nothing-found = Nothing found
documents-nothing-found-hint = Check the spelling, or look for other words.
documents-not-at-relay = Not at the relay yet
documents-menu-of = Menu of { $title }
documents-open = Open
documents-rename = Change the title
documents-duplicate = Duplicate
documents-export = Export …
documents-print = Print
documents-archive = Archive
documents-held-work = { $count ->
    [one] 1 change or statement of a revoked device is held back here: see Council
   *[other] { $count } changes and statements of revoked devices are held back here: see Council
}
documents-archived-in-vain = Marked as archived by somebody who may not: it was submitted or published before, so it stays listed.
documents-restore = Take out of the archive
palette-hint = A title, words in a document, or a command
save = Save
cancel = Cancel
home-greeting = Welcome, { $person }
home-as-of = Data per { $when }
home-silent = Not heard of for more than { $days } days: { $units }. What they did may not be counted yet.
home-silent-unit = { $unit } (last { $day })
home-waiting = Waiting for me
home-nothing-waits = Nothing waits for you.
home-conflicts = { $count ->
    [one] Conflicting values in one document: choose the value to keep
   *[other] Conflicting values in { $count } documents: choose the value to keep
}
home-reports = { $count ->
    [one] One merge report not read yet
   *[other] { $count } merge reports not read yet
}
home-joins = { $count ->
    [one] One member waits for confirmation
   *[other] { $count } members wait for confirmation
}
home-unsent = { $count ->
    [one] One document is not at the relay yet
   *[other] { $count } documents are not at the relay yet
}
