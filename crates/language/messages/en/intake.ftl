# Where it stands
place-row = row { $row }
place-rows = rows { $rows }
place-column = column { $letters }
fault-more = and { $more } more
fault-more-kinds = and { $more } more kinds, { $medium ->
    [page] which the next import lists once these are corrected
   *[command] which --faults FILE lists
}

# Files and sheets
problem-unreadable = it cannot be read: { $why }
problem-damaged = the file is incomplete, damaged or no spreadsheet: open it in a spreadsheet program, and save it as .xlsx
problem-password = the workbook has a password: save it without
problem-no-spreadsheet = this is { $what }, not a spreadsheet: use an .xlsx, .xls, .et, .ods or .csv file
other-file-document = a text document
other-file-slides = a slide show
other-file-portable = a PDF
other-file-picture = a picture
other-file-page = a web page (a spreadsheet program can open it and save it as .xlsx)
other-file-archive = a packed archive (unpack it first)
other-file-bytes = a file without any text (its ending may be wrong, or it is damaged)
problem-no-table = no table was found here: compare the names of sheets and columns with { $medium ->
    [page] the template
   *[command] `cunbang template`
}
problem-near-table = this is nearly a table of { $tables }: { $found } are there, and { $lacks } is missing; add what is missing, and import it again{ $title ->
    [period] {" "}(the period may stand in the title, such as 2026Q3)
   *[none] {""}
}
problem-inner-folder = inner folders are not read: import it by itself
problem-too-large = more than { $mebibytes } MiB: split it by period or by township
problem-too-many-rows = more than { $most } rows: split it
problem-too-many-cells = more than { $most } cells, empty ones with a format included: delete rows and columns that are not needed, or split it
problem-too-many-columns = beyond column { $most }: delete what stands to the right of the table
problem-too-long = a cell of more than { $most } characters, which is the most in Excel: shorten it
problem-too-much-text = the texts in cells are more than { $mebibytes } MiB together: split it
problem-unpacks-too-large = it unpacks to more than { $mebibytes } MiB, which no ordinary workbook does: keep the sheets to import alone, and save it again
problem-too-many-parts = the file contains { $parts } parts, and an ordinary workbook no more than { $most }: save it again with Excel or WPS
problem-encoding = bytes that are no text in UTF-8, UTF-16 or GB18030: { $bytes }
problem-open-quote = the quote opened here is never closed
problem-after-quote = a separator or the end of the row belongs after a closing quote; write a quote inside quotes twice
problem-no-header = no header row of { $table } was found, which needs { $columns }
problem-several-tables = the header fits several tables: name the sheet as one of them, { $tables }
problem-no-column = { $table } needs a column { $column }{ $near }
problem-column-twice = this column is column { $first } already

# Cells
problem-empty = required: { $expected }
problem-not-that = { $expected }{ $near }
problem-row = { $expected }
problem-no-day = a month only: write the day too
problem-no-day-optional = a month only: write the day too, or leave it empty where nobody knows it
problem-no-such-day = month { $month } of { $year } has only { $days } days
problem-other-weekday = { $day } is a { $is } and not a { $written }: the date or the day of the week is wrong
problem-no-year = the year is missing: write it
problem-ahead = without a year; in { $year } the day lies ahead: write the year
problem-two-readings = may be { $one } or { $other }: make it plain
problem-which-is-the-year = which number is the year? write it with four digits, as in 2026-09-01
problem-unit-of-none = the unit { $written } is not this column's: write the unit in the header, or the number alone
problem-unit = in { $written }, and the column is in { $expected }
problem-shortened = Excel has shortened the code, and its last digits are lost: make the column text and write it again
problem-unknown-unit = no such unit here: a code, or a name under this terminal's own unit{ $near }
problem-several-units = several units have this name: write the code, { $which }
problem-no-unit = which unit: its code or name
problem-unknown-member = nobody on the roster has this id or name{ $near }
problem-nobody = nobody of the village is called so{ $near }: choose a member or an operator, or add the person to the roster first; for somebody from elsewhere, write the office, as 镇党委
problem-several-members = several members have this name: write an id, or the day of joining
problem-several-members-which = several members have this name: write which one is meant, the id or one of these as it stands here, { $which }
problem-namesake = on the roster already: { $known }. If it is the same person, write that id, or the day of joining as it is on the roster; if it is another person, { $medium ->
    [page] tick “Names that are the same or nearly the same are other persons”
   *[command] --new-members
}
problem-namesake-no-day = on the roster already: { $known }. If it is the same person, write that id; if it is another person, write the day of joining
problem-no-roster = no roster is here to tell whose name this is: import the members first, or together with this
problem-unknown-meeting = no such meeting: its id or its day{ $near }
problem-several-meetings = several meetings were held that day: write the id, { $which }
problem-when-confirmed = confirmed on which day? write it; no review meeting of the quarter is known on or after the deed's day
problem-when-confirmed-which = confirmed on which day? the quarter has several review meetings: write the day, { $meetings }
problem-mark-twice = this member has a mark at this meeting at { $first } already; where two have the name, complete the roster first
problem-id-twice = this id stands at { $first } already
problem-name-twice = this member stands at { $first } already: take one row out; if these are two of one name, write for each when they joined
problem-quarter-of-meeting = meetings of several quarters have this id: write the meeting's day in its place, or keep each quarter's meetings and attendance in one workbook ({ $which })
problem-meeting-twice = a meeting of this kind on this day stands at { $first }: if these are two, give each an id
problem-no-mark = no mark of attendance, and the sheet's legend does not say what it is: { $known }
problem-no-ledger = a unit that keeps a ledger, such as a village; this is a { $kind }
problem-no-tree = the units make no tree: { $why }
problem-not-in-scheme = no rule of the scheme knows this word{ $near }
problem-no-such-kind = no such kind of deed in the scheme or the county's list: { $kinds }
problem-far-off = far from the period that is imported, it would go into { $quarter }: is the year right? { $medium ->
    [page] If it is, tick “The days are right” where it is imported
   *[command] --far-dates if it is
}
problem-not-yet = today is { $today }, and this is still to come: record it when it has happened. { $medium ->
    [page] If the day is right, tick “The days are right” where it is imported
   *[command] --far-dates if the day is right
}
problem-other-quarter = of { $own }, not of { $named }: correct it, or import those rows { $medium ->
    [page] by themselves, for { $own }
   *[command] with --period { $own }
}
problem-resembles = { $id } here says “{ $text }”, and is not in the sheet: the same one, corrected? { $medium ->
    [page] Say below whether it is, or a further one
   *[command] --corrected, or --as-new
}
problem-near-member = { $name } ({ $id }) on the roster is not in the sheet; did you mean that member? write the id, or { $medium ->
    [page] tick that it is another person
   *[command] --new-members
}
problem-planned = this is a plan: was the meeting held on that day? { $medium ->
    [page] If so, tick “The plan's meetings whose day has passed were held as planned”
   *[command] --held if it was
}; delete or correct the line of one that was not
problem-of-another = a row of { $unit }, and this terminal writes those of { $own } only: take it out, or import it at that unit’s terminal
problem-not-written-here = this device, a { $role } of { $own }, does not write { $table } of { $unit }
problem-own-review = a mutual review is by another member: enter one's own as a self review
problem-others-review = a self review is by the member: name nobody else
problem-beyond-range = the scheme lets { $least } to { $most } points at this stage
problem-no-stars-for = a member who is { $status } does not count and can have no stars
problem-not-of-ranked = the rules in force rank periods such as { $ranked } and never look at a figure of this one: state { $ranked }, or a part of it
problem-no-such-figure = the scheme counts no such figure, expected one of { $figures }
problem-other-joined = { $name } ({ $id }) on the roster joined on { $day }: the same person? { $medium ->
    [page] If so, tick “Who has the name of another and another day of joining is the same person: correct the day”; if not, “Names that are the same or nearly the same are other persons”
   *[command] --same-members corrects the day, --new-members makes another member
}
problem-renamed = { $id } on the roster is { $name }: if the same person has a new name, { $medium ->
    [page] tick that whoever has the same id is the same person
   *[command] --renamed
}; if not, leave the id out or correct it, as all that was written of { $name } would be this one's
problem-sign = the sheet does not say what this sign means: add a legend, or write a word
problem-which-meeting = marks of which meeting? write its day or id above the column

# What may stand in a column
expected-unit-or-name = a unit code of 6, 9 or 12 digits
joined-on = joined { $day }

# How it was read
how-empty = empty
how-year = the year of the period imported
how-serial = a day as Excel counts them
how-time = the time left out
how-unit = the unit left out
how-converted = worked out
how-numeral = Chinese numerals
how-stars = counted stars
how-word = a word for it
how-circle = no legend: a circle is read as leave, look at it
how-legend = as the sheet's legend says
how-title = as the sheet's title says
how-named = the period of this import
how-unit-name = the unit by its name
how-own-unit = no unit written: our own
how-member-name = the member by name
how-meeting = the meeting by its day or title
how-review-meeting = confirmed without a day: that of the quarter's only review meeting
how-not-confirmed = not confirmed, and so not counted
how-left = has left: withdrawn from the roster and from the standing of the period
how-emptied = empty in the sheet: what stands here is emptied
how-of-organisation = no member is named; if it is a member’s, add the name
commitment-of-organisation = the organisation’s own
how-own-ids = different in each row: taken as the ids
how-made-id = no id written: one was made
how-known-member = no id written: on the roster already

# What was passed over
passed-title = “{ $text }” above the header
passed-header-again = the header once more
passed-total = a row of totals, “{ $text }”
passed-total-differs = the total of “{ $of }” says { $written }, and what was read comes to { $read }: look whether a row is missing or a figure is wrong
passed-no-rows = a roster without members: no rows stand below its header
passed-stages-across = “{ $headers }” stand beside each other and were not read: a review is a row of one stage, member, reviewer and points, of mutual ones it has to be told whose they are, and a mean is no review
passed-note = a note, “{ $text }”
passed-ahead = planned, and its day is still to come: record it once it is held: “{ $text }”
passed-planned-elsewhere = planned: { $month }-{ $day } is of { $quarter }, and is recorded there once it is held
passed-gone = has left ({ $reason }), and is not on the roster here
passed-former-unit = { $unit } was withdrawn in the list of units ({ $stated }: { $reason }) and is not ranked: { $rows ->
        [one] its row does
       *[other] its { $rows } rows do
    } not count
passed-state = “{ $text }” is neither a status nor that the member left
passed-twice = a row just as the one at { $first } counts once; if these are two, say what differs or give each an id
passed-withdrawn = { $row } was withdrawn here ({ $reason }), and stays so: { $medium ->
    [page] tick that such rows stand again, to bring it back
   *[command] --restore-withdrawn brings it back
}
passed-of-withdrawn = { $about } was withdrawn here ({ $reason }), and { $rows } of its rows are not kept: { $medium ->
    [page] tick that such rows stand again, to bring them back
   *[command] --restore-withdrawn brings them back
}
passed-waits = waits for “{ $named }” in { $table } to be corrected
import-waiting = { $rows } more { $rows ->
    [one] row has
   *[other] rows have
} no fault of { $rows ->
    [one] its
   *[other] their
} own, and { $rows ->
    [one] waits
   *[other] wait
} for faulty rows of { $table } ({ $named }{ $more ->
    [0] {""}
   *[other] {" "}and others
}): correct these, and import the whole file again.
passed-example = the template's example row
passed-column = “{ $header }”, a column that the table does not have
passed-personal = “{ $header }”, a column of personal data, which is never kept
passed-nameless = a column without a name
passed-hidden = a hidden sheet
passed-no-table = no table of ours
passed-other-file = no spreadsheet
passed-no-members = the roster has no members of { $unit }: they are as many as the county counts, or else unknown

# 得分表 sheets of finished scores
wide-columns = the columns of scores: { $headers }
wide-nameless = this column has no header and holds scores: it is called “{ $word }”
wide-no-score-nameless = this column has no header and holds no scores: passed over
wide-no-score = “{ $header }” { $why }: no score
wide-totals-agree = the totals of { $rows } rows agree with the sums of the scores
wide-total-ignored = “{ $header }” was not compared
wide-total-alone = the total is the only score: ranked by it
wide-deducts = “{ $header }” takes points away
wide-period = the period, from the title: { $period }
wide-text = “{ $text }” is no row of the table
wide-summary = “{ $text }” is no village's row
wide-village = “{ $written }” → { $read }
wide-without-scores = without a score, and so not received: { $names }
wide-not-in-sheet = not in the sheet, and so not received: { $names }
wide-empty-is-zero = { $cells } empty cells, taken as nothing scored
wide-rounded = { $cells } scores were rounded to a hundredth
wide-stated = full marks, as the sheet states them: { $columns }
wide-full-marks = no full marks in the sheet: stars are given by { $full }
wide-is-rank = is a rank
wide-is-stars = holds stars or grades
wide-is-weight = is a weight
wide-is-number = numbers the rows
wide-is-subtotal = is a subtotal
wide-is-sum = is the sum of the others in every row, and so the total
wide-is-mean = is the mean of the others in every row
wide-is-other-period = is of another period, or a change
wide-is-count = is a count
wide-is-remark = is a remark
wide-is-empty = is empty
wide-is-not-in-scheme = is not asked for by the rules
