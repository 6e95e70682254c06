//! The recorded messages: every field of every message occurs in one of them.

use cunbang_ledger::{Checkpoint, Hash, LogId, VerifiedSegment, Writer, frame};
use cunbang_model::{Clock, DeviceId, Role};
use cunbang_store::Position;
use cunbang_sync::proto;
use cunbang_sync::wire::{Understood, log_to_wire, position_to_wire, receipt_to_wire};
use cunbang_world::devices::{Device, Office, key};
use cunbang_world::moment;
use cunbang_world::tree::{COUNTY, NEIGHBOUR, TOWNSHIP, VILLAGE, unit};
use prost::Message;

const LEDGER: &str = "ledger/330522103201/2026Q3";

/// The recorded messages and who exchanges them.
pub(crate) struct Sent {
    /// The device below, which sends `Up`. It is the device of logs that name none.
    pub(crate) below: DeviceId,
    /// The node above, which sends `Down`. It is the device of logs that name none.
    pub(crate) above: DeviceId,
    /// The keys of the nodes that sign receipts.
    pub(crate) public_keys: Vec<[u8; 32]>,
    /// For each: what it is, the message's name, its bytes.
    pub(crate) messages: Vec<(&'static str, &'static str, Vec<u8>)>,
}

/// All recorded messages.
pub(crate) fn sent() -> Sent {
    let mut messages = exchange();
    messages.extend(super::enrolment::enrolment());
    messages.extend(reports());
    Sent {
        below: Device::new(1, VILLAGE).id(),
        above: Device::new(8, TOWNSHIP).id(),
        public_keys: [8, 9].map(|number| key(0, number).public_key()).to_vec(),
        messages,
    }
}

pub(super) type Messages = Vec<(&'static str, &'static str, Vec<u8>)>;

fn exchange() -> Messages {
    let office = Office::new(0);
    let mut clerk = Device::new(1, VILLAGE);
    let (neighbour, township, county) = (Device::new(2, NEIGHBOUR), Device::new(8, TOWNSHIP), Device::new(9, COUNTY));
    let certificate = |number: u64, code: &str, role| {
        let public_key = key(0, number).public_key();
        office.authority.issue(&public_key, unit(code), role, "会计室电脑", office.clock.now()).unwrap().der
    };
    let (first, second) = (clerk.write(LEDGER, 3), clerk.write(LEDGER, 1));
    let log = *first.log();
    let beside = LogId { writer: Writer { incarnation: 4_000_000_000, ..neighbour.writer() }, ..log };
    let ledger = |sender: &Device| log_to_wire(&log, sender.id());
    let at = moment("2026-10-01T01:02:03.250Z");
    let place = |number| position_to_wire(&Position { number, tag: [1, 2, 3, 4, 5, 6, 7, 8] });
    let receipt = |node: &Device, segment, sender: &Device| receipt_to_wire(&node.receipt(segment, at), sender.id());

    let first_contact = proto::Hello { understood: Some(Understood::OURS.to_wire()), ..proto::Hello::default() };
    let newer = Understood { protocol: 4, frame: 9, schema: 30 };
    let hello = proto::Hello {
        cursor: Some(place(7)),
        acknowledged: 0x0123_4567_89ab_cdef,
        stay: true,
        understood: Some(newer.to_wire()),
        whole: true,
        now_ms: at.as_millisecond(),
        // It came later.
        incarnation: 0,
    };
    let with_certificate =
        proto::Segment { certificate: certificate(1, VILLAGE, Role::Terminal), ..plain(&first, &clerk) };
    let checkpoint = Checkpoint { unit: unit(COUNTY), size: 3, root: Hash::of(&[b"root"]), at };
    let (ours, theirs) = (key(0, 9), key(0, 8));
    let mut checkpoint = checkpoint.sign(&ours.public_key(), &|message| ours.sign(message));
    checkpoint.countersign(unit(TOWNSHIP), at, &theirs.public_key(), &|message| theirs.sign(message));
    let checkpoint = checkpoint.to_string();
    let up = proto::Up {
        checkpoints: vec![checkpoint.clone()],
        hello: Some(hello),
        pushes: vec![with_certificate, after(&first, &second, &clerk)],
        receipts: vec![receipt(&township, &first, &clerk), receipt(&county, &second, &clerk)],
        receipts_wanted: vec![ledger(&clerk), log_to_wire(&beside, clerk.id())],
        done: true,
        part: 0,
        // They came later.
        forks: Vec::new(),
    };
    let down = proto::Down {
        checkpoints: vec![checkpoint.clone()],
        taken: vec![proto::Taken { push: 1, received_at_ms: at.as_millisecond(), signature: vec![3; 64], number: 2 }],
        refused: vec![proto::Refused {
            push: 2,
            code: proto::RefusalCode::Gap as i32,
            message: "entry 4 is missing".to_owned(),
            lacking: vec![proto::Head { log: Some(ledger(&clerk)), number: 3 }],
        }],
        segments: vec![plain(&first, &township), plain(&second, &township)],
        receipts: vec![receipt(&county, &first, &township)],
        cursor: Some(place(9)),
        heads: Some(proto::Heads {
            heads: vec![proto::Head { log: Some(proto::Log { incarnation: 3, ..ledger(&township) }), number: 5 }],
            own: true,
        }),
        caught_up: true,
        understood: Some(newer.to_wire()),
        now_ms: at.as_millisecond(),
        forks: Vec::new(),
    };
    let lasting = cunbang_world::document("org/330522");
    let org = LogId { document: lasting, writer: township.writer() };
    let later =
        proto::Refused { code: 999, message: "a reason that came later".to_owned(), ..proto::Refused::default() };
    vec![
        (
            "the first Hello of a device",
            "Up",
            proto::Up { hello: Some(first_contact), ..proto::Up::default() }.encode_to_vec(),
        ),
        ("a Hello of a newer program with all that goes up", "Up", up.encode_to_vec()),
        ("nothing to send", "Up", proto::Up::default().encode_to_vec()),
        (
            "the last of several parts",
            "Up",
            proto::Up { part: proto::Part::Last.into(), ..proto::Up::default() }.encode_to_vec(),
        ),
        (
            "a node that was put back, and both branches of a log that has two",
            "Up",
            proto::Up {
                hello: Some(proto::Hello { incarnation: 4_000_000_000, ..proto::Hello::default() }),
                forks: vec![plain(&first, &township), plain(&second, &township)],
                ..proto::Up::default()
            }
            .encode_to_vec(),
        ),
        ("all that comes down", "Down", down.encode_to_vec()),
        (
            "both branches of a log that has two, on the way down",
            "Down",
            proto::Down { forks: vec![plain(&first, &county)], ..proto::Down::default() }.encode_to_vec(),
        ),
        (
            "a lasting document, and a refusal for a reason that came later",
            "Down",
            proto::Down {
                refused: vec![later],
                heads: Some(proto::Heads {
                    heads: vec![proto::Head { log: Some(log_to_wire(&org, township.id())), number: 1 }],
                    own: false,
                }),
                ..proto::Down::default()
            }
            .encode_to_vec(),
        ),
    ]
}

/// A piece of the clerk's log as it is stored.
fn plain(segment: &VerifiedSegment, sender: &Device) -> proto::Segment {
    proto::Segment {
        log: Some(log_to_wire(segment.log(), sender.id())),
        first: segment.before().number + 1,
        frame: segment.frame().to_vec(),
        dictionary: false,
        signature: segment.signature().to_vec(),
        certificate: Vec::new(),
    }
}

/// The next piece, packed with the previous one as dictionary.
fn after(before: &VerifiedSegment, segment: &VerifiedSegment, sender: &Device) -> proto::Segment {
    let log = segment.log();
    let dictionary = frame::dictionary(&log.document, &log.writer, before.entries());
    let whole = frame::encode(&log.document, &log.writer, segment.entries());
    let packed = frame::pack(&whole, &dictionary, frame::WIRE_LEVEL).unwrap();
    proto::Segment { frame: packed, dictionary: true, ..plain(segment, sender) }
}

/// An overview with all that it may hold.
fn overview(run: &proto::Run, township: &proto::RankingRow) -> proto::OverviewReply {
    let area = proto::Area {
        unit: TOWNSHIP.to_owned(),
        name: "洪桥镇".to_owned(),
        villages: 19,
        received: 11,
        decided: 1,
        late: 2,
        provisional: 3,
        not_received: 4,
        excused: 5,
        in_conflict: 6,
        findings_open: 7,
        findings_overdue: 8,
        findings_fixed: 9,
        forgiven: 1,
    };
    proto::OverviewReply {
        unit: TOWNSHIP.to_owned(),
        period: "2026-09".to_owned(),
        ranked_period: "2026Q3".to_owned(),
        as_of_ms: 1_790_000_001_000,
        newest_at_ms: 1_790_000_000_250,
        whole: Some(area.clone()),
        areas: vec![area],
        standings: Some(proto::Standings {
            run: Some(run.clone()),
            spread: Some(proto::Spread {
                ranked: 12,
                least: "61.50".to_owned(),
                median: "80".to_owned(),
                most: "95.25".to_owned(),
            }),
            cut: "63".to_owned(),
            stars: vec![proto::StarCount { stars: 3, villages: 4 }],
            townships: vec![township.clone()],
            moved: vec![proto::Movement { unit: VILLAGE.to_owned(), up: -3 }],
            compared_with: "2026Q2".to_owned(),
            trend: vec![proto::PeriodMean { period: "2026Q2".to_owned(), mean: "78.33".to_owned(), ranked: 17 }],
            certain: vec![VILLAGE.to_owned()],
            possible: vec![NEIGHBOUR.to_owned()],
            off: "64.50".to_owned(),
        }),
    }
}

fn reports() -> Messages {
    let (period, under, run) = ("2026Q3".to_owned(), TOWNSHIP.to_owned(), "5f".repeat(32));
    let (village, name) = (VILLAGE.to_owned(), "胥仓村".to_owned());
    let heading = proto::Run {
        id: run.clone(),
        period: period.clone(),
        scheme: "standard".to_owned(),
        scheme_hash: "0a".repeat(32),
        ranked_under: COUNTY.to_owned(),
        made_at_ms: 1_790_000_000_250,
        published_by: vec![COUNTY.to_owned()],
        warnings: vec!["the scheme was put late".to_owned()],
    };
    let reason = proto::Reason {
        row: "deeds/d17".to_owned(),
        points: "0.50".to_owned(),
        note: "confirmed".to_owned(),
        unit: village.clone(),
        quarter: "2026Q1".to_owned(),
    };
    let row = proto::RankingRow {
        unit: village.clone(),
        member: "m1".to_owned(),
        name: "陈建国".to_owned(),
        kind: proto::UnitKind::Village as i32,
        member_status: proto::MemberStatus::Full as i32,
        parent: TOWNSHIP.to_owned(),
        score: "91.25".to_owned(),
        rank: 3,
        rank_in_parent: 1,
        // Zero is not the same as none.
        stars: Some(0),
        status: proto::Status::Provisional as i32,
        candidate: true,
        bounds: Some(proto::Bounds {
            best_score: "98.00".to_owned(),
            worst_score: "40.00".to_owned(),
            best_rank: 1,
            worst_rank: 221,
        }),
        indicators: vec![proto::Indicator {
            id: "attendance".to_owned(),
            points: "9.50".to_owned(),
            measure: "95".to_owned(),
            reasons: vec![reason],
            title: "主题党日出勤 theme days attended".to_owned(),
        }],
        warned: true,
        decision: Some(proto::Decision { kind: proto::DecisionKind::Excuse as i32, reason: "汛期断网".to_owned() }),
        prospect: proto::Prospect::Possible as i32,
        taken: true,
    };
    let coverage = proto::Coverage {
        unit: village.clone(),
        name: name.clone(),
        status: proto::Status::Received as i32,
        entries: 12,
        last_received_at_ms: 1_790_000_000_250,
        sealed_at_ms: 1_790_000_000_000,
        sealed_in_time: Some(false),
        supplements: 2,
        conflicts: vec![format!("{LEDGER} deeds/d1")],
        sealed_by_county_at_ms: 1_790_000_000_500,
        set_aside: 3,
        tables: vec![proto::TableCoverage { table: "deeds".to_owned(), rows: 172, sealed: 170, conflicts: 1 }],
        heard_at_ms: 1_790_000_000_750,
        forgiven: Some(proto::CorrectedSeal {
            returned_by: TOWNSHIP.to_owned(),
            returned_on: "2026-10-06".to_owned(),
            correct_by: "2026-10-09".to_owned(),
            sealed_at_ms: 1_790_000_000_000,
            corrected_at_ms: 1_790_000_000_000,
            entries_returned: 3,
            entries: 5,
        }),
        taken: true,
        decision: Some(proto::Decision { kind: proto::DecisionKind::Take as i32, reason: "终端损坏".to_owned() }),
    };
    let finding = proto::Finding {
        unit: village.clone(),
        finding: "f1".to_owned(),
        clause: "3".to_owned(),
        text: "记录不全".to_owned(),
        points: "0.5".to_owned(),
        due: "2026-08-20".to_owned(),
        fixed_on: "2026-08-18".to_owned(),
        rechecked_on: "2026-08-19".to_owned(),
        result: proto::FindingResult::Fixed as i32,
        date: "2026-08-01".to_owned(),
        name: name.clone(),
        withdrawn: "记错了".to_owned(),
        counts: "5".to_owned(),
        told_on: "2026-08-02".to_owned(),
        alterations: vec![proto::FindingAlteration {
            by: TOWNSHIP.to_owned(),
            by_name: "洪桥镇".to_owned(),
            operator: "督查员".to_owned(),
            at: "2026-10-13T02:00:00Z".to_owned(),
            became: "changed".to_owned(),
            columns: vec!["points".to_owned(), "text".to_owned()],
            reason: "记错了".to_owned(),
            written_by: COUNTY.to_owned(),
            stands: true,
        }],
        late: Some(proto::FindingLate {
            by: TOWNSHIP.to_owned(),
            by_name: "洪桥镇".to_owned(),
            operator: "督查员".to_owned(),
            at: "2026-10-13T02:00:00Z".to_owned(),
            became: "recorded".to_owned(),
            deadline: "2026-10-10".to_owned(),
            published_on: "2026-10-12".to_owned(),
        }),
    };
    let unit =
        proto::Unit { code: village.clone(), name, kind: proto::UnitKind::Village as i32, parent: TOWNSHIP.to_owned() };
    let (page_token, page_size) = ("bmV4dA".to_owned(), 100);
    let cut = proto::Cut { highest_listed: "63.00".to_owned(), lowest_unlisted: "64.50".to_owned() };
    vec![
        ("units are asked for", "ListUnitsRequest", proto::ListUnitsRequest { under: under.clone() }.encode_to_vec()),
        ("units", "ListUnitsReply", proto::ListUnitsReply { units: vec![unit] }.encode_to_vec()),
        (
            "coverage is asked for",
            "PeriodRequest",
            proto::PeriodRequest { period: period.clone(), under: under.clone() }.encode_to_vec(),
        ),
        (
            "coverage",
            "CoverageReply",
            proto::CoverageReply { period: period.clone(), units: vec![coverage] }.encode_to_vec(),
        ),
        ("an overview", "OverviewReply", overview(&heading, &row).encode_to_vec()),
        (
            "a ranking is asked for",
            "RankingRequest",
            proto::RankingRequest {
                period: period.clone(),
                level: proto::Level::Village as i32,
                under: under.clone(),
                run: run.clone(),
                page_size,
                page_token: page_token.clone(),
            }
            .encode_to_vec(),
        ),
        (
            "a ranking",
            "RankingReply",
            proto::RankingReply {
                run: Some(heading.clone()),
                rows: vec![row.clone()],
                next_page_token: page_token.clone(),
                row_count: 221,
                cut: Some(cut.clone()),
            }
            .encode_to_vec(),
        ),
        (
            "a score sheet is asked for",
            "ScoreSheetRequest",
            proto::ScoreSheetRequest {
                period: period.clone(),
                unit: village.clone(),
                member: "m1".to_owned(),
                run: run.clone(),
            }
            .encode_to_vec(),
        ),
        (
            "a score sheet",
            "ScoreSheetReply",
            proto::ScoreSheetReply { run: Some(heading.clone()), row: Some(row.clone()) }.encode_to_vec(),
        ),
        (
            "candidates are asked for",
            "CandidatesRequest",
            proto::CandidatesRequest { period: period.clone(), under: under.clone(), run: run.clone() }.encode_to_vec(),
        ),
        (
            "candidates",
            "CandidatesReply",
            proto::CandidatesReply {
                run: Some(heading),
                share: "0.05".to_owned(),
                eligible: 221,
                count: 11,
                candidates: vec![row],
                pending: vec![NEIGHBOUR.to_owned()],
                cut: Some(cut),
            }
            .encode_to_vec(),
        ),
        (
            "findings are asked for",
            "FindingsRequest",
            proto::FindingsRequest {
                period: period.clone(),
                under: under.clone(),
                page_size,
                page_token: page_token.clone(),
                with_changes: true,
            }
            .encode_to_vec(),
        ),
        (
            "findings",
            "FindingsReply",
            proto::FindingsReply { findings: vec![finding], next_page_token: page_token }.encode_to_vec(),
        ),
        (
            "a file is asked for",
            "ExportRequest",
            proto::ExportRequest {
                period,
                level: proto::Level::Village as i32,
                under,
                run,
                format: proto::FileFormat::Csv as i32,
            }
            .encode_to_vec(),
        ),
        ("a piece of a file", "ExportChunk", proto::ExportChunk { data: vec![0xef, 0xbb, 0xbf] }.encode_to_vec()),
    ]
}
