# Documents that another document took the place of.
document-stands-superseded = Superseded
superseded-by = superseded by “{ $title }” ({ $id }), number { $number }, since { $day }
superseded-by-hidden = superseded since { $day } by another document, which is not shared with you
paper-superseded = by “{ $title }” ({ $id }), number { $number }, since { $day }
paper-superseded-hidden = since { $day }
next-superseded = What is in force is the document that took its place. Nobody needs to adopt this one or confirm having read it any more.
superseded-go = Open the document that took its place
replaces-unaware = Not aware that what it replaces is no longer in force, because this document is not shared with them: { $names }. Share this document, or tell them.
replaces-told = Told only that what it replaces is no longer in force, and not what took its place, because this document is not shared with them: { $names }. Share this document so that they can read what is in force.
said-superseded = replaced from { $day }
said-reinstated = not replaced any more from { $day }
said-never-superseded = said never to have been replaced
proof-superseded = Replaced from { $day } by another document, which is not in this file, says { $name }
proof-superseded-until = Was replaced by another document from { $day } until before { $back }, says { $name }
list-superseded = superseded by { $id }
export-superseded = No version of this document is in force: it is { $by }. Its text can still be read with --version { $version }.
export-superseded-on = No version of this document was in force on { $day }: it is { $by }. Its text can still be read with --version { $version }.
refused-superseded = Nothing was said: this document is { $by }. What units adopt and people confirm having read is the document that took its place.
refused-stays-superseded = Not published: this document is { $by }. To bring it back into force, publish it in the place of that document (--replaces), or withdraw that document first.
refused-replaces-itself = Not published: a document cannot replace itself. Its earlier version is superseded anyway; take this document out of those that are replaced.

# How units take a publication.
addendum-changed = its addendum changed since it was adopted
addendum-not-here = its addendum is not here
exemption-over = over already
told-silent-open = Not adopted by: { $units }
invalid-own-addendum = what it names as the addendum is the document itself
refused-own-addendum = Nothing was said: a document cannot be an addendum to itself. Write the addendum as a document of its own, then name that one.
refused-addendum-not-here = Nothing was said: the addendum { $id } is not here. Sync first, then try again.
refused-empty-addendum = Nothing was said: the addendum { $id } is still empty. Write it first, then try again.
