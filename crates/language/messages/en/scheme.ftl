# A scheme's text: where a fault is
scheme-fault-at = line { $line }, column { $column }: { $message }
scheme-no-fault = no fault was named
scheme-near-word = ; did you mean `{ $word }`?
scheme-near-list = ; expected one of: { $words }

# Keys and values
scheme-value-wrong = `{ $place }` is { $value }: expected { $expected }
scheme-value-is-list = `{ $place }` is a list: expected { $expected }
scheme-value-is-table = `{ $place }` is a table: expected { $expected }
scheme-choice-unknown = `{ $place }` is { $value }{ $near }
scheme-key-missing = `{ $place }` is missing: expected { $expected }
scheme-key-unknown = unknown key `{ $key }` in `{ $section }`{ $near }
scheme-key-unknown-at-top = unknown key `{ $key }` in the scheme{ $near }
scheme-named-twice = `{ $key }` names { $value } twice: leave one out
scheme-id-unknown = unknown { $what ->
        [group] group of this level
        [stage] stage of this level
        [tied-stage] stage
        [indicator-or-score] indicator (or `score`)
       *[indicator] indicator
    } `{ $id }`{ $near }
scheme-id-taken = `{ $id }` is { $by ->
        [indicator] another indicator's
        [group] a group's
       *[outcome] a reserved
    } id already: choose another

# What was expected
scheme-expected-text = a text in quotes
scheme-expected-texts = a list of texts in quotes
scheme-expected-id = at most 40 lower-case letters, digits, `_` and `-`
scheme-expected-number = a number
scheme-expected-numbers = a table of numbers
scheme-expected-decimal = a plain decimal of at most { $most } and six decimal places
scheme-expected-number-within = a number from { $least } to { $most }
scheme-expected-whole = a whole number from { $least } to { $most }
scheme-expected-above-zero = a number above 0
scheme-expected-table = a table
scheme-expected-tables = a list of tables
scheme-expected-true-false = true or false
scheme-expected-one-of = one of: { $words }
scheme-expected-number-column = a column of numbers
scheme-expected-day-column = a column of days
scheme-expected-word-of-column = a word of that column{ $near }
scheme-expected-row-condition = the condition that makes a row count, such as "kept_on is set"
scheme-expected-period-condition = the condition that makes a period count, such as "score < 60"
scheme-expected-consequence-conditions = conditions such as "score < 60" or "rank last 3"
scheme-expected-whole-to-miss = what is expected, such as ["months"] or ["figure tasks"]
scheme-expected-mark-weights = what each mark counts, such as {"{"} present = 1, late = 0.5 {"}"}
scheme-expected-amount = a number, as `unit` or `each` says more of it
scheme-expected-amount-unit = what the amount is in, such as "元"
scheme-expected-share = a fraction above 0 and at most 1
scheme-expected-candidate-share = a fraction above 0 and at most 1, such as 0.05
scheme-expected-fraction = a fraction from 0 to 1, such as 0.2
scheme-expected-points = points above 0
scheme-expected-max = the most points that the indicator can give or take
scheme-expected-measure = a table such as {"{"} kind = "count", table = "deeds" {"}"}
scheme-expected-rule = a table such as {"{"} kind = "per", each = 2 {"}"}
scheme-expected-bands-of-points = bands such as [{"{"} from = 90, points = 10 {"}"}, {"{"} from = 60, points = 6 {"}"}]
scheme-expected-bands-of-stars = bands such as [{"{"} from = 90, stars = 5 {"}"}, {"{"} from = 0, stars = 3 {"}"}]
scheme-expected-others = what the others have, such as {"{"} bands = [{"{"} from = 0, stars = 3 {"}"}] {"}"}
scheme-expected-group = the id of one of the level's groups
scheme-expected-stage = one of the level's stages: { $stages }
scheme-expected-indicators = at least one [[{ $level }.indicators]]
scheme-expected-stages = at least one [[steps.stages]]
scheme-expected-steps = steps such as [{"{"} code = "1", name = "递交入党申请书" {"}"}]
scheme-expected-name-in-rows = at most 64 characters without white space and `/`, as rows name it
scheme-months-in-week = no week has a month in it: choose "weeks", or another period
scheme-expected-weeks = weeks such as "37"
scheme-expected-months = months such as "03"
scheme-expected-quarters = quarters such as "Q2"
scheme-expected-halves = "H1" or "H2"
scheme-expected-no-part = nothing, as the scheme ranks whole years: leave `in` out

# The scheme as a whole
scheme-text-too-long = the scheme has { $bytes } bytes, more than { $most }: shorten it
scheme-full-width = “{ $sign }” is a full-width sign: write `{ $meant }`
scheme-not-toml = this is not TOML: { $message }
scheme-ranks-nobody = the scheme ranks nobody: add [member], [village] or [township] with indicators
scheme-status-unknown = unknown status { $status } in `statuses`{ $near }
scheme-statuses-empty = `statuses` names nobody, so that nobody would count: name some, or leave it out
scheme-early-days-too-many = `early_days` is { $days }: a { $kind } may have { $shortest } days, and is not sealed before it begins
scheme-steps-unused = no indicator looks at [steps]: add a measure such as {"{"} kind = "steps", light = "green" {"}"}, or leave the steps out
scheme-nothing-below = [{ $level }] takes the mean of the scores below: add a level such as [village]

# Levels
scheme-floor-above-all = `floor` is { $value }: the indicators give at most { $most } together, so everybody would have it
scheme-warning-below-all = `warning_below` is { $value }: no score is below { $least }, so nobody would be warned
scheme-share-of-most = `share` is { $value }: { $per_cent } per cent of those ranked would be candidates for the backward list; for the last part write { $rest }
scheme-warning-when-without-line = `warning_when` says what else must hold of who is warned, and without `warning_below` nobody is: state that too, or leave this out
scheme-days-later-than-due = condition { $condition } holds where `{ $done }` is later than `{ $due }`, so that late counts as in time: for what was done by its day write `{ $done } <= { $due }`, for what was late `not { $done } <= { $due }`
scheme-warning-above-all = `warning_below` is { $value }: no score is above { $most }, so everybody would be warned
scheme-only-of-villages = `{ $key }` stands in [{ $level }]: only [village] has { $key ->
        [candidates] a backward list
        [coverage] a coverage
       *[kinds] kinds of unit
    }, so move it there
scheme-cap-above-sum = `cap` is { $value }: the indicators of group `{ $group }` come to { $sum } together, so it is never reached
scheme-tie-breaker-twice = tie-breaker `{ $indicator }` stands there already, where it settles all it can: leave it out
scheme-ceiling-below-all = `ceiling` is { $value }: no score is below { $least }, so nobody would be listed
scheme-ceiling-above-all = `ceiling` is { $value }: no score is above { $most }, so it spares nobody: lower it, or leave it out
scheme-floor-of-full-marks = `floor` is { $value }: full marks are { $full }, so who does nothing would have them. Expected less than that
scheme-minimum-above-share = `minimum` is { $value }: with a share of { $per_cent } % it is the number listed of up to { $up_to } villages, and the share says nothing. Expected a small number, as a rule 1
scheme-of-many-of-member = `of` multiplies { $number } by `members`, and so expects { $number } of each member: expected { $most } at most, one a day
scheme-stars-fewer-above = the band from { $from } gives { $gives } stars, and the lower one from { $below } gives { $more }: expected no fewer for more
scheme-band-gives-less = the band from { $from } gives { $gives }, and the lower one from { $below } gives { $more }: expected no less for more
scheme-kinds-empty = `kinds` names no kind of unit: name some, or leave it out
scheme-kinds-not-ranked = `kinds` names { $kind }, which is not ranked: expected some of { $ranked }
scheme-vetoed-without-veto = `vetoed` says where those stand whom a veto left with nothing, and no indicator is a veto: leave it out
scheme-vetoed-without-floor = `vetoed = "last"` puts those with a veto behind all others, and scores below 0 would be behind them: write `floor = 0`
scheme-tie-breaker-unknown = tie-breaker: { $why }
scheme-stage-twice = there are two stages `{ $id }`: choose another id
scheme-weights-sum = the weights of the stages add up to { $sum }: expected 1
scheme-group-unused = group `{ $group }` of { $section } has no indicator: add one, or leave the group out
scheme-stage-unused = stage `{ $stage }` of { $section } has no indicator: add one, or leave the stage out

# Indicators
scheme-missing-outside-base = `missing` has no meaning in a group of kind { $kind }: only base indicators have a weight to lose
scheme-own-figure-spared = a village that leaves its own figure out is spared: write `missing = "zero"`, or `stated_by = "above"` where units above state it
scheme-missing-spares-village = `missing` spares a village what it does not write down itself: use `zero`, or measure what others write about it
scheme-max-without-points = the rule gives no points: leave `max` out
scheme-in-empty = `in` names no period, so the indicator would never count: name some, or leave it out

# Points
scheme-veto-at-and-below = `at` and `below` exclude each other: leave one out
scheme-each-not-above-zero = `each` is { $value }: expected a number above 0; the group says whether it adds
scheme-deduct-in-added = `deduct` takes points away in a group that adds them: use `per`, or a group of kind `deducted`
scheme-line-without-length = `from` and `to` are both { $value }: a line needs two different values
scheme-veto-misplaced = a `veto` rule belongs in a group of kind `veto`, and nothing else does: change one of them
scheme-band-points-wrong = the band from { $from } gives { $points }: expected points from 0 to the indicator's max
scheme-band-points-above-max = the band from { $from } gives { $points }: expected points from 0 to the indicator's max, which is { $max }
scheme-band-empty = the band from { $from } to { $to } is empty: expected `to` above `from`
scheme-band-behind-lower = the band from { $from } is never reached, as the one from { $above } comes before it: put the highest band first
scheme-band-overlaps = the band from { $from } overlaps the one from { $above }: bands are half-open, `to` is not in it
scheme-band-gap = there is a gap between this band and the one from { $above }: leave `to` out, or close it
scheme-line-beyond-measure = the measure goes from 0 to { $top }, so the line from { $from } to { $to } never reaches its end
scheme-band-beyond-measure = the band from { $from } is never reached: the measure goes from 0 to { $top }
scheme-band-below-zero = the band from { $from } begins below 0, where the measure never is: write 0
scheme-bands-give-nothing = no band gives any points: give one more than 0, or use `shown`
scheme-line-below-zero = the measure is never below 0, so the line from { $from } to { $to } is beyond its reach
scheme-veto-at-always = `at` is { $value }: every measure is, so nobody would keep a score
scheme-veto-at-never = `at` is { $value }: the measure goes from 0 to 100, so it is never a veto
scheme-veto-below-never = `below` is { $value }: no measure is, so it is never a veto
scheme-veto-below-always = `below` is { $value }: every measure is, so nobody would keep a score
scheme-veto-nothing-missing = rows that are not there are counted as none, so that nothing is ever missing: use `below`, or leave it out
scheme-rule-takes-fraction = the measure is in per cent, from 0 to { $top }, and the rule goes to { $highest }: expected { $expected } for { $highest } of all

# Measures
scheme-measure-unfit-rows = rows of { $table } say nothing about a { $level }: use another measure
scheme-measure-unfit-seals = seals and scores below say nothing about a { $level }: use another measure
scheme-member-among-members = a member is not divided among members: leave `per` or `of` out
scheme-steps-not-written-alone = `not_as_written` says what steps of earlier periods come to, and these are looked at only beside `earlier`: add it, or leave this out
scheme-steps-not-stated = the scheme has no steps to look at: add [[steps.stages]]
scheme-divided-twice = `per` and `of` both say what it is divided by: leave one out
scheme-column-unfit = `{ $key }` is `{ $column }` of { $table }: expected { $expected }
scheme-distinct-unknown = { $why } (or `quarter`, `month` or `week`, of the row's day)
scheme-word-unknown = unknown { $column } of { $table } `{ $word }`{ $near }
scheme-ratio-of-same = `part` and `whole` are both `{ $column }`: name two columns
scheme-ratio-exchanged = `{ $whole }` are a part of `{ $part }`: exchange `part` and `whole`
scheme-days-same = `date` and `due` are both `{ $column }`: name the day it was done, and its limit
scheme-days-exchanged = `date` is `due`, the limit, and `due` is `{ $column }`: exchange `date` and `due`
scheme-marks-unstated = `weights` does not say what { $marks } counts: state a number for each mark, or 0
scheme-mark-weight-wrong = the weight of `{ $mark }` is { $weight }: expected a number from 0 to 1, as 1 is wholly present
scheme-marks-count-nothing = no mark counts anything: give `present` a weight above 0
scheme-condition-excludes-figure = condition { $condition } leaves out the figure `{ $figure }` itself: leave it out
scheme-figures-same = `part` and `whole` are both the figure `{ $figure }`: name two figures
scheme-figure-unnameable = no row of { $table } can bring the figure { $figure }: expected at most 64 characters without spaces and `/`
scheme-figure-unknown = no table brings this figure: { $why }
scheme-of-empty = `of` names nothing: leave it out, or say what was expected
scheme-of-months-by-weeks = `of` multiplies months by weeks, which is no number of either: name one of them
scheme-of-one = `of` is 1, which changes nothing: leave it out, or say what was expected
scheme-of-marks-without-members = a mark is one member's at one meeting, so that `of` without `members` is no whole of them: add `members`
scheme-of-meetings-held = meetings are taken of the meetings held, which are themselves: name what was expected
scheme-measure-undivided = `{ $key }` has no meaning in a measure of kind `{ $kind }`, which is not divided by anything: leave it out
scheme-distinct-week-of-period = rows of { $table } are of a period and not of a day: use `month`
scheme-distinct-unit-of-one = all rows of a { $level } are of one unit: name another column
scheme-stated-by-without-figure = `stated_by` is about figures, and this measure rests on none: leave it out
scheme-stated-by-and-unstated = `stated_by = "above"` holds an unstated figure against nobody, and `unstated = "least"` holds it against the village: leave one out
scheme-best-of-without-whole = `best_of` takes one meeting of several: state by `of` how many were expected, or a share of one meeting alone is left
scheme-of-marked-alone = `unmarked = "skip"` takes those alone who have a mark, and `of` says how many were expected: leave one out
scheme-unstated-without-figure = `unstated` is about figures, and this measure rests on none: leave it out
scheme-whole-at-least-not-of-ratio = `whole_at_least` is for a `ratio` alone: leave it out here
scheme-whole-at-least-of-villages = `whole_at_least` is for a unit's own rows: leave it out, or `rows`
scheme-factor-unknown = `{ $key }` is { $value }: expected a number above 0 and up to 10000, `figure ID`{ $near }
scheme-past-open-unfit = `not_received = "open"` holds a village's silent period open, and is for `score` or `stars` of villages: leave it out here
scheme-until-unfit = `until` names the figure by which units above state the last month: it is for measures of rows with `stated_by = "above"`
scheme-spread-unfit = `spread` takes of each week, month or quarter no more than its part of what is expected: it is for a `count` of rows or `timeliness` with `of`
scheme-distinct-on-unfit = `distinct_on` names the day by which rows are of a week, month, quarter or half-year: it is for a `count` or `missing` with `distinct` by one of these
scheme-expected-word-column = a column of words
scheme-with-all-unfit = `with_all` counts a week, month, quarter or half-year only with each word that `where` names in the column, and there must be more than one: it is for a `count` or `missing` with `distinct` by one of these
scheme-rounds-without-whole = a mean with `distinct` is one of rounds: state by `of` how many are expected, or a round that is left out costs nothing
scheme-silent-ranked-unfit = `silent = "ranked"` ranks villages of which nothing was received, and `{ $indicator }` rests on what they send: leave it out, or that indicator
scheme-past-counts-unfit = `not_received = "counts"` counts a silent period as one that may meet the conditions, and is for `combine = "count"`: leave it out here
scheme-shares-unfit = `least_share` and `most_share` are for a `count` of members' rows with `distinct = "quarter"`: leave them out here
scheme-share-of-unfit = `share_of` names the figure by which units above state how many members there were in a quarter, at most 40 lower-case letters, digits, `_` and `-`: it stands beside `least_share` and `most_share`
scheme-not-held-unfit = `not_held` says what counts of a meeting that was not held for a stated reason: it is for `marks` with `best_of`
scheme-own-rows-pay = who leaves its own rows out that lower this gains by it: say `of` how many were expected, or look at rows that others write
scheme-own-average-pays = of figures that a village states itself a mean is raised by leaving the low ones out: write `stated_by = "above"`, or `combine = "sum"`
scheme-mark-more-than-present = `{ $mark }` weighs { $weight }, more than `present` with { $present }: who was there would have less
scheme-or-date-unfit = `or_date` stands in for the `date` of `timeliness`: leave it out here
scheme-or-where-alone = `or_where` says of which rows `or_date` stands in: name that day, or leave it out
scheme-figures-unfit = `figures = "total"` adds up the figures that a measure rests on: leave it out where there is none, or where `combine` takes their mean or the latest
scheme-past-of-members = results of members are not published, so that nothing is known of theirs of earlier periods: count what their village's own tables say, such as `awards`
scheme-past-years-without-last = `last` is missing: a year has no earlier years in it, so say how many

# Conditions
scheme-condition = condition { $condition }: { $why }
scheme-condition-not-one = expected COLUMN and a test, such as `kind = theme_day` or `due is set`
scheme-past-condition-not-one = expected three words, such as `score < 60`
scheme-consequence-condition-not-one = expected `score < 60`, `INDICATOR >= 1`, `rank last 3` or `candidate`
scheme-condition-value-wrong = { $value } is not { $expected }
scheme-column-without-time = `{ $column }` holds neither days nor periods
scheme-condition-value-missing = a value is missing after `{ $test }`
scheme-column-without-text = `{ $column }` holds no text
scheme-test-unknown = unknown test `{ $test }`{ $near }
scheme-column-without-order = `{ $column }` holds no numbers or days to compare
scheme-operand-unknown = { $value } is neither a column of { $table } nor { $expected }
scheme-column-unknown = { $table } has no column `{ $column }`{ $near }
scheme-column-of-other-kind = `{ $column }` cannot be compared with it
scheme-member-column-unknown = nothing is known of a member's `{ $column }`{ $near }
scheme-column-without-days = `{ $column }` holds no days
scheme-word-nearly-known = unknown { $column } of { $table } { $word }; did you mean `{ $near }`?
scheme-past-column-unknown = unknown column `{ $column }`{ $near }
scheme-condition-twice = condition { $condition } stands here twice: leave one out
scheme-conditions-exclude = conditions { $first } and { $second } cannot hold together, and all of them must: leave one out, or join the values with `in`
scheme-column-never-empty = `{ $column }` is never empty
scheme-column-with-itself = `{ $column }` is compared with itself: name another column or a value
scheme-column-out-of-reach = `{ $column }` goes from { $least } to { $most }, so it never holds
scheme-value-twice = `{ $value }` stands there twice: leave one out

# Stars
scheme-quota-not-of-members = `kind = "quota"` is for members within their village: use `bands` here
scheme-shares-exchanged = `most_share` is { $most }, below `least_share`, which is { $least }
scheme-quota-of-nobody = `most_share` is 0, so that nobody would have the top stars
scheme-others-reach-top = `others` gives up to { $stars } stars and `top` is { $top }: expected fewer for the others
scheme-band-above-scores = the band from { $from } is never reached: the indicators give at most { $most } together

# Consequences
scheme-consequence-twice = there are two consequences `{ $id }`: choose another id
scheme-consequence-unconditional = `when` names no condition: expected some such as "score < 60"
scheme-candidates-are-villages = only villages can be candidates
scheme-unit-kind-unknown = unknown kind of unit `{ $kind }`{ $near }
scheme-not-a-rank = { $number } is not a whole number from 1 on
scheme-not-a-number = { $number } is not a number{ $near }
scheme-condition-above-ceiling = nobody is a candidate from the ceiling of { $ceiling } on, so it never holds
scheme-condition-excluded = it cannot hold together with { $other }: leave one out
scheme-condition-repeated = it stands there twice: leave one out
scheme-each-in-per-cent = `each` is `{ $each }`, which is measured in per cent: name an indicator that counts
scheme-condition-without-candidates = nobody is a candidate without [village.candidates]
scheme-condition-without-stars = this level gives no stars: add them, or leave it out
scheme-condition-out-of-reach = it goes from { $least } to { $most }, so it never holds
scheme-condition-always = scores go from { $least } to { $most }, so that it always holds: leave it out, or state another limit
scheme-condition-always-from = it is never below { $least }, so that it always holds: leave it out, or state another limit
scheme-condition-always-to = it is never above { $most }, so that it always holds: leave it out, or state another limit
scheme-condition-all-units = that is nearly every unit: expected { $most } at most
scheme-condition-below-reach = it is never below { $least }, so it never holds
scheme-condition-above-reach = it is never above { $most }, so it never holds

# Steps of developing members
scheme-steps-too-many = there are { $count } steps, more than { $most }
scheme-step-twice = there are two steps { $code }: choose another code
scheme-steps-within-nothing = materials would have to be handed in on the day of the step itself: state how long after it they may be, or leave this out
scheme-unless-stopped-unfit = `stopped` says whether steps with a red light keep rows from counting: it is for `unless` with `table = "steps"`, in a scheme that has steps
scheme-first-step-after = nothing comes before the first step: leave `least_months` and `least_days` out
scheme-material-wrong = `materials` has { $value }: expected { $expected }
scheme-step-after-itself = the step { $step } follows itself: name one before it, or leave `after` out
scheme-step-not-before = no step { $step } comes before this one{ $near }

# The rules in short
scheme-stated = { $about }: { $what }
scheme-stated-of-level = { $level }, { $about }: { $what }
scheme-about-deadline = seals in time
scheme-about-objections = objections
scheme-stated-objections = up to { $days } days after publication; later ones are marked as late, and answered all the same
scheme-stated-deadline = up to { $days } days after the period, and { $grace } days of grace
scheme-about-left-open = what the document leaves open, or is not said here
scheme-about-past = earlier periods
scheme-stated-past = rests on what was published of them too; a period of which nothing was published, or that was excused, does not enter, nor does one not received unless it says otherwise
scheme-about-steps = steps
scheme-stated-steps = { $count } in { $stages } stages
scheme-stated-steps-within = { $count } in { $stages } stages; materials are handed in within { $within }
scheme-stated-steps-earlier = { $stated }; the step before counts on the day on which it is recorded, in the two years before too; where it is recorded nowhere, and said to be from before all that is recorded here, it is yellow until a unit above states by the figure “{ $figure }” of how many such steps it has seen the proof
scheme-stated-steps-written = { $stated }; the step before counts on the day on which it is recorded, in the two years before too; where it is said to be from before the period and is not recorded so, it is yellow until a unit above states by the figure “{ $figure }” of how many such steps it has seen the proof
scheme-about-steps-of-stage = steps, { $stage }
scheme-stated-step = { $title } ({ $notes })
scheme-stated-step-after = after { $code }
scheme-stated-step-least = at least { $least } after { $code }
scheme-about-groups = groups
scheme-stated-group = { $name } ({ $kind })
scheme-stated-capped-group = { $name } ({ $kind }, at most { $cap })
scheme-stated-capped = { $name } (at most { $cap })
scheme-about-stages = stages
scheme-stated-stage = { $name } × { $weight }
scheme-stated-stages = { $stages }; full marks have their stage's weight in them
scheme-about-ties = equal scores
scheme-stated-tie =
    { $by } ({ $what ->
        [measure] measure
        [stage] points of the stage
       *[points] points
    }{ $first ->
        [smaller] , smaller first
       *[greater] {""}
    })
scheme-about-offices = offices
scheme-stated-offices = { $roles }: ranked as their unit is
scheme-about-skipped = not applicable
scheme-stated-skipped = skipped, and the others of the group are scaled to its full marks
scheme-about-floor = no score is lower than
scheme-about-warning-when = warned only where
scheme-stated-tie-uncut = the score with all that is deducted, whatever limits indicators, groups and floor set
scheme-about-vetoed = vetoed
scheme-stated-vetoed = whoever a veto left with nothing stands behind all others
scheme-about-ties-skipped = equal scores, not applicable
scheme-stated-ties-skipped = taken at the share of full marks that the others of its group came to
scheme-about-no-score = nothing to measure
scheme-stated-no-score = whoever has nothing in the base groups that applies has no score and no rank, and is no candidate
scheme-about-silent-ranked = not received
scheme-stated-silent-ranked = ranked all the same, as nothing here is the village's own to send
scheme-about-warning = warned below
scheme-about-coverage = no candidates below this share received, or decided as not carried out
scheme-about-consequence = proposed
scheme-about-members = counted members
scheme-stated-members =
    those on the roster who are { $statuses }; { $count ->
        [least] as many as the county counts where there is no roster, or where it has fewer
       *[instead] as many as the county counts where there is no roster
    }. Per member, in means and in shares, rows about others on a roster do not count{ $roster ->
        [nobody] {""}, and without a roster no row about a member does
       *[anybody] {""}
    }; where nobody says how many members there are, what is taken of them gives no points, or takes the most where it is deducted
scheme-about-rows = rows that do not count
scheme-stated-rows = what cannot be so does not count, and the sheet names each: a confirmation from before the deed or by the member alone, deeds and posts of one member and day that say the same (they count once), reviews of oneself other than the self-review, rows from before the member joined, steps beyond those that units above stated, findings before they are due{ $reading ->
        [strict] ; late joining beyond what the county's count of members bears out, meetings not held for a reason that is none, repairs that a recheck did not find, work spread over weeks, months or quarters that was done in another period; a share of the members is taken of the lesser of roster and county's count
        [attested] ; late joining beyond what the county's count of members bears out, meetings not held for a reason that is none, repairs that a recheck did not find, work spread over weeks, months or quarters that was done in another period; a share of the members is taken of the lesser of roster and county's count; deeds confirmed and mutual reviews without a name, reviews of more than 100 points; of what a village states of itself the greatest counts, of a period or of its parts together, none below 0, and what units above state goes before it; votes and ballots of a part of a period are among those of the whole; nothing is proposed by ranks where too few were received for a list
        [vetted] ; late joining beyond what the county's count of members bears out, meetings not held for a reason that is none, repairs that a recheck did not find, work spread over weeks, months or quarters that was done in another period; a share of the members is taken of the lesser of roster and county's count; deeds confirmed and mutual reviews without a name, reviews of more than 100 points; of what a village states of itself the greatest counts, of a period or of its parts together, none below 0, and what units above state goes before it; votes and ballots of a part of a period are among those of the whole; nothing is proposed by ranks where too few were received for a list; deeds, posts, commitments and tasks of one member (or of the village) and day whose texts have letters and digits that are or look the same count once, of whatever kind they are; a reason that says only that a meeting was not held, or was forgotten, is none; of a month no more is counted than the figure that units above state for it; a deed confirmed on a day after its receipt counts as not confirmed; a meeting without a reason counts as held where somebody is marked as having been there, or, where attendance at it is not measured, is named who chaired it
       *[checked] {""}
    }
scheme-about-points = rounding
scheme-stated-points = each indicator's points, its stage's weight included, are rounded half up to 0.01, and nothing is rounded before; the score is the sum of these rounded points and is not rounded again; the sum of a group of which something was skipped is rounded to 0.01 once more when it is scaled
scheme-about-kinds = ranked are
scheme-about-attendance = who is to come
scheme-stated-attendance = to { $whole } all counted members; to a group's meeting the members of the groups of those who have a mark (all, where one of them has no group or there is no roster); to others those who have a mark; who has no mark counts as 0, and who is not counted is not among them
scheme-about-findings = findings
scheme-stated-findings = what is due after the period and not fixed does not enter where it is asked what was fixed
scheme-about-stars = stars
scheme-stated-stars-band = { $stars } from { $from }
scheme-stated-stars-by-score = by score, { $bands }; none below
scheme-stated-stars-by-measure = by the measure of { $by }, { $bands }; none below
scheme-stated-stars-by-items = each of { $by } has a star of its own from { $reached }% of its full marks on; by how many have it, in per cent of those that apply, { $bands }; none below
scheme-stated-stars-quota =
    { $least } to { $most } per cent of the village's counted members have { $top }, by the measure of { $votes }, the greatest first, up to the greater share (the lesser is rounded up, the greater down; where no whole number lies between, the middle of both rounded half up, and at least one), nobody without a vote; where more are equal than there are stars, { $equal ->
        [all] all have them
        [score] their scores decide, then the tie-breakers
       *[meeting] the meeting decides
    }; { $awards ->
        [within] what the meeting decided stands, unless it gave them to more members than may have them: then the votes decide; who was given none is among the others
       *[stand] what the meeting decided stands
    }. The others: { $others }
scheme-about-candidates = backward list
scheme-stated-candidates =
    { $share } per cent of the ranked { $kinds } ({ $rounding ->
        [up] rounded up
        [down] rounded down
       *[nearest] rounded half up
    }, at least { $minimum }), from the last, over the whole area; whoever is equal at the cut is listed too, and the first never
scheme-stated-candidates-ceiling = { $cut }; nobody from a score of { $ceiling } on
scheme-stated-unstated-nothing = ; no points where the figure is not stated
scheme-stated-unstated-most = ; the most, { $points }, where the figure is not stated
remark-open-period = { $said }; counts 0 until the county decides on it
remark-beyond-spread = more than the part of its week, month or quarter: does not count
remark-no-quarter = of a period that lies in no quarter: does not count
remark-no-half = of a period that lies in no half-year: does not count
remark-incomplete = not of every kind that is asked for: does not count
remark-outside = done outside the period: does not count
remark-other-round = another of the same round has more: this one does not count
remark-possible-period = { $said }; counts as one that may be
remark-joined-not-borne-out = said to have joined late, which no count of the county bears out: expected all the same: { $names }
unread-word = no rule reads “{ $word }”, and it counts for nothing{ $near }; the rules read: { $asked }
unread-word-nearly = “{ $word }” counts, and no rule knows it{ $near }
remark-excluded = does not count, as there is a row of { $table }
remark-beyond-quota = { $there } of { $members } members have it, { $most } may: does not count
remark-more-than-all = { $part } of { $whole }: more than all, taken as all
remark-added-up = { $sum } in all, added up
remark-within-figure = in that of { $period } already
remark-all-present = not held for a stated reason: all count as present
remark-stated-above = stated above instead
remark-later-holds = a later one holds
remark-another-greater = { $number }: another of the same is greater
remark-negative = { $number }: counts as nothing
remark-other-period = of { $period } and not of { $here }: does not count
remark-votes-within = counted with those of a longer period, or of its parts
remark-until-unfit = { $month }: not a month of this period, which counts as a whole
remark-awards-beyond = { $given } members were given { $top } stars, { $most } may have them: the votes decide
remark-not-marked-alone = not marked
remark-not-marked-count = { $count } not marked
remark-expected = { $part } of { $whole } expected
remark-expected-share = { $part } of about { $about } expected: { $share }% of that
remark-expected-less-than-one = { $part } of less than 1 expected: { $share }% of that
remark-items-with-star = { $part } of { $whole } items that apply have their star
remark-after-due = after { $day }, by when it was due: does not count
remark-unstated = { $figures } were not stated
remark-no-figure = not stated: { $factors }
remark-none-due = stated: none was due
remark-part-of-week = in a week that lies in the period in part, does not count
remark-not-the-best = another meeting had as many or more: this one does not count
remark-at-least = taken of at least { $least }
remark-each-at-least = each taken of at least { $least }
remark-roster = { $here } on the roster, { $counted } by the county's count
remark-votes = { $votes } votes
remark-passed-over = { $votes } votes, while a member without { $top } stars had { $other }
remark-equal-votes = { $who } are equal at { $votes } votes, { $most } of them may have { $top } stars: the meeting decides
remark-no-step = not a step of the rules
remark-weighed-provisional = { $said }, provisional: by what came so far
remark-weighed =
    { $score } × { $weight }{ $why ->
        [some] {" "}(some members unknown: estimated)
        [mean] {" "}(members unknown: the mean of the others)
        [alike] {" "}(members unknown, here and of all others: each alike)
       *[known] {""}
    }
remark-not-joined = { $member } had not joined by then
remark-joined-after = joined after what was expected: does not apply
remark-beyond-steps = beyond the steps that were stated, does not count; to be looked into: { $step }, { $light }
remark-missing-beside = missing, while others of its group are there: no points
