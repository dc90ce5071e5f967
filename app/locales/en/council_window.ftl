first-subtitle = The council's workspace: policies, minutes and matrices, with or without a network.
first-way-found = Found a council
first-way-join = I have an invitation
first-way-sample = Look at a sample
first-busy = One moment …
first-found-hint = For the chair or secretary who begins. You invite the other members afterwards.
first-join-hint = Paste the invitation you were given, or open its file. A file can also be dragged into this window. No network is needed.
first-invited = Invitation to { $council }, for the office { $office }.
first-invited-until = Holds until { $day }.
first-open-invitation = Open invitation file …
first-other-invitation = Another invitation
first-sample-hint = A made-up council with a head office and two branches that have just been merged: documents, conflicting values and a merge report. Your data folder is not touched.
first-folder = Data is kept in { $folder }
first-other-folder = Another folder …
field-council-hint = e.g. Social Media Council
field-office-hint = e.g. Head Office
field-person-hint = e.g. Ratna Wulandari
field-relay-hint = The relay carries work between offices. It can be filled in later.
field-invitation-hint = Paste it here
sample-here = This council is made up; try anything you like.
sample-leave = Leave the sample

people-id = Council id: { $id }
people-copy-id = Copy the council id
people-open-joins = Waiting for confirmation
people-open-join = { $person } joined for { $office }
people-rivals = { $count } devices used the same invitation
people-confirm-person = Confirm { $person }
people-person = Name
people-me = { $person } (you)
people-head-office = { $office } (head office)
people-standing-founder = Founder
people-standing-member = Member
people-standing-unconfirmed = Member, to be confirmed
people-standing-waits = Waits for a choice
people-standing-superseded = Superseded
people-invite-title = Invite a device
people-invite-hint = One invitation for one device. Send it by e-mail, message or USB stick. No network is needed.
people-invite-office = For the office
people-invite-days = Holds for (days)
people-invite = Make an invitation
people-invitation-made = The invitation for { $office } is ready. Copy or save it now: it is kept nowhere.
people-copy-invitation = Copy invitation
people-save-invitation = Save to a file …
people-invitation-done = Done
people-relays = Relays
people-relays-founder = Only the council chair names the relays.
people-relays-hint = The preferred one first. Every office uses these relays, except those that serve certain units only.
people-head-office-field = Head office
people-save-relays = Save relays

settings-look = Look
settings-language = Language
settings-theme = Theme
settings-theme-system = As the system
settings-theme-light = Light
settings-theme-dark = Dark
settings-zoom = Size
settings-author-colours = Show writers by colour
settings-link = Link
settings-stay-linked = Sync by itself while there is a network
settings-stay-linked-hint = Without this, work stays saved here and is sent when you choose "Sync now".
settings-files = Attachments and published files that come by themselves:
settings-files-none = none
settings-files-up-to = up to { $bytes }
settings-files-all = all
settings-files-hint = Larger ones stay where they are until you open them; then they come, too.
settings-data = Data
settings-folder = Data folder:
settings-copy-folder = Copy the folder's name
settings-key-hint = The device key is in this folder and in no backup. Keep this folder as you would keep a seal.
settings-key-in-ring = The device key is in the system's key ring and in no backup.
settings-key-to-ring = Move the key to the system's key ring
settings-key-to-file = Move the key to the data folder
settings-backup = Back up …
settings-restore = Restore a backup …
settings-backup-hint = A backup holds all documents. When one is restored, what is here now is set aside first.
notice-backed-up = Backup written and checked: { $file }
backup = backup

pick-data-folder = Choose the data folder
pick-invitation = Open invitation
pick-save-invitation = Save invitation
pick-import = Import documents
pick-export = Export document
pick-backup = Back up
pick-restore = Restore a backup

link-again = { $seconds ->
    [one] Tried again in one second.
   *[other] Tried again in { $seconds } seconds.
}
link-safe = Your work is saved here and is sent as soon as there is a link.
link-last-synced = Last synced { $when }
link-moved = Sent { $sent }, received { $received }
link-left = Not sent yet: { $left }
link-to-come = About { $come } more to come
saving-metered = The link is spared because it is paid for by what goes over it: files come only when you download them, and large texts when you open them.
saving-spent = This hour's bytes are spent: until { $until } files come only when you download them, and large texts when you open them.
thrift-metered = This link is paid for by what goes over it
thrift-budget = At most in an hour:
thrift-no-budget = no limit
thrift-hint = On a paid link, and once the bytes of an hour are spent, decisions and small news still come. Large texts wait until you open them, and files until you download them.
link-relay-settings = Relay settings
relay-without-address = Relay { $key }
relay-never-met = never linked yet
relay-has-all = holds all work from here
relay-waiting = { $count ->
    [one] One unsent change
   *[other] { $count } unsent changes
}
relay-linked = linked now
relay-last-contact = last linked { $when }
troubles-title = Needs attention
trouble-refused-here = Refused here
trouble-refused-there = Refused by the relay
trouble-held-back = Held back
trouble-gap = Not complete yet
trouble-gap-text = { $count ->
    [one] One part has not come; it is asked for again at the next sync
   *[other] { $count } parts have not come; they are asked for again at the next sync
}
left-title = Waiting to be opened
trouble-left = Not fetched yet
trouble-left-text = { $count ->
    [one] one large part waits
   *[other] { $count } large parts wait
} to spare the link; open the document to get it
facts-title = Where the work is
facts-hint = Each sign shows only once it is durably true.
facts-document = Document
fact-saved = Saved here
fact-at-relay = At the relay
fact-at-head-office = At head office
fact-seen = Seen by the chair
fact-yes = yes
fact-before = changed since
fact-no = not yet
fact-waiting = { $count ->
    [one] 1 waiting
   *[other] { $count } waiting
}
fact-since = Last: { $when }
status-waiting = { $count ->
    [one] One document waits to sync
   *[other] { $count } documents wait to sync
}
present-here = { $name } has this document open
storage-quit = { $count ->
    [one] One change is not saved and is lost if the program is closed now.
   *[other] { $count } changes are not saved and are lost if the program is closed now.
}
storage-stay = Stay open
storage-quit-anyway = Close without saving

reports-seen = Mark as read
reports-seen-one = Mark this report as read
reports-more = { $count ->
    [one] 1 more document
   *[other] { $count } more documents
}
reports-new = new
reports-new-document = new document
reports-came = { $count ->
    [one] { $name }: 1 change
   *[other] { $name }: { $count } changes
}
reports-conflict = Conflicting values:
reports-merged = Merged automatically, read again:
reports-both-touched = Changed by both sides:
reports-shown-again = Shown again because somebody wrote in it:
reports-kept-aside = Kept aside:
reports-order = order
me = you
pick-relay-authority = The certificate of your organisation's authority
relays-allow-plain = Connect without TLS, too, to relays at ws:// addresses on other machines
relays-authority = Trust an authority of our own…
relays-authority-forget = Trust this authority no longer
relays-connection-hint = These two hold for this device only. Without TLS, whoever is in between can read along; nobody can change anything unnoticed.
