unit-head-office = head office
unit-branch = branch office
unit-subsidiary = subsidiary
unit-affiliate = affiliate
unit-business-unit = business unit
unit-division = division
unit-department = department
unit-not-placed = not in the unit tree yet
unit-closed = closed
unit-placed = { $unit } is in the unit tree as { $kind }.
label-public = public
label-internal = internal
label-confidential = confidential
label-secret = secret
scope-label = Confidentiality level: { $label }
scope-some = shared with some
scope-everybody = Shared with the whole council.
scope-units = Shared with: { $named }. Chair, secretary and auditor may hold it, too.
scope-people = Shared with: { $named }. Nobody else may hold it.
device-revoked = { $name } is revoked. { $count ->
    [0] Nothing was held here of this device.
    [one] What is held here of this device was accepted in one document.
   *[other] What is held here of this device was accepted in { $count } documents.
} What comes later of it is held back until the chair releases it.
device-seats-ended = Seats that end with this: { $seats }.
device-seats-again = A replacement that the chair invites holds them again as soon as it joins, all but the chair's seat.
device-seats-kept = Seats that the person holds on with another device: { $seats }.
device-others = Other devices in the name of this person still count: { $keys }. Revoke those that are not theirs, too.
passing-at-once = As soon as it joins, the new device holds the seats: { $seats }.
passing-once-confirmed = Once it is confirmed (dewan council confirm), the new device holds the seats: { $seats }.
passing-not-by-chair = No seat passes to the new device: only an invitation of the chair hands seats on. The chair may give them again: dewan appoint
device-recovered = { $name } is revoked with the recovery key. What comes later of that device is held back until the chair releases it.
recover-accepted = What is held here of this device was accepted in { $count ->
    [one] one document
   *[other] { $count } documents
}: its decisions and its text go on counting.
recover-waiting = { $count ->
    [one] 1 document waits
   *[other] { $count } documents wait
} for the new chair: until it is released, what that device decided and wrote there does not count. The chair releases all of it with: dewan release --all { $key }
confirm-release-all = All that is held back of { $name } is about to be accepted in { $count ->
    [one] 1 document
   *[other] { $count } documents
}: its text shows and its statements count. This cannot be taken back.
work-released-all = What was held back of { $name } is accepted in { $count ->
    [one] 1 document
   *[other] { $count } documents
}.
refused-nothing-held-back-anywhere = Nothing was said: nothing of that device is held back, in any document.
chair-recovered = { $name } is the council chair now.
work-released = What was held back of { $name } in this document shows now.
recovery-waits = A recovery key was made. Move it away from this machine with: dewan council recovery-key FILE. Keep the file in a safe place: it revokes devices and names a chair when the chair's device is lost.
recovery-exported = The recovery key is in { $file } and not on this device any more. Keep it away from every machine.
held-revoked = its device was revoked; the chair can release it
closing-revoked = this device was revoked by the council; ask the chair
people-standing-revoked = Revoked
standing-revoked = revoked
invalid-revoked = the device of whoever says it was revoked, and the act was not accepted
ability-grant = Share documents with others
ability-revoke = Revoke devices, release what is held back
act-grant = Shared
act-release = Released
refused-no-unit = Nothing was said or written: there is no unit "{ $name }". There are: { $names }. A new unit comes into the tree with: dewan unit "{ $name }" --kind branch
refused-scope-size = Nothing was said: name at least one unit or person, and at most 256 of each.
refused-shared-already = Nothing was said: everybody named may hold the document already.
refused-may-not-share = Nothing was said: only whoever began the document, its unit's coordinator, the secretary and the chair may share it.
refused-revoke-not-chair = Nothing was said: only the council chair or the recovery key revokes a device.
refused-revoke-itself = Nothing was said: a device does not revoke itself. Name another chair first, or use the recovery key.
refused-recover-itself = Nothing was said: this is the device at which you write, and nobody would hear of it. Name a new chair here (dewan recover --key FILE --chair NAME), sync, and let the new chair revoke this device; or do both at once at another device.
refused-revoked-already = Nothing was said: the device is revoked already.
refused-not-recovery-key = Nothing was said: the file does not hold the recovery key of this council.
refused-no-new-chair = Nothing was said: the new chair must be a member who counts.
refused-release-not-chair = Nothing was said: only the council chair, or the person with a new device, releases what is held back.
refused-nothing-held-back = Nothing was said: nothing of that device is held back in this document.
refused-recovery-not-here = The recovery key is not on this device: it was moved away before, or another device founded the council.
refused-recovery-exists = Nothing was written: the file is there already. Name a new one.
refused-recovery-not-read-back = What was written does not read back. The recovery key is still on this device; try another place.
refused-recovery-no-key = The file holds no recovery key.
people-recovery-title = Recovery key
people-recovery-hint = When the chair's device is lost, this key revokes it and names a new chair. Move it into a file, on a medium that you keep in a safe place: afterwards it is not on this device any more.
people-recovery-move = Move recovery key…
recovery-key = recovery key
pick-recovery-key = Where to move the recovery key
refused-unit-code = "{ $typed }" is no code of a unit: use 1 to 8 letters and digits, such as JKT. Nothing was said.
refused-unit-code-taken = The unit { $unit } has the code { $code }; choose another. Nothing was said.
