# Carry files: what a link would bring, in a file.

carry-for-office = all of { $office }
carry-written = Written for { $whom }: { $file } ({ $bytes }).
carry-written-what = It has { $documents ->
    [one] one document
   *[other] { $documents } documents
}, { $changes ->
    [one] one change
   *[other] { $changes } changes
}, { $acts ->
    [one] one act
   *[other] { $acts } acts
} and { $files ->
    [one] one file
   *[other] { $files } files
}.
carry-written-goes-on = It goes on where the recipients are known to stand.
carry-written-everything = It has everything that is for all recipients, because it is not known what they hold. Their answer in a file of their own says it, and the next one is smaller.
carry-written-since = It has what was written since that day. Recipients who lack something from before need a file with everything, without a day.
carry-written-locked = Only the recipients can open it.
carry-written-open = It is not locked: whoever finds it can read it.
carry-left-out = Left out: { $count ->
    [one] one document that is
   *[other] { $count } documents that are
} not for all recipients. The next file for only those who may hold it brings what is missing.
carry-large-files = Left out: { $count ->
    [one] one large file
   *[other] { $count } large files
}. The next file with a higher limit brings what is missing.
carry-from = { $file }: from { $name } for { $whom }, written { $moment }.
carry-what = { $documents ->
    [one] One document
   *[other] { $documents } documents
}, { $files ->
    [one] one file
   *[other] { $files } files
}, { $bytes }. Signed and undamaged.
carry-receipts = Confirmations of what arrived elsewhere: { $count }
carry-roster = News about the council itself (people, seats, units): { $count }
carry-earlier-missing = An earlier file of this device was not read here. Read that one first, or ask for one with everything: what builds on it waits.
carry-new-document = new document { $id }
carry-new-titled = new: { $title }
carry-document = { $title }: { $new } new, { $held } already here
carry-taken = Taken: { $changes ->
    [one] one change
   *[other] { $changes } changes
} and { $acts ->
    [one] one act
   *[other] { $acts } acts
} in { $documents ->
    [one] one document
   *[other] { $documents } documents
}, { $files ->
    [one] one file
   *[other] { $files } files
}.
carry-taken-nothing = Nothing new.
carry-taken-receipts = New confirmations of what arrived elsewhere: { $count }
carry-held = Already here: { $count }
carry-waiting = Waiting for an earlier file or a link: { $count }
carry-refused = Refused: { $count }, { $why }.
carry-see-report = What was merged: dewan report
refused-carry-nobody = Nothing written: name somebody else than this device with --for.
refused-carry-many = Nothing written: a file is for at most { $count } devices. Write several.
refused-carry-for-others = Nothing taken: the file was written for { $whom }. Ask for one for this device.
refused-carry-locked = Nothing taken: the file is locked to other devices. Ask for one for this device.
refused-carry-foreign = Nothing taken: this is no carry file of Dewan.
refused-carry-rewritten = Nothing taken: the file was changed on its way as if it were text. Send it packed (zip), or on a memory stick.
refused-carry-version = Nothing taken: the file was written by a newer program. Bring this one up to date.
refused-carry-cut-off = Nothing taken: the file is cut off. Copy all of it again.
refused-carry-damaged = Nothing taken: the file was damaged on its way. Copy it again, or ask for it anew.
refused-carry-other-council = Nothing taken: the file belongs to another council.
refused-carry-unknown = Nothing taken: nobody here knows { $name }, who wrote the file. Whoever invited that device can read it.
refused-carry-revoked = Nothing taken: the device of { $name }, which wrote the file, was revoked. What it wrote comes with the files of others, and is held back until the chair releases it.
refused-carry-waits = Nothing taken: { $name }, who wrote the file, does not count yet: an invitation was used twice. Whoever invited confirms the right device, on the page Council or with dewan council confirm.
refused-carry-disk = Nothing taken: { $file } cannot be read ({ $reason }).
refused-carry-large = Nothing taken: the file has { $bytes }, and the disk of the data folder takes only { $free } more. Make room first.
