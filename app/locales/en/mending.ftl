status-fork = { $document }: { $name }'s device was copied, and both copies wrote at one place. The chair chooses with: dewan choose-branch DOC CHANGE --reason TEXT
fork-branch = { $change }, { $when }, { $count ->
    [0] nothing built on it
    [one] 1 change built on it
   *[other] { $count } changes built on it
}: { $counts ->
    [yes] counts
   *[no] held back
}
fork-write-again = { $count ->
    [one] 1 change of this device stands on a branch that does not count
   *[other] { $count } changes of this device stand on a branch that does not count
}. Write it again with: dewan rewrite DOC
branch-chosen = Chosen. That branch counts now; the other one is held back, not lost.
written-again = { $count ->
    [one] 1 change was written again, as far as it still fits.
   *[other] { $count } changes were written again, as far as they still fit.
}
not-written-again = { $count ->
    [one] This had nothing to stand on any more and was not written:
   *[other] These { $count } had nothing to stand on any more and were not written:
}
left-new = something new
left-move = a move
left-remove = a removal
left-restore = something restored
act-choose-branch = Branch chosen
refused-no-fork = Nothing was said: no device was used twice in this document, so there is nothing to choose.
refused-no-such-branch = Nothing was said: no branch of this document begins with that change. `dewan show DOC` lists them.
refused-ambiguous-branch = Nothing was said: several changes begin so. Type more of the hash.
refused-branch-counts = Nothing was said: that branch counts already.
refused-choose-not-chair = Nothing was said: only the council chair chooses which branch counts.
refused-nothing-lost = Nothing was written: nothing of this device stands on a branch that does not count, or it was written again already.
refused-lost-unreadable = Nothing was written: what stands on the other branch cannot be read here. It stays held; update the program and try again.
forks-heading = A copied device wrote twice
forks-hint = The key of one device was used on two machines at once, and both wrote at one place. One branch shows; the other is held back, not lost. The chair says which one counts.
forks-line = { $person } · device { $key }
forks-reason = Why this branch counts
forks-reason-hint = For instance: the copy at the branch office is the one everybody read
forks-choose = Use this branch
forks-choose-of = Use the branch { $change } in { $title }
forks-who-may = Only the council chair chooses.
forks-write-again = { $count ->
    [one] Write 1 change again
   *[other] Write { $count } changes again
}
forks-write-again-hint = What you wrote on the branch that does not count is written again, where it still fits.
home-forked = A copied device wrote twice: choose a branch, or write again what lost
act-restart = Restarted
list-restarted = restarted as { $id }
list-left-behind = { $count ->
    [one] 1 change of yours
   *[other] { $count } changes of yours
} did not come along
show-restarted = This document was restarted as { $id } ({ $title }): { $reason }. It takes nothing more. { $decided ->
    [yes] What counts is the version decided there.
   *[no] A version decided here counts until one is decided there.
}
show-left-behind = { $count ->
    [one] 1 change
   *[other] { $count } changes
} written on this device did not come along into it. Copy what is still wanted there.
show-forgotten = Its text was removed from this device on { $when }.
confirm-restart = “{ $title }” is about to start over as a new document: with the text that counts, without its history and comments. Nobody can write, submit or decide in the old one any more. This cannot be taken back.
document-restarted = “{ $title }” goes on as { $id }. The old one ({ $old }) takes nothing more; a version decided there counts until one is decided here. To remove its text from this device: dewan forget { $old }
restart-comments-stay = { $count ->
    [one] One comment stays
   *[other] { $count } comments stay
} with the old document, with the words quoted: signed statements are not removed, because what was decided rests on them.
confirm-forget = The text of “{ $title }” ({ $id }) is about to be removed from this device for good: its changes, its files, its words in the search. What was decided stays known, but cannot be proved from here any more; write it into a file first with: dewan prove. Backups made before still hold the text.
document-forgotten = The text of “{ $title }” is gone from this device: { $changes } changes, { $files } files. Other devices and relays remove it for themselves.
refused-restarted = Nothing was saved or said: the document was restarted as { $id }. Open that one and do it there; what is here stays as it is.
refused-restart-not-chair = Nothing was said: only the council chair lets a document start over.
refused-restart-no-text = Nothing was said: the text of the document does not open here. Say with which one it starts: --from-text FILE
refused-restart-other-kind = Nothing was said: the file is of another kind than the document.
refused-forget-goes-on = Nothing was removed: the document goes on. Only one that was restarted as another one can be removed.
refused-forget-gone = Nothing was removed: its text was removed from this device before.
refused-forget-mine = Nothing was removed: { $count ->
    [one] 1 change
   *[other] { $count } changes
} written on this device did not come along into the document it goes on as, and may stand nowhere else. Look at the text (dewan show { $id }) and copy what is still wanted; then remove it with: dewan forget { $id } --with-mine
document-restarted-short = restarted as { $id }
document-left-behind = { $count ->
    [one] 1 change of yours
   *[other] { $count } changes of yours
} did not come along
document-left-behind-hint = Whoever let the document start over did not have them. They stand here only; copy what is still wanted into the document it goes on as.
restarted-offers-nothing = The document goes on as { $id }: nothing more is submitted, judged or decided here.
restarted-go = Open the document it goes on as
notice-restarted-unsaved = What you typed last was not saved: meanwhile the document was restarted as { $id }. It stays on the screen until you close the document; copy what you need and write it there.
menu-restart = Start over as a new document…
menu-forget = Remove its text from this device…
restarting-title = Start “{ $title }” over
restarting-what-happens = What happens
restarting-what-stays = What stays
restarting-what-is-lost = What is lost
restarting-happens = A new document begins with the text as it reads now, for the same people. Whoever opens this one finds the way there.
restarting-happens-decided = A new document begins with the text that counts, for the same people: { $what }. Whoever opens this one finds the way there.
restarting-stays = This document stays readable, with its history, comments and decisions. What was decided here counts until something is decided in the new one.
restarting-lost = The new document has no history and no comments: nothing shows there who wrote what. Here nobody can write, comment, submit or decide any more.
restarting-lost-decided = The new document has no history and no comments, and nothing of what was written here since that decision. Here nobody can write, comment, submit or decide any more.
restarting-for-good = This cannot be taken back.
restarting-reason = Why it starts over (everybody reads this)
restarting-reason-hint = for example: personal data in its history
restarting-do = Start over
restarting-under-way = A moment, this is being done…
forgetting-title = Remove the text of “{ $title }” from this device
forgetting-happens = Its text with all its history, the files that only it names, and its words in the search are removed from this device.
forgetting-stays = The document it goes on as stays whole. It stays known what was decided here, and by whom. Other devices and the relay keep the text until it is removed there, too; so do backups made before.
forgetting-lost = What was decided here cannot be proved from this device any more. Whoever needs the proof writes it into a file first, with the command: dewan prove
forgetting-go-on = Go on to remove…
forgetting-surely = Remove it for good?
forgetting-for-good = The text of “{ $title }” ({ $id }) will not be on this device any more. Nothing brings it back.
forgetting-mine = { $count ->
    [one] 1 change
   *[other] { $count } changes
} written on this device did not come along into the document it goes on as, and may stand nowhere else. Copy what is still wanted first.
forgetting-do = Remove for good
notice-went-on = The document goes on as { $id }, which is open now. The old one can be found among the archived documents.
notice-went-on-elsewhere = “{ $title }” goes on as { $id }. The old one can be found among the archived documents.
notice-not-restarted = “{ $title }”: { $why }
notice-forgotten = The text is gone from this device: { $changes ->
    [one] 1 change
   *[other] { $changes } changes
}, { $files ->
    [one] 1 file
   *[other] { $files } files
}.
document-forgotten-short = its text is not on this device
