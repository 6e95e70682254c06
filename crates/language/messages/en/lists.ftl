# Where a list comes from: who changed what a unit above wrote, what was registered late, and how lists replace each other
record-written-above = { $row } ({ $table }) of { $village } was written by { $by } ({ $operator }); a unit below may not withdraw or change it, and records only that it was put right and rechecked. If it is wrong, tell { $by }, which corrects it
undo-written-above = a unit above wrote it: it is not withdrawn or changed here, tell that unit
became-recorded = recorded
became-changed = changed ({ $columns })
became-withdrawn = withdrew (reason: { $reason })
became-reinstated = restored
alteration = written by { $owner }, and on { $day } { $by } ({ $operator }) did this to it: { $what }
alteration-of = { $row }: { $said }
alteration-seen = Seen, do not say it again
alteration-look = See the findings
finding-from-above = A unit above wrote it. Here it is only recorded as put right and rechecked; if anything else is wrong, tell that unit.
late-row = registered late: { $by } ({ $operator }), { $day }, { $what }, { $after }
late-after-deadline = after the last day of sealing, { $deadline }
late-after-list = after the list was published on { $published }
late-after-both = after the last day of sealing, { $deadline }, and after the list was published on { $published }
cause-row = { $row } { $said }
reference-due-passed = it is due before the day on which it is written ({ $today }), which leaves the village no time: if the village was told before, state when (told_on, 告知日期), or else set a day from today on
reference-told-on = the village was told between the day of the inspection ({ $from }) and { $until }
reference-fixed-without-day = it is said to be fixed, and no day says when: state when it was put right (fixed_on, 整改日期), or when it was rechecked (rechecked_on, 回访日期), which stands in for it
finding-told-on = Village told on
finding-told-on-hint = needed where the day has passed already
publish-was-withdrawn = run { $run } of { $period } was published, and taken back on { $on }: { $reason }. { $medium ->
    [page] To publish it again, confirm that once more
   *[command] To publish it again, add --yes
}; the bulletin goes on showing that it was taken back
publish-former-stands = The list of { $period } is again run { $run }, published on { $on }
publish-former-does-not-stand = No list of { $period } stands now: run { $run }, published on { $on }, which this one had replaced, does not come back. To let it stand again: { $medium ->
    [page] publish it again under “runs and publication”
   *[command] cunbang publish { $run } --yes
}
publish-nothing-stands = No list of { $period } stands now
publish-again = This run was published, and taken back on { $on }: { $reason }. The bulletin goes on showing that once it is published again
publish-withdraw-sure = Take this publication back?
publish-withdraw-will = The publication of run { $run } will be taken back. Reason: { $reason }
publish-withdraw-alone = No list of the period stands then, until one is published; no earlier run takes its place by itself.
publish-withdraw-all-see = Everyone sees that it was taken back, and why; the list stays in the bulletin.
publish-withdraw-question = Which list is to stand?
publish-withdraw-former = When it was published, this run replaced { $run }, published on { $on }.
publish-withdraw-none = Only take it back: no list of the period stands, and { $run } does not come back, until one is published.
publish-withdraw-back = Take it back and let the former stand: { $run }, published on { $on }, holds again, and everyone sees it.
publish-withdraw-do-none = Take back, let none stand
publish-withdraw-do-former = Take back, let the former stand
publish-late-seal = { $name } (received on { $on }, { $rows } rows after the last day)
publish-late-seals = Villages that sealed late: { $count }: { $villages }
late-finding-counts = { $row } (counts as { $points } points off)
late-finding = inspection of { $day }, “{ $clause }”: { $text }
publish-late-row = { $row }: { $said }
standing-withdrawn = This list (run { $run }) was taken back and holds no more. Reason: { $reason }
standing-withdrawn-on = This list (run { $run }) was taken back on { $on } and holds no more. Reason: { $reason }
standing-replaced = This list (run { $run }) was replaced by that of { $on } ({ $other }) and holds no more.
standing-replaces = This list (run { $run }) was published in the place of that of { $published } ({ $other }), which holds no more.
standing-follows = This list (run { $run }) was published in the place of that of { $published } ({ $other }), which was taken back on { $on }.
list-named = { $number }, run { $run }
list-between = The list of { $published } ({ $other }) that came after it was taken back on { $on } and holds no more either.
list-restored = The list that stands (run { $run }) had been replaced by that of { $published } ({ $other }), which was taken back on { $on }: { $reason }. It stands again.
standing-restored = This list (run { $run }) had been replaced by that of { $published } ({ $other }), which was taken back on { $on }: { $reason }. It stands again.
list-replaces = The list that stands (run { $run }) was published in the place of that of { $published } ({ $other }), which holds no more.
list-follows-withdrawn = The list that stands (run { $run }) was published in the place of that of { $published } ({ $other }), which was taken back on { $on }.
bulletin-replaces = in the place of { $run }, published on { $published_on }
bulletin-replaces-withdrawn = in the place of { $run }, published on { $published_on } and taken back on { $on }
bulletin-replaced = replaced by { $by }, published on { $on }
bulletin-late = sealed late: { $villages }
bulletin-late-one = { $name } (received on { $on }, { $rows } rows after the last day)
bulletin-history = what was published and taken back:
bulletin-event-published = { $on } published { $run }
bulletin-event-published-as = { $on } published { $run } ({ $number })
bulletin-event-withdrawn = { $on } took back { $run }: { $reason }
bulletin-event-withdrawn-stands = { $on } took back { $run }: { $reason }; { $stands } stands
late-dated-back = { $said }; the day that it states is not so: the list made on { $day } and published does not have it yet, so it was written after that
