# What would not count
gap-no-members = no members: nothing that is counted by member can count
gap-no-standing = { $rows ->
    [one] { $rows } row about a member without a standing does not count
   *[other] { $rows } rows about members without a standing do not count
}
gap-empty-table = no { $table } yet ({ $indicators })
gap-no-figure = the figure { $figure } is not written down yet ({ $indicators })
gap-expected = { $indicator }: the rules expect { $whole } rows of { $table } in the period{ $is_part ->
    [yes] {" "}({ $expected } by members or months)
   *[no] {""}
}, and { $there } count
gap-short = { $indicator }: { $points } of { $most } points ({ $how })
gap-short-now = now { $measure }
gap-short-plain = { $indicator } gives { $points } of { $most } points
gap-deducted-plain = { $indicator }: points were taken
gap-missed = { $names }{ $more ->
    [0] {""}
   *[other] {" "}and others, { $members } in all
}: { $mark } ({ $months })
gap-month = month { $month }
gap-no-mark = not marked
gap-deducted = { $indicator }: points were taken ({ $how })
gap-no-awards = No stars were decided: by the scheme at most { $most } members may have { $stars }; write down under “awards” what the meeting decided
gap-unmarked = { $marks ->
    [one] one mark of attendance is missing
   *[other] { $marks } marks of attendance are missing
} ({ $days }), and count as not there
gap-day = { $month }-{ $day }
gap-uncounted = { $rows ->
    [one] { $rows } figure that the scheme does not count, look at its name
   *[other] { $rows } figures that the scheme does not count, look at their names
}
gap-unconfirmed = { $rows ->
    [one] { $rows } deed
   *[other] { $rows } deeds
} without a day of confirmation, or without who confirmed: nothing that is counted by confirmation can count
gap-future = { $rows ->
    [one] { $rows } row is dated after today, look at it again
   *[other] { $rows } rows are dated after today, look at them again
}
gap-doubtful = { $rows ->
    [one] 1 row
   *[other] { $rows } rows
} of { $table }: { $doubt }
gap-not-counted = { $rows ->
    [one] 1 row is
   *[other] { $rows } rows are
} about a { $status }, whom the rules do not count
gap-off-meeting = a meeting was moved from { $was } to { $now }, and { $rows ->
    [one] { $rows } deed is
   *[other] { $rows } deeds are
} still of { $was }: what was told at the meeting { $medium ->
    [page] is moved to { $now } on its page, all at once
   *[command] is moved to { $now } by cunbang move-deeds { $meeting }
}
gap-against-rules = { $rows ->
    [one] { $rows } row does
   *[other] { $rows } rows do
} not fit the scheme, correct what is wrong
gap-no-reviewer = { $rows ->
    [one] { $rows } mutual review names
   *[other] { $rows } mutual reviews name
} no reviewer, look again
gap-odd-points = { $rows ->
    [one] { $rows } review is
   *[other] { $rows } reviews are
} not between 0 and { $most } points, look again
gap-too-many-stars = { $rows ->
    [one] { $rows } member has
   *[other] { $rows } members have
} { $stars } stars, and the scheme lets { $most }{ $void ->
    [yes] : beyond that no award counts, and votes and scores decide; correct the awards
   *[no] , look again
}
gap-too-many-votes = { $rows ->
    [one] { $rows } member has
   *[other] { $rows } members have
} more votes than the { $members } members who count, look again
gap-steps-stopped = { $rows ->
    [one] { $rows } step of developing members is red and does
   *[other] { $rows } steps of developing members are red and do
} not pass, look again
gap-steps-reminded = { $rows ->
    [one] { $rows } step of developing members is yellow: its materials
   *[other] { $rows } steps of developing members are yellow: their materials
} are incomplete or late
points-at-most = up to { $points } points
points-at-most-scaled = up to { $points } points after scaling
points-less-scaled = { $points } points less after scaling
points-less = { $points } points less

# Developing members
light-green = green
light-yellow = yellow
light-red = red
steps-without-before = the step before it, “{ $step }”, is not recorded
steps-not-on = the step before it, “{ $step }”, is not recorded for { $day }
steps-not-proven = the step before it, “{ $step }”, is said to be of { $day }, before anything recorded here: a unit above is to confirm it
steps-not-written = the step before it, “{ $step }”, is said to be of { $day }, which is not recorded: record it in the period of that day, or have a unit above confirm it
steps-stopped = the step before it, “{ $step }”, is red
steps-too-soon = too soon, { $day } at the earliest
steps-missing = “{ $material }” is missing
steps-missing-by = “{ $material }” is missing, it was due on { $by }
steps-late = “{ $material }” was handed in on { $day }, after { $by }
steps-received-late = what was sealed came on { $day }, after { $by }

# Unfinished
unfinished-meeting = no { $kind } recorded for { $when }
unfinished-visits = no visits recorded for { $month }
unfinished-households = { $count ->
    [one] { $count } household
   *[other] { $count } households
} not visited in { $month }
unfinished-task = task not done
unfinished-commitment = commitment not kept
unfinished-finding = finding not rectified
unfinished-deeds = { $count ->
    [one] { $count } deed not confirmed
   *[other] { $count } deeds not confirmed
}

# Score sheets
agreement-agrees = agrees with the bulletin of { $day }
agreement-other-sheet = this is not the sheet that the bulletin names: keep it, and ask who published it
agreement-other-run = another run stands published: { $run }
agreement-withdrawn = the publication was withdrawn: { $reason }
agreement-not-published = no bulletin with this run has come here

# Seals
seal-conflict = { $medium ->
    [page] { $table } “{ $said }” stands with { $values } different values: choose one before the period is sealed (the first page leads to them)
   *[command] { $document }: { $row } ({ $said }) stands with { $values } different values: choose one before the period is sealed (`cunbang status` lists them)
}
seal-too-early = { $period } is not over: it can be sealed from { $from } on, and this computer says that it is { $today }
seal-not-assessed = no scheme is in force for { $period }: nothing of it is assessed, so there is nothing to seal
seal-by-part = the rules go by { $kind }: { $period } is not sealed as a whole, but { $kind } by { $kind }: { $parts }. To be sealed now: { $now }{ $medium ->
    [page] {""}
   *[command] {" "}(such as cunbang seal { $first })
}
seal-by-part-none-now = the rules go by { $kind }: { $period } is not sealed as a whole, but { $kind } by { $kind }: { $parts }. None is to be sealed now: they are sealed, or not over
seal-nothing = nothing was recorded of { $period }, so it was not sealed: if there was nothing, { $medium ->
    [page] tick the box and seal it as just that
   *[command] --yes states just that
}
seal-in-time-before = { $medium ->
    [page] { $named }
   *[command] { $period }
} was sealed in time, on { $medium ->
    [page] { $day_said }
   *[command] { $day }
}; sealing it again after the deadline { $medium ->
    [page] { $deadline_said }
   *[command] { $deadline }
} makes all of it late. Left as it is, the seal stands and what was recorded since does not count: { $medium ->
    [page] tick the box to seal all the same
   *[command] --yes seals all the same
}

# Recording, withdrawing, choosing, undoing
record-no-such-row = { $unit } has no row { $row } here: ids are those of the table, several key columns joined by /
record-several-operators = { $count } members are called { $name }: name the operator by the member's id, { $ids }
record-nothing-there = nothing stands in { $period } that could be withdrawn
record-withdrawn = { $row } of { $document } is withdrawn already
record-changed = somebody changed this row after you looked at it, so it was not withdrawn; it stands as “{ $row }” now: look at it again
record-seals-stay = seals are not taken back: correct the rows and seal again; the new seal takes the place of this one
record-not-by-hand = rows of { $table } ({ $name }) are made by an action of their own, and are taken back by that alone
record-not-withdrawn = { $row } of { $document } is not withdrawn: there is nothing to reinstate
record-in-conflict = { $row } of { $document } stands with several values: choose one first, { $medium ->
    [page] on the page of conflicts
   *[command] with `cunbang resolve`
}
record-no-conflict = { $row } of { $document } has one value: there is nothing to choose
record-no-such-value = what was chosen is none of the { $values } values of { $row } in { $document }, or they have changed: look at them again { $medium ->
    [page] on the page of conflicts
   *[command] with `cunbang conflicts`
}
record-no-operation = this device has no operation { $named }: { $medium ->
    [page] the ledger's page lists those that it has
   *[command] `cunbang undo --list` shows those that it has
}
record-no-operations = there is nothing that this device could take back
record-undone-already = The last operation was an undoing already ({ $undoing }): nothing was taken back. { $medium ->
    [page] Before it came “{ $title }”: to take that back as well, choose it on the ledger's page
   *[command] Before it came “{ $title }”: `cunbang undo { $operation }` takes that back as well, and `cunbang undo { $undoing }` brings back what was undone
}
record-nothing-to-undo = every row of { $operation } was changed since: there is nothing to take back
undo-changed-since = changed since, and left as it is
undo-several-before = had several values before: choose one
undo-unread = a newer program wrote it: undo it after an update

# Importing
import-no-quarter = no quarter can be told of { $rows } of the rows, the first is { $first }: { $medium ->
    [page] choose one at the top of the page
   *[command] name one with --quarter
}, or import the meetings with their attendance
import-other-quarter = { $rows } of the rows belong to another quarter than { $named }, the first, { $first }, to { $own }: correct the date, or { $medium ->
    [page] choose that quarter at the top of the page
   *[command] leave out --quarter
}
import-not-a-quarter = { $medium ->
    [page] { $period } is no quarter: choose one at the top of the page
   *[command] --quarter { $period }: expected a quarter, as in 2026Q3
}
import-name = { $row }: write the member's id { $member } in { $column }, not the name: this row goes up to the county, names stay with the village and its township
import-seal = { $row }: seals are made { $medium ->
    [page] on their own page
   *[command] with `cunbang seal`
}, not recorded or imported
import-sheet = { $row }: score sheets come with { $medium ->
    [page] the bulletin
   *[command] `cunbang publish`
}, not recorded or imported
import-units = the units make no tree: { $fault }
change = { $column } { $before } → { $after }
change-empty = (empty)
reference-no-member = no such member{ $near }
reference-nobody = nobody of the village is called so{ $near }: choose a member or an operator, or add the person to the roster first; for somebody from elsewhere, write the office, as 镇党委
reference-no-meeting = no such meeting{ $near }
reference-not-in-scheme = no word of the scheme's{ $near }
reference-no-such-kind = no such kind of deed, expected one of { $kinds }
reference-own-review = a mutual review is by another member: enter one's own as a self review
reference-others-review = a self review is by the member: name nobody else
reference-below-zero = cannot be below 0
reference-beyond-range = the scheme lets { $least } to { $most } points at this stage
reference-no-stars-for = a member who is { $status } does not count and can have no stars
reference-not-of-ranked = the rules in force rank periods such as { $ranked } and never look at a figure of this one: state { $ranked }, or a part of it
reference-no-such-figure = the scheme counts no such figure, expected one of { $figures }
reference-not-read = no rule reads this, and it would count for nothing, expected one of { $words }
reference-no-reason = states no reason: leave it empty where the meeting was held, or write why it was not
reference-over-before-begun = lies before { $from }, the day from which the office was held: exchange the two, or correct one
did-you-mean = ; did you mean { $near }?

# Operators
operator-name = { $name } can't be an operator's name: expected 1 to { $most } characters, none of them a control or invisible one
operator-known = there is an operator named { $name } already: choose another name, or { $medium ->
    [page] let that person change the password under Settings
   *[command] change the password (`cunbang operator password`)
}
operator-alike = { $name } looks like the operator { $other } and would be taken for the same person: choose a name that can be told apart
operator-unknown = there is no operator named { $name }: see { $medium ->
    [page] Settings
   *[command] `cunbang operator list`
}
operator-disabled = operator { $name } is disabled: { $medium ->
    [page] another operator can add that name again under Settings
   *[command] `cunbang operator add` takes them up again
}
operator-last-one = { $name } is the only operator in charge who can log in: add another one first
operator-wrong = the name or the password is wrong
account-altered = the account { $name } was put into the database, or altered there, by something else than this program, and is refused. { $medium ->
    [page] Somebody in charge sets its role and its password anew at the machine of this node, or disables it
   *[command] Somebody in charge sets it anew: `cunbang operator role { $name } ROLE` and `cunbang operator password { $name }`; or ends it: `cunbang operator disable { $name }`
}
account-altered-password = the password of the account { $name } was altered in the database by something else than this program, and the account is refused. { $medium ->
    [page] Somebody in charge sets the password anew at the machine of this node
   *[command] Somebody in charge sets it anew: `cunbang operator password { $name }`
}
account-altered-role = the role of the account { $name }, or whether it works, was altered in the database by something else than this program, and the account is refused. { $medium ->
    [page] Somebody in charge sets its role anew under Settings or at the machine of this node, or disables it
   *[command] Somebody in charge sets it anew: `cunbang operator role { $name } ROLE`; or ends it: `cunbang operator disable { $name }`
}
account-altered-end = the account { $name } is disabled, and stands in the database otherwise than this program wrote it. { $medium ->
    [page] If it is to work, somebody in charge adds it again under Settings
   *[command] If it is to work, somebody in charge adds it again: `cunbang operator add { $name }`
}
operator-locked-out = too many wrong passwords in a row: try again in { $seconds } seconds
operator-no-session = you are no longer logged in: log in again
operator-locked = the page is locked: type the password first
operator-hashing = the password cannot be checked: { $fault }
password-too-short = the password is too short: use { $least } characters or more
password-too-long = the password is too long: use { $most } characters or fewer
password-own-name = the password must not be the operator's own name: choose another
password-silly = this password is what everyone tries first: choose another

# Looking
view-outside = { $unit } lies outside { $own }, the unit of this device's certificate{ $besides }: ask for a unit under it, or with a device of { $unit } or above
besides-members = , and members are not published
besides-nothing-published = , and nothing that ranks it was published for { $period }
besides-not-published = , and run { $run } was not published
view-not-for-unit = the { $kind } of { $about } does not come to { $own }, the unit of this device's certificate: ask where it is kept
view-not-for-readers = the { $kind } names persons, and a program that only reads gets none of it: ask with a device of another role
view-no-document = { $document }: nothing of it is here{ $medium ->
    [page] : sync first
   *[command] : `cunbang status --documents` lists what is
}
view-no-such-device = { $known } devices begin with { $named }: { $medium ->
    [page] see the page of devices, or name one by its whole id
   *[command] see `cunbang enrol list`, or name one by its whole id
}
view-unknown-unit = unit { $unit } is not in the tree of { $root }: ListUnits gives those that are
view-not-held = this is the node of { $node }, which holds the records of that unit and those under it: ask the node of { $unit }, or one above
view-no-period = period: it may be left out only where a run is named: expected one such as 2026Q3
view-no-run = { $medium ->
    [page] there is no ranking of { $named } here yet: the county or township makes one under “Runs”, and it comes down once it is published
   *[command] no run of { $period } that ranks { $unit } is at this node of { $node }: make one with `cunbang run { $period }`
}
view-unknown-run = run { $named } is not at this node of { $node }: { $medium ->
    [page] choose one under “Runs” or “Ranking”
   *[command] name one as `cunbang run` or a bulletin shows it, with its period
}
view-several-rows = { $called } may be any of { $count } rows; name the id:{ $rows }
view-several-runs = run: { $named } may be any of { $known }: expected more of its digits
view-other-period = run { $run } is of { $period }: expected that period, or none, instead of { $asked }
view-not-ranked = run { $run } ranks { $ranked } and the units under it: { $unit } is none of them
view-level-not-ranked = level: the scheme { $scheme } does not rank { $level }: expected one of { $ranked }
view-not-announced = { $by } published run { $run } with an earlier program, which did not send down what its notice tells. Ask that unit for the notice, or have it publish the run again once its program is updated.
view-made-elsewhere = run { $run } was published by { $by } and is known here from its bulletin alone: { $part } are at that node{ $medium ->
    [page] : ask there
   *[command] , or make a run here with `cunbang run { $period }`
}
view-no-sheet = no score sheet of { $unit } for { $period } has come here: it comes down with the bulletin, { $medium ->
    [page] sync to fetch it
   *[command] `cunbang sync` fetches it
}
view-not-in-run = { $who } is not in run { $run }: GetRanking lists who is
view-nothing-published = nothing was published, as far as is known here: { $medium ->
    [page] sync to fetch what was
   *[command] `cunbang sync` fetches what was
}
view-nothing-published-for = nothing was published for { $period }, as far as is known here: { $medium ->
    [page] sync to fetch what was
   *[command] `cunbang sync` fetches what was
}
bulletin-taken-back-along = ranking { $run } had replaced it, and it did not stand again when that was withdrawn
view-withdrawn = run { $run } of { $period } was published and withdrawn: { $reason }{ $medium ->
    [page] . What was published stands under the list of publications
   *[command] . To read its notice all the same: `cunbang notice { $code } --run { $run }`
}
part-score-sheets = its score sheets
part-members = its members
kind-org = org
kind-scheme = scheme
kind-bulletin = bulletin
kind-roster = roster
kind-ledger = ledger
kind-inspection = inspection
kind-appeal = appeal
kind-log = log
kind-sheet = sheet

# How rows counted
not-applicable-full = not applicable: by the scheme, nothing to measure gives full marks
not-applicable-nothing = nothing is recorded that could be measured: by the scheme that gives no points
not-applicable-unstated = the units above did not state { $figures }: it does not count, and the others of its group are scaled
not-applicable-left-out = not applicable: by the scheme it is left out, and the others of its group are scaled
remark-does-not-count = does not count
remark-not-this-period = does not count in this period
remark-not-this-kind = not asked of this kind of unit
remark-counted-already = counted already
remark-said-already = says the same as another, which counts
remark-group-at-most = up to { $points } points in this group
remark-not-below-zero = not below zero
remark-no-seal = no seal
remark-no-seal-yet = no seal yet
remark-seal-received = seal received { $day }
remark-not-received = not received
remark-not-done = not done
remark-not-done-due = not done, due { $due }
remark-late = { $done }, due { $due }
remark-not-due-yet = due { $due }, does not count in this period
remark-not-a-member = { $member } is not counted in this period
remark-not-marked = not marked: { $names }
remark-no-members = no roster, and no count by the county: what is counted by member cannot be worked out
remark-scaled = { $part } of { $full } points apply: scaled to the whole
remark-of = { $part } of { $whole }
remark-remote = took part remotely where presence is asked
remark-no-stars = no stars were decided
remark-stars = { $top } of { $members } members have { $stars } stars, { $span ->
    [one] { $most }
   *[two] { $least } to { $most }
} may: { $verdict }
remark-stars-few = too few
remark-stars-many = too many
remark-stars-within = as it should be
remark-veto = nothing of the score is left
remark-floor = no score is lower
remark-of-period = { $period }: { $said }
remark-not-published = nothing was published
remark-provisional = provisional
remark-excused = excused
remark-not-stated = not stated
past-needed = it rests on what was published of earlier periods too

# Objections
objection-empty = nothing was written as an objection or an answer
objection-none = { $unit } made no objection { $objection }
asked-returned-corrected = ; what was corrected is not sealed again yet
elsewhere-not-sealed = over, and not sealed
asked-returned-command = { $unit } returned the seal of { $period } on { $day }: { $reason }; correct it and seal again
asked-returned-command-until = { $unit } returned the seal of { $period } on { $day }: { $reason }; correct it and seal again: what is received by { $until } keeps the time of the first seal
seal-review-none = { $unit } has not sealed { $period }: there is no seal to review
seal-review-reason = Say why the seal is returned
seal-review-published = a list of { $period } stands published: the county takes the publication back first, then seals can be returned
seal-review-day = The day to correct by lies between { $from } and { $until }
rectification-empty = Say what was done
rectification-no-finding = There is no finding { $finding }, or it was withdrawn

# Previews
along-table = { $table } { $rows }
along-withdrawn = { $table } { $rows } withdrawn
told-day = { $month }-{ $day }
