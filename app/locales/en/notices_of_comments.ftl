# Notices: comments of others, and mentions by @Name.
menu-inbox = Notices
inbox-mentions = Mentioning you
inbox-comments = New comments
inbox-seen-all = Mark all as seen
inbox-empty = No new comments
inbox-empty-hint = What others comment shows here until you have seen it. Anybody can address you with @ and your name.
inbox-more = and { $count ->
    [one] 1 more comment
   *[other] { $count } more comments
}; the next ones show once these are seen
inbox-mentioned = { $name } mentioned you
inbox-commented = { $name } commented
inbox-whole-document = the whole document
inbox-open = Open the comment of { $name }: { $text }
comment-new = New
comment-will-tell = Will be told: { $names }
home-mentions = { $count ->
    [one] 1 comment mentions you
   *[other] { $count } comments mention you
}
home-comments = { $count ->
    [one] 1 new comment
   *[other] { $count } new comments
}
notice-mentioned = { $name } mentioned you in “{ $title }”
documents-new-comments = { $count ->
    [one] 1 new comment
   *[other] { $count } new comments
}
documents-new-mentions = { $count ->
    [one] 1 new comment
   *[other] { $count } new comments
}, { $mentions } of which { $mentions ->
    [one] mentions
   *[other] mention
} you
sync-comments = { $count ->
    [one] 1 new comment
   *[other] { $count } new comments
}. See them with: dewan notices
notices-none = No new comments.
notices-mention = { $name } mentioned you, { $moment }
notices-comment = { $name } commented, { $moment }
