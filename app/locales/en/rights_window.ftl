units-heading = Unit tree
units-count = { $count ->
    [one] 1 unit
   *[other] { $count } units
}
units-search = Find a unit
units-none-fit = No unit fits.
units-fold = Fold { $unit }
units-unfold = Unfold { $unit }
units-edit = Change { $unit }
units-add = Add a unit
units-add-part = Add a part of { $unit }
units-people = { $count ->
    [0] nobody yet
    [one] 1 person
   *[other] { $count } people
}
units-people-with-parts = { $count ->
    [one] 1 person
   *[other] { $count } people
}, { $all } with its parts
units-only-chair = Only the chair and the acting chair change the unit tree.
units-name = Name of the unit
units-name-hint = such as Surabaya Branch
units-kind = Kind
units-part-of = Part of
units-top = Nothing: at the top of the tree
units-closed = The unit is closed
units-closed-hint = A closed unit stays in the tree, because documents and seats name it, but it is not offered any more.
units-save = Save the unit
unit-lacks-name = Give the unit a name.
unit-lacks-exists = There is a unit of that name in the tree.
unit-lacks-parent = The unit above it is not in the tree. Add that one first.
unit-lacks-circle = A unit cannot be part of itself.

devices-heading = Members and devices
devices-count = { $people ->
    [one] 1 person
   *[other] { $people } people
}, { $devices ->
    [one] 1 device
   *[other] { $devices } devices
}
devices-search = Find a person, an office or a device
devices-none-fit = Nobody fits.
devices-more = { $count ->
    [one] Show 1 more person
   *[other] Show { $count } more people
}
devices-only-chair = Only the chair revokes devices.
devices-since = Since { $day }
devices-this = this device
devices-heard = last heard of { $when }
devices-never-heard = not heard of yet
devices-replaced-by = Replaced by device { $key }
devices-revoked-by = Revoked by { $name }, { $when }
devices-revoked-by-key = Revoked with the recovery key, { $when }
devices-revoke = Revoke device { $key } of { $person }
devices-revoke-short = Revoke device
devices-replace = Invite a device in place of { $key } of { $person }
devices-replace-short = Invite a replacement
devices-revoke-sure = Device { $key } of { $person } will be revoked. This cannot be undone; the person can be invited again with a new device.
devices-revoke-session = The relay closes its session and does not serve it any more.
devices-revoke-work = Its work that is here stays accepted. What comes later is held back, not lost, until you release it.
devices-revoke-replaced = Device { $key } replaces it: the person can release the work that is held back.
devices-revoke-unreplaced = No device replaces it yet. Invite one, and the person can release the work that is held back.
devices-revoke-reason = Reason
devices-revoke-reason-hint = such as lost on a business trip
devices-revoke-do = Revoke now

held-heading = Work that is held back
held-hint = Written by devices that were revoked, and accepted by nobody yet. It is not lost: it is kept and synced.
held-changes = { $count ->
    [one] 1 change
   *[other] { $count } changes
}
held-statements = { $count ->
    [one] 1 statement
   *[other] { $count } statements
}
held-line = { $what } by { $person } (device { $key }), revoked { $when }
held-look = Look at the work of { $person } in { $title }
held-look-short = Look at it
held-would-read = With it, the document would read so:
held-nothing-differs = The document would read as it does now.
held-unreadable = { $count ->
    [one] One change cannot be read here and stays held back.
   *[other] { $count } changes cannot be read here and stay held back.
}
held-would-count = These statements would count:
held-sure = Let the work of { $person } in “{ $title }” through? It then shows for everybody, and cannot be held back again.
held-close = Close
held-leave = Leave it held back
held-release = Release the work of { $person } in { $title }
held-release-short = Release
held-who-may = Who releases it: the chair, or the person with the device that replaces it.
home-held = { $count ->
    [one] 1 document holds work that is held back and that you can release
   *[other] { $count } documents hold work that is held back and that you can release
}

people-invite-replaces = This new device replaces device { $key } of { $person }, may hold everything that one may hold, and has its seats where the chair invites. The seats of chair, acting chair and sponsor pass on once you confirm the new device.
people-invite-replaces-nothing = Not a replacement
people-relay-address = Address of relay { $number }
people-relay-only-units = Serves certain units only
people-relay-units = Units that relay { $number } serves
people-relay-up = Prefer relay { $number }
people-relay-remove = Remove relay { $number }
people-relay-add = Add a relay
people-relay-lacks-units = Choose the units it serves.
people-relay-serves = serves { $units }

rules-meetings = Meetings
rules-quorum = Quorum: more than
rules-quorum-of = of
rules-proxies = One person stands in for at most
rules-notice-days = Notice of meetings, days before
rules-quorum-bounds = A quorum is at least half and less than all, such as 1 of 2 or 2 of 3.
rules-meetings-hint = A quorum is at least half; one person stands in for at most { $most }; 0 days: no rule about notice. For every council: consensus first, then the majority; a tie is decided by the chair's casting vote; a circular decision needs the written yes of every member.

panel-sharing = Who may hold it
sharing-no-label = not stated
sharing-holders = { $count ->
    [one] Held by 1 person
   *[other] Held by { $count } people
}
sharing-all-holders = Show all { $count } people
sharing-by-creator = began this document
sharing-by-name = named
sharing-by-unit = belongs to { $unit }
sharing-by-seat = by their seat: { $role }
sharing-by-seat-of = by their seat: { $role }, { $unit }
sharing-relay = a relay that keeps it
sharing-openings = Opened by
sharing-everybody = the whole council
sharing-nobody-else = nobody else
sharing-created = { $name } began it for { $whom }
sharing-granted = { $name } shared it with { $whom }
sharing-share = Share
sharing-all-have-it = The whole council may hold this document already.
sharing-who-may = Who may share it: whoever began it, the coordinator of its unit, the secretary, the chair and the acting chair.
sharing-with-everybody = With the whole council
sharing-with = With units or people
sharing-reason = Reason (may be empty)
sharing-for-good = This goes to { $whom }: the whole document with its history. It cannot be taken back: what was sent cannot be made unread.
sharing-too-many = Too many: at most 256 units and 256 people.
sharing-do = share
notice-shared = The document is shared. They receive it with the next sync.

scope-picker-hint = Type a part of a unit, a person or an office; Enter takes the first
scope-picker-units-hint = Type a part of a unit; Enter takes the first
scope-picker-more = and { $count } more; type more of the name

new-create = Begin
new-title-hint = May be filled in later
new-import = Import documents
new-import-more = { $count ->
    [one] and 1 more file
   *[other] and { $count } more files
}
holders-label = Confidentiality level
holders-of-public = Shared with the whole council; anybody may be shown what it says.
holders-of-internal = Shared with the whole council.
holders-of-confidential = For { $unit } and the units below it. The chair and the acting chair, the secretary, the auditor and whoever holds a seat for these units may hold it too.
holders-of-secret = For you alone, until you share it.
holders-by-name = Choose units or people by name
holders-named = For units or people
holders-only-named = For those you choose, and yourself.
holders-are = For { $named }, and yourself. If units are among them, also for the chair and the acting chair, the secretary, the auditor and whoever holds a seat for these units.
holders-lack-names = Choose at least one unit or person.
holders-for-good = Once begun, a document can be shared with more people, but not with fewer.
standing-minutes-conflict = Conflict of confirmations
units-code = Code for drafts
units-code-of = code { $code }
unit-lacks-code = The code of a unit is 1 to 8 letters and digits.
unit-lacks-code-taken = Another unit has that code.
