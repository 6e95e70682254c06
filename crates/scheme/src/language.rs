//! The language of schemes 考评办法的写法: what a county's rules are written in. [`crate::scheme`] reads it.
//!
//! ```toml
//! name = "example"                  # lower-case letters, digits, - and _
//! title = "季度考评办法"
//! title_english = "Quarterly scheme"   # optional
//! left_open = ["分值文件没有写明。"]   # optional: what a document leaves open or is not said here, in Chinese; in English
//!                                   # the comment at the head of the text is shown for it
//! period = "quarter"                # week, month, quarter, half or year
//! deadline_days = 10                # a seal is in time up to so many days after the period,
//! grace_days = 2                    # and so many more
//! early_days = 0                    # from so many days before its last day on a period may be sealed
//! objections_within_days = 7        # optional: villages may object up to so many days after publication
//! statuses = ["probationary", "full"]  # whose standing counts as a member (this is the default)
//! county_count = "least"            # members are at least as many as the county counts; or "instead" (the default):
//!                                   # its count stands in only where there is no roster
//! without_roster = "nobody"         # without a roster no row about a member counts; or "anybody" (the default): all do
//! rows = "vetted"                   # what cannot count as it stands does not: deeds confirmed before they happened or by the
//!                                   # member alone, rows that say the same twice, reviews of oneself, members before they
//!                                   # joined, steps beyond those stated, findings before they are due; nor does a word of a
//!                                   # village alone lower what is asked of it: late joining that no county's count bears out, a
//!                                   # reason that is none, repairs that a recheck did not find, work of other periods, and a
//!                                   # padded roster; nor does what it leaves out or blank help it: a confirmation or mutual review
//!                                   # without a name, a figure of its own beside a greater one; nor does it matter how a thing is
//!                                   # written: what says the same by its letters and digits counts once, and that a meeting was
//!                                   # not held is no reason; and a meeting at which nobody is marked present was not held. Or, for texts from before, "attested": without the last of these;
//!                                   # "strict": without the last two; "checked": the first alone; or "as_written" (the default):
//!                                   # none
//!
//! [village]                         # also [member], [township], [county], [prefecture], [province]: who is ranked
//! kinds = ["village", "community"]  # villages only: which units are ranked (these by default; also office,
//!                                   # enterprise, council)
//! tie_breakers = ["deeds"]          # indicators, "stage:ID", or "score:uncut": the score with all that is deducted, beyond
//!                                   # `max`, `cap` and `floor`; greater first
//! vetoed = "last"                   # whom a veto left with nothing stands behind all others; with a `floor` of 0 or more. Or
//!                                   # "as_scored" (the default): tie-breakers decide among scores of 0
//! floor = 0                         # optional: no score is lower
//! warning_below = 60                # optional: a lower score is marked as warned 警示,
//! warning_when = ["marked < 60"]    # where these conditions on the outcome hold too
//! tie_skipped = "scaled"            # what does not apply ties by the share that the others of its group have; or "last"
//! nothing_stated = "no_score"       # who has nothing in the base groups that applies has no score; or "zero" (the default)
//! silent = "ranked"                 # villages only, optional: those not received are ranked all the same, where no indicator rests
//!                                   # on what they send
//! coverage = 0.8                    # villages only, optional: below this share received, no candidates
//! settled = true                    # optional, not of members: bounds rest on what came already
//!
//! [[village.groups]]                # optional; without groups there is one, `base`
//! id = "base"
//! kind = "base"                     # base, added, deducted or veto
//! title = "基础分"                   # optional, of a stage too: what people read for its id
//! cap = 100                         # optional: the most the group gives or takes
//!
//! [[village.stages]]                # optional: parts with weights that add up to 1
//! id = "routine"
//! weight = 0.3
//!
//! [[village.indicators]]
//! id = "deeds"
//! title = "闪光言行 confirmed deeds"
//! group = "base"
//! stage = "routine"                 # where there are stages
//! max = 20                          # full marks, or the most that is taken
//! max_unstated = true               # optional: a limit alone, not shown as full marks; no document names any
//! missing = "zero"                  # base groups: what if it is not applicable: skip, zero, zero_beside (zero where
//!                                   # another of its group applies, skip where none does) or full
//! measure = { kind = "count", table = "deeds", where = ["confirmed_on is set"], per = "member" }
//! points = { kind = "linear", from = 0, to = 2 }
//!
//! [village.stars]
//! by = "score"                      # or an indicator, whose measure then counts; or "items": of a `group` how many came to
//!                                   # `reached` of their full marks and have a star of their own, in per cent of those
//!                                   # that apply
//! bands = [{ from = 90, stars = 5 }, { from = 60, stars = 3 }]
//!
//! [village.candidates]              # villages only
//! share = 0.05
//! rounding = "nearest"              # half up; or up, down
//! minimum = 1
//! kinds = ["village"]               # who is eligible (default: all ranked kinds)
//! ceiling = 80                      # optional: from this score on nobody is a candidate
//!
//! [member.stars]                    # members only: by votes, up to a share of the village's members
//! kind = "quota"
//! by = "votes"
//! top = 5
//! least_share = 0.20
//! most_share = 0.25
//! equal_votes = "meeting"           # who has the last of them: all, score or meeting
//! awards = "within"                 # what the meeting gave beyond the share does not hold, and who was given nothing is
//!                                   # among the others; or "stand" (the default): it stands, and is said
//! others = { by = "deeds", bands = [{ from = 1, stars = 4 }, { from = 0, stars = 3 }] }
//! ```
//!
//! **Measures**: `count` (optionally `distinct` by a column or by `week`, `month`, `quarter` or `half`), `sum` and `average` of a `column`,
//! `rate` (per cent of the rows `where` … that `meets` …), `ratio` (`part` in per cent of `whole`, summed),
//! `timeliness` (per cent with `date` by `due`), `votes`, `marks` (attendance, `weights` for each mark,
//! `no_remote_at` kinds of meeting where taking part from afar counts as absent, `remote_for` conditions on the members who
//! alone may take part so; `best_of` each `month`, or the `period`, the meeting with the most alone; `unmarked = "skip"`
//! leaves out those without a mark, `not_held = "present"` counts all as there at a meeting that was not held for a stated reason, `"present"` counts them as there, and with them all of `of` that was not marked; `result` `mean`, in per cent of
//! those who were to come, or `sum`), `figure` (an `indicator` of the measures table; `combine` `sum`, `average` or `latest`), `figure_ratio` (the
//! latest of one figure, `part`, in per cent of another, `whole`; with `missing_part = "zero"` a part that nobody states is
//! nothing, where the whole is stated), `sealed`
//! (seals in time), `children` (mean of the scores below, `weight` `members` or `equal`), `past` (earlier results). Counts and sums may be
//! taken `per` `member` or `month`; a township's may look at the `rows` of its `villages`. The sentences of
//! `where` and `meets` are explained where they are read, in this crate's `filter.rs`.
//!
//! **What is asked week by week is not done on one day.** With `spread` (`week`, `month` or `quarter`) a `count` of rows or a
//! `timeliness` takes of each no more than its part of `of`, by the row's own day or by that in the column `spread_on`: of
//! `["weeks", "figure groups"]` as many of a week as there are groups.
//!
//! **What is done counts when it was done.** With `distinct_on = "done_on"` a `count` or `missing` that is `distinct` by week,
//! month, quarter or half-year goes by that day, and not by the one on which it was due; what was done outside the period does
//! not count. With `with_all = "stage"` a part counts only where each word is there that `where` names in that column.
//!
//! **Rounds**: an `average` that is `distinct` by `half` (or otherwise), of so many that are expected (`of = ["2"]`), takes the
//! greatest of each round, and a round that is missing is nothing in the mean: leaving a low review out raises nothing.
//!
//! **What is to be done by a date** counts up to the end of the month that units above state as the figure that `until` names,
//! from 1 to 12; with `stated_by = "above"`. Where none is stated, the whole period is there for it.
//!
//! **A day that was not stated** may have another that stands in: `or_date = "rechecked_on", or_where = ["result = fixed"]` of a
//! `timeliness`.
//!
//! **Figures of several parts** of the period, such as months of a quarter: of a state, such as how many households there are,
//! the latest counts. With `figures = "total"` they are counts and add up, and one of a longer part, or of the whole, goes
//! before those of what it holds.
//!
//! **What keeps rows from counting**: `unless = { table = "steps", where = ["step = 18"] }` leaves out those of units with such a
//! row (with `stopped = "passed_over"` a step with a red light keeps nothing from counting); `least_share` and `most_share` of a member's `count` by `quarter` leave out a quarter in which more of the village's
//! members than these have such a row (the limits of a quota of stars): of as many as units above state that there were in the
//! quarter, by the figure that `share_of` names.
//!
//! **What can never be** is a fault: conditions that exclude each other, a mark without weight, limits beyond what the
//! indicators give, a figure by nearly a known name, consequences that nothing can bring about.
//! `tests/main/wrong/cases.txt` shows each with its message.
//!
//! **Earlier periods**: `past` looks at what was published of the unit for the `last` so many `periods` (`months`,
//! `quarters`, `halves`, `years`; the scheme's own kind where none is named) that are over, or, without `last`, for those of
//! the calendar year. `combine` takes the `average`, `least`, `greatest` or `latest` of a `column` (`score`, `rank`,
//! `rank_in_parent`, `stars`), or the `count` of periods that meet all conditions of `meets`, such as `score < 60`. A period
//! of which nothing stands published, or for which the unit was not received or was excused, is not known: it does not
//! enter, and where fewer are known than `known` says (one), the measure is not applicable. With `not_received = "open"`, of a
//! village's score or stars, a period for which it was not received is open: it counts 0, and the village is provisional, with
//! the best and the worst that may come of it, until the county decides on that period. With `not_received = "counts"`, of a
//! `count`, such a period counts as one that may meet the conditions: a consequence that asks for it says what is possible.
//! `known = 0` counts none where none is known. Results of members are not
//! published, so nothing is known of theirs.
//!
//! **What was expected**: a share of the rows that were written rewards whoever writes fewer. With `of`, a `rate`,
//! `ratio`, `timeliness` or `marks` is taken of what was to be expected instead, at most all of it; a `count` or `sum`
//! is divided by it; and `missing` (optionally `distinct`) says how many are short of it. Its factors are multiplied:
//! `members` (those who meet the measure's conditions on members), `months`, `weeks` (the Mondays of the period),
//! `whole_weeks` (those that lie in the period from Monday to Sunday: of what is counted `distinct` by `week` these alone
//! count then), `tuesdays` and the other days of the week (as often as the period has them),
//! `meetings` (held), `figure ID` (the county's latest) and numbers: `of = ["0.4", "members"]`. A `ratio`'s whole is then
//! that of the greatest row, so many times. What it is `whole_at_least` is said by the same factors: a turnout of `["0.5", "members"]`, and ballots that
//! are short of it count as not satisfied. What rests on a figure
//! that nobody stated is not applicable, unless `unstated = "least"`: then it gives the least it can, and takes the most
//! where it is deducted. A figure of 0 is stated.
//!
//! **What others say** is not held against a village, and is not the village's to leave out. With `stated_by = "above"` the
//! figures that a measure rests on are those of the table `stated_figures`, which units above the village write and no village
//! can: where one says that nothing was due, 0, the measure is not applicable and its reason says so, and where it is not
//! stated, it is not either; `missing` says what becomes of its points. Of steps only
//! as many as the figure says count for or against, the best first; one that was due and is not there is as good as stopped,
//! and rows beyond neither pay nor stop, but are told. With `missing_part = "zero"` the part of a share is the village's own figure, in the
//! table `measures`, and the whole is stated above. Without the word the village answers for its figures: 0 and not stated
//! are what `missing` and `unstated` make of them. No pack rewards a row left out; `tests/main/laws.rs` holds them to it.
//!
//! **Steps of developing members 发展党员** are stated by stage, and counted by the lights that they have:
//!
//! ```toml
//! [steps]
//! within_months = 1                 # optional, also within_days: until when after a step its materials are handed in
//! earlier = "steps_before"          # optional: rows of the two years before are looked at, and units above state by this
//!                                   # figure of how many steps they have seen the proof of the one before
//! [[steps.stages]]
//! name = "确定积极分子"
//! steps = [
//!   { code = "3", name = "确定入党积极分子", materials = ["支委会记录"], after = "2", least_months = 1 },
//! ]
//! ```
//!
//! A step follows `after` another, the one before it in the list unless another is named, by at least so many
//! `least_months` and `least_days`. The measure `steps` counts by `light`: `green`, `yellow` (a material is missing, or was
//! handed in too late) or `red` (out of order, too soon, or after a red one). With `of`, `green` is a share, and `yellow` and
//! `red` say how many of what was to be taken are short of green, or of yellow: what was not taken is as good as stopped, or
//! deleting a stopped step would help. `steps.rs` of this crate says what is looked at.
//!
//! **Weeks** are those of ISO 8601 (`2026W37`): from Monday to Sunday, and each belongs to the month, quarter, half-year and
//! year in which its Thursday lies. So a rule that looks back at the `weeks` of a year looks at 52 or 53, and none is looked at
//! in two. What is counted by the day on which it was done is counted by that day: of a week that begins in one quarter
//! and ends in the next, each has its own days; the factor `weeks` and `distinct = "week"` count by the Mondays.
//!
//! **Part of the year**: an indicator with `in = ["Q2", "Q4"]` counts in these periods only (`"37"` of weeks, `"03"` of
//! months, `"H1"` of half-years). In others it has neither points nor weight.
//!
//! **Kinds of unit**: an indicator of villages or members with `kinds = ["office"]` counts for units of these kinds only
//! (`village`, `community`, `office`, `enterprise`, `council`). For others it has neither points nor weight.
//!
//! **Points**: `per` (`each`), `deduct` (`each`), `linear` (`from`, `to`), `bands` (`from`, `points`; half-open, the
//! highest first), `value`, `shown` (no points), `veto`
//! (`at` a measure or more, or `below` one; `missing = "veto"` where there is none).
//!
//! **Not applicable** is what has nothing to measure: nobody was reviewed, nothing was found. It is not zero. Only
//! others can say it of a village: what a village itself writes down and has not is zero, so `missing` is `zero`
//! there; elsewhere it is `skip` unless the scheme says otherwise.
//!
//! **Members** are those on the roster whose status counts, or else as many as the county counts. Rows about
//! anybody else do not enter what is taken `per` `member`, nor means and shares. Where nobody says how many there
//! are, or where they are none (a roster of applicants alone, a county's count of 0) but something is to be divided
//! among them, such a measure gives the least it can. In a mean by members, a unit with no counted members weighs
//! nothing; where all have none, each weighs the same. With `county_count = "least"` leaving members off the roster lowers
//! nothing that is expected, and a roster that is shorter is named in the village's line `roster`. A unit of which nobody knows the members weighs as much as
//! the others do on average, and the unit above weighs what its own mean rested on.
//!
//! **Meetings** held are looked at by `marks`. All members are to come to those of the whole branch (`theme_day`,
//! `congress`, `lecture`, `quarterly_review`, `appraisal`); to a `group` meeting the members of the groups of those
//! who have a mark, or all, where one of these has no group; to others those who have a mark.
//!
//! **Findings** enter a share of what was fixed once they are due by the end of the period, or fixed already.
//!
//! **Consequences** are proposed by `[[village.consequences]]` (of any level): `when` lists conditions on an outcome, such
//! as `score < 60`, `INDICATOR >= 1`, `rank last 3`, `candidate` or `kind = office`, all of which must hold; `amount`, its `unit` and the
//! indicator `each` by whose measure it is multiplied may follow. A person confirms them.
//!
//! **Offices**: with `offices = ["secretary", "village_head"]` under `[village]`, those who held such an office in the
//! period (table `offices`) are ranked role by role, as their units stand; who held it on some days only is listed with
//! them. A consequence with `of = ["secretary"]` names them.
//!
//! **Equal scores** are settled by `tie_breakers`, in their order; with `-` before it, the smaller goes first. An indicator settles by its points (rounded, with
//! its stage's weight), not by its measure: two villages with full marks are equal, whatever they measured. Only an
//! indicator without points (`shown`, `veto`) settles by its measure. `score:uncut` settles by the score with all
//! that was deducted, beyond the maximum of an indicator, the cap of a group and the floor: of two at the floor, who lost more stands
//! behind. Of members with equal votes, `equal_votes` decides first.
//!
//! **Shares of a number** come out whole. Of a quota's members, `least_share` is rounded up and `most_share` down.
//! Where that leaves no number, as of 7 members between 20 and 25 per cent, it is the middle of both shares, half
//! rounded up, and at least one. The share of candidates is rounded as `rounding` says.
//!
//! **Bounds** hold whatever the village still sends or withdraws. What others write about it, such as findings and
//! satisfaction, counts as it stands. One decision is not foreseen: to excuse a village of which nothing is here, under a
//! unit that takes the mean of its villages with `weight = "equal"`. The score of that unit from what came leaves the
//! village out as if it were excused, and may lie outside the bounds; with `weight = "members"` it never does.
//!
//! With `settled = true` they rest on what came: meetings written down do not become fewer, a step taken stays taken. That
//! holds for counts, for sums of what is never below nothing, for what is missing of a fixed whole, and for shares of one.
//! A withdrawal, a correction and a decision of the county that nothing was carried out are the exceptions, and not
//! foreseen. A month that is over is not settled: a village without a network may send its rows until it seals, and is
//! not to be harmed by being late to be heard. Nor is a table settled before the others: a seal is a village's word that its
//! whole period is complete, and names the logs that it covers, not tables. A month that was sealed under rules by the month
//! settles nothing of the quarter, as what is added to it later counts there too.
//!
//! **Equal votes** are settled by `equal_votes`: `all` have the stars, even beyond the greater share; `score` takes
//! their scores and then the tie-breakers; `meeting` leaves them to the village's meeting and its `awards`.
