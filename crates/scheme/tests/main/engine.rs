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
        "bf5b48e6cd3244848bb9f5004af4dfe332b834202e36bf5bd6bff9e80eb6ecae",
        "5791248e59e9f67d5aea8caea17f09aef75e142e1e6694703c4482cb60fc4c31",
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
        "c536be2a30172390d72274f6f5d5c055ad33f58895d542690a27b0ffe7945076",
        "30c380c0e4e1803959cd691e3f1f2ab11d57f04eb022e24dd0f44b9b1ef48894",
    ),
    (
        "jinyun-month",
        "9c4e4f075dbf2259b3abfaa24f22cccecd85f1296fbf7a74d945126564949d35",
        "56ba5135097e6a05dd846cae67e6088d06445d63139260507437f6fcf95aaba2",
    ),
    (
        "jinyun-year",
        "46e168296fbbab31156fcd3588dc90773db7735293f45e9f88f259ba68511a8d",
        "84406de8be60ee0419c64ff04dcca97154541723f2fe69d286391fda8cb4c537",
    ),
    (
        "jinyun-office",
        "940ed82de7302fa5647239db746f598f066dc60f3e19c624aa8116d62eb7e02b",
        "fe949d53e547dda22ca7b8281735dad35600abe0db04223ede68ccbfc9585b2a",
    ),
    (
        "caota",
        "c90df0e7d6a8993f0779980c3151f0ed0da7c24e1ce1d614f0d5743dbec262a6",
        "85f62bcc3d738271fed8c90377d35c713cd2ebf15b4fb51360806a574916a6a0",
    ),
    (
        "caota-week",
        "15426df52627dfd77ab9d3707ddcae1e99e8de05a0dce6fa07f5d1eb7f508b16",
        "0379dae31a5059c367a16f1786c5c957d00c759402467580289c98631d4bf276",
    ),
    (
        "dazhou",
        "2ba05b649955459e4adf6cb368b2cedd4ed3fa3951fac7f2911e6a0d84388f9f",
        "4b479e10256747193b75ae1132d4053a3fbe3405e4c9e32252c3f1d26d35ee1e",
    ),
    (
        "dazhou-quarter",
        "2272cea3ccb38c63e8520ef9ebd403b84fcdb2bf7dc5e0a4c1e40fa6edb2c785",
        "de600e2bafab3f432d812262484a943c6c70a203f840aed048d4eadd4f33c258",
    ),
    (
        "shanyang",
        "cfa8d0d3608dc3c38e2cc55bda87fd8888ce7dea599cb8d0e0df9f560d072811",
        "306457ae101e68ae2165c23599276b5302d069f5821be40a5884cf773cd4dfcc",
    ),
    (
        "zhangye",
        "2fd721a44b8a27da0e42d66551dbf56ea5ca7d79d290cf34343d81ad355fbee8",
        "a96966c43e3c4d4b571dc7b2bc6f5ac7df860cb93a5ca3125df4880bf73e1fc7",
    ),
    (
        "suqian",
        "6992754a0ec0c8ad48aac74574a2ab2172b6a102a9b10819ed5c07a0915a5ebc",
        "800b326287decf22ccc96ba6ed8130be6dad96e736f980a81af348218b934fae",
    ),
    (
        "huaxi",
        "07ba9954c086b0e90d8913db991a3e02bd0b6d9a6dcabeb2ffda78c223455571",
        "9ad70eb1c8e542b4c4ede8e645338c18bc30825e91d1c21163a321e7bf61c012",
    ),
    (
        "tongjiaxi",
        "7ab6b887ec80f92c15a6d84f7741f4eb07888b8d6e32861cb0b7b10bb947f4dd",
        "6727f5f561979e106326b7de499c7695ac3a7c93c0c7d111ac92db25b8a27e23",
    ),
    (
        "gaomi",
        "f49c8f183bfb0b1c8ab9af556a827c2399e5fc81bdd4f1f2ffdf9e1b853c943b",
        "e5006b45f2ea130b1f3c7decf421568e1a8af5d4760c3b6463f852a1399e0cff",
    ),
    (
        "linshu",
        "6c94eae1e5b5d87a471f7a40a05c1b5e10f701dd4f49c4149863499bc5bcf2ee",
        "b6e94c53cd4337895d5f6354a5e3c4e24f8eb849d7f9acd551e2e219701d3594",
    ),
    (
        "langfang",
        "6264e9c937f7b83b179c1dcb2f3e0c47ef178a6170f12683e253c81197c445b5",
        "686c2e6db68453b3fc5ea4db67c205652f12f6c4928b447f3e8f76a78aeefc70",
    ),
    (
        "yunan",
        "1498df52e22521aa548f52437f5d9d54ac77567c02893e7309f3229ab6a2a250",
        "332d352958b8328a517e59fa6e9f57927770c86745ea5469665cebc7901d11cf",
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
