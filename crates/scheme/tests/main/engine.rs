//! The engine's number: outcomes of every pack on one county, pinned. Where a result changes, so must
//! [`cunbang_scheme::ENGINE`], and then the hashes here.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_model::Row;
use cunbang_scheme::{Decision, ENGINE, Inputs, Past, PastResult, ReceiptState, Scheme, Status, pack, rank};
use cunbang_world::inputs::{county, decided, input, period_of, sealed_on};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::village;
use std::fmt::Write;

/// For which engine the hashes are.
const PINNED: u32 = 2;

/// By pack: the hash of its text, and that of its outcome.
const OUTCOMES: [(&str, &str, &str); 23] = [
    (
        "standard",
        "81e65d3f231e18e05e1938b6c8f86198956fc033f6ba6090b6691867b0b95cad",
        "972b07c20e13996e8a6cee62be6952a35a392a0502928608db08ea383dd07ef1",
    ),
    (
        "changxing",
        "107f53a076fa0ab685e177dba5176647bb818f23f5be94b297d39875b9f8c939",
        "e083343f0ffd628baf03e11917bcfa2bd3951fd4bf0f8e3f1ac82c184c552371",
    ),
    (
        "xuanhua-341",
        "6d919cd7145cee67b5193fa555ac902890984b0821c47f27a7622d63344907fc",
        "66e10f612d30c8d0e462466cb2abdfcae5a4edf84cbf9d90aae60fb7962428d7",
    ),
    (
        "jungar-10x",
        "bff5c796c85bdd01dd67ae35b45fb277f7bc08f9d0a89507a980290385b628f9",
        "29302e281694c4d0f3546628c4eaaaf2688a72809d6131788df82c1c98d1868f",
    ),
    (
        "jinyun-month",
        "9c4e4f075dbf2259b3abfaa24f22cccecd85f1296fbf7a74d945126564949d35",
        "56ba5135097e6a05dd846cae67e6088d06445d63139260507437f6fcf95aaba2",
    ),
    (
        "jinyun-year",
        "25b4610a3ded0d7a5b75edd7c305215227bb65a0dc4c0353f5805bc0fe661d12",
        "01064c9a7cd4fd5d72ae3f734eb2718604a587467ab8ee132024c2b1967f0eba",
    ),
    (
        "jinyun-office",
        "940ed82de7302fa5647239db746f598f066dc60f3e19c624aa8116d62eb7e02b",
        "fe949d53e547dda22ca7b8281735dad35600abe0db04223ede68ccbfc9585b2a",
    ),
    (
        "caota",
        "ca1c949717155d1e9c8227f122ca9d2f2cdb82c50505c791570d424f18dbab0b",
        "d2a8fba4f36fb85f6d51d99bb3d51d60423bc89b588496d8d0879a8d1e98cbf0",
    ),
    (
        "caota-week",
        "15426df52627dfd77ab9d3707ddcae1e99e8de05a0dce6fa07f5d1eb7f508b16",
        "0379dae31a5059c367a16f1786c5c957d00c759402467580289c98631d4bf276",
    ),
    (
        "dazhou",
        "4fc9747ea5148c3a88e55adb95febc6f826a1a7ea4d7159eb0c8364aef12558d",
        "16142534bcd940fe5c593d482adadd4f015cac8c1fb5ce8bf29986f0b710d354",
    ),
    (
        "dazhou-quarter",
        "e666a4ffee6b962923930532bdfdc7252f4e0123fa238d40e8f1b5d6c6ff1ad7",
        "48055dd1f8f8bb78b60ec2dc6ef9c0cd8c701f58d1b46affdb06c9981d0a7aef",
    ),
    (
        "shanyang",
        "32a1b6dc19343adb838b6ac8a36897c21d62313383f6acf9e53a30ff0c7c8d47",
        "2421d51b5b80b8fe9be5c78048dd57055f1aa3ce1839cc582f6d054888dc87f2",
    ),
    (
        "zhangye",
        "e36e77e3f6f4a5c4c38e37a107ca56aad6b8786598e779755c1ca36f720d996c",
        "937201865ff6c5074b373a53cbd45e5cdcf2ab8855c096bac57f5dce739faa6d",
    ),
    (
        "suqian",
        "e22b0b1f6d3a558b55c0b2ce33923c4a46bd5ab0ff45e3086a0b699315e6bbb1",
        "9767fc2373e1af092f78ffe85331fd188e8ebe6846b4cccd001433ba71d2fe1d",
    ),
    (
        "huaxi",
        "d117854859a2a208c95fbab73c64a56f10edd0a81b45c8bcbe26bf4b9c421767",
        "beb12bfe47bf9a5d0dfc3c02b87540cac7d36d2031afc7f935463dd2ed715fe4",
    ),
    (
        "tongjiaxi",
        "ac776c1d75929c8117e5e5dd50b43aebe9a6c030591a0206ba3c23dff2d183d3",
        "1c4b39de315032416bfb2808ffca9417d4db6c39f7d46ca170d7b71cc7349980",
    ),
    (
        "gaomi",
        "f49c8f183bfb0b1c8ab9af556a827c2399e5fc81bdd4f1f2ffdf9e1b853c943b",
        "e5006b45f2ea130b1f3c7decf421568e1a8af5d4760c3b6463f852a1399e0cff",
    ),
    (
        "linshu",
        "1494838e92ff8108e168bed7268770e2dd3e1883a13523aba508e4e8d9306226",
        "31d8dbaf799098ace7a8872a309ed6c17b777032d6fe0a67963698d09dd0cf4d",
    ),
    (
        "langfang",
        "6993aaa645615ef647b33d3e685e88ac97b43212d8c2a47c7db42b929a75270e",
        "df19b288ac25947d1d315662635060fc2865dbc34c68d5c63a6d35486a969a24",
    ),
    (
        "yunan",
        "5fdb4c636d6ecdf12576d152558ca1e02b1c4525a850e2364697adde4be52e2c",
        "723b7b2599a1059f0ffb02e96af11379ecc487526efe0da3544cec3942cf2e6c",
    ),
    (
        "xixia",
        "836b5ceef9a6f9a559a7b712433ec660d2332e849e358299b1959c7f119de482",
        "a770e96d248c7a553fb0f59c4ed13b09705b062ef9b184f563d4b37ad6556246",
    ),
    (
        "zichuan",
        "b06c522e9159086961c83f49db31a6cf4c2a78296f641060edf1e7c6c2263917",
        "141914003aae8aff5f5179182771a4c7aa533c3d778b3424319ce41a112d3c7b",
    ),
    (
        "changxing-year",
        "d67450f8811e513d1aab240f8b130c4444675a6b67e27f31df9cfd05b6a3eb2d",
        "02144f077323c9279d0518d1f104d3c442bbcde1f6ccff20fae49ae5e08c9d7a",
    ),
];

/// A village's rows of every table; villages differ by number, some in every table.
fn records(number: usize) -> Vec<Row> {
    let mut text = String::from("standing member=a1 status=activist\n");
    for member in 0..7 + number % 5 {
        let status = if member == 1 { "probationary" } else { "full" };
        writeln!(text, "standing member=m{member} status={status}").unwrap();
        writeln!(text, "posts post=p{member} member=m{member} claimed=2026-0{}-11", 1 + member % 9).unwrap();
        writeln!(text, "nominations period=2026Q3 member=m{member} votes={}", (member * 5 + number) % 7).unwrap();
        let points = 50 + (member * 17 + number * 11) % 50;
        writeln!(text, "reviews period=2026H2 stage=mutual member=m{member} reviewer=m1 points={points}.25").unwrap();
        writeln!(text, "reviews period=2026H2 stage=committee member=m{member} points={points}").unwrap();
    }
    for (month, kind) in
        [(7, "theme_day"), (8, "theme_day"), (9, "theme_day"), (7, "congress"), (9, "quarterly_review"), (8, "lecture")]
    {
        writeln!(text, "meetings meeting={kind}{month} kind={kind} date=2026-0{month}-05").unwrap();
        for member in 0..7 {
            let mark = ["present", "remote", "leave", "late", "left_early", "absent", "present"]
                [(member + number + month) % 7];
            if member != number % 7 {
                writeln!(text, "attendance meeting={kind}{month} member=m{member} mark={mark}").unwrap();
            }
        }
        writeln!(text, "visits month=2026-0{month} households=90 visited={}", 30 + number * 4).unwrap();
    }
    for deed in 0..number * 2 {
        let confirmed = if deed % 3 == 0 { "" } else { " confirmed_on=2026-09-20" };
        writeln!(
            text,
            "deeds deed=d{deed} member=m{} date=2026-08-0{} kind=integrity{confirmed}",
            deed % 9,
            1 + deed % 9
        )
        .unwrap();
    }
    for promise in 0..number % 4 + 2 {
        let done = if promise == 0 { "" } else { "2026-08-20" };
        let done = |column: &str| if done.is_empty() { String::new() } else { format!(" {column}={done}") };
        writeln!(text, "commitments commitment=c{promise} due=2026-08-2{promise}{}", done("kept_on")).unwrap();
        writeln!(text, "tasks task=t{promise} due=2026-08-2{promise}{}", done("done_on")).unwrap();
        writeln!(text, "tasks task=hard-{promise} due=2026-08-2{promise}{}", done("done_on")).unwrap();
        writeln!(
            text,
            "findings finding=f{promise} date=2026-07-09 due=2026-08-2{promise} points=1.5{}",
            done("fixed_on")
        )
        .unwrap();
    }
    writeln!(text, "measures period=2026Q3 indicator=collective_income value={}.37", number * 2).unwrap();
    writeln!(text, "measures period=2026-09 indicator=bonus_items value={}", number % 4).unwrap();
    writeln!(text, "measures period=2026Q3 indicator=steps value=3").unwrap();
    writeln!(text, "stated_figures period=2026-09 figure=bonus_items stated={}", number % 3).unwrap();
    for (figure, value) in [("steps", number % 4), ("households", 200 + number), ("pairs", 2)] {
        writeln!(text, "stated_figures period=2026Q3 figure={figure} stated={value}").unwrap();
    }
    for step in 1..=1 + number % 3 {
        writeln!(text, "steps member=a1 step={step} done_on=2026-07-1{step}").unwrap();
        let (material, day) = [("入党申请书", 15), ("谈话记录", 16), ("推荐意见", 10 + number)][step - 1];
        writeln!(text, "materials member=a1 step={step} material={material} handed_in=2026-08-{day}").unwrap();
    }
    writeln!(text, "satisfaction period=2026Q3 target=committee ballots=33 satisfied={}", 11 + number).unwrap();
    rows(village(number), &text)
}

fn fixed_county(scheme: &Scheme) -> Inputs {
    let villages = (0..14).map(|number| match number {
        3 => input(records(number), ReceiptState::Partial),
        5 => decided(records(number), ReceiptState::Partial, Decision::Take("路断".to_owned())),
        8 => input(Vec::new(), ReceiptState::Nothing),
        11 => decided(Vec::new(), ReceiptState::Nothing, Decision::NotCarriedOut("未开展".to_owned())),
        12 => decided(Vec::new(), ReceiptState::Nothing, Decision::Excuse("洪水".to_owned())),
        _ => input(records(number), sealed_on(if number == 6 { "2027-02-01" } else { "2026-10-05" })),
    });
    let mut inputs = county(villages.collect());
    inputs.county_counts.insert(village(11), 23);
    inputs.period = period_of(scheme);
    inputs.past = earlier();
    inputs
}

/// What was published of the villages for earlier periods: of some nothing, of some that they were not received.
fn earlier() -> Past {
    let mut past = Past::default();
    let periods = ["2024", "2025", "2026Q1", "2026Q2", "2026Q3", "2026Q4"];
    for (place, period) in (0_u32..).zip(periods) {
        for number in (0..14_u32).filter(|number| (number + place) % 5 != 0) {
            let is_received = (number * 3 + place) % 4 != 0;
            let score = (number * 7 + place * 13) % 60 + 40;
            past.insert(
                period.parse().unwrap(),
                PastResult {
                    unit: village(usize::try_from(number).unwrap()),
                    run: format!("run-{period}"),
                    status: if is_received { Status::Received } else { Status::NotReceived },
                    score: is_received.then(|| score.into()),
                    rank: is_received.then_some(number + 1),
                    rank_in_parent: None,
                    stars: None,
                },
            );
        }
    }
    past
}

#[test]
fn a_changed_result_needs_another_number() {
    assert_eq!(ENGINE, PINNED, "pin the outcomes of engine {ENGINE} here");
    let found = pack::list().iter().map(|pack| {
        let scheme = Scheme::parse(pack.text).unwrap();
        let outcome = rank(&scheme, &fixed_county(&scheme)).unwrap().hash();
        (pack.name, scheme.hash(), outcome)
    });
    let found: Vec<_> = found.collect();
    let pinned = OUTCOMES.map(|(name, text, outcome)| (name, text.to_owned(), outcome.to_owned()));
    assert_eq!(
        found, pinned,
        "the same inputs come to another outcome, or a pack's text changed: raise ENGINE, and pin this"
    );
}
