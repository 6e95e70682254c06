# A form, where nothing is imported
form-other-quarter = of { $own }, not of { $named }, which this page is about: correct the day, or record it on the page of { $own }
form-other-period = { $day } is not in { $named }: correct the day, or record it on the page of { $own }
form-far-off = far from the period of this page, it would go into { $quarter }: check the year; if it is right, record it on the page of that period
form-not-yet = today is { $today }, and this is still to come: correct the day, or record it when it has happened
form-of-another = a row of { $unit }; here only those of { $own } are recorded
finding-counts-in = By the rules in force on that day it counts in { $period }
# A return after its time
seal-review-not-kept = No return keeps the time of a seal after { $last }, so no day can be set: return it without one, and what is sealed again counts from when it is received
asked-returned-not-kept = {" "}(sealed again, it counts from when it is received)
review-kept-until = At the latest { $until }: 30 days after the last day of sealing
review-not-kept = It is more than 30 days after the last day of sealing ({ $last }), so a return keeps no time: what the village seals again counts from when it is received, and is late
review-published = A list stands published, so nothing can be returned; where it has to be, the county withdraws the publication first
review-until-none = ; sealed again, it counts from when it is received
# Acting upon what was seen
upon-changed = Somebody has changed this since the page was opened. Nothing was done: compare the two, and choose
upon-wanted = What you were about to do
upon-keep = Keep what stands
upon-anyway = Do what I typed all the same
upon-look = Go back and look at what stands now
upon-words = Done all the same, it takes the place of what stands, and villages see that
upon-nothing = Nothing stands now: what stood was taken back
upon-seal = The village has sealed again, or its seal was reviewed: look at the seal as it stands before you accept or return it
upon-published = Run { $run }, published on { $day }
upon-until = , objections until { $day }
upon-said = { $what }: { $reason }
upon-withdrawn = { $said }; taken back: { $reason }
upon-by = { $said } ({ $who }, { $when })
upon-withdraw = Take the publication back: { $reason }
upon-take-back = Take the finding back: { $reason }
upon-days = { $days } days for objections
after-list-came = What came after the list was published does not count in it
after-list-nobody = Were it counted, no place and no candidate would change.
after-list-way = The list that stands does not change by it; to count it, make a new run and publish that
came-after-list = { $count ->
    [one] 1 village was
   *[other] { $count } villages were
} received after this ranking was made ({ $names }, last at { $time }); it does not count them, a new run would
came-after-status = { $status } (received since)
score-came-after = This ranking was made before the village was received, at { $time }: it does not count it, a new run would.
after-list-moved = Were it counted, { $count } units would stand elsewhere, { $candidates } of them as candidates or no longer:
after-list-of-others = Since { $by } published the list, this came or was registered; the list is { $by }'s to rank anew:
after-list-rank = rank { $rank }
after-list-unranked = unranked
after-list-move = { $name }: { $before } → { $after } (score { $from } → { $to })
after-list-would-be-listed = , and would be a candidate
after-list-would-be-open = , and it could not be told whether it is a candidate
after-list-would-not-be-listed = , and would be no candidate any more
after-list-more = { $count } more: rank again, and see all under “Changes”
upon-register = Registered number: { $number }
upon-no-days = no days for objections
run-do-publish = Publish run { $run }
# What a run does not rest on
since-run-old = This run is not the newest: what follows came after it and does not count in it. Run again for it to count
since-run-decided = { $villages ->
    [one] One village decided on
   *[other] { $villages } villages decided on
}: { $names }
since-run-sealed = { $villages ->
    [one] One village sealed
   *[other] { $villages } villages sealed
}: { $names }
since-run-rows = { $rows ->
    [one] One row
   *[other] { $rows } rows
}: { $names }
since-run-above = { $table }: { $rows ->
    [one] one row
   *[other] { $rows } rows
}, of { $names }
since-run-otherwise = The list of units, or the rules, were changed
run-again = Run again
notice-of-another = A unit above issues this notice: its issuer, number and days for objections are not changed here
notice-of-above = { $by } published the list of this period on { $day }, and this unit published none itself; the list is under “Ranking”
# States of runs
changes-withdrawn-run = made { $time } (taken back)
changes-superseded-run = made { $time } (replaced)
overview-overdue-alone = { $overdue ->
    [one] One finding overdue
   *[other] { $overdue } findings overdue
}
# Coverage
coverage-and-returned = { $finding }; besides, { $returned ->
    [one] 1 village's seal was returned and is
   *[other] the seals of { $returned } villages were returned and are
} waited for again
coverage-print-all = All on one page
# A cell of a form
form-choose = { $column } is required: choose { $choices }
form-cell-empty = { $column } is empty: expected { $expected }
form-cell-wrong = { $column } “{ $value }”: expected { $expected }
finding-written = by the rules; written
objection-answered = { $unit } answered the objection on { $day }, { $outcome }: { $text }
# Previews
preview-title = What each level will see
preview-score = Score (preview)
preview-of-draft = Draft: run { $run } is not published. This is what { $unit } will see once it is
preview-once-published = Once published: { $said }
preview-of-run = Run { $run }: this is what { $unit } sees of it
