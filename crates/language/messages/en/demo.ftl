# What the demonstration tells.

demo-not-quarterly = --quarters { $quarters }: the scheme { $scheme } is for another period than a quarter, and its last one is played: leave --quarters out
demo-not-ranked-yet = { $quarter }: written, sealed and received; it is ranked with the quarters to come
demo-quarters = --quarters { $asked }: expected 1 to { $most }
demo-county-already = { $folder }: there is a county already: name another folder with --dir DIR, or remove this one
demo-cannot-make = { $folder }: cannot be made
demo-nothing-played = nothing was played
demo-enrolled = county, { $townships } townships and { $terminals } terminals are enrolled by one-time codes, over mutual TLS
demo-renewed = { $certificates } certificates, good for 400 days, are renewed over the network
demo-came-down = the bulletin came down to { $villages } villages; { $exchanges } exchanges in all, { $entries } entries acknowledged
demo-peak = , peak memory { $mebibytes } MiB
demo-in-all = { $seconds } s in all{ $peak }; everything is in { $folder }
demo-span = { $first } to { $last }
demo-statuses = received { $received }, provisional { $provisional }, not received { $not_received }, excused { $excused }
demo-published = { $period }: ranked and published on { $day }; { $counts }
demo-published-for-movement = { $period }, played for the movement: ranked and published on { $day }; { $counts }
demo-best = the best rank
demo-candidate = a candidate
demo-last = the last rank
demo-on-the-way = on the way
demo-totals = counted from the documents that arrived at the county, { $span }
demo-not-as-planned = what arrived is not what was planned
demo-past-township = this village sealed past its township, straight to the county; the township has it from above
demo-run = run { $id }
demo-proves-another = the evidence proves another run than the one that was made
demo-verified = verified run { $run } from { $file } ({ $kibibytes } KiB) alone: { $logs } logs of { $devices } devices, { $entries } entries, { $rows } rows, { $receipts } receipts; every signature holds, the outcome is the same byte for byte
demo-anyone-can = anyone can: cunbang verify { $path }
demo-look-at =
    to look at
      report  { $report }
      county  cunbang --dir { $county } status
      village cunbang --dir { $village } status
demo-inspected = the townships' inspectors put { $findings } findings into the villages' inspection documents
demo-conflict = conflict in { $village }: two terminals changed { $row } at the same time; both values stand, { $values } of them
demo-seal-refused = the seal is refused meanwhile: { $why }
demo-chosen = the secretary chose one; conflicts left at the other terminal: { $left }
demo-excused = { $village }: excused by the county, with a published reason: { $reason }
demo-course-regular = online half-way and in time at the end
demo-course-burst = offline for the whole quarter, then all of it in one burst, in time
demo-course-late = sealed after the deadline
demo-course-afterwards = offline until after the ranking; what they have came with the next days
demo-course-unsealed = online half-way, never sealed
demo-course-silent = kept their ledgers and sealed them, but never came online
demo-course-two-terminals = with two terminals
demo-course-past = sent past its township, by its second upstream
demo-coverage =
    coverage of { $villages } villages: { $counts }
    sealed in time { $in_time }, late { $late }
demo-townships = townships in the county
demo-townships-open = townships in the county; without a rank where a village of theirs is not received
demo-villages = villages in the county
demo-villages-ends = villages in the county: the first { $first } and the last { $last } of { $all } (all of them in the report)
demo-without-stars = none { $count }
demo-stars = members' stars, of { $members } members at the county (without names): { $stars }
demo-stars-warned = members' stars, of { $members } members at the county (without names): { $stars }; warned { $warned }
demo-pending = not received, and what it may still come to
demo-candidates = candidates for the backward list: { $count } of { $ranked } ranked (share { $share }); each is to be verified before anything is decided
demo-may-still-come = may still come onto it, as not all of theirs is here: { $villages }
demo-measured = (measured { $measure })
demo-count-members = members
demo-count-posts = posts
demo-count-meetings = meetings
demo-count-presented = deeds presented
demo-count-confirmed = deeds confirmed
demo-count-five-stars = five-star awards
demo-count-winners = different five-star members
demo-present = back in the present: { $certificates } certificates are renewed
demo-pages = pages, for the operator { $operator } with the password { $password }
demo-health = health
demo-stays = the other nodes stay up too; Ctrl-C ends it
demo-village = what { $unit } { $name } sees, from its own store
demo-no-bulletin = the bulletin has not come down yet
demo-bulletin = bulletin of { $by }: run { $run }, published on { $day }
demo-own-line = its own line: { $status }, score { $score }, rank { $rank } in the county, { $rank_in_parent } in its township
demo-its-candidates = candidates for the backward list: { $villages }
demo-ledger = ledger { $period }: { $entries } entries { $mark } (received by the township { $township }, by the county { $county })
demo-five-stars = five-star members, by the names that stay here: { $members }
demo-begins = 村榜 demonstration: { $county }, { $villages } villages, { $members } members, scheme { $scheme }, { $span } in { $folder }
