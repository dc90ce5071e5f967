# Files that belong to a document.

panel-attachments = Attachments
menu-attach = Attach files…
pick-attach = Attach files
pick-save-attachment = Save attachment
place-attachment = attachment
document-attachments = attachments
act-attach = attach
attached = Attached: { $name } ({ $bytes }).
detached = Taken off: { $name }. The history keeps it, and dewan undo brings it back.
notice-attached = Attached: { $names }
attachments-none = Nothing is attached to this document.
attachments-total = { $count ->
    [one] One attachment
   *[other] { $count } attachments
}, { $bytes } in all.
attachment-here = here
attachment-at-relay = here and at the relay
attachment-coming = on its way, { $here } so far
attachment-large = not here; large files come when you get them
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
refused-attach-picture = Nothing attached: what was copied as a picture is none.
attachments-to = They belong to
attachments-to-document = the whole document
attachments-busy = Being added…
attachments-limit = { $bytes } of { $most } in this document; at most { $each } each.
attachment-by = { $name }, { $moment }
attachment-gone = belonged to something that was removed
attachment-waits = Not here yet: { $here } of { $all }
attachment-open = Open
attachment-save = Save as…
attachment-get = Get
attachment-remove = Take off
attachment-is-here = Here
attachment-is-at-relay = Here and at the relay
refused-attach-unreadable = Nothing attached: { $file } cannot be read ({ $reason }).
refused-attach-empty = Nothing attached: { $file } is empty.
refused-attach-large = Nothing attached: { $file } has { $bytes }; an attachment may have at most { $most }. Make it smaller, or keep it elsewhere and name the place in the text.
refused-attach-much = Nothing attached: with { $file } the document would have more than { $most } of attachments. Take some off first.
refused-attach-many = Nothing attached: with { $file } the document would have more than { $most } attachments. Take some off first.
refused-attach-there = Nothing attached: files belong to a document, or to a clause, agenda item, decision, action or row in it.
refused-no-attachment = There is no attachment "{ $word }" here. dewan attachments lists them.
refused-attachments-alike = Several attachments fit "{ $word }". Name one by its number; dewan attachments lists them.
refused-attachment-coming = { $name } is not here yet: { $here } of { $all }. The rest comes as soon as somebody who has it is linked.
refused-attachment-not-here = { $name } is not here: { $all }, too much to come by itself. Another program writes in this office now: get it there.
refused-attachment-not-shown = { $name } is not opened from here: only pictures, PDF and plain text are. Save it, and open it with a program you trust.
