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
document-verify = how to verify
document-page = page
document-of = of
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
log-version-unpublished = Version { $version }, not published yet, fingerprint { $fingerprint }
