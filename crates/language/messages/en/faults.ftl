# Faults of documents, keys, stores, exchanges and rankings. What they name to do is done at the command line.


evidence-file = { $path }: the file cannot be read: { $source }
evidence-read = after line { $line }: it cannot be read further: { $source }
evidence-line = line { $line }: { $what }
evidence-long-line = line { $line } is longer than { $most_bytes } MiB, the most that this program reads: no evidence file holds such a line
evidence-swollen = at line { $line }: the file unpacks to more than a hundred times its size, which no evidence does; unpack it yourself if you trust it
evidence-large = at line { $line }: the file holds more than { $most_bytes } MiB unpacked, the most that is read; if you trust who made it, and the machine has ten times that memory, allow more with --most-mib
evidence-too-many = more than { $most } { $what }: no evidence has so many, and the file is not read further
evidence-not-evidence = this is not an evidence file: line 1 is not the header that `cunbang evidence` writes; name the file that it wrote
evidence-lacks = there is no { $what }: the file is not whole
evidence-engine = the run was made by { $stated }, this program has { $own }: verify with the version that made it
evidence-authority = the authority in the file has the fingerprint { $found }, expected { $expected }: it is another county's, or someone made up
evidence-certificate = the certificate of { $device }: { $what }
evidence-unknown-device = { $what }: the certificate of device { $device } is not in the file
evidence-not-listed = device { $device } wrote in this file or receipted it, and the county's documents do not list it
evidence-not-permitted = { $log }: a device of its unit and role may not write this document
evidence-row = row { $row } of { $document }, entry { $entry } by { $writer }: its content is not what was signed
evidence-entry =
    entry { $entry } of { $log } is not what was signed: its operator, time or what it had seen was altered, or one of its rows was altered, added or taken out ({ $left ->
        [none] it has none
       *[some] it has { $rows }
    })
evidence-log = { $log }: { $refusal }
evidence-missing = { $log }: entries { $found } to { $expected } are missing
evidence-extra = { $log }: the run does not rest on this log
evidence-receipt = the receipt of { $node } for { $log } up to entry { $number }: { $what }
evidence-record = the record's { $field }: stated { $stated }, and the documents in the file come to { $computed }
evidence-run-id = the run's id is stated as { $stated }, and its record has { $computed }
evidence-other-run = it proves run { $found }, and not { $wanted }: get the evidence of the run that the bulletin names
evidence-statement = the statement at the end, by device { $device }: { $what }
evidence-outcome = the outcome, { $place }, { $field }: stated { $stated }, and the documents come to { $computed }
evidence-order = { $document }: its logs do not fit together: { $what }
identity-authority-key = the authority's key: { $what }
identity-authority-malformed = the authority's certificate: { $what }
identity-authority-key-differs = the authority's key does not match its certificate: restore the matching pair
identity-authority-outside-unit = unit { $unit } is not in { $authority }: enrol the device with its own county
identity-authority-label = { $what } is not a device label: use 1 to 64 characters without control characters
identity-authority-expired = the authority of { $unit } expired at { $not_after }: { $medium ->
    [page] tell whoever looks after the county's node
   *[command] replace it with `cunbang authority replace`
}
identity-authority-not-a-node = device { $device } of { $unit } is { $role }: only nodes have a service certificate
identity-authority-encoding = the certificate could not be written: { $what }
identity-certificate-malformed = not a device certificate: { $what }
identity-certificate-foreign = the certificate of device { $device } (unit { $unit }) was not issued by this county's authority, or has been altered: enrol the device with this county
identity-certificate-expired = the certificate of device { $device } (unit { $unit }) expired at { $not_after }: { $medium ->
    [page] sync, which renews it; if that fails, tell whoever looks after this computer
   *[command] renew it with `cunbang enrol renew`
}
identity-certificate-not-yet-valid = the certificate of device { $device } (unit { $unit }) is not valid before { $not_before }: check this machine's clock
identity-certificate-authority = the county authority's certificate cannot be read: { $what }
identity-code-character = group { $group } has { $character }, which no code contains: use digits and letters other than U
identity-code-group-length = group { $group } has { $found } symbols, expected 8
identity-code-length = the code has { $found } symbols, expected 6 groups of 8, that is 48
identity-code-mistyped = group { $group } ({ $text }) is mistyped or in the wrong position: compare it with the code you were given
identity-enrolment-malformed = not an enrolment request: it has { $what } bytes, expected 193 or 258
identity-enrolment-code-signature = the request was not signed with a code of this county, or was altered on the way
identity-enrolment-device-signature = the device did not prove that it holds the key to be certified
identity-files-io = { $path }: { $source }
identity-files-exposed = { $path } can be read by others than its owner: run `chmod 600 { $path }`
identity-files-key-exists = { $path } exists already: a device keeps its key for life. To start anew, move the folder away and enrol again
identity-files-malformed = { $path }: { $reason }
identity-files-key = { $path }: { $source }
identity-files-certificate = { $path }: { $source }
identity-files-identity = { $folder }: { $source }
identity-files-authority = { $folder }: { $source }
identity-identity-key-differs = the certificate is for device { $certificate }, but the key belongs to device { $key }: restore the matching pair, or enrol again
identity-invitation-no-code = the invitation is not whole: expected cunbang:HOST:PORT/CODE, as the QR code has it
identity-invitation-several = there are { $found } invitations in it: find your unit's sheet, and paste only its line that begins with cunbang:
identity-key-malformed = not an { $expected } private key in PKCS #8: { $reason }
identity-succession-malformed = not a statement on an authority's succession: { $what }
identity-succession-not-the-county = a statement on the succession of { $county }'s authority by { $role } of { $unit }: only a node of { $county } makes one
identity-succession-signature = the statement on an authority's succession was altered: its signatures do not hold
identity-tls-authority = the county authority's certificate cannot be used: { $what }
identity-tls-rustls = the key and certificate cannot be used for TLS: { $what }
store-url = store { $url }: { $reason }: expected sqlite:PATH, postgres://USER@HOST/DATABASE or memory:
store-locked = { $doing }: another process has been using the database for 10 seconds: close it, or try again
store-contended = { $doing }: other writers came in between { $attempts } times: try again
store-full = { $doing }: the disk is full: nothing was written; make space, then try again
store-permission = { $doing }: { $message }: check that the file and its folder exist and belong to the user that runs this program, or that the database role has the rights
store-unreachable = { $doing }: the database cannot be reached ({ $message }): check that it runs and that the URL is right, then try again
store-newer = a newer version of this program made the store (schema { $found }, this version knows up to { $known }): run that version
store-damaged = { $place } is damaged: { $what }: { $medium ->
    [page] write nothing more here and tell whoever looks after this computer (a backup has to be restored)
   *[command] restore a backup. Where there is none and nodes above or below have it all: stop the service, move the database file away and run `cunbang sync`
}
store-damaged-entries = entries { $first } to { $last } of { $log } are damaged in the store here: nodes that have them send them again when they connect; where none has, restore a backup
store-code-known = an enrolment code with the same secret is known already: make another
store-unsupported = { $what }: not with this kind of store: { $instead }
store-exists = backup to { $what }: the file exists: name another
store-backup = backup to { $path }: { $source }
store-occupied = store { $url }: the database has a store: make an empty one (createdb) and name it as `store` in cunbang.toml, then restore again
store-tool = { $program }: { $what }. The command was: { $command }
store-database = { $doing }: { $message }
replica-not-permitted = this device, { $role } of { $unit }, may not write { $document }
replica-busy = { $what }: other processes keep writing to it; try again
replica-stopping = the node is stopping
replica-no-units = the unit tree is not here yet: { $medium ->
    [page] sync first; at the county, import the units first
   *[command] at the county, `cunbang import units.csv`; elsewhere, `cunbang sync`
}
replica-public-log = the public log cannot state what was published: { $what }
replica-damaged-setting = the store's setting { $what } is damaged: restore the store from a backup
replica-behind = this node's store is older than what the node has written: it lacks { $missing }. The nodes below give it back when they connect; until then nothing is recorded here but revocations. { $medium ->
    [page] Where nobody has it any more, tell whoever looks after this computer
   *[command] What nobody has any more: `cunbang resume`
}
missing-of-kind = { $kind } of { $documents } units ({ $entries } entries)
replica-high-water = the high-water mark: { $what }
replica-receipt-fault = { $log }: the receipt of { $by } is not valid; the entries stay marked as not received
replica-unlistable = device { $device } cannot be listed: { $what }
sync-unreachable = { $address } cannot be reached: { $reason }. { $medium ->
    [page] Look at the network
   *[command] Look at the address, and whether `cunbang serve` runs there
}
sync-turned-away = { $address } closed the connection at once: it has too many, or is stopping; try again in a while ({ $reason })
sync-tls = no secure connection with { $address }: { $reason }
sync-refused = refused: { $what }
sync-revoked = refused: { $what }
sync-busy = { $reason }; try again in { $retry_after_seconds } s
sync-protocol = the other side broke the protocol: { $what }
sync-broken = the connection was lost: { $what }; what was not acknowledged is sent again next time
ledger-checkpoint = this is not a signed checkpoint of a public log
ledger-document-automerge = { $document }: the document engine: { $source }
ledger-document-stale = { $what }: the stored snapshot does not match the logs: { $medium ->
    [page] tell whoever looks after this computer
   *[command] rebuild it with `cunbang doctor --repair`
}
ledger-document-row = { $document }: { $key }: { $source }
ledger-document-operator = the operator's name has { $what } bytes: expected 1 to { $max_operator_bytes }
ranking-assess-no-hash = { $log }: what this log holds is not known here, so no run can name it: { $medium ->
    [page] tell whoever looks after this computer
   *[command] run `cunbang doctor`
}
ranking-assess-no-units = org/{ $what }: the unit tree is not here yet: { $medium ->
    [page] at the county, import the units; elsewhere, sync first
   *[command] at the county, import the units; elsewhere, `cunbang sync`
}
ranking-assess-unknown-unit = unit { $unit } is not in the tree of { $root }{ $medium ->
    [page] : check the code
   *[command] : see `cunbang report units`
}
ranking-record = the record names the input { $document } at { $vector }, which cannot be read
ranking-rules-none = { $root }: no scheme is in force for { $period }: { $medium ->
    [page] the county puts one in force under “Scheme”
   *[command] the county puts one with `cunbang scheme put`
}
ranking-rules-period-kind = { $root }: the schemes in force in { $period } are for other periods than one { $expected }: { $found }
ranking-rules-of-kind = { $name } (one { $kind })
ranking-rules-unreadable = { $root }: the scheme { $row } cannot be read by this version of the program: { $fault }
model-code = { $what } is not a unit code: expected 6 digits (county), 9 (township) or 12 (village), 4 (prefecture) or 2 (province), and -001 or the like after them for a unit that has no national code of its own
model-device = { $what } is not a device: expected 32 hexadecimal digits
model-notice-number = “{ $what }” is no number of a document: expected mark〔year〕place号, as in 考评通报〔2026〕3号
register-taken = the notice of { $period } bears the number { $number } already (issued on { $on }, run { $run }): use another
register-other-year = the number { $number } is of another year: the notice went out in { $year }
register-earlier-program = an earlier program published the run { $run }, and it has no room for a number: publish it again first
model-document = { $what } is not a document: expected kind/unit or kind/unit/quarter, as in ledger/330522103201/2026Q3
model-randomness = the machine has no randomness to give: try again
report-export-too-many-rows = { $what } has { $rows } rows, but a sheet holds at most { $most_sheet_rows }: export as CSV, or export fewer units or periods
report-export-workbook = the workbook could not be written: { $what }
report-export-page = the page could not be written: { $what }
report-export-package = the document could not be written: { $what }
report-export-written = the document could not be written: { $what }
report-export-qr = a QR code could not be drawn: { $what }
scheme-rank-period-kind = scheme { $scheme } ranks periods of one { $expected } such as { $example }, and { $period } is a { $found }: choose such a period or another scheme
scheme-rank-unknown-unit = unit { $what } is not in the list of units: add it there, or leave its records out
scheme-rank-not-basic = unit { $what } has records of a village but keeps no ledger of its own: check the unit column

decide-not-a-village = unit { $what } is no village or community of this county: decisions are about villages that were not received
decide-received = { $name } ({ $unit }) sealed { $period }, and its seal was received: it is ranked by what it wrote, and decisions are about villages that were not received
decide-nothing-to-take = nothing of { $name } ({ $unit }) came for { $period }, so there is nothing to take: decide `not_carried_out` or `excuse`
decide-not-due = { $name } ({ $unit }) may seal { $period } in time until { $until }: that it did nothing can be decided from the day after. Excusing it can be decided now
decide-undecided = nothing was decided on { $name } ({ $unit }) for { $period }
decide-unheard = { $name } ({ $unit }) has not been in contact with the county since { $on }: the village may have sealed there in time. Once a seal in time arrives, the decision gives way
decide-never-heard = the node of { $name } ({ $unit }) was never in contact with the county: the village may have sealed there in time. Once a seal in time arrives, the decision gives way
decide-no-device = no device was ever enrolled for { $name } ({ $unit }), so it had no way to report: that nothing came does not say that nothing was done. Find out first
enrol-not-the-county = devices are enrolled and revoked at the county, { $root }: this is { $role } of { $unit }
enrol-unknown-unit = unit { $what } is not in the tree{ $medium ->
    [page] : check the code
   *[command] : see `cunbang report units`
}
enrol-group = { $what } is a group and has no devices of its own: its rows stand in the ledger of its branch
enrol-wrong-role = { $unit } is of the kind { $kind }: { $role } cannot belong to it; villages and branches have terminals, townships and all units above them have nodes, inspectors and readers
enrol-label = { $what } can't be a device's name: expected 1 to 64 characters, none of them a control or invisible one
enrol-hours = a code cannot work for { $what } hours: the calendar ends before
enrol-unknown-code = the enrolment code is not known in this county: ask the county for a new one
enrol-former-code = the enrolment code is from before the county's authority was replaced, and was not used: ask the county for a new one
enrol-other-authority = the key at hand is not that of the county's current authority: { $medium ->
    [page] tell whoever looks after the county's node
   *[command] run `cunbang authority replace` again if it was interrupted, or put back the key that belongs to it
}
enrol-expired-code = the enrolment code has expired: ask the county for a new one
enrol-used-code = the enrolment code was used before: ask the county for a new one
enrol-cancelled-code = the enrolment code was cancelled on { $at }, with the reason { $reason }: ask the county for a new one
enrol-used-before = the code of { $unit } was used on { $at } and cannot be cancelled: if the device is not the right one, { $medium ->
    [page] revoke it on the page of devices
   *[command] `cunbang enrol revoke` shuts it out (`cunbang enrol list --unit { $unit }` names it)
}
enrol-no-such-code = { $known } codes begin with { $named }: { $medium ->
    [page] the page of devices lists them, or give the whole code
   *[command] `cunbang enrol codes` lists them, or give the whole code
}
enrol-nothing-beneath = there is no village or branch beneath { $what }{ $medium ->
    [page] : check the code
   *[command] : see `cunbang report units`
}
enrol-doubtful-code = since the county's node was started, no township has connected, and without one it cannot know that the enrolment code was not used: try again in some minutes, or ask the county for another code
enrol-void-code = the enrolment code is from before the county's store was put back to an older state, and is void, as it may have been used since: ask the county for a new one
code-altered-since = the enrolment code { $id } was altered in the county's database by something else than this program, or put there: it says { $unit }, { $role }, { $label }, until { $until }. It is refused. { $medium ->
    [page] The county cancels it, makes a new one, and finds out who can write to its database
   *[command] The county cancels it (`cunbang enrol cancel { $id } --reason TEXT`), makes a new one, and finds out who can write to its database
}
several-nodes-own = another node of { $name } { $unit } itself is enrolled: device { $other } ({ $label }). Townships may take it for this one. If it is not yours, { $medium ->
    [page] revoke it under Settings
   *[command] revoke it: cunbang enrol revoke { $other } --reason TEXT
}
several-nodes-own-below = another node of { $name } { $unit } itself is enrolled: device { $other } ({ $label }). Villages may take it for this one. If it is not yours, or not in use any more, ask the county to revoke it
several-nodes-below = { $name } { $unit } has two nodes that are enrolled, { $known } and { $other } ({ $label }): its villages may take either for theirs. Ask which one is in use; { $medium ->
    [page] the county revokes the other under Settings
   *[command] the county revokes the other: cunbang enrol revoke DEVICE --reason TEXT
}
several-nodes-above = another node of { $name } { $unit } than the one that is known here ({ $known }) answers or is enrolled: device { $other } ({ $label }). Ask the county whether it is its own; it revokes the one that is not, or is not in use any more
enrol-other-purpose = the enrolment code is for { $role } of { $unit } { $name }, which this is not to be; the code was not used: set it up as that, or ask the county for another code
enrol-not-above = { $through } is not above { $unit }, for which the enrolment code is; the code was not used: enrol through the unit's own township, or at the county
enrol-enrolled = device { $what } is enrolled already, and this code was not used: give the code that it was enrolled with, { $medium ->
    [page] or sync, which renews its certificate
   *[command] or renew its certificate (`cunbang enrol renew`)
}
enrol-other-key = the request is signed by another key than that of device { $what }: enrol the new key as a device of its own
enrol-not-for-it = a device of { $by } may not renew for { $unit }
enrol-no-such-device = { $known } enrolled devices begin with { $named }{ $medium ->
    [page] : the page of devices lists them
   *[command] : see `cunbang enrol list`
}
enrol-itself = the county's own node cannot be revoked: its log holds everyone's
evidence-file-again = the evidence file cannot be written: { $what }
evidence-write = the evidence file cannot be written: { $what }
evidence-not-a-node = a node of a township or county states what the evidence of a list is, and this device is { $role } of { $unit }: write it at a node of the unit that is ranked, or above it
evidence-receipts = run { $run }: { $missing } of its { $of } receipts are not in the store any more: run the period again
evidence-authority-again = the run names the authority { $what }, which is not known here: put back the identity/ca.pem that has it
evidence-certificate-again = the certificate of device { $what } is not in the org document: the county lists its devices there
publish-no-run = there is no run of { $what } yet: { $medium ->
    [page] make one under “runs and publication”
   *[command] `cunbang run PERIOD` makes one
}
publish-other-unit = run { $run } ranks { $ranked }, and the bulletin here is that of { $unit }: publish a run of { $unit }
publish-own-fork = another branch of { $what }, which this node writes, is at other nodes: nothing is published until both are one again; { $medium ->
    [page] tell whoever looks after this computer
   *[command] `cunbang status` says what to do
}
publish-coverage = run { $run } of { $period } rests on { $received } of { $expected } villages, and its scheme asks for more before anyone is listed: it lists no candidates. Wait, decide on those that are missing, { $medium ->
    [page] or type the unit's name to publish it as it is
   *[command] or publish it as it is with --yes
}
publish-not-published = run { $run } was not published in { $document }
rules-faults = the scheme has { $count } faults: { $what_b }
rules-ends = a scheme from { $from } cannot end with { $until }: name a later period, or none
run-not-held = a node of { $node } does not hold the documents of { $unit }: ask a node of { $unit } or of a unit above it
run-not-begun = { $period } has not begun: it can be ranked from { $first_day } on
run-unknown = run { $what } is not here: { $medium ->
    [page] choose one under “runs and publication”
   *[command] name one as `cunbang run` printed it
}
run-lost = the published run { $run } is not in this node’s store any more: { $medium ->
    [page] ask whoever runs the node to put back a newer backup, or to go on without it
   *[command] put back a newer backup with `cunbang restore FILE`, or go on without it: `cunbang resume --run { $run } --reason …`
}
run-not-lost = no run { $what } was published here and is missing: `cunbang doctor` lists those that are
run-several = run { $what } may be several: { $medium ->
    [page] choose one under “runs and publication”
   *[command] name one as `cunbang run` printed it
}
run-damaged = run { $id } is damaged in the store ({ $what }): { $medium ->
    [page] make it again under “runs and publication”, which sets it right where it rests on the same data
   *[command] run the period again with `cunbang run`, which sets it right where it rests on the same data
}
run-altered = run { $id } is altered in the store: { $what }. Nothing of it is shown. { $medium ->
    [page] tell whoever looks after this computer, and find out in the audit who could reach the database
   *[command] `cunbang doctor --repair` works it out again from the signed entries; then find out in the audit who could reach the database
}
run-altered-published = its list is not the one that was published under this id
run-altered-signature = its list is not the one that this unit's device signed
run-altered-recomputed = its list is not what comes out of the entries that it rests on
run-altered-derived = its list was made of rows that are not those of the signed entries, and is not kept: { $medium ->
    [page] tell whoever looks after this computer
   *[command] run `cunbang doctor --repair`, then rank again
}
run-replaced = the list that was kept as run { $id } did not come out of the entries that it rests on: it was replaced by the one that does. Find out who can write into the store
run-not-recomputed = the list of run { $id } bears no signature that can be checked, and cannot be worked out again ({ $what }): { $medium ->
    [page] make it again under “runs and publication”
   *[command] run the period again with `cunbang run`
}
publish-not-recomputed = run { $run } of { $period } is not what comes out of the entries that it rests on, so it is neither published nor given out as evidence: what is stored was altered, or another version worked it out. { $medium ->
    [page] Have whoever looks after this computer find out why, then make the list again under “runs and publication”
   *[command] See `cunbang doctor`, then make the list again with `cunbang run { $period }`
}
doctor-published-columns = what the tables for dashboards say of run { $run } is not what was published
doctor-published-columns-strange = the tables for dashboards have a run { $run } that was never published
audit-chain-broken = the audit trail is broken: what { $file }, line { $number }, follows is not there any more or was changed. Find out who could write to this folder; to begin a new chain, move the whole folder audit to where it is kept as evidence
audit-chain-twice = the audit trail is broken: { $file }, line { $number }, follows a line that another follows already: somebody added it. To begin a new chain, move the whole folder audit to where it is kept as evidence
audit-chain-none = the audit trail is broken: { $file }, line { $number }, does not say what it follows: an earlier version wrote it, or somebody added it. To begin a new chain, move the whole folder audit to where it is kept as evidence
audit-chain-end = the audit trail is broken: lines are missing or changed at the end, as the head beside them says. Find out who could write to this folder; to begin a new chain, move the whole folder audit to where it is kept as evidence
audit-chain-no-head = the audit trail has no head any more (the file audit/head): nobody can tell whether lines are missing at the end. The next event that is audited makes it anew
audit-clock-set-back = in the audit trail { $file }, line { $number }, is dated { $at }, before the line that it follows ({ $then }): the clock of this machine was set back. Nothing is missing there; see that the clock is right
audit-choose-objection-days = Objection period set
operator-office = { $name } is an office: name the person who works here, so that it can be told who did what
operator-not-registered = nobody who works at this node is called { $name }. This may be done by: { $may }. { $medium ->
    [page] One of them has to log in, or the person is added under “Settings”
   *[command] Name one of them with --operator, or register the person with `cunbang operator add`
}
operator-not-registered-nobody = nobody who works at this node is called { $name }, and none of those who do may do this{ $medium ->
    [page] : “Settings” lists them
   *[command] : see `cunbang operator list`
}
objection-no-row = the objection names { $row }, and there is no such row of this village: name one as the score sheet shows it
form-too-slow = the connection is too slow: nothing came for half a minute. Send it again
warn-pages-crowded = nobody more can be let in to the pages: see how many files this program may open (ulimit -n)
run-pack = the outcome cannot be packed: { $what }

doctor-run-published-here-missing = run { $run } was published here and is missing: { $medium ->
    [page] make { $period } again under “runs and publication”; on the same data it has the same id. Where that fails, tell whoever looks after this computer ({ $run_b })
   *[command] take it from a newer backup, or make it again with `cunbang run { $period }`; on the same data it has the same id. Where neither can be: `cunbang resume --run { $run_b }`
}
public-log-public-log-tells-two = the public log of { $unit } tells two stories; the evidence is kept: { $medium ->
    [page] tell { $unit }, those above it and whoever looks after this computer
   *[command] `cunbang log --unit { $unit }` shows it. Show it to { $unit } and to those above it; once it is explained, `cunbang log --unit { $unit } --acknowledge --reason …`
}
public-log-published-not-come-here = { $unit } has published { $documents }, and it has not come here: the node above holds it back or has lost it; sync, or ask { $unit } itself
public-log-public-log-leaves-have = the public log of { $unit } has { $stated } leaves, and { $here } have come here: the node above holds the rest back or has lost it; sync, or ask { $unit } itself
ranking-draft-nobody-published-published = this is a draft of { $by } that nobody published; { $above } has published run { $id }{ $medium ->
    [page] : choose it under “ranking”
   *[command] : see it with --run { $id }
}
replica-other-root = this device is told that the unit at the top of the tree is { $root }, but { $known }: set `root` in cunbang.toml right, or name the folder that belongs to { $root }
replica-rooted-by-authority = its certificate is from the authority of { $known }
replica-rooted-by-store = its store belongs to { $known }
left-out-of-run = the run { $run } of { $period } that { $by } published rests on { $rests_on } entries of { $ledger }, and { $by } had received { $received } at { $received_at }, before it was made. Object, and hand in the receipts: { $medium ->
    [page] whoever looks after this computer exports them
   *[command] `cunbang receipts { $period } --out FILE`
}
run-not-whole = { $period }: { $what }. Villages concerned could look as if they had not reported, or late. Nodes that hold the receipts give them back at the next exchange: { $medium ->
    [page] connect, and rank again; if that does not help, whoever looks after this computer checks the store, or restores it from a backup
   *[command] synchronise, look at `cunbang doctor`, and rank again; or restore the store from a backup. If they are lost for good: --yes
}
whole-receipts = receipts are lost or were altered in the store, of { $units }
whole-rows = { $rows } rows were taken out of the store
damage-rows = { $rows } rows were taken out of the store; nobody can tell which. Receipts are asked for at the other nodes. { $medium ->
    [page] Whoever looks after this computer checks the store
   *[command] See `cunbang doctor`; `cunbang doctor --repair` notes that you know of it
}
notes-disputed = { $name } { $unit }, { $table } { $id } stands with { $values } values, written without knowledge of each other. Of those by several units, what the highest wrote counts until it chooses: { $medium ->
    [page] under “Conflicts”
   *[command] `cunbang conflicts`
}
device-enrolled-besides = another device was enrolled for this village on { $on }: “{ $label }” ({ $device }). If nobody of the village set it up, tell { $county } at once: it can write in the village's name, and be revoked
notes-dated-back = the change of { $name } ({ $unit }) in the list of units claims to have been made on { $claimed } by { $operator }, but { $witness } countersigned on { $not_at } that it was not public yet: the county’s clock may have been set back, or the witness’s was wrong. By its true time it would not concern this period; look into it
notes-given-way = the seal of { $name } ({ $unit }) had been received above it in time, on { $received }: what the county had decided on it, “{ $ruling }” ({ $reason }), gave way, and it is ranked by what it sealed
notes-receipts-twice = { $name } { $unit } has signed two times for the same entries of { $count } villages: { $first } and { $last }. Its clock may have been set back, or its data put back. The earlier one counts; ask, and look at who counts as in time
notes-receipts-before = { $name } { $unit } says of entries of { $count } villages that it had received them at { $said }; the county received them at { $received }, after others that it says it had received later ({ $earlier }). Its clock may have been set back. Nothing was decided by that; ask, and look at who counts as in time
notes-delayed = { $name } { $unit } says that it had received entries of { $count } villages ({ $villages }) on { $said }; the county received them on { $received }, { $days } days later, and other things from there in between. Its clock may have been wrong, or it held them back. Nothing was decided by that; ask, and look at who counts as in time
denied-seal = the run { $run } of { $period } that { $by } published says that not all of this village's report was received. By its own receipts, { $by } had all of it on { $received }, before the run was made. Object, and hand in the receipts: { $medium ->
    [page] whoever looks after this computer exports them
   *[command] `cunbang receipts { $period } --out FILE`
}
denied-time = the run { $run } of { $period } that { $by } published says that this village reported late, on { $late_on }. By its receipts all was received on { $received }, in time. Object, and hand in the receipts: { $medium ->
    [page] whoever looks after this computer exports them
   *[command] `cunbang receipts { $period } --out FILE`
}

# Errors of the machine
machine-not-found = no such file or folder
machine-denied = permission denied
machine-exists = it exists already
machine-full = the disk is full
machine-in-use = the address is in use
machine-no-address = this machine does not have the address
machine-refused = the connection was refused
machine-reset = the other side closed the connection
machine-timed-out = timed out
machine-is-folder = it is a folder and no file
machine-no-folder = it is no folder
machine-read-only = the disk is read-only
machine-broken-pipe = the program that takes the output has closed
machine-unreachable = the network cannot be reached
machine-other = error { $number } of the system
report-export-parquet = the Parquet file could not be written: { $what }
report-export-digits = the Parquet file could not be written: { $what } has too many digits
sync-hello-misplaced = Hello belongs in the first message of a stream, and only there
sync-message-too-long = a message has { $found } { $what }: expected at most { $most }
world-folder = { $folder }: cannot be created: { $source }
world-refused = { $unit }: { $pieces } pieces were refused, the first of { $log }: { $refusal }
world-unfinished = the work was not done: { $what }
omission-not-receipts = expected what `cunbang receipts` writes
omission-read = it cannot be read: { $error }
omission-long = it is longer than { $most_kibibytes } KiB, or the file breaks off within it
omission-foreign = it is of another county, or was altered
enrolling-former-code = the enrolment code is from before the county's authority was replaced, and was not used: ask the county for a new one
record-public-late = the scheme { $row } is known to be public since { $public_on }, when { $witness } countersigned it, after { $period } began: rules are to be public before the period starts
record-no-witness = no township has countersigned the scheme { $row }: that it was public before { $period } began is the county's word alone
record-put-late = the scheme { $row } was put on { $written_on }, after { $period } began: rules are to be public before the period starts
checkpoints-two-stories = the public log of { $unit } tells two stories: a checkpoint that it signed contradicts what it had signed before. The proof is kept { $medium ->
    [page] (whoever looks after this computer exports it)
   *[command] (`cunbang log --unit { $unit }`)
}; show it to { $unit } and to those above it
codes-void = this store was put back to an older state, and does not know which codes were used since: { $count } codes that it takes for unused are void; { $medium ->
    [page] make new ones on the page of devices
   *[command] make new ones with `cunbang enrol code`
}
contradiction-checkpoint = a checkpoint over { $size } leaves with the root { $root }
contradiction-disputed = leaf { $leaf } was stated in two ways
contradiction-loose = leaf { $leaf } does not follow the others
contradiction-altered = leaf { $leaf } states other entries than those that are here ({ $hash })
contradiction-acknowledged = { $operator } acknowledged that { $document } contradicts itself: { $reason }. { $listed }
fork-known-device = “{ $label }” of { $unit } (device { $device })
fork-device = device { $device }
fork-put-back = this store was put back and then written to: { $medium ->
    [page] write nothing more here and tell whoever looks after this computer
   *[command] `cunbang restore --force` with a backup from before that, and once the nodes below have given back what it lacks, `cunbang rejoin --from` the store that was put aside
}
fork-copied = another copy of this store went on writing: { $medium ->
    [page] write nothing more here and tell whoever looks after this computer
   *[command] run `cunbang rejoin`
}
fork-above = the node above was put back to an older state: { $medium ->
    [page] once it is mended, tell whoever looks after this computer
   *[command] once it is mended, `cunbang rejoin` here takes what it has now
}
fork-elsewhere = the device's store was copied or put back: { $medium ->
    [page] tell whoever looks after that device
   *[command] run `cunbang rejoin` on that device
}
fork-found = entry { $number } of { $document } by { $whose } exists with two different contents; both are kept as evidence: { $do_this }
receipts-two-times = node { $node } of { $unit } signed two times of receipt for { $log } up to { $number }: { $one } and { $other }; both are kept, and the earlier one counts
receipts-two-contents = node { $node } of { $unit } signed receipts for different entries of { $log } up to { $number }; both are kept
receipts-other-content = node { $node } of { $unit } signed a receipt for other entries of { $log } up to { $number } than those that are here. It is kept and decides nothing: either the writer has two branches of its log and the node took the other one, or the node signed for what nobody wrote. Ask the node's unit what it has
receipts-because = . The reason: the store of { $unit } was put back to an older state, and no longer knew what the node had signed before
receipts-because-seen = . The reason: the store of { $unit } was put back to an older state, as was noticed here at { $at }, and no longer knew what the node had signed before
restored-own-fork = { $unit } has other entries of { $log }: another copy of this store ({ $label }) went on writing. { $medium ->
    [page] Write nothing more here and tell whoever looks after this computer
   *[command] Run `cunbang rejoin`: it fetches the other copy's entries and records this one's again
}
restored-own-fork-at-top = “{ $label }” of { $unit } (device { $device }) has other entries of { $log }: this store was put back to an older state and then written to. { $medium ->
    [page] Write nothing more here and tell whoever looks after this computer
   *[command] Restore a backup from before that with `cunbang restore --force FILE`; once the nodes below have given back what it lacks, `cunbang rejoin --from STORE` records again what only the store put aside has
}
projection-altered = the rows of { $document } stood in this node’s store otherwise than the signed entries say, and not as this node stored them: somebody or something changed them there. They were made again from the entries. Find out who can write to the store.
writers-unlisted = device { $device }, { $role } of { $unit }, has a certificate of this county's authority and stands in no list of its devices: nothing that it writes is taken. Where nobody put back an older state of this node, somebody has used the authority's key: { $medium ->
    [page] revoke the device on the page of devices
   *[command] `cunbang enrol revoke { $device }` shuts the device out
}
connection-not-yet = this computer's clock says { $now } and is at least { $apart } behind, as the node's certificate is good from { $from } on: set the clock in the computer's settings of date and time, and try again
connection-expired = this computer's clock says { $now }, and the node's certificate was good until { $until }: the clock may be { $apart } ahead or more; set it in the computer's settings of date and time and try again, or if it is right, { $medium ->
    [page] else ask those above to renew it
   *[command] else the node has to renew (`cunbang enrol renew`)
}
connection-refused-by-clock = by the node's clock, this device's certificate is not valid: that clock is wrong, or this computer's is, or the certificate has run out. Check this computer's clock; where it is right, ask those above to check that of their node. What was not sent waits here
connection-ended = the node ended the connection
connection-other-county = the node belongs to another county: check the address, and the code. A code from before the county's authority was replaced does not work any more
connection-other-port = what answers there is not a node's port for syncing: check the port
enrolment-other-root = this device is told that the unit at the top of the tree is { $root }, but { $address } is a node of the county { $unit }; the code was not used
enrolment-no-look = the program above is an older one and cannot tell what the code is for; the code was not used: ask those above to update it ({ $said })
sync-not-yet-served = the node above was put back to an older state, and serves no terminals and enrols nobody until its townships have given back what it lacks; a code stays good meanwhile
hear-unshown-fork = { $unit } says that this device wrote another branch of { $log }, and shows none: it is not believed, and the entries go to the other nodes above, if there are any
pages-cannot-listen = the pages cannot listen on { $address }: { $source }: set another address as `{ $setting }`
waiting-standby = PostgreSQL has waited for its synchronous standby for { $seconds } s: start the standby, or take it out of synchronous_standby_names and reload. Still waiting; what was to be written is on the primary, and counts once the standby has it
waiting-lock = another session has locked the database for { $seconds } s: pg_stat_activity shows who. Still waiting
waiting-server = the database has not answered for { $seconds } s: look whether it runs, whether its disk is full and whether the network to it works. Still waiting; what was to be written may be there already
waiting-file = the database file has not answered for { $seconds } s: another process writes to it, or the disk is slow. Still waiting
waiting-over = the wait for the database is over, after { $seconds } s
export-no-rows = there are no rows
check-number = number { $number } follows { $before }
check-tag = its tag does not fit what stands there
check-entries = entries { $first } to { $last } follow entry { $before }
check-end = it ends at number { $number }, and is said to end at { $said }
check-head = its head is said to be entry { $said }, its segments lead to { $number }
check-no-segments = its head is said to be entry { $said }, and no segments are here
check-no-head = its segments are here, its head is not
check-agreement = { $kept } is kept, the logs come to { $expected }
doctor-is-repaired = { " " }(repaired)
doctor-restore = { $what }: restore the store from a backup
doctor-missing = entries { $first }–{ $last } were written here and are missing: the store was put back to an older state; nodes that have them give them back when they connect
doctor-list-damaged = its device { $device } is not known, as the list of the devices is damaged ({ $damage }): nothing is said against this; once the list is whole again, run the doctor again
doctor-unlisted = the org document does not list its device { $device }: synchronise, then run the doctor again
doctor-cannot-rebuild = it cannot be rebuilt from its entries: { $error }
doctor-bug = Automerge has { $difference }: this is a bug in the program, please report it
doctor-projection = the stored projection { $what }
doctor-snapshot = the stored snapshot { $what }
doctor-not-permitted = { $role } of { $unit } may not write this document
doctor-not-to-head = its entries do not lead to the stored head: restore the store from a backup, or let the nodes that have the log send it again
doctor-refused = { $refusal }: restore the store from a backup, or let the nodes that have the log send it again
derived-not-written = is not what was written
derived-unreadable = cannot be read: { $error }
derived-vectors = the entries { $entries }, but the projection has { $projection }
derived-keys = { $keys } keys, but the projection has { $projection }
derived-values = other values than the projection for { $key }: { $values }
derived-claims = claims to be of { $said }, but is of { $is }
derived-ahead = is of { $is }, which is more than the logs have ({ $logs })
derived-differs = differs from the entries at { $key }
derived-differs-in-conflicts = differs from the entries in conflicting values
derived-irreproducible = is of { $is }, a state that the entries cannot reproduce: { $error }
derived-other-entries = has other entries than the log
derived-has = differs from the entries: it has { $difference }
doctor-receipt = { $log }, receipt of { $unit } for entry { $number }
doctor-receipt-undecided = { $what }. Until then the receipt decides nothing
doctor-receipt-unsound = its signature does not hold: it is not used; nodes that have it send it again, or restore the store from a backup
doctor-receipt-absent = this node stored it with what it is for, and it is not here any more: somebody or something took it out of the store. Nodes that have it send it again at the next exchange; or restore the store from a backup
doctor-receipt-own = this node signed it, for another entry than the one that is here: the store was put back or altered; synchronise, and see `cunbang status`
doctor-receipt-other = it is for another entry than the one that is here. It is kept and decides nothing: either the writer has two branches of its log and the node took the other one, or the node signed for what nobody wrote. Ask the node's unit what it has
connection-no-answer = no answer within { $seconds } s
warn-revoked-not-kept = that this device was revoked could not be kept
warn-snapshot-made-anew = the stored snapshot is damaged and was made anew
warn-derived-made-again = what was worked out from the entries was wrong in the store, and is made again
warn-high-water = the high-water mark cannot be written
warn-mended = damaged entries were replaced
warn-store-slow = the store is slow
warn-damaged = damaged: what is stored is not what was written
evidence-twice = { $log }: entry { $entry } stands twice, or after a later one
evidence-more = { $log }: its line says that it goes to entry { $stated }, and the file has entries up to { $found }
evidence-more-rows = and { $more } more
evidence-statement-altered =
    its signature does not hold for this file, which was altered after it was made. Every other signature holds, and the rows come to the same result, so the alteration is in what this statement alone vouches for: made_at in line 1; the order of the lines, or how one is written, such as white space in it; a line that stands there twice; logs, receipts and certificates that were taken out or added together with their place in the record; or the signature in this line itself
evidence-line-utf8 = it is not UTF-8
evidence-line-breaks-off = the file breaks off within it
evidence-line-unreadable = column { $column } cannot be read: { $said }
evidence-line-version = version { $found }, this program reads version { $own }: verify with a newer one
evidence-line-record = the run's record: { $what }
evidence-line-record-spelling = the run's record is not in its one spelling
evidence-line-after-statement = nothing may follow the statement
evidence-line-log = a log's line that cannot be read
evidence-line-stray-entry = an entry that does not follow its log's line
evidence-line-receipt = a receipt that cannot be read
evidence-line-kind = kind { $kind }: expected one authority, one outcome, successions, devices, logs, entries, receipts, and one statement at the end
evidence-line-certificate = a certificate that is not base64
evidence-line-succession = a succession's statement that is not base64
evidence-line-statement = a statement whose signature cannot be read
evidence-line-statement-spelling = the statement is not in its one spelling
evidence-line-entry = an entry of { $log }: { $what }
evidence-line-of-entry = entry { $entry } of { $log }: { $what }
evidence-line-row = { $row }: { $what }
evidence-line-supersedes = what a row supersedes cannot be read
evidence-line-hash = its hash cannot be read
evidence-line-time = its time cannot be read
evidence-line-seen = what it had seen cannot be read
ranking-withdrawn = this run was withdrawn { $on }: { $reason }. { $stands }
ranking-stands = { $id } stands{ $medium ->
    [page] : choose it under “ranking”
   *[command] : see it with --run { $id }
}
ranking-superseded = this run was replaced by { $id }, which stands{ $medium ->
    [page] : choose it under “ranking”
   *[command] : see it with --run { $id }
}
run-not-ended = { $period } has not ended: its last day is { $last_day }, and only from that day on it is decided and published. A draft can be made now
