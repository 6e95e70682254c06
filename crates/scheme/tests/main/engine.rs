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
        "c85b94d73dee0df31099423f7d5bff91d25fa624289723aa127197789b97362d",
        "c86b591c1f5443766342b16fddcc8609643bc468f3a2754d3a44eec71957c6ce",
    ),
    (
        "changxing",
        "2e69535b6763cdff10f8b84741e8bb05311c157a9f6728cc5c1d8ae0a9629787",
        "182a63d9142fa310ccf7ea5622d0d99001e3017c4f9fea6dbe70b683ca664311",
    ),
    (
        "xuanhua-341",
        "fac2be2cf0672774013f549e46e2560ed57db03df1996e3e24603b74ba371661",
        "ddeb1e431280bf7e9754034312c8442d716e666e2596baeb762d7fb257d70713",
    ),
    (
        "jungar-10x",
        "ee594e7703b19abb3c29679eca8b41c41872552e78a7aba9a3a18aaba6b1215e",
        "4769d1f3ccb83a3d5222193f05ff31297ab295733e0638450bb714985066e1a7",
    ),
    (
        "jinyun-month",
        "67e96578ebc6f13d1b54394357121968cc24bd7d9c08eba76ea5218061ac6b44",
        "6a5d18bd18dbeadab6553301bcebcca928a6843708c3f5aac3d0fcbfe99cc0ee",
    ),
    (
        "jinyun-year",
        "1eaeb352d6d5489d6e8ee4ae93a4ee88f67dab6ff48b3fd754c5a1832624a22a",
        "280d356a2554836a09c7988096b24a2dee98d916489e5e00a330427a800670ff",
    ),
    (
        "jinyun-office",
        "7cfb84e8e01c53149af5645ba6876ed014e81150cef3e7fb5c7571d38c23a043",
        "b6521fa7a034ed6b30b5d19398e6690a8c1c2ec72b877bfe814d23e41bb80310",
    ),
    (
        "caota",
        "04c7181a0db04b9664121e7680ec448885b41119fc5e0f431f339ecc591fc2e1",
        "373fc0977b85500dc03c5c4dab6b36a04c0444d0c9312ddf5c77d46b6daa02ee",
    ),
    (
        "caota-week",
        "15426df52627dfd77ab9d3707ddcae1e99e8de05a0dce6fa07f5d1eb7f508b16",
        "0379dae31a5059c367a16f1786c5c957d00c759402467580289c98631d4bf276",
    ),
    (
        "dazhou",
        "72d7363a4cbeae89a87178187956f2bb1d7fb13f151436fd88834ddcf9fb62d7",
        "042d838d3152853e806fd6c26fb293f5571c03cb9a4fc15c3b5f03e7e2f5a434",
    ),
    (
        "dazhou-quarter",
        "a22ddcf56460c051ea8b9c50b092c3c7419ab561c87a68609b0e43038415d39a",
        "e3853affa2215bfe66e595d131a45cae56edf7888597b5c146ae031a86a1c295",
    ),
    (
        "shanyang",
        "58bbb44f556090eff0af9db9961199cebf0cd11a44a970a27310e4f5bb450e7d",
        "a4f42097cfc310576c5a387a292c11bdeecf4f05e50f10c84789cf24c2bd8dd3",
    ),
    (
        "zhangye",
        "7a64e80152b9eeaeb4e862d7f6e8f7817fe4701529d508f5a4df832f2244235f",
        "5c4ac9b8686f0a4f138373962aa5be86acc0507968ac686badae81400dcb91e4",
    ),
    (
        "suqian",
        "2ed2993d0dc203430272614f05f751160839fb78210593bdf190908ef982e8b8",
        "4aa07e8610c4844f9d227821e9c3075e7d318154caaf2b8f386827b78da6a065",
    ),
    (
        "huaxi",
        "92c7e07b744467b727b14de7f49ecc23b2ad501c2700ae040b1a6ccfe9e6420c",
        "c5c815532c8748c72ff226b5650f60e724b474392b447bc8f02b2a042000adeb",
    ),
    (
        "tongjiaxi",
        "5dc3894acd83f93a319dc34bbec5e02c679bbaf3d891f6eec02c4712b7306423",
        "bed2c1120920056921cbcc19809ef27b864535af61fc0bf60924212035fd84e9",
    ),
    (
        "gaomi",
        "f49c8f183bfb0b1c8ab9af556a827c2399e5fc81bdd4f1f2ffdf9e1b853c943b",
        "e5006b45f2ea130b1f3c7decf421568e1a8af5d4760c3b6463f852a1399e0cff",
    ),
    (
        "linshu",
        "f02c3d3117fa19cff788589b900987602b1942b24601d6e4260c611c356e56e4",
        "953eb629662663c3b175e4be32fe34c99c50c389a5dcdfec18ed9e09f1434053",
    ),
    (
        "langfang",
        "cfa3796368f4145cdd94fca07cf1cd77d2cb29245bbc0cbdedfd177c5336b6cd",
        "b17c729cf68ba469749658ee20d717a4db6dbeeb45c8f09564c0e17fb8b17eaa",
    ),
    (
        "yunan",
        "a55c9658a72f1c3a5befab582e8fd0f5ec85328bcfa51877aa1f8205d4d9a227",
        "82ee5ad254091d8f5242c80c7eb1a04cbc0c550e4c8dc77effc77f2dfccf75ca",
    ),
    (
        "xixia",
        "128b56b5669130581f8df6e907ac62d4abc180e9d12195a54eb07a5c0d1b40d4",
        "d86a8c93f978564b26081905e78f19ebd58e6b22cbd74e1e9f3e7fec52f85db4",
    ),
    (
        "zichuan",
        "17705fc1f89a7821e2631160ba745146815f6d644c2f4f396c3661d98f474f13",
        "344d3af97205b8957eda7dd387dccce773c83f8b806a6ac7a7efa0f9c871b6fb",
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
