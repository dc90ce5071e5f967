# The words on printed pages, and what keeps them from being made.
document-draft = draft
document-version = version
document-in-force-from = in force from
document-fingerprint = fingerprint
document-approval = approval
document-decided-by = decided by
document-opinion = opinion
document-not-heard = not heard
document-published-by = published by
document-withdrawn = withdrawn
document-superseded = superseded
document-verify = how to verify
document-council = council
document-confidentiality = confidentiality level
document-next-review = next review
document-confirmation = confirmation
document-confirmed = confirmed minutes
document-confirmed-as-chair = as chair
document-confirmed-as-attendee = as one who was there
document-annex = annex
document-quorum = quorum
document-page = page
document-of = of
document-proxy = proxy
document-letter = proxy letter
document-item-kind = for
document-information = information
document-discussion = discussion
document-for-decision = decision
document-recused = recused
document-rule = how it is decided
document-consensus = consensus
document-majority = majority
document-circular = circular decision
document-casting = chair's casting vote
document-dissent = dissenting opinion
document-look-again = to be looked at again
document-executors = executors
document-evidence = evidence
paper-verify = On the computer of a council member, run: dewan log { $id }. The fingerprint of this version must be the one printed here.
export-which = "{ $version }" is no version. Write in-force, the number of a version such as 1, or a day such as 2026-03-01 for the one that was in force then.
export-no-day = The clock of this computer shows no day at all; set it right, then try again.
export-none-in-force = No version of this document is in force. See: dewan log { $id }
export-none-in-force-on = No version of this document was in force on { $day }. See: dewan log { $id }
export-no-such-version = This document has { $there ->
    [one] one approved version
   *[other] { $there } approved versions
}; there is no number { $number }. See: dewan log { $id }
export-not-published = Version { $number } is approved, but not published yet. Publish it first (dewan publish), or export without --version, as a draft.
export-other-text = Version { $number } does not read here as it was decided. Nothing was written. Sync first, then try again.
export-too-large-for-paper = { $file }: this document is too large for a PDF (at most { $reason } MB of text). Nothing was written; export as .docx or .html.
export-not-set = { $file }: its pages could not be set ({ $reason }). Nothing was written; export as .docx or .html.
log-version = Version { $version }, number { $number }, fingerprint { $fingerprint }
log-confirmed = { $what }, fingerprint { $fingerprint }
log-version-unpublished = Version { $version }, not published yet, fingerprint { $fingerprint }

# Files that are published with a version, and stay as they are.
publish-no-files = Nothing was published: no PDF and HTML could be made of the approved text ({ $reason }). The approval stays; try again, or tell whoever looks after the program.
publish-file-too-large = Nothing was published: the { $form } has { $bytes }, and at most { $most } are possible. Shorten the document, or split it.
export-file-form = { $file }: a published file is PDF or HTML. Let the name end with .pdf or .html.
export-no-file = Version { $number } was published without a { $form } file, by an older program. Export it without --published-file: it is made anew from the decided text.
export-file-coming = The { $form } of version { $number } is not here yet: { $here } of { $all }. The rest comes as soon as a relay has it; nothing was written.
export-file-left = The { $form } of version { $number } is not here yet: { $here } of { $all }. It is too large to come by itself, and another program writes in this office now: fetch it there. Nothing was written.
file-in-indonesian = { $form } in Indonesian, { $bytes }
file-in-english = { $form } in English, { $bytes }
file-save = Save { $form }
file-get = Download
file-not-here = not here yet, { $here } of { $all }
file-at-relay = at the relay
file-not-at-relay = not at the relay yet
told-files = As it was published
pick-published-file = Save the published file
files-coming = { $count ->
    [one] One file is still to come: { $bytes }
   *[other] { $count } files are still to come: { $bytes }
}
files-left = { $count ->
    [one] One file comes only when you download it: { $bytes }
   *[other] { $count } files come only when you download them: { $bytes }
}
