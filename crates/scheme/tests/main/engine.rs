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
        "c5e3abf1db0614eb47ac84afa5a84105ebd9e151bd35c3091b95918dbefae653",
        "92dce7e2cc43707b0474119bb56d121f57d570e85e227ec1c9a4cdbf0cceb893",
    ),
    (
        "changxing",
        "86ecf00c778544da15af54028ad8f4e638834c7b537390747b6a7a3acdc0e85f",
        "43d86c2ae5b6efb7bdc173f6cb2354d9f93a0b146f6f90590d3053d2f5b1f0bb",
    ),
    (
        "xuanhua-341",
        "b9ebd3bfa096c3f0beac8fff7e0ab21fb03e86842cf565f0f3451f9598760143",
        "17bf726c6ff558608a1dc3a0d3614db4edc37bede60d59e7ed3b40353ff1b015",
    ),
    (
        "jungar-10x",
        "3dfabf4f2869165ff20067afe88d3d40ddd1b93bf2f0b6bf8940117bd0541cf3",
        "43fdaf5053081f84f81bf64f6238c325e8ae61b03480f2b8ac26b4c2f99a3533",
    ),
    (
        "jinyun-month",
        "1a3e3193fda6e31806d54b342582dc44f5041b5195e30f21b114a11d768e93cb",
        "1d4884f95a2a4e0b11fe471743bd86ca24d1bc1d736a5e354e09985e5daa77f3",
    ),
    (
        "jinyun-year",
        "0b2a88080618cae632707615b1365fb62fcface987273ddacf7028394e04f5d3",
        "71b112eb73b0797526e6cfe23214b248d09aa9d290743b19ffb383adcb45a2ae",
    ),
    (
        "jinyun-office",
        "88293e79d17bd34eb59a84be09c9375f90947949000231344f4509b366718d21",
        "79f31c1227b1acbd87b2b20eb1f3f534de7d1d2a5bd19c69dcd8a8bf7dc696d5",
    ),
    (
        "caota",
        "196b99298c9fbd8e709aabd68103dd50d9f5ba3df56bd75649cb0707aa4eb045",
        "7643b806dcf9aeeec50a409bd68b21bee0f579b1271f19614891672df5bd72b6",
    ),
    (
        "caota-week",
        "245e40156f2359654056819962968b169a13b929f7330f73ebe800262b35572b",
        "e7afe64ed48e25bfcc1b74f8d5a0ccc7022bcae9dbc1386fcfa7b57ddb16b3c4",
    ),
    (
        "dazhou",
        "92772f618c6455853d518cb12fd12e55d91a1c22b6dfe6f6b6ac4f110ee8038d",
        "bd1cbfdf9538f265013a778e4a06dd43ba66dafce146b640ce73d1f8b012148e",
    ),
    (
        "dazhou-quarter",
        "0e448b17373a141e900609c796e026f3ddc93ca31f59598c99ec0a2443220391",
        "f50ab3f807a04f52f0e6b4765af7e55d1c5f9885d4a750c4c98566677a082a0d",
    ),
    (
        "shanyang",
        "660cb85359cf6837eae9239757aacdd10d9249323607232695506c60c8313296",
        "fce617cf3ab136e7d321d4fe4f0313572f894a471ee989497c9abea52d02299e",
    ),
    (
        "zhangye",
        "22ef17a35dee794241c8a3e84fbf17fe87c49f6af7f6905cf7b4132aa2d5d8a0",
        "269152ab93bc100590779e038f9f429603b4d39f44795c7011c47cb2b39edb94",
    ),
    (
        "suqian",
        "f1e2848f3cee0e60d13c512a4e5352e7773ed06076558cf88c7404dcca3d7312",
        "68fc0b6c9ca157e5e9f7a7e33df753becd298f79c7927fd18f71505ad39a9931",
    ),
    (
        "huaxi",
        "0e2ec7b8269896193487add38a3206cc388114dfcb430ad5cc45ac8a74cb2a58",
        "6fadeab9066330030883c4afdd7aedfbfa6608f0464ebe196ab0ca92918ef89d",
    ),
    (
        "tongjiaxi",
        "4db741b56e01f61105f9dafd9c9bbd9e847580c48a5ab7c8b0e514d835865cb2",
        "62506bf4d6f785346ebb3fb97f2c1b5faf1042d71bd77f8a8999095072acaae8",
    ),
    (
        "gaomi",
        "6a4acb41d118b5cc1c3e7a00768a7fd551e7a5e206406bb5490e65ff64c8118f",
        "489b84a9b68b2a0184b11fb1216e973591de1375b4148c10f90690ab7e518df8",
    ),
    (
        "linshu",
        "6f53d3c77dd65d8e8c80b87b82080b1f755091bcabcd900a688af14d27de479e",
        "a699fd1909c323c89c7e55a5180b269f707551e50453579ef6b6a516b1fee886",
    ),
    (
        "langfang",
        "f67b2be414f2236e065071c084eef438342328445a1b9e3e4c00561cc82114ff",
        "5d83ae1054fcee90ac82987d0039441dd909367fdc51520d6eeb78d15bb3004e",
    ),
    (
        "yunan",
        "178af4ed6a53a37ed2816bb3c05738d36ae4b032b8e71e77f61459caffa674a4",
        "cff964c6d71b965f6a1d8df3205548a649d552d53aa5c0d89e4275e5b2c81d0a",
    ),
    (
        "xixia",
        "78440ff45bfe623494856f938268ce246b3150a6813d7cbdc80c36c9ea8fc860",
        "093ed55dcf6e7e480a1233d7e069a8325e6221408e1cdeffd12475b04ef7be41",
    ),
    (
        "zichuan",
        "4281b87b803737f69be236d1084e78b251925f057759a1d20063da602c5a514e",
        "5e3e4feab708054ab605a4c83c4f1712added0f55537c937bce5abb898133a4f",
    ),
    (
        "changxing-year",
        "82863d75ba8d608bab83844c729e875734183ec83012212c239c43d23439ba54",
        "57b252e2d98576d5641381b127840674e693687e9818639ffed8a2210177f3a7",
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
    let periods = ["2024", "2025", "2026Q1", "2026Q2", "2026Q3", "2026Q4", "2026H1", "2026H2"];
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
