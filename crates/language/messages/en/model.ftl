# In a row
row-fault = { $column }: { $value }: expected { $expected }
expected-unit = a unit code of 6, 9 or 12 digits
expected-id = an id of 1 to 64 characters without spaces or '/'
expected-text = text of 1 to { $most } characters
expected-date = a day as in 2026-07-01
expected-month = a month as in 2026-07
expected-period = a week 2026W37, month 2026-07, quarter 2026Q3, half-year 2026H2 or year 2026
expected-number = a number from { $least } to { $most } with at most four decimal places
expected-whole = a whole number from { $least } to { $most }
expected-yes-no = yes or no
expected-choice = one of { $choices }
expected-reason = a reason of 1 to { $most } characters
expected-at-most = at most { $column }, which is { $value }
expected-without-unseen = text without the invisible character { $character }: type it anew
expected-column-of = a column of { $table }

# Periods
period-not-one = { $text } is not a period: expected a week 2026W37, a month 2026-07, a quarter 2026Q3, a half-year 2026H2 or a year 2026
period-no-year = { $text } names no year: write it as in 2026Q3 or 2026年第三季度

# The tree of units
tree-fault = { $fault }: expected { $expected }
tree-empty = there are no units
tree-twice = unit { $unit } is listed twice
tree-unknown-parent = unit { $unit } names { $parent } as its parent, which is not listed
tree-elsewhere = unit { $unit } names { $parent } as its parent
tree-between = unit { $unit } names { $parent } as its parent, but by its code it lies in { $between }
tree-above-its-parent = unit { $unit }, a { $kind }, lies under { $parent }, a { $parent_kind }
tree-expected-one = at least one unit
tree-expected-once = each unit once
tree-expected-listed = a listed unit: add it, or correct the code
tree-expected-code = a unit whose code begins with its parent's, such as { $parent }-001
tree-expected-between = { $between } as its parent, or a code of its own, such as { $parent }-001
tree-expected-higher = a parent of a higher level

# How far two clocks are apart
clock-minutes = { $count } { $count ->
    [1] minute
   *[other] minutes
}
clock-hours = { $count } hours
clock-days = { $count } days
