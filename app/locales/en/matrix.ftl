matrix-grid = Matrix
matrix-row-word = row
matrix-new-row = new row
matrix-empty-cell = empty
matrix-no-owner = no owner yet
matrix-no-contact = no contact yet
matrix-overlap = overlap
matrix-overlap-of = Overlap: { $names }
matrix-conflict = conflicting values
matrix-conflict-hint = Conflicting values. Double-click or press Enter to choose.
matrix-here = { $name } is here
matrix-empty = No rows yet
matrix-empty-hint = Type in the first row, or paste from a spreadsheet with Ctrl+V.
matrix-nothing-passes = No row passes the filter.
matrix-read-only = This matrix can only be read here.

matrix-rows = { $count ->
    [one] 1 row
   *[other] { $count } rows
}
matrix-rows-shown = { $shown } of { $count } rows
matrix-sum-no-owner = { $count } without an owner
matrix-sum-no-contact = { $count } collective without a contact
matrix-sum-overlap = { $count ->
    [one] 1 overlap
   *[other] { $count } overlaps
}
matrix-sum-conflicts = { $count ->
    [one] 1 conflict
   *[other] { $count } conflicts
}
matrix-sum-fine = Every activity has one owner
matrix-apply-again = Filter and sort again
matrix-clear-filters = Show all

matrix-menu-row = Row
matrix-menu-column = Column
matrix-row-above = Insert above
matrix-row-below = Insert below
matrix-row-duplicate = Duplicate row
matrix-row-up = Move up
matrix-row-down = Move down
matrix-row-remove = Delete row
matrix-rows-removed = Deleted rows
matrix-restore = Restore
matrix-restore-row = Restore { $row }
matrix-none-removed = No row was deleted.
matrix-copy = Copy
matrix-cut = Cut
matrix-paste = Paste
matrix-clear = Clear cells
matrix-fill-down = Fill down
matrix-edit = Edit cell
matrix-column-add = Add column
matrix-column-rename = Rename column
matrix-column-left = Move left
matrix-column-right = Move right
matrix-column-remove = Delete column
matrix-column-hide = Hide column
matrix-column-show = Show column
matrix-column-new = New column
matrix-column-name = Column name
matrix-column-unnamed = (no name)
matrix-sort-up = Sort ascending
matrix-sort-down = Sort descending
matrix-sort-off = Document order
matrix-sorted-up = { $column }, sorted ascending
matrix-sorted-down = { $column }, sorted descending
matrix-filter = Filter
matrix-filter-of = Filter { $column }
matrix-filter-contains = Contains
matrix-filter-all = All values
matrix-filter-clear = Clear filter
matrix-cell-changed = While you were typing, this cell became "{ $value }". Press Enter once more to use what you wrote, or Esc to leave it.
matrix-cut-columns = { $count ->
    [one] 1 column at the right found no room and was not pasted.
   *[other] { $count } columns at the right found no room and were not pasted.
}

conflicts-title = Conflicting values
conflicts-none = No conflicting values.
conflicts-more = and { $count } more
conflict-chip = Conflicting values
conflict-question = Choose the value to keep
conflict-shown = shown
conflict-by = { $name }, { $moment }
conflict-use = Use this value
conflict-use-of = Use the value "{ $value }"
conflict-write = Write another value
conflict-go = Go there

gap-no-owner = row { $row }{ $activity } has no owner yet
gap-owners = row { $row }{ $activity } has { $count } owners: { $names }
gap-no-contact = row { $row }{ $activity } is collective and names no contact
gap-more = { $rows }; and { $count } more
gap-rule = Every activity has exactly one owner; a collective one also names a contact.
