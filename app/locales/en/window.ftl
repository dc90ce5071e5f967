starting = Opening …
unusable-title = The data folder cannot be opened
copy-of = { $title } (copy)
refused-no-display = No window can be opened: { $reason }. Your data is safe. Use the commands in a terminal, see: dewan --help

menu-palette = Search and commands
menu-home = Home
menu-documents = Documents
menu-sync = Sync
menu-reports = Merge report
rail-reports = Merge report
menu-council = Council
menu-settings = Settings
menu-new-policy = New policy
menu-new-guideline = New guideline (personal and company use)
menu-new-matrix = New ownership matrix
menu-undo = Undo
menu-paste-plain = Paste text only
menu-redo = Redo
menu-print = Export / print
menu-close = Close document
menu-sync-now = Sync now
menu-sample = Look at a sample
menu-zoom-in = Zoom in
menu-zoom-out = Zoom out
menu-zoom-reset = Normal size
menu-english = English
menu-indonesian = Bahasa Indonesia
menu-theme-light = Light theme
menu-theme-dark = Dark theme
menu-theme-system = Theme as the system
menu-quit = Quit
search-hint = Search

status-saved = Saved here
status-unsaved = { $count ->
    [one] One change not saved yet
   *[other] { $count } changes not saved yet
}
status-attaching = Attachments being added…
status-attaching-then-quit = Attachments being added; then the program ends…
link-no-relay = The council names no relay yet
link-offline = Offline
link-calling = Calling the relay …
link-linked = Online
link-caught-up = Online, everything delivered
link-broken = No link
link-refused = Refused by the relay

storage-full = The disk is full: what you wrote last is not saved yet and stays on the screen. Make room; saving is tried again by itself.
storage-read-only = The data folder can only be read: what you wrote last is not saved yet and stays on the screen. Check the folder's permissions; saving is tried again by itself.
storage-damaged = The data file is damaged ({ $what }). What was saved before is left alone. Run "dewan check" or restore a backup.
storage-other = Saving does not work because of an error nobody foresaw. What you wrote last stays on the screen; saving is tried again by itself.

notice-dismiss = Close message
notice-imported = { $count ->
    [one] One file imported
   *[other] { $count } files imported
}
notice-exported = Written to { $file }
notice-renamed = Title changed
notice-archived = Archived; nothing is erased
notice-restored = Taken out of the archive
notice-may-not-undo-archiving = Not undone: what you changed last is whether this document is archived. It was submitted, published or circulated since, so only the council secretary, the chair and the acting chair decide on that now.
notice-undo-left = { $count ->
    [one] Undone; one place was left because others have changed it
   *[other] Undone; { $count } places were left because others have changed them
}
notice-read-only = This document can only be read here
notice-too-much-unsaved = Too much is not saved; writing stops until saving works again
notice-no-such-place = That place is not there any more
notice-nothing-to-undo = There is nothing to undo
notice-nothing-to-redo = There is nothing to redo
notice-nothing-left-to-undo = Others have changed what you wrote; nothing can be undone
notice-not-written = Not written: { $why }
notice-storage-over = Everything is saved again
notice-came = { $count ->
    [one] There is news in one document; see the merge report
   *[other] There is news in { $count } documents; see the merge report
}

documents-empty = No documents yet
documents-empty-hint = Create a document, or drag a Markdown, Word or Excel file here.
document-opening = Opening the document …
document-unopened = The document cannot be opened
home-recent = Changed lately
reports-empty = No reports yet
reports-empty-hint = After syncing, this says what came in and what both sides changed.

first-title = Welcome to Dewan
first-found = Found a council
first-join = Join
first-read-invitation = Read the invitation
field-council = Name of the council
field-office = Your office
field-person = Your name
field-relay = Relay address (may stay empty)
field-invitation = Invitation
field-title = Title
policy-heading = Clause heading
policy-body = Clause text
policy-add-clause = Add a clause
template-company-use = Use for the company
template-personal-use = Personal use
notice-no-file-chooser = This system has no file chooser. Drag the file into this window, or install xdg-desktop-portal or zenity.
notice-kept-before = What is stored here was brought to the form of this program. A checked copy from before is kept: { $file }
