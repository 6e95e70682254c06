# The frame
frame-skip = Skip to the page
frame-doors = Sections
frame-large-print = Large print
frame-usual-print = Usual print
frame-log-out = Log out
frame-empty = nothing recorded
frame-received = { $mark } here { $here } · township { $township } · county { $county }
door-home = Home
door-meetings = Meetings and deeds
door-ledger = Ledger
door-seal = Seal
door-score = Score
door-settings = Settings
contact-now = Connected
contact-before = Last contact { $time }
contact-none-yet = No contact yet
known-as-of = As of { $time }, the last contact with { $unit }: what came there since is not shown here
known-as-of-never = There was no contact yet: nothing of other units is here
contact-nobody = No node above
contact-root = Network
since-now = just now
since-minutes = { $minutes ->
    [one] a minute ago
   *[other] { $minutes } minutes ago
}
since-hours = { $hours ->
    [one] an hour ago
   *[other] { $hours } hours ago
}
since-days = { $days ->
    [one] a day ago
   *[other] { $days } days ago
}
since-day = { $year }-{ $month }-{ $day }
moment = { $year }-{ $month }-{ $day } { $time }
period-quarter = { $year }, quarter { $quarter }
period-week = { $year }, week { $week }
period-month = { $year }, month { $month }
period-half = { $year }, half-year { $half }
period-year = { $year }

# Logging in
login-title = Log in
login-name = Name
login-password = Password
login-do = Log in
login-busy = Other logins are being checked: try again in a moment.
login-kept = Your session had ended. What you typed is still here: log in and save it.
login-not-kept = You were logged out. What you just sent was neither kept nor done: log in and do it again.
login-file-again = Your session had ended, and the file was not received. Log in, and choose it again.
login-locked = You were away for a while, so the page is locked. Enter your password to go on.
again-title = Save what you typed
again-whence = { $unit }, { $period }: { $operator } typed this at { $at }, after the session had ended; it was not saved. Read it, then save: it is recorded under the name of { $operator }. If you did not type it, discard it.
again-meeting = This records a meeting
again-marks = This records attendance at “{ $meeting }”
again-deed = This records a deed at “{ $meeting }”
again-new = This adds a record to “{ $table }”
again-change = This changes a record in “{ $table }”
again-import = This keeps the imported file
again-rectify = This records what was done about the finding “{ $finding }”
again-object = This files an objection
again-yes = yes
again-gone = There is nothing to save here: only the person who typed it can go on, once logged in. Type it again.
again-file = File to import
again-do = Save
again-not = Discard
# “#” stands for the number of rows, “@” for the time
draft-restored = Rows that were typed and not saved stand in the table again: #.
draft-save = Save
draft-drop = Drop
draft-other-window = Rows that are not saved in another window: # (@).
draft-take = Take them here
draft-other-text = Typed in another window and not saved (@): #
marks-unsaved = not saved
marks-away = Marks of attendance that are not saved: #. The program on this computer does not answer. They are kept in this browser, and saved once the program runs.
marks-ended = Marks of attendance that are not saved: #. Your session has ended. They are kept in this browser, and saved once you have logged in again.
marks-other-window = Marks of attendance that are not saved in another window: # (@).
marks-left = Marks of attendance are not saved yet: open the meeting
session-ended = Your session has ended: log in again. What you typed stays on this page.
form-stale = This page is out of date: go back, load it again, and save.
form-too-large = This is too much at once: save it in parts.
start-title = First start
start-words = Name the first operator of this computer. Every record will bear its operator's name.
start-name = Name
start-password = Password
start-repeated = Password again
start-do = Go on
start-no-key = This computer has no operator yet. The first start takes the address that the program prints: ask whoever installed it.
start-key-wrong = The key in this address is wrong: use the address that the program prints when it starts, and ask whoever installed it.
password-rule = At least 8 characters; not your name, and no common password.
password-not-repeated = The two passwords differ: type them again.
set-up-title = First set-up
set-up-words = Copy what stands on the enrolment sheet from your township. The unit is shown next; until you confirm, the code is not used.
set-up-invitation = Invitation (the code)
set-up-invitation-hint = Type the groups of the code as on the sheet; spaces and dashes may be left out, small letters do as well. Or paste all that the QR code says.
set-up-file = Or open the sheet as a file
set-up-address = Address
set-up-address-hint = The address below the code on the sheet. Not needed with all that the QR code says, or with the file.
set-up-name = Name
set-up-password = Password
set-up-repeated = Password again
set-up-password-kept = The password is kept: type it only to change it.
set-up-next = Next: check the unit
set-up-look = Check what follows. Nothing is enrolled yet.
set-up-unit = Unit
set-up-parent = Above it
set-up-device = Computer
set-up-until = The code works until
set-up-fingerprint = The county's fingerprint
set-up-fingerprint-hint = It has to be the one on the sheet, which the county publishes. If unit or fingerprint are wrong, do not confirm: ask whoever gave you the sheet.
set-up-join = Enrol
set-up-back = Back
set-up-clock-ahead = This computer's clock is { $apart } ahead. With a wrong clock, records and reports bear wrong days: set it in the computer's settings of date and time first, then go back and look again.
set-up-clock-behind = This computer's clock is { $apart } behind. With a wrong clock, records and reports bear wrong days: set it in the computer's settings of date and time first, then go back and look again.
set-up-takes = To enrol and sync for the first time takes about half a minute; then the home page comes.
set-up-no-key = This page is open in another window of a browser. To go on here, open 村榜 from the menu again.
set-up-no-invitation = There is no invitation: type the code on the sheet, paste all that the QR code says, or open the sheet as a file.
set-up-no-name = There is no name: type your own, which every record will bear.
set-up-no-password = There is no password: type it twice; you log in with it.
set-up-stale = This page is out of date. Nothing was enrolled and the code was not used: open 村榜 from the menu again.
set-up-broken = Not all of it was received: go back and try again. The file has to be the enrolment sheet, of 1 MB at most.

# Settings
settings-operators = Operators
settings-operators-words = Everyone logs in by name, and records bear that name.
settings-disabled = disabled
settings-altered = altered in the database, refused
settings-disable = Disable
settings-add = New operator's name
settings-add-do = Add
settings-password = Change your password
settings-present-password = Present password
settings-new-password = New password
settings-password-do = Change
settings-about = This computer
settings-device = Device
settings-version = Version

# Sync
sync-title = Sync
sync-do = Sync now
sync-under-way = Syncing
sync-no-answer = no answer within { $seconds } seconds: try again later
sync-hint = It syncs by itself; without a network, work goes on.
sync-node = Node above
sync-state = State
sync-last = Last contact
sync-done = Synced with { $node }: { $up } entries sent, { $down } received.
sync-nothing-new = Synced with { $node }: nothing new.
sync-failed = Sync with { $node } failed: { $trouble }. You can go on working offline; everything is sent once the network is back
link-waiting = waiting
link-connected = connected
link-broken = broken
link-never = no contact yet

# Home
home-due = To do
home-nothing-due = Nothing is due.
home-go = Go →
home-go-late = If it was done, record it →
home-received = Was it received
home-place = Our place
home-taken-back = The ranking { $run } of { $period } was withdrawn { $on }: { $reason }. No ranking stands now
home-no-place = No ranking has been published yet.
home-why = Why this score →
home-cost = What costs points
home-no-gaps = Nothing written here would fail to count.
home-largest = What costs most now: { $what }
home-not-assessed = No scheme for this quarter is here: sync first. A quarter without a scheme is not assessed.
due-meeting = { $when }: no { $kind } recorded
due-visits = { $month }: no visits recorded
due-households = { $month }: { $households } households not visited
due-task = Task not done: { $task }
due-commitment = Commitment not kept: { $commitment }
due-finding = Not rectified: { $finding }
due-deeds = { $deeds } deeds not confirmed
due-seal = Seal (from { $from } on)
elsewhere = { $period }: { $text }
due-seal-again = More was recorded after the seal: seal again
due-until = by { $day }
due-overdue = was due { $day }
due-not-counted = ; it does not count, as { $figures } were not stated
due-together = { " " }(all { $count } of this sort together about { $points })
due-worth = , worth about { $points } points
asked-finding = Rectify: { $clause } { $text }{ $cost }, { $until }
asked-cost = , costs { $points } points
received-entries = { $mark } The period's ledger has { $here } rows; the township has received { $township }, the county { $county }
received-not-sealed = Not sealed yet
frame-received-county = { $mark } here { $here } · county { $county }
received-entries-county = { $mark } The period's ledger has { $here } rows; the county has received { $county }
received-sealed-by-county = Sealed, received by the county { $time }
received-sealed-late-by-county = Sealed late, received by the county { $time }
network-only-here = The roster stays here alone: nothing lies between this unit and the county, which holds no names, so no receipt will come. Back it up
received-sealed-here = Sealed; it waits for the network
received-sealed = Sealed, received by the township { $time }
received-sealed-late = Sealed late, received by the township { $time }
received-corrected = corrected after its return, and received again { $time }: the first time holds
received-by-county = Received by the county { $time }
received-supplements-late = More was recorded after the seal, and does not count. The deadline { $day } is over: sealed again, the whole period is late; to have it count, ask the unit above to return the seal first
received-supplements = More was recorded after the seal: it counts once it is sealed again
network-waiting = Something written or changed here (roster, ledger or seal) has not been sent yet, since { $since }
network-contact = { $unit }: last contact { $time }
place-rank = No. { $rank } of { $ranked }
place-may-change = { $pending ->
    [one] One village was
   *[other] { $pending } villages were
} not received yet: the place may still change, between { $best } and { $worst }
place-will-not-change = { $pending ->
    [one] One village was
   *[other] { $pending } villages were
} not received yet, and none can come to lie before: the place will not change
place-unranked = No rank yet
place-period = { $period }
place-in-township = In the township no. { $rank } of { $ranked }
place-same = As in the period before
place-up = Up { $ranks } since the period before
place-down = Down { $ranks } since the period before
place-above = { $points } points behind { $name }
place-candidate = A candidate for the backward list, until the county decides
place-own-last = Among the last in the township's own measure, which is no candidacy
place-candidate-certain = A candidate for the backward list for certain, until the county decides
place-candidate-possible = A candidate for the backward list, which may still change as others report; the county decides
place-may-be-candidate = May be listed as a candidate: it depends on what others report
place-none-listed = { $period } lists no candidates for the backward list: { $came } of { $expected } villages were received ({ $received }%), and the rules ask for { $least }%
place-off-the-list = Off the list from { $score }{ $below ->
        [none] {""}
       *[other] , on it below { $below }
    }
outlook-late-again = What was sealed in time stands. The deadline { $day } is over: sealed again, the whole period is late
outlook-against = { " " }(by the ranking of { $period })
outlook-score = Sealed as it stands: { $score } points
outlook-score-sealed = What is sealed scores { $score }
outlook-with-all = With all done today that is listed under “To do”: { $score } points; commitments, tasks, figures and deeds that are not recorded yet come on top
outlook-more = , { $points } more
outlook-off-the-list = To be off the list it takes { $score } points{ $more }
outlook-pass = To pass { $name } it takes { $score } points{ $more }
trend-point = { $period } no. { $rank }
trend-label = Ranks: { $points }

# Score
score-none = This quarter's scores are not published yet. Once they are, they come with the next sync and can be read offline.
score-run = { $publisher }, { $period }, run { $run }
score-indicator = Indicator
score-points = Points
score-most-taken = takes up to { $points }
score-most = Full
score-lost = Lost
score-raw = As measured
score-in-score = In the score
score-rounded = In the score, what is lost is rounded to 0.01, and the points are the full marks less that; the total is scaled once from all points and then rounded. So the indicators may add up to a few hundredths more or less.
score-scaled = Some indicators do not apply to us, and the others of their group are scaled to the whole. In the score, points and lost together are an indicator's full marks there; what the home page and the seal call points less are those lost in the score. The points above and below us are as measured.
score-above = Above us
score-below = Below us
score-reasons = Reasons
score-more = more:
score-needed = What it would take
score-doubtful = Rows that could not count as they stand
score-doubtful-row = { $table } · { $row }: { $doubt }

# Troubles
trouble-not-found = There is no such page
trouble-refused = Not done
trouble-failed = Something failed
trouble-home = To the first page
trouble-page = This page could not be made: try again in a moment.
trouble-no-such-page = There is nothing at { $path }.
trouble-no-such-period = “{ $period }” is not a period: use a quarter such as 2026Q3.

# Forms
save = Save
edit = Edit
initials-several = “{ $initials }” may be { $names }: write the name.
form-empty = Nothing was filled in.
script-away = Not saved: the program on this computer does not answer. What you typed is still here; save it once the program runs.

# Meetings
day = { $month }/{ $day }
meetings-none = No meeting of this quarter is recorded yet.
form-calendar = pick from a calendar
day-read = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}, { $year }-{ $month }-{ $day }
meetings-chair = Chair
meetings-chair-words = Deeds confirmed at the meeting bear the chair as who confirmed them; the chair's own are for somebody else to confirm.
meetings-day = Day
meetings-kind = Kind
meetings-subject = Subject
meetings-turnout = Turnout
meetings-deeds = Deeds
meetings-new = Record a meeting
meetings-everyone = Mark everyone present first
meetings-not-held = Not held
meetings-reason = Why it was not held
meetings-add = Record
meeting-not-held = Not held: { $reason }
meeting-there = On { $day }, “{ $title }” is recorded already: correct it on its own page.
meeting-none = There is no meeting { $id } in this quarter.
meeting-left-behind = This meeting stood on { $from } and is now on { $to }. { $deeds ->
    [one] One deed told there still stands
   *[other] { $deeds } deeds told there still stand
} on { $from }: move them to { $to } too?
meeting-move-along = Move them all
meeting-edit = Edit the meeting
meeting-was-not-held = Not held:
meeting-nobody = Nobody has a standing in this quarter, so nobody can be marked.
meeting-roster = Record members
meeting-everyone = Everyone else present
meeting-name = Name
meeting-keys = Keys 1 to 6 mark and go to the next person, 0 takes a mark back, ↑↓ move. Marks are saved at once.
meeting-deeds = Deeds
meeting-kind = Kind
meeting-text = Text
meeting-confirmed-by = Confirmed by
meeting-confirmed-by-nobody = nobody is named who confirmed it
wall-unsealed = written or changed after the seal: not sealed, and not counted
meeting-confirmed = Confirmed
meeting-unconfirmed = not confirmed, does not count
meeting-add-deed = Add deed
meeting-void = does not count
meeting-pick = Names can be picked by pinyin initials: zs for 张三; of several a digit takes one. A digit picks the kind; 1 and 0 pressed one after the other pick the tenth. After one deed comes the next.
meeting-whose-committee = It is not known who is on the committee, so nobody is marked: mark its members alone; who is not marked is not expected. Write down the posts of the secretary and the committee, and they are listed from then on.
meeting-whose-group = It is not known which group met, so nobody is marked: mark those of the group; their group is expected from then on. Or name the group in the subject.
meeting-others = Sitting in (not expected)
turnout = Expected { $expected } · came { $came } · leave { $leave } · late or left early { $part } · absent { $absent } · not marked { $unmarked }
mark-present = present
mark-remote = remote
mark-leave = leave
mark-late = late
mark-left-early = left early
mark-absent = absent
mark-taken-back = set back to not marked
mark-unknown = “{ $value }” is no mark of attendance.

# The ledger
tables-import = Import a spreadsheet
tables-table = Table
tables-rows = Rows
tables-conflicts = Conflicts
table-none = There is no table “{ $table }”.
table-search = Search
table-withdrawn = withdrawn too
table-find = Find
table-mark = Received
table-roster-marks = The roster goes to the township and no further: at ✓✓ it has all arrived
table-by = By
table-conflict = conflict
table-earlier = Previous page
table-later = Next page
table-remove-row = Remove this row
table-keys = Arrows move, typing replaces, F2 edits, digits choose where there is a choice, Tab goes to the next cell, Enter to the next row (in the last row, to the next cell), Esc gives up, Ctrl+Delete removes a row that is not saved. A row is saved when you leave it; paste from a spreadsheet.
table-new = New row by form
row-back = Back to the table
row-withdrawn = Withdrawn:
row-conflict = This row stands with several values: choose one
hanging-marks = With the meeting { $marks ->
    [one] { $marks } mark of attendance is withdrawn, and comes
   *[other] { $marks } marks of attendance are withdrawn, and come
} back with it.
hanging-deeds = { $deeds ->
    [one] { $deeds } deed of its day stays, look at it
   *[other] { $deeds } deeds of its day stay, look at them
}: { $named }
hanging-named = Rows that still name the member stay: { $tables }
import-marks-withdrawn = { $marks ->
    [one] { $marks } mark of attendance is
   *[other] { $marks } marks of attendance are
} withdrawn with the meetings
row-withdraw-title = Withdraw
row-reason = Reason
row-withdraw = Withdraw
row-restore = Restore
row-history = History
row-stands = stands
version-new = { $column }: { $after }
version-change = { $column }: { $before } → { $after }
version-not-counted = not counted: the device was revoked { $time }, before the county had it, and no other device of the village sealed it
version-received = received by { $unit } { $time }
conflicts-title = Conflicts
conflicts-none = There are no conflicts.
conflicts-words = Several people wrote these rows differently. Choose one value; the others stay in the history.
conflicts-take = Take this one
conflicts-third = None is right: write another
conflicts-withdrawn = withdrawn

# Import
import-left-behind = A meeting moved from { $from } to { $to }, and { $deeds ->
    [one] one deed told there still stands
   *[other] { $deeds } deeds told there still stand
} on { $from }: its page moves them all
import-title = Import a spreadsheet
import-file = File
import-words = As you keep it: xlsx, xls, et, ods, csv. See first how it is read; it is kept once you say so.
import-do = Look at it
import-faults = To be corrected
import-place = Place
import-fault = What is wrong
import-marked = Download the file with these cells marked; corrected there, import it as a whole
import-keep = Keep
import-keep-good = Keep the good rows
import-nothing = There is nothing to keep.
import-withdrawn = Rows that were withdrawn (or undone) before: { $rows }{ $more ->
    [0] .
   *[other] ; with the marks of withdrawn meetings, { $all } in all.
} They are not kept; tick that such rows stand again, and look again, to bring them back.
import-left-withdrawn = Not kept: { $all } (withdrawn or undone before: { $rows }; marks of withdrawn meetings: { $more }). { $medium ->
    [page] Import again and tick that such rows stand again, to bring them back.
   *[command] Import again with --restore-withdrawn to bring them back.
}
import-remains = { $faults } places were not kept: correct them, and import the file again
import-not = Keep nothing
import-namesakes = { $name }: { $count } people of one name, each recorded by itself: { $which }
import-compared = { $new } new, { $changed } changed, { $same } here already
import-changes = What changes (old → new)
blank-marks = { $cells ->
    [one] One cell
   *[other] { $cells } cells
} of the attendance sheet { $cells ->
    [one] is
   *[other] are
} blank: who has no mark is not marked, and nothing is recorded{ $cost }{ $here }. Mark those who were there and import it again, or mark them at the meeting's page afterwards.
blank-marks-all-here = Blank cells of the attendance sheet: { $cells }. A mark stands here for each of them, and stays; to change one, mark it in the sheet and import it again.
blank-marks-cost = , which counts as not there: with all of them present it would be up to { $points } points more
blank-marks-here = ; in { $marks } of them a mark stands here already, and stays
blank-marks-count = { " " }({ $members })
import-doubts = These can be kept, but look at them:
import-passed-over = What was not read
import-echoes = How cells were read
import-along = With them, { $more } more would be recorded ({ $tables }).
import-look-at = These were inferred: look at them.
import-done = Read { $rows }: { $new } new, { $changed } changed, { $same } here already.
import-done-along = With them, { $more } more were recorded ({ $tables }).
import-look = See the ledger
supplement-to-be = { $period } was sealed before: whatever is recorded, changed or withdrawn now is a supplement, and counts once it is sealed again.
seal-deadline = To be sealed by { $day }, { $days ->
    [one] one day
   *[other] { $days } days
} from now; later it is late by the rules.
seal-deadline-today = Today ({ $day }) is the last day for the seal; later it is late by the rules.
seal-correct-by = It was returned for correction: what is sealed again by { $day } keeps the time of the first seal.
seal-deadline-over = The seal was due on { $day }: it is late by the rules now, seal soon.
rules-how = How each of these is counted
rules-title = The rules
rules-words = By these rules the village has its points in this period; what is of other levels is worked out from what the villages send.
supplement-late = { $period } was sealed in time, and the deadline { $day } is over: what is recorded now is a supplement and does not count; sealed again, the whole period is late. To have it count, ask the unit above to return the seal first.
supplement = { $period } was sealed before: these rows are a supplement, and count once it is sealed again.
import-answers = If it is meant so
import-restore = Rows that were withdrawn stand again
import-far-dates = The days are right
import-held = The plan's meetings whose day has passed were held as planned
import-same-members = Who has the name of another and another day of joining is the same person: correct the day
import-new-members = Names that are the same or nearly the same are other persons
import-renamed = Whoever has the same id is the same person, with a new name
import-corrected = Rows that are nearly the same correct the former ones
import-as-new = Rows that are nearly the same are further ones
import-again = Look again with these answers
import-gone = The file is no longer here: choose it again.
import-broken = The file did not arrive whole: try again. The limit is 32 MB.
import-no-file = Choose a file.
import-no-room = The file could not be put down: look at the free space of the disk.

# Seal
seal-title = Seal { $period }
seal-checklist = Before you seal
seal-conflicts = Conflicts to settle:
seal-nothing-missing = Every table that counts has rows; what each comes to stands below.
seal-sum = The above add up to { $sum } points; { $adjusted }, which comes to { $score } points
seal-adjusted = { $why }: { $points } points
seal-points = Sealed as it stands
seal-anyway = I have read this and seal all the same
seal-do = Seal
seal-from = The period is not over: it can be sealed from { $day } on.
seal-again = Seal once more
seal-next-late = It was sealed in time, and the deadline { $day } is over: sealed again, the whole period is late. To correct it, ask the unit above to return the seal first.
seal-next = The seal goes up with the next sync, and counts from when it is received there. What is recorded or corrected later counts once it is sealed again.
seal-next-until = The seal goes up with the next sync, and counts from when it is received there. It can be corrected up to { $day }: sealed again by then, it is in time. What is recorded later does not count until it is sealed again.
seal-check = Check
seal-missing = { $count ->
    [one] One thing that counts is missing, or does not count as it stands
   *[other] { $count } things that count are missing, or do not count as they stand
}: see the checklist
seal-ask = { $question }. Type y and Enter to seal it all the same, or Enter alone not to:
seal-not-sealed = { $question }. It was not sealed: add what is missing, or, if there is no more, { $medium ->
    [page] tick that it is to be sealed all the same
   *[command] seal it with --yes
}
check-done = ✓ done
check-nothing-taken = ✓ nothing was taken
check-short = less than full marks
check-not-for-us = not applicable ({ $why }): it is left out
seal-done = Sealed, with all that is recorded; it goes out with the next sync.
seal-nothing-new = Nothing is new: the seal stands.

# On the wall
wall-title = Attendance
wall-unmarked = not marked
wall-unknown = Nobody was marked at the meetings on { $days }, so it is not known who was to come: blanks there do not mean “not invited”
wall-not-invited = blank: was not to come
wall-conflict = “？”: two marks stand, and nobody has chosen yet
wall-nothing = There is no attendance to show for this quarter yet.
honours-title = Honours
honours-void = { $given } members were awarded { $stars } stars, and the scheme lets { $most }: these awards do not count. The stars below are those that count by the scheme.
honours-none = No stars are recorded for this quarter yet.
honours-enter = Record them

# Undo
operations-title = Done on this computer lately
operations-words = To undo takes an operation back as a whole: what it changed is as before, what it added is withdrawn; what somebody changed since stays. An undoing can be undone too.
operations-imports = Imports only
operations-all = All operations
operations-newer = Newer
operations-earlier = Earlier
operation-when = When
operation-what = Operation
operation-stands = Can be undone
operation-import = import
operation-record = record
operation-withdraw = withdraw
operation-reinstate = restore
operation-resolve = choose
operation-undo = Undo
operation-again = done again
operation-other = other
operation-marks = marks of { $meeting }
operation-about = { $kind } { $about }
undo-title = Undo
undo-done = Undone: “{ $operation }”. { $back ->
    [1] One row is
   *[other] { $back } rows are
} as before{ $withdrawn ->
    [0] .
    [1] ; one of them did not exist before, and is withdrawn.
   *[other] ; { $withdrawn } of them did not exist before, and are withdrawn.
}
undo-rests = Undoing “{ $operation }” takes back { $back ->
    [1] one row
   *[other] { $back } rows
} on which later records rest: { $tables }. These stay, but the member or meeting that they name is gone, and they do not count until it is back.
undo-anyway = Undo all the same
undo-left = Left as they are
undo-row = Row
undo-why = Why

# A member's slip
slip-title = Member's slip
slip-link = slip
slip-of = { $name }: slip
slip-none = There is no member “{ $member }”.
slip-print = Print with Ctrl+P, to be checked and signed by the member, and filed.
slip-floating = works away
slip-no-standing = no standing in this quarter: deeds do not count
slip-nothing = Nothing is recorded.
slip-meetings = Attendance
slip-mark = Mark
slip-unmarked = not marked
slip-confirmed = { $day } { $by }
slip-commitments = Commitments
slip-due = Due
slip-keeping = Kept
slip-kept = kept { $day }
slip-not-kept = not kept
slip-posts = Posts
slip-post = Post
slip-claimed = Claimed
slip-day = { $year }-{ $month }-{ $day }
slip-reviews = Reviews, recommendations and stars
slip-stage = Stage
slip-count = Reviews
slip-points-title = Points
slip-points = mean { $mean } ({ $least } to { $most })
slip-votes = Recommendations
slip-votes-count = { $votes } votes
slip-stars = Stars
slip-stars-counted = Stars that count
slip-awarded = Stars awarded by the meeting
slip-awarded-void = Stars awarded by the meeting ({ $given } were given { $stars } stars, at most { $most } may have them: the awards do not count)
slip-roster = Roster
slip-points-of = Points ({ $period })
slip-reason = Reasons
slip-total = Total
slip-warned = warned member
slip-basis = Worked out from what was sealed, printed on { $day }; ranks are as published.
slip-basis-supplements = Worked out from what is here on { $day }: more was recorded after the seal, which is not sealed and does not count, so it may differ from what was published.
slip-basis-published = Worked out from what the ranking that { $by } published on { $day } rests on (run { $run }); printed on { $today }.
slip-since = What was recorded or changed here since then is not on this slip, and did not count.
slip-since-points = What was recorded or changed here since then is not on this slip, and did not count; with it there would be { $points } points.
slip-missed = { $day } { $mark }
slip-spared = { $meetings } costs nothing: of the meetings of a month or period the best attended counts
slip-basis-unsealed = Worked out from what is here on { $day }: the period is not sealed and does not count yet; this is no published result.
slip-unscored = The rules in force give members no points of their own; a meeting decides the stars.
slip-not-counted = The standing in this quarter is { $status }, whom the rules do not count: deeds and attendance are kept as a record only.
slip-not-expected = not required
slip-rows = { $rows ->
    [one] 1 row
   *[other] { $rows } rows
}
slip-sign-member = Member's signature
slip-sign-secretary = Secretary's signature
slip-sign-day = Date

# Two at one row
clash-title = This row was changed meanwhile
clash-message = “{ $row }” was changed by { $who } at { $when }, after this page was opened, so nothing was saved. Choose one of the two values.
clash-line = { $column }: “{ $now }” stands, “{ $typed }” is typed here
clash-column = Column
clash-now = Standing
clash-typed = Typed here
clash-keep = Keep what stands
clash-take-typed = Take what is typed here
clash-words = What is not chosen stays in the history, or is not saved.
mark-changed = { $name } was marked “{ $now }” elsewhere, and was left so; press again to change it.

# Names and ids
column-member = member
column-meeting = meeting
ids-show = Show ids
ids-hide = Hide ids
template-link = Download the template

# Findings
found-title = Findings
found-none = There are no findings in this quarter.
found-words = Once it is put right, say here what was done. Whoever inspects records the day, the recheck and the result, which show here after the next sync.
found-day = Found
found-clause = Clause
found-points = Costs
found-due = Due
found-state = Rectification
found-open = to be rectified
found-overdue = to be rectified, overdue
found-fixed = rectified { $day }
found-rechecked = rechecked { $day }
found-result-fixed = accepted
found-result-extended = extended
found-result-escalated = escalated
found-object = Object to what it costs →

# Objections
objections-title = Objections
objections-until = Object by { $day }. Later objections are marked as late, and answered all the same.
objections-over = The last day for objections was { $day }: one that is made now is marked as late.
objection-late = late (by { $day })
objections-words = Say here what is wrong with the score or rank of this period. It goes up with the next sync, and answers show here.
objections-no-day = No last day is set; it is best said before the county decides and publishes its last list.
objection-text = What you object to (which indicator, which records, what it should be)
objection-pick = Tick the rows that this is about (township and county see them at once)
objection-about = About: { $rows }
objection-do = Object
objection-open-here = This level has not answered yet.
objection-open = Not answered yet.
objection-reply = { $unit } answered on { $day }: { $outcome }. { $text }
reply-upheld = upheld
reply-partly-upheld = partly upheld
reply-dismissed = dismissed

# Lines of the score sheet
score-no-score = No score yet
score-not-applicable = not applicable
score-shown-only = shown only, gives no points
score-nothing = nothing to count: nothing is added or taken
score-veto = a veto, not used
score-not-measured = nothing to measure
score-adjusted = Adjusted in the group
score-adjusted-veto = Veto
score-adjusted-floor = Lowest score
score-reason-points = { $points } points
score-provisional = Provisional: not all of the seal was received, so the score may change.
score-not-received = Not received: the county has not received the village's seal. That is no score, and not zero.
score-uncounted = { $table }: { $rows ->
    [one] the one row in the ledger does not count
   *[other] of { $rows } rows in the ledger none counts
}{ $unconfirmed ->
    [0] {""}
   *[other] ; { $unconfirmed } of them without a day of confirmation
}
score-unscored = There is nothing to score by: units above stated no figures of what was due, or that nothing was. No score, no rank, and no candidate.
score-excused = Excused: the village is not assessed in this period.
score-decision = The county decided: { $decision }. Reason: { $reason }

# Print
print-do = Print
print-hint = Ctrl+P prints it too.
print-until = As of{" "}
print-seal = {" "}(seal)
seal-line = Sealed by: { $person }, { $at } (this device's clock)
seal-line-received = {"; "}received above: { $at }
seal-line-corrected = {"; "}first received: { $first } (returned, corrected and received again { $again }; the first time holds)
seal-line-since = (what was published rests on this seal; what was sealed again at { $at } does not count in it)
seal-line-supplements = { " " }· more was recorded since, which is not sealed and does not count
seal-line-none = Not sealed yet
asked-returned = { $unit } returned the seal on { $day }: { $reason }. Correct it and seal again
asked-returned-until = {" "}(what is received by { $day } keeps the time of the first seal)
found-said = The village says: 
found-rectify = Say what was done
found-what = What was done
found-send = Send

# Developing members
steps-title = Developing members
steps-words = By the steps that the rules state: whether those of the period were taken in their order, with their materials in time. Green passes, yellow reminds, red does not pass.
steps-no-rules = The rules of this period state no steps of developing members.
steps-nobody = Nobody is being developed, and no step is recorded.
steps-who = Name
steps-last = Last step
steps-light = Light in the period
steps-wrong = What is wrong
steps-open = To be handed in
steps-next = Next step
steps-none-yet = not begun
steps-no-step = none in the period
steps-by = { $what }, by { $day }
steps-from = { $day } at the earliest
steps-done = all steps taken
steps-record = Record a step
steps-hand-in = Record a material
steps-all = The steps and materials of the rules
