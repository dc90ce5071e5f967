# Files that belong to a document.

panel-attachments = Attachments
menu-attach = Attach files…
pick-attach = Attach files
pick-save-attachment = Save attachment
place-attachment = attachment
document-attachments = attachments
act-attach = attach
attached = Attached: { $name } ({ $bytes }).
detached = Removed: { $name }. The history keeps it, and dewan undo brings it back.
notice-attached = Attached: { $names }
notice-attached-nowhere = Not attached: { $names }. The document is not open any more; open it and attach again.
notice-not-attached = Nothing attached: { $why }.
notice-no-office = Nothing attached: the data folder is not open now. Attach again later.
drop-attach = { $count ->
    [one] Attach to { $name }
   *[other] Attach { $count } files to { $name }
}
drop-import = { $count ->
    [one] Import as a new document
   *[other] Import { $count } files as new documents
}
drop-carry-files = { $count ->
    [one] Look into the carry file
   *[other] Look into { $count } carry files
}
drop-invitation = Read as an invitation
attachments-none = Nothing is attached to this document.
attachments-total = { $count ->
    [one] One attachment
   *[other] { $count } attachments
}, { $bytes } in all.
attachment-here = here
attachment-at-relay = here and at the relay
attachment-coming = on its way, { $here } so far
attachment-large = not here; large files come when you download them
attachment-saved = { $name } is in { $file } ({ $bytes }).
show-attachments = { $count ->
    [one] one attachment
   *[other] { $count } attachments
}
attachments-here = { $count ->
    [one] One attachment here
   *[other] { $count } attachments here
}
attachments-hint = Drop files here, paste or add them: pictures of a meeting, a draft as PDF, a table. They go wherever the document goes.
attachments-empty = Nothing is attached yet
attachments-add = Add files…
attachments-paste = Paste
pasted-picture = Picture { $moment }.png
notice-nothing-to-attach = There is no picture and no file on the clipboard.
notice-file-unknown = It cannot be downloaded yet: the act that names this file has not come. Try again after the next sync.
refused-attach-picture = Nothing attached: the clipboard holds no readable picture.
refused-attach-picture-large = Nothing attached: the picture on the clipboard has { $width } × { $height } pixels, too many. Copy a part of it, or attach it as a file.
attachments-to = They belong to
attachments-to-document = the whole document
attachments-busy = Being added…
attachments-more = { $count ->
    [one] One more attachment is not shown
   *[other] { $count } more attachments are not shown
}: a document has at most { $most }.
attachments-limit = { $bytes } of { $most } in this document; at most { $each } each.
attachment-by = { $name }, { $moment }
attachment-gone = belonged to something that was removed
attachment-waits = Not here yet: { $here } of { $all }
attachment-open = Open
attachment-save = Save as…
attachment-get = Download
attachment-leave = Cancel
attachment-remove = Remove
attachment-is-here = Here
attachment-is-at-relay = Here and at the relay
refused-attach-unreadable = Nothing attached: { $file } cannot be read ({ $reason }).
refused-attach-empty = Nothing attached: { $file } is empty.
refused-attach-large = Nothing attached: { $file } has { $bytes }; an attachment may have at most { $most }. Make it smaller, or keep it elsewhere and name the place in the text.
refused-attach-much = Nothing attached: with { $file } the document would have more than { $most } of attachments. Remove some first.
refused-attach-many = Nothing attached: with { $file } the document would have more than { $most } attachments. Remove some first.
refused-attach-there = Nothing attached: files belong to a document, or to a clause, agenda item, decision, action or row in it.
refused-no-attachment = There is no attachment "{ $word }" here. dewan attachments lists them.
refused-attachments-alike = Several attachments fit "{ $word }". Name one by its number; dewan attachments lists them.
refused-attachment-coming = { $name } is not here yet: { $here } of { $all }. The rest comes as soon as somebody who has it is linked.
refused-attachment-not-here = { $name } is not here: { $all }, too much to come by itself. Another program writes in this office now: download it there.
refused-attachment-not-shown = { $name } is not opened from here: only pictures, PDF and plain text are. Save it, and open it with a program you trust.
refused-attachment-unwritable = The copy to be opened cannot be written to { $file } ({ $reason }).
