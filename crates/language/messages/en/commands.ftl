# What the commands say.


audit-cannot-read = { $folder }: cannot be read
audit-cannot-read-again = { $path }: cannot be read
audit-line-not-audit-event = { $path }: line { $number } is not an audit event
authority-cunbang-authority-replace-replacement = { $folder }: the replacement of the county's authority was interrupted: run `cunbang authority replace` again
authority-countys-authority-no-key = { $folder }: the county's authority has no key here, so no device can be enrolled and no certificate renewed: put back the copy of ca-key.pem that is kept off the machine, or run `cunbang authority replace`
authority-key-ca-key-pem = { $folder }: the key ca-key.pem does not belong to the authority in ca.pem: put back the copy of ca-key.pem that is kept off the machine, or run `cunbang authority replace`
authority-key-countys-authority = the key of the county's authority: { $error }
authority-key-countys-authority-cannot = the key of the county's authority cannot be read ({ $error }): put back the copy of ca-key.pem that is kept off the machine, or run `cunbang authority replace`
authority-cunbang-authority-replace-countys = this county's store does not say that its authority follows the former one, as a store from before the replacement does not: run `cunbang authority replace`, so that devices hear of it
authority-devices-others-still-rest =
    { $behind ->
        [one] 1 device (of { $unit })
       *[other] { $behind } devices (of { $unit } and others)
    } still on a former authority, and this node can show them a certificate that they know until { $until }: let them sync before; `cunbang authority show --behind` lists them
answer-answered-goes-down-next = { $unit } { $period }: answered ✓; it goes down with the next sync
audit-event-no-such-event = --event { $wanted }: no such event; here are { $known }
authority-expected-characters-one-line = expected 1 to { $max_reason } characters in one line
authority-devices-still-rest-former =
    { $behind ->
        [one] 1 device
       *[other] { $behind } devices
    } still on a former authority, to follow with the next sync, which this node lets them do until { $until }: `cunbang authority show --behind` lists them
authority-every-device-rests-current = every device rests on the current authority
authority-statement-authority-follows-former = the statement that this authority follows the former one is recorded again
authority-yes-authoritys-key-here = the authority's key is here and fits, so there is nothing to replace: --yes replaces it all the same
backup-file-exists-name-another = { $file }: the file exists: name another
backup-cannot-write-there = { $beside }: cannot write there
backup-copying-store = copying the store
backup-cannot-put-place = { $file }: cannot be put in place
backup-authoritys-key-not-here = the authority's key is not here, and so not in the backup: `cunbang status` says what to do
bulletin-run-published-scheme =
    { $period }  run { $id }
    published by { $by } on { $published_on }, scheme { $scheme }
bulletin-objections-until = villages may object until { $until }; later objections are marked as late
bulletin-backward-candidates = backward candidates: { $candidates }
bulletin-decided = decided: { $subject } { $decision }: { $reason }
bulletin-withdrawn = withdrawn: { $reason }
bulletin-published-too = published too
bulletin-run = run { $id } by { $by }: { $state }
bulletin-score = score
bulletin-rank = rank
bulletin-its-township = in its township
bulletin-stars = stars
bulletin-candidate-backward-list = , candidate for the backward list
conflicts-no-row-stands-several = no row stands with several values
conflicts-cunbang-resolve-take-n = `cunbang resolve { $table } { $id } --take N`
conflicts-choose = { $found ->
        [one] 1 row
       *[other] { $found } rows
    }: choose
conflicts-one-value-now = { $table }/{ $id } of { $document } has one value now ✓
decide-yes = { $unheard }. To decide now all the same, add --yes
decide-decision-taken-back = the decision on { $unit } for { $period } is taken back ✓
decide-cunbang-run-ranks = { $unit } for { $period }: { $word } ✓; `cunbang run { $period }` ranks with it
doctor-documents-logs-entries-receipts = { $documents } documents, { $logs } logs, { $entries } entries, { $receipts } receipts, { $projections } projections and { $snapshots } snapshots examined
doctor-all-well = all is well
doctor-what-wrong-repaired = what was wrong is repaired
doctor-more-of-kind = and { $more } more of this kind, which --all or --format json lists: { $what }
doctor-left-list-says-what = { $faults ->
        [one] 1 fault
       *[other] { $faults } faults
    } left: the list says what to do; --repair makes good what can be made anew
enrol-renewed-until = renewed until { $not_after }
enrol-node-above-older-program = a node above has an older program, which takes no names: the device is not called { $label }
enrol-enrolled-device-until = enrolled: { $role } of { $unit } ({ $label }), device { $device }, until { $not_after }
enrol-other-devices-enrol-there = other devices enrol there at the moment: trying again in { $seconds } s, leave this open
enrol-device-enrolled-already-as = { $folder }: this device is enrolled already, as { $role } of { $unit }: `cunbang enrol renew` renews its certificate
enrol-list-not-complete-devices = this list is not complete: devices that were enrolled or revoked may be missing. { $missing }
enrol-device-revoked-before-nothing = device { $device } was revoked before; nothing was changed
enrol-device-stands-no-list = device { $device } stands in no list of devices, and is revoked all the same: compare the digits
enrol-device-revoked-nodes-running = device { $device } is revoked; nodes that are running know it within a minute, others with their next sync
codes-every-village-device-already = every village has a device already: no code was made
codes-delete-once-printed = { $sheet }: { $made ->
        [one] 1 page
       *[other] { $made } pages
    }; delete it once it is printed
codes-each-code-works-once = each code works once; hand it over in person or by telephone, not through an open group chat
codes-code-cancelled = the code { $id } of { $unit } ({ $label }) is cancelled
evidence-writing-evidence = writing the evidence
evidence-cannot-write-there = { $out }: cannot write there
evidence-out-expected-file = --out { $out }: expected a file
evidence-cannot-put-place = { $out }: cannot be put in place
evidence-evidence-run-kib-authority =
    { $out }: the evidence of run { $id } ({ $size } KiB)
    authority { $authority }
    anyone can check it: `cunbang verify { $out }`
first-operator-may-log-nodes-pages = { $name } may log in to this node's pages
first-operator-no-operator-password-yet = no operator has a password yet: the pages ask for one at their first start; `cunbang open` opens them beside `cunbang serve`
history-rows = { $device } · rows: { $rows }
history-revoked-then-do-not = · revoked { $revoked_at }, { $left_out } do not count
history-stands = stands
history-withdrawn = withdrawn: { $reason }
history-not-counted = not counted
history-not-counted-device-revoked = not counted: the device was revoked at { $revoked_at }, the county had not received this before, and no other device of the village has sealed it
history-versions = { $document } { $row } · versions: { $versions }
history-recorded = recorded
history-replaces = replaces { $replaced }
history-written-newer-program-counts = written by a newer program: it counts after an update
history-received = received by { $unit } at { $received_at }
import-file-there-already-name = { $to }: the file is there already: name another
import-good-is-workbook = { $to }: the marked copy is a workbook: give it a name that ends in .xlsx
import-checking = checking { $rows ->
        [one] 1 row
       *[other] { $rows } rows
    }
import-recording = recording { $rows ->
        [one] 1 row
       *[other] { $rows } rows
    }
import-marked-correct-them-there = { $to }: { $count ->
        [one] 1 cell
       *[other] { $count } cells
    } marked: correct them there and import the file as a whole
import-cunbang-sync-sends-them = `cunbang sync` sends them, if `cunbang serve` is not running here
import-x = { $quarter } { $rows }
import-several-quarters-look-them = of several quarters, look at them: { $quarters }
import-look-these = look at these:
import-more-which-format-json = and { $more } more, which --format json lists
import-passed-over-again = passed over:
import-roster = the roster
import-standing-carried-over-from = { $document }: the standing of { $members } members is carried over from { $from }
import-withdrawn-from-standing-stay = { $count } withdrawn from the standing, and stay so: { $members }; `cunbang record standing` brings one back
import-withdrawn-rows-stand-again = { $restored } withdrawn rows stand again
import-withdrawn-their-meetings = { $marks_withdrawn } marks withdrawn with their meetings
import-deeds-without-day-confirmation = { $unconfirmed } deeds without a day of confirmation: nothing that is counted by confirmation can count
import-read-nothing-kept = { $rows ->
        [one] 1 row
       *[other] { $rows } rows
    } read, nothing kept
import-read-with-faults = { $rows } more without a fault: correct the others and import again, or take these with --take-good
import-new-changed-same = { $new } new, { $changed } changed, { $same } here already
import-more-which-format-json-again = and { $more } more, which --format json lists
import-supplement-late = { $quarter } was sealed in time, and the deadline { $day } is over: these rows are a supplement and do not count; sealed again, the whole period is late. To have them count, ask the unit above to return the seal first
import-sealed-these-rows-supplement = { $quarter } was sealed: these rows are a supplement, and count only once it is sealed again
init-expected-host-port-unit = expected HOST:PORT=UNIT, as in county.example:7443=330522
init-cannot-made = { $directory }: cannot be made
init-cunbang-serve-here-set = { $folder }: here { $unit } { $role } is set up already, and can go on with `cunbang serve`, or at a terminal with `cunbang sync`; for another node name another folder with --dir DIR
init-there-node-already-its = { $directory }: there is a node already, and its certificate cannot be read: name another folder with --dir DIR, or move this one away
init-unit-lies-under-no = --unit is { $unit }, and { $code } { $other } lies under no other unit of the list: expected all units to lie under { $unit }
init-county-set-up-authority =
    the county { $unit } is set up in { $directory }
    authority { $authority_der }
    next: `cunbang enrol code --unit TOWNSHIP --role node` for each township, and `cunbang serve` here
init-units-still-come-cunbang = the units are still to come: `cunbang import units.csv`
init-force-from = { $title } ({ $hash }) is in force from { $from }
init-note-begun-already-rules = note: { $from } has begun already; rules are to be public before, and every run of it will say so
init-here-authority-name-another = { $folder }: here is the authority of { $unit }: name another folder for { $unit_b }
init-county-set-up-here = { $folder }: a county was set up here, and a part of its authority is missing: put back ca.pem and ca-key.pem from the copy, or name another folder
init-next-cunbang-serve-here = next: `cunbang serve` here; `cunbang sync` fetches the units and the scheme now
init-next-reader = next: this device only reads reports, with `cunbang report`, such as `cunbang report coverage --period 2026Q3`
init-next-cunbang-import-or = next: `cunbang serve`, which goes on running, and `cunbang open`, which opens the pages; or `cunbang import`, `cunbang record` and then `cunbang sync`
joining-name-node-enrol-through = name the node to enrol through with --upstream HOST:PORT, or give all that the QR code says as --invitation
joining-no-units-code-expected = --unit { $digits }: no unit's code: expected 2, 4, 6, 9 or 12 digits, or the unit's name
joining-store-expected-sqlite-path = --store: expected sqlite:PATH or postgres://USER@HOST/DATABASE
joining-enrolled-before = an earlier try that was interrupted enrolled this folder as { $role } of { $unit } ({ $label }), device { $device }: it goes on with that, and a code that was not used yet stays good
joining-nothing-set-up-nothing = { $medium ->
    [page] Nothing was set up, the code was not used and nothing is left on this computer; put right what follows and try again
   *[command] nothing was set up and nothing is left here; put right what follows and give the command again
}
joining-not-set-up-yet = { $medium ->
    [page] This is not set up yet, and the code may have been used: try again on this computer with the same code, which gets the same certificate
   *[command] this is not set up yet, and the code may have been used: give the same command again with the same code and folder ({ $folder }), which gets the same certificate
}
joining-device-enrolled-its-configuration = { $medium ->
    [page] This computer is enrolled, and { $folder } could not be written: put that right and try again here with the same code
   *[command] the device is enrolled, and its configuration could not be written: put that right and give the same command again with the same code and folder ({ $folder })
}
list-nothing = there is nothing to list
list-none = nothing stands in { $table }{ $of_period }
list-none-such = nothing in { $table }{ $of_period } is as you asked
list-of-period = {" "}of { $period }
list-several-values = several values
list-withdrawn = withdrawn: { $reason }
log-name-one-unit-unit = name one unit with --unit: there is a folder for each public log
log-tree-public-log = the tree of the public log
log- = { $files ->
        [one] 1 file
       *[other] { $files } files
    }
log-nothing-been-published-yet = nothing has been published yet
log-there-nothing-acknowledge-no = there is nothing to acknowledge: no public log here tells two stories that nobody has acknowledged
log-logs-several-units-tell = the logs of several units tell two stories: acknowledge one at a time, with --unit
log-acknowledged = acknowledged: { $one }
log-evidence-kept-cunbang-log = the evidence is kept, and `cunbang log --unit { $unit }` goes on showing it
log-no-signed-checkpoint-come = no signed checkpoint has come yet: `cunbang sync`
log-acknowledged-again = acknowledged
log-contradicts = contradicts
log-acknowledged-further = { $at } { $operator } acknowledged: { $reason }
man-cannot-made = { $folder }: cannot be made
man-cannot-write-there = { $folder }: cannot write there
move-deeds-moved = { $deeds ->
    [one] one deed told there was
   *[other] { $deeds } deeds told there were
} moved from { $from } to { $to } ✓; cunbang undo takes that back
move-deeds-would = { $deeds ->
    [one] one deed told there would be
   *[other] { $deeds } deeds told there would be
} moved from { $from } to { $to }:
move-deeds-none = the meeting { $meeting } left no deeds behind on another day
notice-draft-comments = a draft for comments
notice-published = published
notice-run = { $out }: { $number } run { $short }, { $state }
notice-name-kind-file-out = name the kind of file: --out with .html or .docx, or --format
open-node-no-pages-add = this node has no pages: add the line pages = "{ $usual }" to { $file }, and start `cunbang serve` again
open-cunbang-serve-nothing-answers = nothing answers at { $pages }: run `cunbang serve` first
open-nobody-can-log-yet = nobody can log in yet: `cunbang operator add NAME`, or start `cunbang serve` again
first-start-waits = the page of the first start is open: go on in the browser, and leave this program running
first-start-no-port = no page can be opened: neither { $usual } nor another port is free
first-start-under-way = the first start is under way: open it again in a moment
first-start-not-whole = The invitation is not whole: paste all that the QR code says, or type the groups of the code on the sheet
first-start-file = There is no invitation in this file: open the enrolment sheet that the county gave out, or type the code on it
first-start-not-reached = { $address } cannot be reached ({ $reason }), so that this computer could not be enrolled. Compare address and port with the sheet, see whether this computer is on the network, and try again. What you typed stays, and the code is not used: without a network now, come back while it is good.
first-start-no-address = There is no address: copy it from the sheet, as in township.example:7443
first-start-not-writable = The folder { $folder } cannot be written to ({ $error }); the code was not used. Ask whoever installed this computer to give you the right or to make space, and try again
first-start-used = Another computer has used the code. Ask the county for another one, and name the id on the sheet
first-start-expired = The code has expired. Ask the county for another one, and name the id on the sheet
first-start-cancelled = The code was cancelled ({ $reason }). Ask the county for another one, and name the id on the sheet
first-start-void = The code does not work any more: since it was made, the county's certificate was replaced or its data put back. Ask the county for another one, and name the id on the sheet
first-start-doubtful = The county has just come back and cannot tell yet that the code was not used. Try again later
first-start-unknown = The county has no such code. Compare its groups with the sheet; if they are right, ask the county for another one
first-start-elsewhere = The address on this sheet is not that of the unit above yours. Check the address
first-start-node = This code is for the node of { $unit }, which is not set up here. Give it to whoever runs that
open-no-browser-could-opened = no browser could be opened: open the address above in one
operator-may-log-nodes-pages = { $name } may log in to this node's pages
operator-another-password-log-again = { $name } has another password and has to log in again
operator-may-log-no-more = { $trim } may log in no more
operator-there-no-operators-yet = there are no operators yet: `cunbang operator add NAME`
operator-list-cannot-printed = the list cannot be printed
publish-run-withdrawn = run { $id } of { $period } is withdrawn: { $reason }
publish-still-due = Villages may seal in time until { $until }: until then their places can change, and a further run has to be published
publish-run-published-before = run { $short } of { $period } was published before
publish-run-published-goes-down = run { $short } of { $period } is published, { $rows ->
        [one] 1 row
       *[other] { $rows } rows
    }; it goes down with the next sync
rank-wide-no-sheet-scores = { $named }: there is no sheet of scores in it, with a column of village names and columns of scores: for records of a ledger add --units and --period; --wide if it is one
rank-reading-records = reading the records
rank-scoring-ranking = scoring and ranking
rank-run = { $path } · run { $run }
rank-scheme-does-not-rank = the scheme { $scheme } does not rank the level { $level }: it ranks { $levels }
rank-run-scheme =
    { $title }  { $period }  { $scheme_title }
    run { $run }
    scheme { $scheme } { $hash }
rank-proposed = proposed, for a person to confirm:
rank- =
    villages: { $rows } in all; received { $received }{ $taken ->
        [0] {""}
       *[other] , not sealed and taken by decision { $taken }
    }, provisional { $provisional }, not received { $not_received }{ $not_carried_out ->
        [0] {""}
       *[other] , not received and decided as not carried out { $not_carried_out }
    }, excused { $excused }
rank-late = late: { $name } was sealed on { $day }
rank-all = members: { $rows } in all; { $parts }
rank-backward-candidates-eligible-share = backward candidates: { $count } of { $eligible } eligible (share { $share })
rank-written-not-received = of { $count } villages members or posts stand here and nothing else of { $period }, so they are not received: { $names }
rank-list-may-still-change = the list may still change by what is not received of: { $names }
wide-no-tree-ships-program = no tree that ships with the program has { $under }: name the list of units with --units
wide-which-county-or-township = of which county or township is this sheet of scores? add --under CODE, or --units FILE
wide-list-units-does-not = the list of units does not have { $under }
wide-there-no-scores = { $file }: there are no scores
wide-scheme-scores-villages-no = the scheme { $scheme } scores villages by no figures: name one that --keep-scheme wrote
wide-file-there-already-name = { $to }: the file is there already: name another
wide-scheme-rules-edit-them = { $to }: the rules are in it: edit them, and rank with --scheme { $to }
receipts- = { $receipts ->
        [one] 1 receipt
       *[other] { $receipts } receipts
    }
record-cunbang-seal-seals-made = seals are made with `cunbang seal`
record-columns = Columns of { $table } (★ is required):
record-example = Example:
record-no-column = { $table } have no column “{ $typed }”{ $near }. Their columns (★ is required): { $columns }. { $medium ->
    [page] {""}
   *[command] How each is written: cunbang record { $name } --help
}
record-column-near = , perhaps { $column }
typed-member = a member's name, or the id; of several with one name the id
typed-meeting = the meeting's day, title or id
typed-refers = an id of { $table }
typed-choice = one of: { $words }
typed-known = { $words }, or the scheme's own
typed-made-id = an id; one is made where it is left out
typed-id = an id of 1 to 64 characters, without spaces and “/”
typed-own-unit = a unit's code or name; this node's own where it is left out
typed-unit = a unit's code or name
typed-text = text of up to { $most } characters
typed-date = a day: 9月1日, 9.1, 2026/9/1, 2026-09-01
typed-month = a month: 9月, 2026-09
typed-period = a period: 三季度, 2026Q3, 9月, 2026
typed-number = a number from { $least } to { $most }
typed-whole = a whole number from { $least } to { $most }
typed-yes-no = yes or no
record-expected-column-value-as = expected COLUMN=VALUE, as in date=2026-08-05
record-row-withdrawn-stands-again = the row was withdrawn, and stands again
record-there-nothing-record = { $table }: there is nothing to record
record-recorded = { $key } recorded ✓
record-there-already-just-so = { $key } is there already, just so
record-stands-again = { $row } of { $document } stands again ✓
record- = { $marks ->
        [one] 1 mark
       *[other] { $marks } marks
    } with it
rejoin-there-no-such-store = { $from }: there is no such store: expected a SQLite file or a postgres:// URL
rejoin-nothing-written-device = { $from }: nothing in it was written by this device, { $device }, or by one of this unit that was revoked
rejoin-of-revoked = what { $device }, which was revoked, wrote and no node has is recorded by this device now
rejoin-node-still-lacks-which = this node still lacks { $missing }, which comes first: let the nodes below connect and give it back. What nobody has any more is given up with `cunbang resume --reason TEXT --yes`; then give this command again
rejoin-nothing-here-calls-rejoin = nothing here calls for a rejoin: no log has two branches. A node would lose what it alone has of its villages; to go back to a backup, use `cunbang restore`
rejoin-cannot-read = { $note }: cannot be read
rejoin-only-store-file-can = only a store in a file can be copied by mistake, and this one is in PostgreSQL
rejoin-rows-no-node-had = { $again } rows that no node had were recorded again
rejoin-copy-kept-as = the copy is kept as { $aside }
report-name-kind-file-out = name the kind of file: --out with .csv, .xlsx, .html or .parquet, or --format
report-kib = { $out }: { $size } KiB
lists-x = not published
lists-published = published by { $published_by }
lists-run =
    { $period }  { $scheme }
    run { $id }, { $published }
lists-note = note: { $warning }
lists-share = (share { $share })
lists-eligible = { $count } of { $eligible } eligible{ $share }
lists-list-may-still-change = the list may still change by what is not received of: { $pending }
lists-node-answered-without-sheet = the node answered without a sheet
lists-decided = decided: { $kind } ({ $reason })
restore-both-store-name-store = both --store and { $store_variable } name a store: use one of them
restore-cannot-made = { $directory }: cannot be made
restore-there-node-here-name = { $directory }: there is a node here: name an empty folder with --dir DIR, or put this one's store aside with --force
restore-cannot-write-there = { $directory }: cannot write there
restore-cannot-restored = { $file }: cannot be restored
restore-store-there-now = the store that was there is now { $aside }
restore-restored-as = { $unit } is restored as of { $made_at }
restore-backup-holds-no-private = the backup holds no private keys, and none are here: put the identity folder back, or ask the county for a code and `cunbang enrol join CODE`
restore-county-without-keys = the backup holds no private keys, and none are here. This is the county’s own node, and nobody can give it a code: put its whole identity folder back from the copy off the machine, or restore a backup with keys (`cunbang backup FILE --with-keys`)
restore-device-begins-new-logs = the device begins new logs; with the next sync it takes back what it had sent before and no longer has. Next: `cunbang doctor`, then `cunbang serve`
restore-unpacks-more-than-bytes = it unpacks to more than { $most_bytes } bytes, { $max_times } times its size, which no store does: the file is damaged or was made to fill the disk
restore-passphrase-not-one-backup = the passphrase is not the one that the backup was made with, or the file is damaged ({ $error })
restore-damaged = it is damaged
restore-holds-no-store = it holds no store
restore-here-device-backup-restore = { $folder }: here is device { $device }, and the backup is that of { $device_b }: restore it into another folder
restore-backup-holds-store-postgresql = the backup holds a store of PostgreSQL, and the configuration names one of SQLite: name an empty database with --store postgres://USER@HOST/DATABASE
restore-backup-holds-store-sqlite = the backup holds a store of SQLite, and the configuration names one of PostgreSQL: add --store sqlite:data.sqlite
restore-cannot-put-place = { $to }: cannot be put in place
restore-cannot-put-aside = { $file }: cannot be put aside
resume-run-given-up-stays = the run { $run } is given up: it stays in the bulletin, without evidence here
resume-yes-no-node-below = no node below has given back { $unknown }, which may be revocations and enrolments: a computer that was revoked would be let in again. Wait until the townships have connected, or repeat this with --yes, and look through `cunbang enrol list` afterwards
resume-nothing-missing-here = nothing is missing here
resume-given-up-node-goes = given up: { $missing }. The node goes on without them
run-looked-only-what-node = run { $short }: it is to be looked at only: what this node has written has two branches, and nothing is published until both are one again; `cunbang status` says what to do
run-looked-only-ranks-store = run { $short }: it is to be looked at only: it ranks a store that is not complete, and nothing is published until it is; then run it again. { $missing }
run-run-cunbang-publish-publishes = run { $short }; `cunbang publish { $short }` publishes it
run-looked-here-list-published = run { $short }: it is to be looked at here; a list of { $ranked } is published at its own node, with `cunbang run { $period }` and `cunbang publish`
run-scoring-ranking = scoring and ranking
run-note = note: { $warning }
scheme-hash-period-one-levels =
    { $scheme }  { $title }
    hash { $hash }
    period: one { $period_kind }; levels: { $levels }; backward share: { $share }
scheme-shown-points =
    { $kind }, at most { $most }{ $limit ->
        [unstated] {" "}(nobody stated full marks: a limit alone)
       *[stated] {""}
    }{ $missing ->
        [skip] , skipped where not applicable
        [zero] , nothing where not applicable
        [zero_beside] , nothing where not applicable beside others of its group that are, and skipped where none is
        [full] , full marks where not applicable
       *[nothing] {""}
    }; { $measure }; { $rule }
scheme-shown-missing =
    { $missing ->
        [zero_beside] zero where others of its group are applicable, else skipped
       *[other] { $missing }
    }
scheme-shown-without-points = { $kind }; { $measure }; { $rule }
scheme-good-indicators = { $named }: good: { $title } ({ $scheme }), { $indicators ->
        [one] 1 indicator
       *[other] { $indicators } indicators
    } on { $levels }
scheme-scheme-mistakes-correct-them = the scheme has mistakes: correct them where the list says
scheme-change-makes-no-difference = the change makes no difference to any score, rank or candidate of this period
seal-up-entries-revoked-devices = up to { $answers_for } of the entries are by revoked devices and may have reached the county only after that: with this seal they count, and this device answers for them, so look at the rows first
seal-sealed = Sealed ✓.
seal-nothing-came-since-last = nothing came since the last seal, which stands
serve-starts = cunbang runs for { $unit } (folder { $folder }) and exchanges by itself where there is a network. Ctrl-C, or closing this window, stops it
serve-stops = cunbang has stopped
serve-listens = { $unit } { $role } listens on { $address }
serve-health = health page on http://{ $address }/
serve-store-unreadable = the store cannot be read
serve-no-round = the store could not be looked through this time; it will be again
serve-no-second-look = what was wrong in the store could not be looked at again
serve-no-metrics = metrics do not show what was received before this start
serve-not-renewed = the certificate, good until { $until }, could not be renewed this time; it will be tried again
serve-pages-http = pages: http://{ $address }/{ $start }
status-rows-stand-several-values = rows that stand with several values; `cunbang conflicts` shows them, `cunbang resolve` chooses one:
status-unit-tree-not-here = the unit tree is not here yet: `cunbang sync`, or at the county `cunbang import units.csv`
status-store-last-looked-through = the store was last looked through completely at { $at }
status-upstream = upstream { $unit } at { $address }
status-columns-newer-program-what = { $in_part ->
        [one] 1 row
       *[other] { $in_part } rows
    } with columns of a newer program: what else is in them counts, and all of it after an update
status-store-older-than-what = the store is older than what this device has written: { $entries ->
        [one] 1 entry
       *[other] { $entries } entries
    } missing ({ $missing }); other nodes give them back when they connect. What nobody has any more: `cunbang resume`
status-missing-for-nobody = {" "}({ $documents ->
        [one] one of these documents
       *[other] { $documents } of these documents
    } can be held by no other enrolled device: nobody gives them back)
status-damaged-store-other-nodes = damaged in the store: { $damaged }; other nodes give it back when they connect, and `cunbang doctor` says whether they have. Look at the disk
status-cunbang-doctor-wrong-store = wrong in the store: { $fault }; run `cunbang doctor`
sync-goes-on-offline = this node goes on working offline; sync again once the network is back
sync-syncing = syncing with { $address }
sync-certificate-could-not-renewed = the certificate could not be renewed yet: { $error }
sync-what-damaged-store-came = what was damaged in this store came back from above: { $mended }. Look at the disk
sync-what-could-exchanged-exchanged = what could be exchanged was exchanged, but not everything in this store is as it was written
sync-some-entries-were-refused =
    some entries were refused
    { $reasons }
sync-nothing-signed-come-days = nothing that { $unit } has signed has come for { $days } days: the node above may be cut off from it, or holds its word back
sync-certificate-renewed-until = the certificate was renewed until { $until }
sync-had-acknowledged-entries-no = { $upstream } had acknowledged { $lost_by_upstream } entries that it no longer has: it was restored from a backup, or they were damaged there, and got them again
sync-devices-store-older-copy = this device's store was an older copy of itself: what it had sent before came back, and it writes new logs from now on
template-file-there-already-name = { $out }: the file is there already: name another, or write over it with --force
template-fill-sheets-then-cunbang = { $out }: fill in the sheets, then `cunbang rank` or `cunbang import` it
undo-more-which-format-json = and { $more } more, which --format json lists
verify-expected-hexadecimal-digits = expected 64 hexadecimal digits
verify-expected-hexadecimal-digits-again = expected 12 to 64 hexadecimal digits
verify-following-signatures-recomputing = following signatures, recomputing
verify-receipts = { $path }: in the receipts: { $fault }
verify-run-leaves-out-what = { $file }: the run leaves out what its node had received: { $receipts ->
        [one] 1 receipt
       *[other] { $receipts } receipts
    }
verify-other-periods-or-units = { $others ->
        [one] 1 receipt
       *[other] { $others } receipts
    } of other periods or units
verify-none-receipts-concerns-run = none of the receipts concerns this run: nothing was compared
verify-run-rests-its-entries = the run rests on { $rests_on } of its entries
verify-run-rests-other-entries = the run rests on other entries
verify-run-denies-seal = the run says that not all of the village was received; by the receipts, a seal was, with all that it covers
verify-run-goes = the run goes by { $used }
verify-proven-runs-node-had = proven: the run's node had received it before
verify-may-have-been-way = it may have been on the way when the run was made
verify-received = { $log } up to { $number }, received by { $node } of { $unit } at { $at }: { $what }; { $weight }
verify-not-verified = { $file }: NOT verified: { $why }
verify-stated-device = stated by { $code }{ $name }, device { $device } ({ $label })
verify-compare-runs-id-one = compare the run's id with the one in the published bulletin
verify-authority-compare-fingerprint-county = authority { $authority }: compare it with the fingerprint that the county makes known
verify-countys-authority-replaced-follows = the county's authority was replaced: { $authority } follows { $follows }, stated by { $unit }, device { $device } ({ $label }), and by the new one itself
verify-scheme-public-since-device = the scheme is public since { $at }: { $unit }, device { $witness }, countersigned the county's public log over it
verify-note = note: { $warning }
elsewhere-command = { $period }: { $text } (cunbang status --period { $period }, cunbang seal { $period })
village-do = to do
village-nothing-due = nothing is due
village-several-values-choose = ● { $count } with several values: `cunbang conflicts` shows them, `cunbang resolve` chooses one
village-received = received
village-our-place = our place
village-taken-back = ranking { $run } of { $period } withdrawn ({ $on }): { $reason }
village-nothing-published = nothing was published
village-what-costs = what it costs
village-nothing-lost = nothing is lost
village-more-which-format-json = and { $more } more, which --format json lists
village-not-counted = , it does not count, as { $figures } were not stated
village-up-points = , up to { $points } points
village- = { $item }{ $worth } ({ $is_overdue })
village-seal-again-as-more = seal again, as more was recorded
village-seal-period = seal the period
village-x = { $what } (from { $from } on, { $is_overdue })
village-overdue = overdue since { $by }
village-then = by { $by }
village-costs = , costs { $points } points
village-x-again = rectify { $finding }: { $clause } { $text }{ $cost } ({ $is_overdue })
village-nothing-recorded = nothing was recorded
village-rows-here-township-county = { $mark } the period's ledger has { $here } rows; the township has received { $township }, the county { $county }
village-rows-here-county = { $mark } the period's ledger has { $here } rows; the county has received { $county }
village-only-here = the roster stays here alone ({ $documents }): nothing lies between this unit and the county, which holds no names, so no receipt will come; back it up (cunbang backup)
village-sealed-received-by-county = sealed{ $late }, received by the county { $at }
village-not-sealed = not sealed
village-sealed-no-receipt-yet = sealed, no receipt yet
village-x-further = (late)
village--again = , the county { $at }
village-sealed-received = sealed { $late }, received at { $at }{ $county }
village-entries-came-since = , { $supplements } entries came since
village-since-then = {" "}since { $at }
village-entries-wait-network = something written or changed here (roster, ledger or seal) has not been sent yet{ $since }
village-largest-loss = what costs most now: { $what }
village-no-contact-yet-cunbang = no contact yet: `cunbang sync`
village-last-contact = { $contact }: last contact { $at }
village-rank-rank-township = { $period }: rank { $rank } / { $ranked }, in the township { $rank_in_parent } / { $ranked_in_parent }
village-points = , { $score } points
village-as-before = , as before
village--further = , ↑{ $up }
village--besides = , ↓{ $down }
village-candidate-backward-list = a candidate for the backward list
village-apart = , { $points } points apart
village--too = ranks so far: { $ranks }
village-all-done = , { $all } with all that is listed done (commitments, tasks, figures and deeds not recorded yet come on top)
village-as-stands-here = as it stands here { $score } points{ $all }
village-x-besides = (as of the bulletin of { $period })
village-many-more = { $score } points, { $points } more
village-reached = { $score } points, reached
village-off-list-from = off the list: { $needed } { $against }
village-pass = to pass { $name }: { $needed } { $against }
village--also = { $sheet } { $unit } · { $period }, score sheet of run { $run }, { $publisher_name } { $agreement }
village-rank-rank-township-again = { $score } points, rank { $rank } / { $ranked }, in the township { $rank_in_parent } / { $ranked_in_parent }
village-off-list-from-again = off the list from { $from }
village-x-too = { $score } points
village-apart-again = , { $points } apart
village-x-also = { $chinese } { $count } ({ $examples }{ $rest })
withdraw-name-rows-id-or = name the row's id, or a --period
withdraw-withdrawn = { $row } of { $document } withdrawn ✓
withdraw-yes-these-rows-would = { $period } has { $there }, which would be withdrawn: add --yes
withdraw-withdrawn-again = { $period }: { $counts } withdrawn ✓
withdraw-x = no rows
withdraw-x-again = { $table }: { $count }
configuration-there-none-name-nodes = { $path }: there is none: name the node's folder with --dir DIR, or set one up with `cunbang init`
configuration-cannot-read = { $path }: cannot be read
configuration-unknown = there is no setting `{ $setting }`
configuration-missing = the setting `{ $setting }` is missing
configuration-line = line { $line }: { $message }
configuration-sync-interval-seconds-expected = sync_interval_seconds is 0: expected at least 1, or no such line to stay connected
configuration-node-no-upstream-add = this node has no upstream: add [[upstream]] with unit and address to { $file }; the county itself needs none
configuration-address-expected-host-port = address { $address }: expected HOST:PORT, as in township.example:7443
context-unnamed = unnamed
context-nobody-knows-who-work = nobody knows who is at work: name the operator with --operator NAME
context-operators-name-invisible-character = the operator's name has the invisible character U+{ $character }: type it anew
folder-lock-cannot-written = { $path }: cannot be written
folder-lock-cunbang-serve-running-folder = { $directory }: `cunbang serve` is running on this folder: stop it first
health-been-out-reach-hours = { $unit } has been out of reach for { $as_hours } hours: { $trouble }
health-refuses = { $unit } and this node do not exchange: { $trouble }
health-does-not-take-entries = { $unit } does not take entries of { $document }: { $refusal }
high-water-file-guards-against-store-put = { $path }: { $error }. It guards against a store that was put back; move it away only if this one was not
accounts-file-not-yet = the accounts of this node could not be bound to it yet; the next command tries again
accounts-file-cannot-written = { $path } cannot be written: it says that this node's accounts are bound to it. See that the folder can be written to
opening-cunbang-rejoin-rejoin-interrupted = a rejoin was interrupted: run `cunbang rejoin` again, so that its rows are back
opening-cannot-removed = { $mark }: cannot be removed
opening-cannot-read = { $mark }: cannot be read
opening-device-not-enrolled-ask = { $folder }: this device is not enrolled: ask the county for a code, then `cunbang enrol join CODE`
opening-countys-authority-cannot-read = the county's authority cannot be read
page-key-cannot-write-there = { $directory }: cannot write there
page-key-comes-goes = { $path }: comes and goes
page-key-cannot-put-place = { $path }: cannot be put in place
page-key-cannot-read = { $path }: cannot be read
page-key-damaged-delete-start-cunbang = { $path } is damaged: delete it and start `cunbang serve` again
pages-address-pages-expected-address-port = pages { $text }: expected an address and a port, as in { $usual }
pages-address-pages-not-encrypted-open = pages { $text }: the pages are not encrypted and open on this machine alone, as in { $usual }: to reach them from elsewhere, use an SSH tunnel, or a reverse proxy on this machine
printing-format-no-text-name = this format is no text: name a file with --out FILE, or redirect the output
printing-no-file-none-can = { $path } is no file, and none can take its place: name another
printing-cannot-written = { $path }: cannot be written
printing-cannot-write-there = { $path }: cannot write there
printing-cannot-put-place = { $path }: cannot be put in place
secret-everyone-machine-can-read = everyone on this machine can read the command line: name a file as @FILE, or - for standard input, or set { $passphrase_variable }
secret-name-file-holds-passphrase = a passphrase is needed: name a file that holds it with --passphrase @FILE, or set { $passphrase_variable }
secret-passphrase = passphrase:
secret-passphrase-too-short-use = the passphrase is too short: use { $shortest_passphrase } characters or more
secret-once-more = once more:
secret-two-passphrases-differ = the two passphrases differ
secret-password-needed-name-file = a password is needed: name a file that holds it with --password-file FILE
secret-new-password = new password of { $operator }:
secret-password-which-logs-pages = a password with which { $operator } logs in to the pages (Enter: later):
secret-two-passwords-differ = the two passwords differ
secret-standard-input = standard input: { $error }
secret-no-there-its-first = no { $what } is there: its first line is empty
source-there-no-file-expected = there is no file { $named }: expected a list of units (CSV or XLSX with code, name, kind), or one of { $known }
source-there-no-scheme-expected = there is no scheme { $named }: expected a TOML file, or one of { $known } (`cunbang scheme list` describes them)
source-cannot-read-as-utf = { $named }: cannot be read as UTF-8 text
source-there-no-such-file = { $path }: there is no such file or folder: expected a folder of CSV files and workbooks, or one of them
troubles-device-revoked-county-can = this device was revoked, and nothing is taken from it any more: the county can say why. { $go_on }
troubles-revoked-go-on = { $medium ->
    [page] To go on, ask the county for a new code, and tell whoever looks after this computer: it is set up anew in another folder, and what was not received comes along
   *[command] To go on, ask the county for a new code, and set this computer up in another folder: `cunbang init terminal --dir NEW`, then `cunbang sync`. What was not received comes along with `cunbang rejoin --from OLD/data.sqlite`
}
troubles-refuses-device-as-revoked = { $units } refuses this device as revoked: the county can say why. { $go_on }
troubles-certificate-good-until-could = the certificate is good until { $not_after }, and could not be renewed: `cunbang enrol renew` says why
troubles-devices-key-or-certificate = the device's key or certificate cannot be read: { $error }. The node does not start again without them: put back { $folder } from a backup
troubles-mark-beside-store-cannot = the mark beside the store cannot be written: { $fault }
troubles-store-cannot-written = the store cannot be written: { $error }
troubles-store-did-not-write = the store did not write within { $within } ms: look at the database and its disk

# Mistakes on the command line itself
usage-unknown = there is no argument { $argument }
usage-no-command = there is no command { $command }
usage-no-value = { $argument } needs a value
usage-value = { $argument } cannot be { $value }: expected one of { $known }
usage-unfit = { $argument } { $value }: { $why }
usage-missing = { $argument } is missing
usage-no-subcommand = a command is missing
usage-conflict = { $argument } cannot be used with { $other }
usage-number = { $argument } has too many values, or too few
usage-not-text = the command line holds what is no UTF-8 text
usage-not-a-number = expected a whole number within bounds
usage-meant = did you mean { $meant }?
usage-help = See --help.

undo-would = would undo { $id } { $kind } { $title }: { $back } rows would go back, { $withdrawn } of them withdrawn as there was none before
undo-undone = undone ✓ { $id } { $kind } { $title }: { $back } rows went back, { $withdrawn } of them withdrawn as there was none before. To have them again, find this undo with `cunbang undo --list` and undo it by its number
withdraw-marks = { $marks } marks withdrawn with it
withdraw-named-in = rows that still name the member stay: { $rows }
withdraw-standing-too = withdrawn from the standing in { $ledger } too
withdraw-deeds-stay = { $count } deeds of its day stay, look at them: { $named }
withdraw-standing-stays = the standing in { $ledger } stays; if the member had left by then: `cunbang withdraw standing { $id } --period { $quarter } --reason …`
import-recorded = read { $rows } rows: { $new } new, { $changed } changed, { $same } here already ✓
import-recorded-along = with them, { $more } more were recorded ({ $tables })
log-head = public log of { $unit }: { $size } leaves, root
    { $root }
log-signed = signed { $at }, up to { $size }
log-countersigned = countersigned by { $unit } { $at }, up to { $size }
sync-own-fork = another copy of this store went on writing: `cunbang rejoin` fetches its entries and records this one's again
rejoin-recorded = recorded again
rejoin-beside = stands beside another value: choose one
rejoin-seal = seal the period again
verify-rests-on-all = { $concerned } receipts: the run rests on all that they are for
verify-omissions = { $concerned } receipts, of which { $differing } differ:
verify-verified =
    verified: run { $run }
    { $period } by the scheme { $scheme } ({ $hash }…), { $received } of { $villages ->
        [one] 1 village
       *[other] { $villages } villages
    } received, { $candidates ->
        [one] 1 backward candidate
       *[other] { $candidates } backward candidates
    }
    { $documents ->
        [one] 1 document
       *[other] { $documents } documents
    }, { $logs ->
        [one] 1 log
       *[other] { $logs } logs
    } of { $devices ->
        [one] 1 device
       *[other] { $devices } devices
    }, { $entries ->
        [one] 1 entry
       *[other] { $entries } entries
    } with { $rows ->
        [one] 1 row
       *[other] { $rows } rows
    }, { $receipts ->
        [one] 1 receipt
       *[other] { $receipts } receipts
    }: every signature holds, and the outcome is the same byte for byte
verify-unbound = the run was made by a release before 2026-11-29, whose run id says how many entries each log has and not what they hold: compare the outcome's hash with the bulletin as well ({ $outcome })
authority-replaced =
    the county's authority is replaced
    authority { $fingerprint }
    next:
    - keep a copy of { $key } off the machine
    - publish this fingerprint, and leave the former one published beside it
    - at a second replica of this node, put this folder's identity in the place of its own
    - make enrolment codes anew: { $open } that were handed out before work no more
    - devices follow with their next sync: `cunbang authority show` counts those that have not
backup-whole-with-keys = { $file }: the backup of { $unit } is whole, with its private keys, encrypted: without the passphrase nobody can restore it, and with it one can act as this node: keep the two apart
backup-whole-encrypted = { $file }: the backup of { $unit } is whole, encrypted; it holds no private keys: keep the passphrase elsewhere
backup-whole = { $file }: the backup of { $unit } is whole; it holds no private keys
backup-none = This file is not a backup, or a newer version wrote it. ({ $why })
status-expired = : EXPIRED, run `cunbang enrol renew`
status-device = device { $device }, certificate until { $until }
status-feed = feed number { $number }, { $devices } enrolled devices
status-altered = { $village }, { $row }: { $what }. Look at it on the page of findings and say that it was seen
status-unread = { $rows ->
        [one] 1 row of a newer program is kept and relayed; it counts after an update
       *[other] { $rows } rows of a newer program are kept and relayed; they count after an update
    }
rank-not-listed = none is listed: { $received } of { $expected } villages are received, { $per_cent }%
report-row = { $subject } { $name }  { $status }  score { $score }  rank { $rank }  { $stars }
record-expected-one = expected one of { $known }
troubles-own-fork = another branch of { $document }, which this device writes, is at other nodes: `cunbang rejoin` fetches its entries and records this one's again
troubles-own-fork-at-top = another branch of { $document }, which this device writes, is at other nodes: `cunbang restore --force` with a backup from before that, then `cunbang rejoin --from` the store that it put aside
troubles-not-here-since-restored = this store came from a backup on { $day }, and { $units }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
} were not here since: what was written after the backup, revocations above all, they alone may have. Until they were, nobody is enrolled here, and no list is made or published. { $medium ->
    [page] Let them connect. Where one never will, tell whoever looks after this computer
   *[command] Let them connect. Where one never will, `cunbang resume` goes on without it: look at `cunbang enrol list` then, and revoke again what was revoked
}
village-above = above
village-below = below
logging-filter = log filter { $wanted }: { $error }: expected something like info or warn,cunbang_sync=debug
health-no-answer = no answer
health-clock-ahead = the clock of { $unit } is { $apart } ahead of this computer's: set whichever is wrong
health-clock-behind = the clock of { $unit } is { $apart } behind this computer's: set whichever is wrong
health-clock-below-ahead = the clock of the node of { $unit } was { $apart } ahead of this computer's when it was last here. It dates by it what it receives: set whichever is wrong, and look at who counts as late
health-clock-below-behind = the clock of the node of { $unit } was { $apart } behind this computer's when it was last here. It dates by it what it receives: set whichever is wrong, and look at who counts as in time
source-faults = { $path }: { $count ->
        [one] 1 fault was
       *[other] { $count } faults were
    } found, and nothing was taken
list-columns-left-out = columns left out: { $columns }; --wide shows all
lists-spread = ranked: { $ranked }; least { $least }, median { $median }, most { $most }
operator-has-role = { $name } has another role now: { $role }
notice-is-replaced = replaced by a later one
notice-is-withdrawn = taken back
bulletin-certain = { " " }(certain)
bulletin-possible = { " " }(not certain)
bulletin-none-listed = no candidates are listed: { $came } of { $expected } villages were received ({ $received }%), and the scheme asks for { $least }%
bulletin-may-be = may be listed: { $villages }
bulletin-may-be-listed = , may be a candidate for the backward list
changes-no-members = members are compared with nobody: name --level village or township
changes-of-run = { $period }  run { $run }
past-not-given = the rules look at what was published earlier, and nothing was given for { $periods }: it counts as not known; give it with --past
past-other-scheme = { $file }: { $period } was ranked by the scheme { $found }, and what is looked at here is the result by { $meant }: rank it with cunbang rank --scheme { $meant } --period { $period } --format json
past-altered = { $file }: { $name } ({ $unit }) has the score { $score }, and its lines add up to { $sum }: the file was altered after it was written. Rank the period again
past-unreadable = { $file }: no earlier result can be read: name a file that `cunbang rank --format json` wrote ({ $what })
import-rows = { $table }: { $rows ->
        [one] 1 row
       *[other] { $rows } rows
    }
codes-code = { $unit } { $name }: { $code }
values-not-a-day = expected a day such as 2026-10-12

unit-several = several units are called “{ $name }”: { $which }. Name the code, or put the unit above before the name
unit-unknown = no unit is called “{ $name }”, and it is no unit's code{ $near }
wide-no-tree-ships-name = no unit of the trees that ship with the program is called “{ $name }”: give a table of units with --units, or name the code
rank-candidate = { $rank }. { $name } ({ $parent }): { $score }, most lost in: { $weakest }
undo-tables = { $table } { $rows }
report-one-level = a CSV or Parquet file has only one level: name it with --level member, village or township
run-unscored = { $count } villages have nothing to be scored by (units above stated nothing, or that nothing was due) and are not ranked: { $villages }. To state figures: cunbang record stated_figures, or the page “Figures stated above” under supervision
doubt-confirmed-before = confirmed before it happened: counts as not confirmed
doubt-confirmed-by-oneself = confirmed by the member whose it is: counts as not confirmed
doubt-confirmed-by-nobody = nobody is named who confirmed it: counts as not confirmed
doubt-repeated = says the same as another of the same day, and of the same member or village: they count once
doubt-reviewed-by-oneself = a review of oneself is not one by others: does not count
doubt-reviewed-by-nobody = no other member is named whose review it is: does not count
doubt-out-of-scale = points are from 0 to 100: does not count
doubt-no-reason = states no reason why it was not held: counts neither as held nor as one with a reason
doubt-not-found-fixed = the recheck did not find it fixed: counts as not fixed
doubt-nobody-present = nobody is marked present, so it does not count as held: mark who came, or state why it was not held
doubt-nobody-chaired = nobody is marked present or named who chaired it, so it does not count as held: mark who came or name who chaired it, or state why it was not held
rank-unread = words that the rules do not read: { $count }
rank-doubtful = rows that do not count as they stand: { $count }
rank-list-cuts = a village on the list is off it from { $off }{ $on ->
        [none] {""}
       *[other] ; one that is not is on it below { $on }
    }
rank-doubtful-more = and { $count } more
