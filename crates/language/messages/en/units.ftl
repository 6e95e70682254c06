units-added = { $day }: { $operator } added { $units } to the list of units; this period counts them
units-put-back = { $day }: { $operator } put { $units } back on the list of units; this period counts them
units-put-back-stays = { $day }: { $operator } put { $units } back on the list of units; they were on it when this period's list stood, and count throughout
units-withdrawn = { $day }: { $operator } withdrew { $units } from the list of units (reason: { $reason }); this period does not count them
units-withdrawn-stays = { $day }: { $operator } withdrew { $units } from the list of units (reason: { $reason }), after this period's list stood: it still counts them
units-kind = { $day }: { $operator } changed what { $units } is from { $from } to { $to }; this period goes by the change
units-kind-stays = { $day }: { $operator } changed what { $units } is from { $from } to { $to }, after this period's list stood: it still goes by { $from }
units-parent = { $day }: { $operator } changed the unit above { $units } from { $from } to { $to }; this period goes by the change
units-parent-stays = { $day }: { $operator } changed the unit above { $units } from { $from } to { $to }, after this period's list stood: it still goes by { $from }
units-members = { $day }: { $operator } changed the county's count of members of { $units } from { $from } to { $to }; this period goes by { $to }
units-members-stays = { $day }: { $operator } changed the county's count of members of { $units } from { $from } to { $to }, after this period's list stood: it still goes by { $from }
units-members-of-many = { $day }: { $operator } changed the county's count of members of { $units }; this period goes by the new counts
units-members-of-many-stays = { $day }: { $operator } changed the county's count of members of { $units }, after this period's list stood: it still goes by the counts before
units-and-more = { $names } and others, { $count } units in all
rules-called = “{ $title }” ({ $hash })
rules-called-none = none
rules-replaced = { $day }: { $operator } replaced the rules for { $period }: { $from } by { $to }, after { $sealed ->
    [one] one village
   *[other] { $sealed } villages
} had sealed
rules-replaced-here = { $day }: { $operator } replaced the rules for { $period }: { $from } by { $to }, after { $sealed ->
    [one] one village
   *[other] { $sealed } villages
} of this unit had sealed
rules-replaced-after = { $day }: { $operator } replaced the rules for { $period }: { $from } by { $to }, when it could be sealed already
units-unlisted = the county ({ $operator }) withdrew this unit ({ $name }) from its list of units on { $day }, reason: { $reason }. What was recorded before stays; who disagrees tells the county
units-of-period = { $period }: { $note }
publish-units-changed = before the run { $run } of { $period } is published, make sure of this:
    { $what }
    The notice says so{ $medium ->
    [page] {""}
   *[command] ; where that is right, publish it with --yes
}
publish-units-changed-short = What is said above of the list of units, of the rules or of doubts goes into the notice: make sure of it.
audit-change-units = changed the list of units
units-change-title = What changes of the list
units-change-added = { $count } added: { $names }
units-change-renamed = { $count } renamed: { $names }
units-change-withdrawn = { $count } withdrawn: { $names }
units-change-put-back = { $count } put back: { $names }
units-change-otherwise = { $count } with another kind, unit above or number of members: { $names }
units-change-untouched = { $count } more on the list are not in this file, and stay as they are; to withdraw one, withdraw it by itself
units-change-and-more = { $names } and { $more } more
units-change-taken-back = imported by mistake
units-change-no-undo = Changes of the list cannot be undone, as devices, ledgers and rankings rest on it.
units-change-way-back = If it was wrong: import { $file }, and each unit is as it was; what was added is withdrawn
units-change-way-back-ask = { $medium ->
    [page] Keep the way back first: import that file, and each unit is as it was; what was added is withdrawn
   *[command] To have a way back, add --way-back FILE: import that file, and each unit is as it was; what was added is withdrawn
}
units-change-back-link = Download the way back
units-change-back-words = Keep it first. If this was wrong, import that file: each unit is as it was, and what was added is withdrawn.
units-import-title = Import the list of units
units-change-back-file = way back
units-import-words = An XLSX, XLS, ET, ODS or CSV file with code, name, kind, unit above and number of members. What changes of the list is shown first; nothing is kept until you confirm.
units-question = this concerns { $period }, which is over and not published yet:
    { $what }
    The ranking and the notice will say so{ $medium ->
    [page] {""}
   *[command] . Where that is right, add --yes
}
units-question-published = this concerns { $period }, which is published:
    { $what }
    What is published stays; where the period is ranked and published anew, ranking and notice will say so{ $medium ->
    [page] {""}
   *[command] . Where that is right, add --yes
}
units-question-short = This concerns { $period }, which is over: make sure of it, and tick the box.
units-question-tick = Made sure of it: change the list of units so
