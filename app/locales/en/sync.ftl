sync-linked = Linked with the relay { $address } (key { $key }…).
sync-pinned = The relay's key { $key }… is now named to the council; others accept no other one at that address.
sync-came = Work of others came for { $count ->
    [one] 1 document
   *[other] { $count } documents
}.
sync-came-report = Work of others came for { $count ->
    [one] 1 document
   *[other] { $count } documents
}. See what it brought with: dewan report
sync-caught-up = Everything was sent and received.
sync-log-renewed = This store was copied or restored; it goes by a new name now and everything is compared.
sync-trouble = What came could not be stored: { $reason }. Nothing saved before is touched; it comes again.
sync-no-door = Commands started meanwhile cannot be taken: { $reason }. They are refused; everything else goes on.
sync-no-link = No link with { $address }: { $reason }. Everything stays saved here.
sync-no-link-again = No link with { $address }: { $reason }. Everything stays saved here; next try in about { $seconds } s.
sync-sent = Sent: { $changes } changes, { $acts } acts ({ $bytes } bytes).
sync-received = Received: { $changes } changes, { $acts } acts ({ $bytes } bytes).
sync-stored = At the relay: { $there } of { $all } documents.
sync-stored-receipt = At the relay: { $there } of { $all } documents; last receipt { $moment }.
sync-files = Files: { $sent } sent, { $received } received.
sync-gap = Known and not here yet: { $item }. It is asked for again with every sync.
sync-incomplete = Not everything was said and taken: { $reasons }. Everything written here stays saved; sync again.
sync-ended = the link ended because { $reason }
sync-broken = the link kept breaking
sync-silence = nothing moved any more
sync-stopped = the program was ended
sync-not-settled = this device's membership does not count yet, so documents wait; ask whoever invited you to run dewan council confirm
sync-refused-there = { $count ->
    [one] 1 item was refused by the relay
   *[other] { $count } items were refused by the relay
} (see dewan status)
sync-refused-here = { $count ->
    [one] 1 item was refused here
   *[other] { $count } items were refused here
} (see dewan status)
sync-gaps = { $count ->
    [one] 1 thing is known and did not come
   *[other] { $count } things are known and did not come
} (see dewan status)
refused-no-relay = The council names no relay yet. The founder names one with dewan council relay URL; or name one here with --relay URL. Everything stays saved here.
refused-relay-address = "{ $address }" is no relay address; it looks like wss://relay.example:8443 ({ $reason }). Everything stays saved here.
refused-unreachable = The relay at { $address } cannot be reached: { $reason }. Everything stays saved here; sync again when there is a link.
refused-by-relay = The relay at { $address } refuses: { $reason }. Everything stays saved here; ask whoever runs the relay.

status-saved-here = saved here
status-at-relay = at the relay
status-at-relay-since = at the relay (receipt { $moment })
status-at-head-office = at head office
status-at-head-office-since = at head office (receipt { $moment })
status-seen = seen by the chair { $moment }
status-seen-before = seen by the chair { $moment }, changed since
status-waits = waiting to sync
status-waits-some = waiting to sync: { $count ->
    [one] 1 change
   *[other] { $count } changes
}
status-superseded = This device's join does not count: another device was confirmed. What it writes is kept and not shown to others.
status-relay-never = Relay { $relay }: nothing sent yet.
status-relay-all = Relay { $relay }: has everything.
status-relay-waiting = Relay { $relay }: { $changes } changes and { $acts } acts ({ $bytes }) are not acknowledged yet.
status-refused-here = Refused here: { $item } from { $peer }…: { $reason }
status-refused-there = Refused by { $peer }…: { $item }: { $reason }
status-note = { $moment }: this store began a new log ({ $why }); everything was or will be compared with the next sync. Nothing is lost.
status-waiting-acts = { $count ->
    [one] 1 act waits
   *[other] { $count } acts wait
} for others it cites.
status-open-joins = { $count ->
    [one] 1 join waits
   *[other] { $count } joins wait
} to be confirmed: dewan council confirm
status-reports = { $count ->
    [one] 1 merge report was
   *[other] { $count } merge reports were
} not seen yet: dewan report

report-none = No merge report that was not seen yet. All that are kept: dewan report --all
report-of = Merged { $moment }: { $count ->
    [one] 1 document
   *[other] { $count } documents
}
report-new = new
report-came = { $name }: { $count ->
    [one] 1 change
   *[other] { $count } changes
}
report-both = Both sides touched { $path }: here { $mine }, there { $theirs }. Both are kept.
report-overlap = Changed apart by { $names } and merged: { $path }. Read it, and settle it with dewan choose.
report-conflict = Conflicting values at { $path }; choose one with dewan choose:
report-aside = Kept aside at { $path }, by { $name }: { $content }
report-shown-again = Shown again, because somebody worked in it: { $path }

check-looked = Checked: { $documents } documents, { $changes } changes, { $seals } seals, { $acts } acts, { $files } files, { $rows } log rows.
check-clean = All in order.
check-file = the file is damaged
check-index = an index of the file does not fit
check-stray = rows belong to nothing that is here
check-council = the row of a council names another one than its acts
check-act = an act is damaged
check-change = a change is damaged
check-seal = a seal does not hold
check-unsealed = nobody's seal vouches for a change
check-dangling = a change is built on something that is not here
check-receipt = a receipt is damaged
check-published-file = a published file is damaged
check-chain = the log's chain breaks at a row
check-frontier = what counts as complete does not follow from the changes
check-roster = what is kept of the acts about the council does not follow from them
check-nameless = the row of a document does not say which it is
check-digest = a digest is wrong
check-naming = what is noted of which files are named does not follow from the acts
check-summary = the index is older than the document; the next command that writes makes it anew
check-unopened = a document does not open as it should
check-quarantined = { $count ->
    [one] 1 row was
   *[other] { $count } rows were
} set aside earlier and did not come back yet; sync with somebody who has it.
check-mended = Set aside: { $rows } damaged rows; { $waiting } others wait for them. Put right: { $right }. All the rest is whole. Sync now with whoever has them (dewan sync --once): they come back by themselves.
check-mended-in-part = Set aside: { $rows } damaged rows; { $waiting } others wait for them. Put right: { $right }. This is left, and setting rows aside does not mend it:
refused-check-file = The file itself is damaged, and setting rows aside is not enough; nothing was changed. Put a backup back with dewan restore; what is at a relay comes back with the next sync.
refused-check-left = Not everything could be mended. Put a backup back with dewan restore; what is at a relay comes back with the next sync.
refused-check = { $count ->
    [one] 1 thing is
   *[other] { $count } things are
} not in order; nothing was changed. “dewan check --mend” sets it aside, and the next sync brings it back from whoever has it; or put a backup back with dewan restore.

backed-up = Written and verified: { $file } ({ $bytes } bytes). The device key is not in it; keep that apart.
restored = The store is as in { $file } again.
restored-aside = The store that was here is kept as { $file }.
restored-sync = What came after the backup and reached a relay returns with: dewan sync --once
restored-no-key = There is no device key in this folder. Put device.key back to write; without it this store can only be read.

sync-connection-broke = the connection broke
closing-done = everything was said
closing-version = the two programs speak no common version; update the older one
closing-not-hosted = this council is not hosted there; ask who runs the relay to host it
closing-unknown-key = this device is not a member of the council, as far as is known there
closing-proof = the other side could not prove who it is
closing-wrong-peer = this is not the relay the council named
closing-protocol = a frame was out of protocol
closing-too-large = a frame or item was larger than allowed
closing-overrun = more was sent than may be under way at once
closing-log-renewed = the store was copied or restored and now goes by a new name
closing-storage = the store could not read or write
closing-timeout = nothing was heard for too long
closing-standing-changed = the membership was settled; connect again
closing-shutting-down = the program is closing
closing-too-slow = the other side did not keep up
closing-mirror = this device is connected to itself
closing-blocked = whoever runs the relay does not serve this device; ask them
closing-busy = as many are connected as that relay serves; this device tries again by itself
closing-replaced = the same device connected again
closing-other = for a reason this program does not know
unreachable-nobody-listens = no relay program runs at that address
unreachable-unknown-name = nobody knows a machine of that name
unreachable-no-way = there is no network that leads there
unreachable-too-late = no answer came in time
unreachable-cut = the connection was cut while it began
sync-left = Still to send { $send }, about { $come } more to come.
sync-saved = { $count ->
    [one] One large thing was told of and waits
   *[other] { $count } large things were told of and wait
  } on the paid line: "dewan sync --once --first DOC" brings one, "--unmetered" all.
budget-unknown = bytes an hour are written like 5MB/h or 500kB/h, or none
distrusted-issuer = the certificate there is by nobody whom this machine trusts. If it is by your organisation's own authority, name its file with --relay-ca or in the settings; if not, somebody may be in between
distrusted-expired = the certificate there is not valid at this time. Check this machine's clock; if it is right, ask whoever runs the relay to renew it
distrusted-name = the certificate there is for another name. Check the address; if it is right, somebody may be in between
distrusted-no-tls = what answers there speaks no TLS 1.3. If the relay is plain, its address begins with ws://
refused-plain = { $address } is a plain address (ws://) on another machine: whoever is in between can read along. Use wss:// if the relay has it. To connect all the same, say --allow-plain, or tick it beside the relays under Council. Everything stays saved here.
refused-authority = { $file } holds no certificates that can be used, so no connection was tried. Give a file in PEM with --relay-ca or in the settings. Everything stays saved here.
