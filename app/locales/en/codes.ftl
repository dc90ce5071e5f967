# Provisional codes of drafts, until the document has a number.
code-formerly = formerly { $code }
code-line = Provisional code: { $code }
code-line-formerly = Formerly: { $code }
code-hint = A provisional code, until the council secretary numbers it at publication. It never changes.
field-code = provisional code
document-provisional-code = provisional code
document-formerly = formerly
