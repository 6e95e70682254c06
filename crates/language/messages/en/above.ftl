# Every page of a township or county
door-overview = Overview
door-coverage = Coverage
door-ranking = Ranking
door-supervision = Inspection
door-publication = Runs and publication
above-received = { $unit }: { $received } of { $villages } villages received
above-search = Search
above-show = Show
above-sort = Order
above-do = Go
above-all = All
above-more = More
above-back = Back
above-village = Village
above-township = Township
above-status = Status
above-written = Written by
above-no-unit = This node has no records of unit { $unit }: choose one from the ranking or the coverage
status-taken = taken as received by decision
status-received = received
status-provisional = provisional
status-not-received = not received
status-excused = excused
status-of-villages = { $received } received{ $decided ->
    [0] {""}
   *[other] , { $decided } decided on
}{ $excused ->
    [0] {""}
   *[other] , { $excused } excused
}
scheme-line-missing =
    ; { $missing ->
        [skip] skipped where not applicable
        [zero] nothing where not applicable
       *[full] full marks where not applicable
    }
status-not-carried-out = not received, decided as not carried out

# Overview
overview-as-of = As of { $now } · last received { $newest }
overview-as-of-nothing = As of { $now } · nothing of this period was received yet
overview-display = Show on a screen
overview-and-more = { $names } and others, { $count } in all
overview-all-received = All { $villages } villages are received
overview-waiting-in = { $waiting } villages are still to come from { $places }; { $decided ->
    [0] the other { $others } townships are complete
   *[other] of the other { $others } townships nothing is waited for, though { $decided ->
        [one] 1 village
       *[other] { $decided } villages
    } of { $there } did not come and were decided on
}
overview-waiting = { $waiting } of { $villages } villages are still to come
overview-late = { $late } villages sealed late
overview-excused = { $excused ->
    [one] { $excused } village is excused
   *[other] { $excused } villages are excused
}
overview-conflicts = { $villages } villages have conflicts to settle
overview-cut = { $candidates ->
    [one] 1 backward candidate
   *[other] { $candidates } backward candidates
} ({ $certain } certain), scored { $cut } or less
overview-spread = Scores lie between { $least } and { $most }; none of these is a backward candidate
overview-spread-one = 1 village is ranked, with { $score }
overview-spread-too-few = Scores lie between { $least } and { $most }; no candidates are listed this time
overview-median = { $ranked } villages ranked: median { $median }, least { $least }, most { $most }
overview-no-stars = { $villages } villages without stars
overview-stars = { $stars ->
        [one] 1 star
       *[other] { $stars } stars
    }: { $villages ->
        [one] 1 village
       *[other] { $villages } villages
    }
overview-too-few = Too few villages are received for a list: no candidates
overview-moved = { $whole ->
    [none] {""}
   *[other] Ranks in { $whole }:{" "}
}{ $up } gained most, { $ranks } ranks; { $down } lost most, { $lost }
overview-nobody-moved = Compared with { $period }, ranks hardly moved
overview-compared = Ranks compared with { $period }
overview-up = Moved up most
overview-down = Moved down most
overview-first = First
overview-last = Last
overview-townships = { $first } leads with { $most }; { $last } is last with { $least }
overview-townships-one = Only { $name } is ranked, with { $score }
overview-townships-none = All townships wait for villages: none is ranked yet
overview-mean-same = The { $villages } villages ranked in both { $of } and { $period } have the same mean, { $mean }
overview-mean-up = The { $villages } villages ranked in both { $of } and { $period } have a mean of { $mean }, { $change } more
overview-mean-down = The { $villages } villages ranked in both { $of } and { $period } have a mean of { $mean }, { $change } less
overview-mean-of-others = No village is ranked in both { $of } and { $period }: their means do not compare
overview-mean-each = Each point is the mean of the { $villages } villages that both periods ranked: { $before } were ranked before, { $now } are now
overview-asked = { $count } things to ask of villages
overview-nobody-ranked = No village is ranked in this period yet
overview-overdue = { $overdue } findings are overdue, most of them in { $place }: { $there }
overview-no-findings = Inspections found nothing in this period
overview-none-overdue = Nothing is overdue: { $open } open, { $fixed } put right
overview-findings = { $overdue } overdue, { $open } open
display-keys = F full screen · ← → turn · space holds
display-ended = This screen has ended: open it again from the overview

# Coverage
coverage-all = All { $villages } villages are received
coverage-waiting = { $waiting } villages are still to come; { $name } has been silent longest (last heard: { $time })
coverage-waiting-never = { $waiting } villages are still to come; no contact with { $name } is on record
coverage-only-waiting = Still to come
coverage-by-call = Most urgent first
coverage-by-name = By code
coverage-sealed = Seal received
coverage-sealed-late = { $time }, late
coverage-heard = Last contact
coverage-arrived = Last arrival
coverage-heard-or-arrived = Last contact or arrival
coverage-contact-at = contact { $time }
coverage-arrived-at = arrival { $time }
coverage-conflicts = Conflicts
coverage-never = none on record
coverage-legend = ○ nothing　◐ received, not all sealed　● all sealed　◫ conflict
cell-nothing = { $table }: nothing
cell-partly = { $table }: { $rows } rows, { $sealed } of them sealed
cell-sealed = { $table }: { $rows } rows, all sealed
cell-conflict = { $table }: { $rows } rows, { $conflicts } in conflict

# Ranking
ranking-rank = Rank
ranking-name = Name
ranking-score = Score
ranking-moved-of = Moves are compared with the places of { $before } ({ $then } villages ranked)
ranking-moved-among = Moves are places among the { $among } villages ranked in both periods: in { $before } { $then } were ranked, this time { $now }
ranking-moved-in-whole = Moves here are those among all villages of { $whole }
ranking-moved = Moved
ranking-stars = Stars
ranking-prospect = Backward list
ranking-villages = Villages
ranking-townships = Townships
ranking-person = Person
ranking-unit = Unit
ranking-days = Days in office
ranking-offices-words = They stand as their units do. Days are told where the office was not held all the time; names only where the roster is kept.
ranking-only-candidates = Candidates
ranking-only-possible = Candidates and those who may be listed
ranking-count = In all
ranking-place-within = In its township
ranking-counted = { $count } in all
ranking-csv-codes = What the codes in the CSV mean
ranking-no-such-level = the ranking has no file of { $level }: level may be village or township
ranking-csv-words = The CSV is for programs and the same in every language; the XLSX is for people. status: received, taken (by decision), provisional, not_received, not_carried_out (by decision), excused. kind: village, community, township. candidate and warned: yes or no. decision: take (counts as received), excuse, not_carried_out; in the row of a township, those on its villages
ranking-none = There is no ranking of this period yet.
ranking-nobody-such = Nothing fits. Try another name, or clear the filters.
ranking-from-above = The list is ranked and published by the unit above, and comes down once it is.
ranking-made-by = The head makes one under “Runs”.
ranking-make = Make one
run-published = { $period } · run { $run } · published by { $by }
run-published-own = { $period } · run { $run } · { $by }'s own measure, published; it is not the list of all villages
run-see-counts = The list of { $by } is what counts: see it
run-see-own = See { $by }'s own measure
run-draft = { $period } · run { $run } · draft made { $time }
prospect-certain = candidate, certain
prospect-candidate-possible = candidate, not certain
prospect-possible = may be listed
prospect-candidate = candidate
prospect-own-last = last in the own measure
prospect-own-may-be-last = may be last in the own measure
prospect-on-list = on the list that counts: { $said }
heat-title = Heat map
printed-as-of = as of { $time }
ranking-moved-new = new
heat-legend = The numbers are mean points. The darker a cell, the more is lost, or gained. Each leads to its rows.
heat-legend-villages = The figures are the villages' points; the darker, the more is lost (or gained). Each leads to its rows.
heat-missing = { $count ->
    [one] 1 village is
   *[other] { $count } villages are
} not ranked and not in the table ({ $names })
compare-title = Compare
compare-a = Unit
compare-b = With
compare-mean = the mean of its neighbours
compare-before = itself, a period ago
compare-mean-of = mean of { $count } units of { $unit }
compare-difference = Difference
compare-total = Score
compare-more = { $a } has { $points } points more than { $b }
compare-less = { $a } has { $points } points less than { $b }
compare-unscored = One of them has no score
compare-none = There is no ranking of this period to compare yet
compare-elsewhere = Nothing to compare: one side lies outside this unit, of which only rank and score are published, or was not ranked in that period

# A unit
unit-received = What was received
unit-status = { $status }, { $entries } entries in this period
unit-sealed = Sealed in time, received above { $time }
unit-sealed-late = Sealed late, received above { $time }
unit-corrected = Corrected after it was returned, received again at { $time }: the first time counts
unit-supplements = { $entries } entries came after the seal: they count once it seals again
unit-beneath = Units below
since-review = { $rows } rows changed since the review on { $day }
since-seal = { $rows } rows changed since the seal
since-seal-before = { $rows } rows changed since the seal before
since-added = new
since-changed = changed
since-withdrawn = withdrawn
unit-conflicts = { $rows } rows are in conflict: the village has to choose
unit-set-aside = { $entries } entries of revoked devices do not count
unit-heard = Last contact: { $time }
unit-arrived = Records last arrived: { $time }
unit-never-heard = No contact is on record
unit-moved = Moved { $moved }
moved-among = {" "}(among the { $among } ranked in both periods)
overview-townships-among = Moves are places among the { $among } townships ranked in both periods
unit-proposed = Proposed: { $title } { $amount }{ $rows ->
    [0] {""}
   *[other] ({ $rows } rows behind it)
 }; a person confirms it
unit-proposed-for = { $said }: { $persons }
unit-trend = Ranks over time
unit-no-trend = There are no two published ranks yet

# Inspection
findings-summary = { $overdue } overdue, { $open } open, { $fixed } put right
findings-none = Nothing was found in this period
findings-new = Record a finding
findings-not-fixed = Not put right
finding-overdue = overdue
finding-open = open
finding-fixed = put right
finding-extended = extended
finding-escalated = escalated
finding-withdrawn = withdrawn
finding-date = Date
finding-clause = Clause
finding-text = What was found
finding-points = Points off
finding-due = Due
finding-follow = Follow up
finding-follow-do = Correct, follow up
finding-fixed-on = Put right on
finding-rechecked-on = Rechecked on
finding-result = Result
finding-look = See what it costs
finding-look-again = Work it out again
finding-save = Save the finding
finding-effect = Once saved, the village's score goes from { $before } to { $after }, { $points } points less, by { $by } (tried on what is recorded now)
finding-effect-gain = Once saved, the village's score goes from { $before } to { $after }, { $points } points more, by { $by } (tried on what is recorded now)
finding-effect-later-gain = Tried on what is recorded now, it takes { $points } points less off once the village is scored, by { $by }
finding-same-score = Tried on what is recorded now, the village's score stays { $score }
finding-question = Change the finding of { $village }?
finding-ask = Type y and Enter to save the finding, or Enter alone not to:
finding-ask-withdraw = Type y and Enter to withdraw the finding, or Enter alone not to:
finding-not-saved = { $said }
    Nothing was saved{ $medium ->
        [page] .
       *[command] . If it is to be so, add --yes.
    }
finding-no-effect = Tried on what is recorded now, the village's score stays { $score }: { $because }
finding-effect-unknown = No rules score this village, so it costs nothing
finding-because-zero = the points are 0
finding-because-no-rule = the rules in force take nothing off for findings
finding-because-least = it counts by { $by }, and the score is at its least already
finding-because-none-applies = the rules on findings ({ $rules }) do not look at this clause, or have taken their most already
finding-by = "{ $title }" ({ $rule })
finding-not-received = This village has not been received yet, and has no score. The finding is kept, and counts once it is received
finding-effect-later = Tried on what is recorded now, it takes { $points } points off once the village is scored, by { $by }
finding-rank = With the others as they are, its rank goes from { $before } to { $after } of { $ranked }
finding-cut = “{ $title }” takes { $most } at most and has taken { $already } already: of the { $points } written it takes { $lost }
finding-cut-together = The rules take { $taken } in all; a cap of their group or the least score leaves a loss of { $lost }
finding-joins = The others as they are, becomes a candidate: { $names }
finding-leaves = The others as they are, is no candidate any more: { $names }
finding-same-list = The others as they are, the candidates stay the same
finding-published = A ranking of this period is published: its score sheets stay until it is ranked and published again
finding-saved = Saved: the finding on "{ $clause }" at { $village }
finding-followed = Followed up: the finding on "{ $clause }" at { $village }
finding-refused = The finding of { $village } was not saved: { $said }
finding-rechecked-before = The recheck of { $rechecked } comes before { $fixed }, when it was put right: a recheck follows. Correct one of the days

# Runs and publication
run-do = Rank this period now
run-hint = From what is here now. The run is kept as a draft and not published.
run-under-way = Ranking…
run-made = Run { $run } was made
run-none = No run of this period yet.
run-all = Runs of this period
run-is-published = published
run-is-draft = draft
run-withdrawn = withdrawn: { $reason }
run-coverage = When this was run: of { $expected } villages (without those excused) { $received } were received, { $share } %{ $decided ->
    [0] {""}
   *[other] ; { $decided } more count by decision, together { $together } %
} (the rules ask for { $least } %)
run-cut = Candidates have { $cut } or less; the lowest that is not listed has { $off }
run-cut-all = Candidates have { $cut } or less
run-candidates = Candidates for the backward list
run-own-last = Last in the own measure
run-own-measure = This is the unit's own measure. The share of the backward list is not apportioned among townships: candidates are those of the list of all villages
run-no-candidates-here = No village of { $unit } is a candidate
run-cut-in-whole = List of { $whole }: { $said }
run-no-candidates = Nobody is a candidate
run-possible = Villages that may still be listed
run-who-sees = Who will see what
run-village-sees = Each village also sees its own score sheet, and the scores of those just above and below
run-nobody-sees = Ranks and scores of members are not published
publish-do = Publish
publish-hint = Everyone below sees it at once. It can be withdrawn, and that is public too.
publish-confirm = Too few villages are received. To publish all the same, type this unit’s name:
publish-not-confirmed = You typed “{ $typed }” and not “{ $name }”: nothing was published
publish-too-few = Only { $received } of { $expected } villages are received: nothing was published. Wait, decide on those that are missing, or type the unit’s name
unwhole-not-run = Receipts are not whole on which the list would rest: nothing was ranked
unwhole-not-published = Receipts are not whole on which the list rests: nothing was published
unwhole-unit = { $unit }: receipts are lost or were altered in the store; in a list it could look as if it had not reported, or late
unwhole-first = Connect first: nodes that hold the receipts give them back at the next exchange; then try again. If that does not help, whoever looks after this computer checks the store, or restores it from a backup. Only if they are lost for good, go on with what is here: it is noted in the audit trail.
unwhole-confirm = To go on with what is here, type this unit’s name:
unwhole-not-confirmed = You typed “{ $typed }” and not “{ $name }”: nothing was done
unwhole-run-do = Rank what is here
unwhole-publish-do = Publish what is here
unwhole-publish = Receipts are not whole on which the list rests, and it is published all the same: { $what }
publish-done = Published: { $lines } new lines in the bulletin
publish-withdraw = Withdraw
publish-withdraw-reason = Reason (public)
publish-withdrawn = The publication is withdrawn, and its reason is public
decide-title = Decisions on what was not received
decide-hint = Decisions are published with their reasons. A village whose seal was received is ranked by what it wrote; nothing can be decided on it.
decide-nobody = Nothing is to be decided
decide-decision = Decision
decide-reason = Reason (public)
decide-do = Decide
decide-withdraw = Take back
decide-which = Choose a decision
ruling-take = take what came
ruling-excuse = excuse
ruling-not-carried-out = not carried out
# Schemes
scheme-title = Rules
scheme-since = from { $from }
scheme-during = { $from } to { $until }
scheme-none = No rules are in force for this period
scheme-level = Level
scheme-measure = Measure
scheme-rule = Points
scheme-hash = Fingerprint
scheme-change = Change and try
scheme-text = The text (TOML)
scheme-total = The full marks of villages come to { $total }, not 100: check them
scheme-good = Nothing is wrong with it
scheme-try-on = Try it on a period that is over
scheme-try = Try
scheme-from = In force from
scheme-put-do = Put in force
scheme-put-hint = Only from a period that has not begun. Everyone below gets it and can read it.
scheme-put = In force from { $from }
scheme-has-begun = { $from } has begun, and rules do not change in the middle of a period: put them from { $next } on{ $medium ->
    [page] {""}
   *[command] ; over one that is over, where the county erred, with --yes
}
scheme-mid-period = these rules are for periods of one { $kind }, and { $at } lies in the middle of { $around }: rules begin and end with a whole period, such as { $around } or { $next }
scheme-in-use-published = the ranking of { $period } is published, and rules from { $from } on would change it: put them from { $next } on{ $medium ->
    [page] {""}
   *[command] , or state with --yes that it has to be
}
scheme-in-use-sealed = villages have sealed { $period }, and rules from { $from } on would change it: put them from { $next } on{ $medium ->
    [page] {""}
   *[command] , or state with --yes that it has to be
}
scheme-other-length = { $period } is assessed by { $expected }, and these rules are by { $found }: choose a period of their length
scheme-no-difference = For { $period }, compared with { $with }, it makes no difference to any score, rank or candidate
scheme-difference = For { $period }, compared with { $with }, it makes a difference to { $units } units: { $on } join the candidates, { $off } leave them
scheme-because-sum = No indicator differs; the limits of groups or the way they are summed do
scheme-because-list = Its score is the same; the share of the list, or the others' scores, are not
scheme-because-others = Its score is the same; the others' are not
scheme-nothing-to-try = No village is ranked for { $period } yet, so that nothing can be tried on it: choose a period of which seals were received
scheme-with-list = the list published on { $on } (by { $rules })
scheme-with-count = a count by { $rules }, the rules in force
scheme-has-more = . More has come or changed since that list, and counts here
scheme-not-over = . { $period } is not over: what is still recorded will change this
scheme-joins-list = joins the list
scheme-list-open = cannot be told: not received
scheme-leaves-list = leaves the list
scheme-because = Because

# Devices
devices-title = Devices and enrolment
devices-part = { $first } to { $last } of { $devices } devices
device-label = Device
device-unit = Unit
device-role = Role
device-seen = Last here
device-enrolled = enrolled
device-expired = expired
device-revoked = revoked
codes-former = Codes that were used, have expired or were cancelled:
device-revoked-done = { $label } of { $unit } is revoked
device-revoke = Revoke
device-revoke-do = Revoke this device
device-revoke-hint = Nothing is taken from it any more, for good; with a new code it can enrol again
invite-title = Invite devices
invite-for = For
invite-itself = the unit itself
invite-beneath = every village beneath it, one each
invite-without-device = only villages without a device
invite-address = Address to enrol through (may be left empty and written by hand)
invite-valid = Hours that it works
invite-hours = The hours must be a whole number from 1 to 8760
invite-nobody = No village needs one
invite-do = Make and print
invite-hint = The codes are shown this once. Print them and hand them over in person.
code-id = Number
code-open = works until { $time }
code-expired = expired
code-void = void
code-altered = altered in the database, refused: cancel it
code-used = used { $time }
code-cancelled = cancelled: { $reason }
code-cancel = Cancel

# The notice
notice-title = Notice
notice-is-draft = The ranking is not published yet: this makes a draft for comments
notice-issuer = Issuer
notice-number = Number
notice-copied-to = Copied to
notice-copied-hint = Commas between several; left out of the imprint where empty
notice-printed-by = Printed by
register-title = Register of notices
register-period = Period
register-run = Run
register-on = Issued on
register-open = no number
register-offered = The next number:
register-do = Register number and imprint
register-done = Registered ✓ { $what }
register-which = Nothing was registered: write the number of the notice
register-withdrawn = Withdrawn on { $on }: { $reason }
register-first = The notice went out and bears the number of the register: to change it, register it first under “Notice”
notice-days = Days for objections
notice-days-wrong = The days must be a whole number from 1 to 366
notice-open = Open, to print or save as PDF
notice-docx = Download DOCX
notice-hint = Text, annexes and reasons follow from the data: nothing has to be typed again
review-title = Review the seal
review-reason = Reason (wanted where it is returned; the village reads it)
review-correct-by = Correct by (where it is returned)
review-in-time = The seal was received at { $time }, in time
review-was-late = The seal was received at { $time }, late already: a return does not change that
review-until = , to be corrected by { $day }
review-accept = Accept
review-return = Return
review-take-back = Take the return back and accept
review-question = Return this seal?
review-will-return = The seal of { $unit } will be returned. Reason: { $reason }
review-will-wait = The village sees the reason, and has to correct its rows and seal again
review-will-keep = A seal that is received by { $until } keeps the time of this one; a later one counts from when it comes
review-can-be-taken-back = Until the village seals again the return can be taken back, and the seal accepted
review-hint = Returning costs no points. What is sealed again and received by the day to correct by keeps the time of the first seal; what comes later counts from when it comes
review-accepted = { $unit } accepted the seal on { $day }
review-accepted-saying = { $unit } accepted the seal on { $day }: { $reason }
review-returned = { $unit } returned the seal on { $day }: { $reason }
review-returned-before = { $unit } returned the seal on { $day }; the village has sealed again since
review-which = Choose to accept or to return
review-is-accepted = accepted
review-is-returned = returned
returned-not-sealed = { $count ->
    [one] The seal of 1 village was
   *[other] The seals of { $count } villages were
} returned and not made anew; the ranking still counts them as received: { $names }
review-day = "{ $day }" is not a day: write it as 2026-10-20
finding-village-says = The village says: 
overview-decided = { $decided } villages were decided on
overview-all-in = { $received } villages are received and { $decided } decided on: none is still to come
overview-all-in-but-excused = { $received } villages are received, { $excused } excused{ $decided ->
    [0] {""}
   *[other] , { $decided } decided on
}: none is still to come
overview-key-in-time = In time
overview-key-late = Late
overview-key-excused = Excused or decided
overview-key-provisional = Provisional
overview-key-nothing = Not received
overview-key-overdue = Overdue
overview-key-open = Open
overview-key-fixed = Put right
overview-key-candidate = Backward candidates
overview-key-certain = Certain candidates
overview-key-possible = Candidates, not certain
overview-key-may-be = May be candidates
overview-key-others = Other villages
overview-cut-unknown = { $candidates ->
    [one] 1 backward candidate
   *[other] { $candidates } backward candidates
}, scored { $cut } or less
overview-cut-own = { $last ->
    [one] The last village
   *[other] The last { $last } villages
} of the own measure, all at { $cut } or below, on nobody's list
overview-draft = From the newest run, a draft that is not published
overview-published = From the published ranking
coverage-all-in = { $received } villages are received; the other { $others } are excused or decided on
scheme-no-period = “{ $typed }” is no period: write one such as { $such }
publish-others = This is the run of a unit above, which publishes it
run-instead = This is a draft. See the ranking that { $by } has published
finding-dates = A finding cannot be due, put right or rechecked before it was found
code-cancel-reason = Reason
device-revoke-reason = Reason

# The audit trail
audit-title = Audit trail
audit-words = Who saw personal data and who decided is kept here. This page only shows it; nobody can change it.
audit-month = Month
audit-event = What
audit-person = Who
audit-at = When
audit-subject = Subject
audit-count = Entries
audit-cut = Only the newest 500 are listed; the CSV file has all.
audit-none = There is nothing.
audit-not-kept = This is a demonstration, which keeps no trail; a node that is installed records every publication, decision and reading
audit-by-device = the device itself
audit-by-command = command line
audit-by-node = the program itself
audit-unread = The audit trail cannot be read: { $fault }
audit-publish = published a ranking
audit-run-not-whole = Ranked although receipts were not whole
audit-publish-not-whole = Published although receipts were not whole
audit-withdraw = took a row back
audit-reinstate = put a row back
audit-register-notice = Registered a notice’s number
audit-withdraw-publication = took a publication back
audit-decide = decided on a village
audit-withdraw-decision = took a decision back
audit-make-code = made an enrolment code
audit-cancel-code = cancelled an enrolment code
audit-enrol = enrolled a device
audit-renew = renewed a certificate
audit-revoke = revoked a device
audit-review-seal = reviewed a seal
audit-answer = answered an objection
audit-put-scheme = put a scheme in force
audit-give-up = gave up missing entries
audit-record-again = recorded rows of another store again
audit-acknowledge = acknowledged a contradiction in the public log
audit-replace-authority = replaced the authority
audit-add-operator = added an operator
audit-change-password = changed a password
audit-change-role = changed a role
audit-disable-operator = ended an operator's work
audit-log-in = logged in
audit-log-in-failed = failed to log in
audit-refuse = Act refused: not allowed for this role
audit-refuse-form = Act refused: the form is not of this session
audit-seal-account = account bound to this node
audit-refuse-altered = altered in the database, refused
audit-nobody = a name that no operator has
audit-read-persons = saw personal data

# What operators are there for
role-head = in charge
role-inspector = inspector
role-viewer = viewer
scope-not-permitted = { $name } (role: { $role }) may not { $command }. Ask somebody in charge.
scope-inspect = record or follow findings, state figures from above
scope-review-seal = review seals
scope-record = record or change rows
scope-rank = make a run
scope-publish = publish a ranking or take it back
scope-decide = decide on villages
scope-put-scheme = put a scheme in force
scope-answer = answer objections
scope-devices = invite or revoke devices
scope-node = look after this node itself: its authority, public log and backups
scope-screen = open a display
scope-operators = manage operators
scope-audit = read the audit trail
operator-no-roles = Everyone at a village's device is in charge: it has no other roles.
settings-role = Role
settings-role-do = Change role
settings-role-unknown = There is no role “{ $word }”: choose in charge, inspector or viewer.
settings-roles-words = Who is in charge may do everything; an inspector records findings, states figures from above (bonus points too, which count in scores) and reviews seals; a viewer only looks, and is shown no names from rosters; what people wrote in texts is shown as it is.

# Objections
objections-none = There are no objections for this period.
objections-summary = { $all } objections for this period, { $open } not answered
objection-rows = Rows that it names:
reply-do = Answer
reply-outcome = Outcome
reply-text = Reason
reply-send = Answer and publish
reply-hint = The village sees the answer after its next sync. Answering again replaces it.
reply-which = Choose an outcome.

# Before what cannot be undone
question-words = Read this before you press the button.
question-back = Go back and do nothing
publish-question = Publish this ranking?
publish-candidates = { $candidates ->
    [0] No candidates
    [one] 1 candidate, { $certain } certain
   *[other] { $candidates } candidates, { $certain } of them certain
}{ $possible ->
    [0] {""}
   *[other] ; { $possible } more may be listed
}
publish-all-see = Everyone in the county sees rank, score, stars and candidacy of each village and township.
publish-all-see-own = Only { $unit } and its villages see rank, score and stars of each village. It is the unit's own measure: where the county has published a list, that one is shown.
publish-replaces = It takes the place of { $run }, which stands published now. The bulletin keeps both.
publish-can-be-withdrawn = It can be taken back at any time with a reason. That it was taken back, and why, is published too.
decide-question = Decide this?
decide-will = { $unit } will be: { $decision }. Reason: { $reason }
decide-take-means = What was received is scored. The village is ranked and may become a candidate.
decide-excuse-means = The village is neither scored nor ranked this period, and is no candidate.
decide-not-carried-out-means = The village is scored as having done nothing. It is ranked and may become a candidate.
decide-all-see = Every village of the county sees the decision and its reason. It counts from the next run.
decide-can-be-withdrawn = It can be taken back at any time with a reason. That it was taken back, and why, is published too.
scheme-question = Put this scheme in force?
scheme-will = “{ $title }” is in force from { $from }, which begins on { $begins }
scheme-all-see = Its text goes to { $villages } villages, which see their duties and scores by it.
scheme-can-be-replaced = Until { $begins } another text can replace it. After that, the rules of the period stay.
scheme-earlier-stay = Earlier periods keep the rules that they had.
revoke-question = Revoke this device?
revoke-will = “{ $label }” of { $unit } will be revoked
revoke-nothing-more = From now on nothing is taken from it or given to it, at any level.
revoke-what-stays = What was received before stays. What it has not sent yet is not taken any more.
revoke-is-final = This cannot be undone. To work on, the device needs a new code and has to enrol again.
device-unknown = There is no such device.
run-is-superseded = replaced
run-superseded = { $period } · run { $run } · published by { $by }, replaced by { $other }
run-see-standing = See { $run }, which stands
notice-replaced = This run was replaced. See the notice of { $run }, which stands.

# Changes
changes-title = Compare two rankings
changes-of = { $unit }: changes between two rankings
changes-before = Earlier
changes-after = Later
changes-changed = Changed
changes-none = The two rankings are the same
changes-finding = { $units } units changed: { $scored } have another score, { $up } moved up, { $down } moved down
changes-one-alone = There is only one ranking, and nothing to compare it with
changes-other-rules = The two rankings were made by different rules, so changes may come from these
changes-score-before = Score before
changes-score-after = Score after
changes-gained = Change
changes-rank-before = Rank before
changes-rank-after = Rank after
changes-because = Indicators that changed (open the name to see the rows)
changes-published-run = made { $time } (published)
changes-draft-run = made { $time } (draft)
changes-published-by = published by { $by } on { $day }
changes-run = { $period } · run { $run }
changes-run-made = { $period } · run { $run } · made { $time }
changes-adjusted = group adjustment ({ $indicator })
changes-no-indicator = No indicator changed
changes-no-rows-shown = Your role may not see the rows
changes-findings-as-now = At least one of the rankings was made elsewhere: findings are shown as they stand now and may have said something else then
changes-no-row = No row changed: the change comes from the rules, a deadline or other units
changes-what = Change
changes-row = Row
changes-said-before = Before
change-new = new
change-gone = gone
change-different = different
change-counts-otherwise = counts otherwise

# Scores and ranks
score-so-far = { $score } (provisional)
score-so-far-between = { $score } (provisional, { $worst }–{ $best })
place-rank-between = rank between { $ranks }
overview-townships-so-far = Dashed: when this ranking was made, { $townships ->
    [one] 1 township
   *[other] { $townships } townships
} waited for villages; the scores are provisional and not ranked

# Explanations
marks-legend = ✓ kept in the village　✓✓ received by the township　✓✓✓ received by the county
member-ids-hint = Members stand here by number: only those of the village and township who may read the roster see names
publication-elsewhere = This device neither ranks nor publishes: do that at the node of the township or county
coverage-villages = Villages
coverage-part = { $first }–{ $last } of { $villages } villages
coverage-earlier = Previous page
overview-forgiven = { $forgiven } villages corrected late after a return, and count as in time
coverage-sealed-forgiven = { $time } (corrected after a return)
coverage-forgiven = Corrected late after a return, and still in time
coverage-forgiven-why = Without the return they would be late. Who returned the seal, when, until when it could be corrected, and how many entries there were before and after stand here, and in an annex of the notice.
forgiven-by = Returned by
forgiven-on = On
forgiven-until = Until
forgiven-sealed = First received
forgiven-corrected = Correction received
forgiven-entries = Entries
run-withdrawn-on = withdrawn on { $on }: { $reason }
run-shown-withdrawn = { $period } · run { $run } · published by { $by }, { $withdrawn }
ranking-not-published = Nothing is published for this period yet.
ranking-all-withdrawn = No list stands for this period: run { $run } was { $withdrawn }.
period-runs = The period has not ended; it runs until { $until }. What is decided now is decided before the villages are done.
period-due = Seals are still in time until { $until }.
overview-runs = The period runs until { $until }; { $received } of { $villages } villages have sealed
overview-due = Seals are in time until { $until }; { $waiting } of { $villages } villages are still to come
notice-until = Villages may object until { $until }
notice-days-unstated = The rules do not say for how long villages may object: who publishes decides, and everyone is told.
notice-days-keep = Set the days
publish-listed = Listed as candidates: { $names }
publish-joined = Against the list that stands, { $count ->
    [one] 1 village joins
   *[other] { $count } villages join
} the candidates: { $names }
publish-open = Of { $count } on the list that stands it cannot be told whether they are candidates, as they were not received: { $names }
publish-left = Against the list that stands, { $count ->
    [one] 1 village leaves
   *[other] { $count } villages leave
} the candidates: { $names }
publish-same-list = Against the list that stands, the candidates are the same
publish-decisions = { $count ->
    [one] 1 village counts by a decision, which is published with its reason:
   *[other] { $count } villages count by decisions, which are published with their reasons:
}
publish-decision = { $name }: { $told }. Reason: { $reason }
publish-no-days = No days for objections were given, and the rules state none: the notice names no last day, and villages may object at any time
publish-number = Number of the notice: { $number }
publish-no-number = The notice has no number yet: register one on the page of the notice after publishing; until then it stays blank
publish-days = Villages may object within { $days } days of the publication, and are told so
publish-days-hint = The rules do not say: what is set here goes out with the publication; may be left empty
finding-due-until = Due (where it is extended, the new day)
finding-fixed-when = Where it was put right, say on what day
finding-extended-until = Where it is extended, say until when
finding-take-back = Withdraw
finding-take-back-reason = Why it is withdrawn (such as the wrong village)
finding-take-back-hint = It counts for nothing then and stays to be seen; with the wrong village or day, withdraw it and record it anew
finding-taken-back = Withdrawn: { $clause } of { $village }
cause-state = its state changed from “{ $before }” to “{ $after }”
cause-sealed = its seal was received on { $on }
cause-joined = joined the candidates (highest score listed { $before }→{ $after })
cause-open = was a candidate; not received yet, so that it cannot be told whether it is one
cause-left = left the candidates (highest score listed { $before }→{ $after })
objections-waiting = { $open } objections wait for an answer
device-passed-on = through the node between; last received { $time }
invite-role = What the device is
invite-role-usual = a village’s terminal, or the node of a county or township
invite-role-inspector = an inspector’s laptop (county, township)
invite-role-reader = a program that only reads reports (county, township)
invite-role-hint = An inspector’s laptop or a reader is invited for the chosen unit itself alone
invite-role-unknown = There is no device of the kind “{ $role }”
figures-title = Figures stated above
figures-none-asked = The rules in force ask for no figures from units above.
figures-lead = Units above state these figures: a village can neither state them itself nor leave them out. State 0 where nothing was due; an empty field says that nobody stated it, which is not held against the village. Every change is recorded, and the village sees it.
figures-beyond = { $village } “{ $figure }” { $value }: by the rules what is above { $most } counts for nothing; check it
figures-anyway = Save as typed
figures-kept = Saved { $count } changes.
figures-changed-since = Somebody changed figures since you opened this page. What you typed is below and was not saved: open the page anew, compare, and type again.
figures-wrong = { $village } “{ $figure }”: { $why }
figures-emptied = figure emptied
row-by-id = No. { $id } (what it says is not here)
unit-sealed-by-device = The village's device says it sealed at { $time } (its own clock, which decides nothing)
clock-ahead = The device's clock contradicts the receipt: it says { $written }, and a unit above had it at { $received }. The receipt decides
clocks-above-differ = The county says it had this before the first unit above the village did: their clocks differ. The first unit above decides
version-written = { $time } (the device's clock)
version-stored = { $time } (stored here)
overview-bar-received = { $received }/{ $villages } received
findings-shown = { $from }–{ $until } of { $count }
rule-fields = Change by fields
rule-fields-hint = A number that is changed here changes in the text, and no comment does; beside it stands the rule that comes of it. Check the source that the text names for it. Shares may be written as 5%
rule-fields-whole = the whole
rule-fields-numbers = Numbers
rule-fields-sentence = The rule in words
rule-fields-write = Write into the text and check
rule-field-unreadable = The text cannot be read, so the fields were not written: put the text right first
rule-field-gone = The text has no { $place }, so nothing was written: load the page again
rule-field-no-number = { $name } takes a number: { $typed }
rule-field-deadline-days = seal within (days after the period)
rule-field-grace-days = grace (days)
rule-field-early-days = may seal early (days)
rule-field-objections-days = objections within (days)
rule-field-coverage = least share received
rule-field-floor = lowest score
rule-field-warning-below = warned below
rule-field-share = backward share
rule-field-minimum = backward, at least
rule-field-ceiling = no candidate from
rule-field-cap = cap
rule-field-weight = weight
rule-field-max = full marks or most
rule-field-each = points each
rule-field-from = from
rule-field-to = full at
rule-field-at = at
rule-field-below = below
rule-field-points = points
rule-field-band = band { $band }, { $name }
rule-field-star = stars, band { $band }, { $name }

# What a township may ask its villages
question-same-person = A question: { $members } bear the same name and joined on the same day. If it is one person, let one village keep one row
question-same-post = A question: { $member } of { $unit } claimed the post “{ $title }” on several days ({ $days }). If it is one claim, let the village keep one row
question-all-remote = A question: at the meetings of { $unit } on { $days } all who are marked took part from afar, and not all of them are floating members. Ask how the meeting was held
