//! The engine's number: outcomes of every pack on one county, pinned. Where a result changes, so must
//! [`cunbang_scheme::ENGINE`], and then the hashes here.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::pins::{ATTESTED, CHECKED, STRICT};
use cunbang_model::Row;
use cunbang_scheme::{Decision, ENGINE, Inputs, Past, PastResult, ReceiptState, Scheme, Status, pack, rank};
use cunbang_world::inputs::{county, decided, input, period_of, sealed_on};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::village;
use std::fmt::Write;

/// For which engine the hashes are.
const PINNED: u32 = 2;

/// By pack: the hash of its text, and that of its outcome.
const OUTCOMES: [(&str, &str, &str); 25] = [
    (
        "standard",
        "e363628a18f9281c8d9bfbe34454cc4abb4d249e881ee788ae13328a52791093",
        "7f83f1bea6c8714303ccd12d7e6a21e54932bcc1c14f50e8e89d77c0b94aabdc",
    ),
    (
        "changxing",
        "3d212abd11640178c4d3b242352e2962e7c211db42c42d31251f36b8022b80c7",
        "805c6c89a3c52c7b44fb2dcc4f7835172ae1fc9fe3f34199a3c802862bf941ea",
    ),
    (
        "xuanhua-341",
        "11bcf53226b6a1a256a0237ec013f4ec001406493bf4e8d4a3615f5097c9d078",
        "5c020a01d1948543d2331f1778c30e4a43bee40ee1db06eaa8fdf1c6695c6248",
    ),
    (
        "jungar-10x",
        "1f32cc7e1d26839a10abe746e14931622812b2c50dbd8667ccc6b337187d8463",
        "8c948b821b41587552dc13c74b83393c6bd7bdb9842aeef287d3b510b6bb4687",
    ),
    (
        "jinyun-month",
        "f26d75afec7ad5de1bc2aabbbaf50a359343487810fe2b6fbf32f8b121076d5c",
        "59eb8a9338d2fb0df86c8fa80dbab9cce79cb364d450ed70c21f3c2a5ba6e391",
    ),
    (
        "jinyun-year",
        "7ef83af3ec5ab1e251fdaee32fbd5eb5de2befd24e299f57f5637302c29d9f9f",
        "ad8c49a362a01b1777d67d74eca7f4f8cfd48b1a50a5b894d64545eb13b84deb",
    ),
    (
        "jinyun-office",
        "97d1854276361e6022a73780644cd042577e1340a29028cf20b663172e60b51e",
        "29540eb0e44477f323a662c9be1dddeb9a976c962e3b853a31a0022d4f536bd4",
    ),
    (
        "caota",
        "9824927dd5100c91ccbd0b171a45c164c184f7ba5cea50682b708b656cdfa6d4",
        "e235a5727e8350c407d0b86c2163b6f6555b1b6f8f575b53673867d021a82d0a",
    ),
    (
        "caota-week",
        "69601fa5267a104919247dc2cb123de35911855ec0bbe2ce0058b1f147aadf02",
        "b39c26af1bf836799d58c0bf8ca13ed310d4db1b39d0ff941e704c56c56498e9",
    ),
    (
        "dazhou",
        "be3d8fe172a841572197e6fb1967e8ba4f96ab7197224d1df5e9d4bb689355ac",
        "8b0422272ee52b5fc9f2aa670c7f17e5b7280c44cc03caa71b5bff481f0288ed",
    ),
    (
        "dazhou-quarter",
        "25d219ff87edf983a2ade7b79490645f82e6879343be5e107e7665be148243d1",
        "9d1a2ec17263fdd91ec647e594be07d4bfde5b5b74d5c55c9f0412b4d7a63cfa",
    ),
    (
        "shanyang",
        "8c8ec2674e48428607eeff174348a800f22caa11920e73cc7c61d001589fde61",
        "07f2edc6d1296f56bbbd8bf6d1138e5b1a87b84b5b013e08e62e607af46d5b92",
    ),
    (
        "zhangye",
        "f126650c63c5bf7a6570a72db05a55c493a59e6e35d166596ee051a1a5d83407",
        "ebb5a7450d5f5f450ebec35fd6ae8b34fc8cec36cfc011b5010ff979b7f074d0",
    ),
    (
        "suqian",
        "5baf6d00367bdb6969c60160066fe88dadf59c637dd9f807812a5806dbe18d96",
        "7057c8fe62391a5b9b8fc588b515077bd4797650e2fedbed68899488d3f4a582",
    ),
    (
        "huaxi",
        "97b0222b3fd640da08d7cc3723ee15cbfb7b4a7579b4fbe7f944cc7803154f7a",
        "2efbf65005697dae47fe9c3fc7dd565c8e58aa77b08620c1bd7b310dfd25c1d7",
    ),
    (
        "tongjiaxi",
        "53d579515ad3a84616b1775ceecfa9545b4be666e1dff03baf38f86f61dd63b8",
        "d7d6ba1fead147d1ef1ba0ff5c1d17a7ea953ac448ffe84945f1e37e592712f8",
    ),
    (
        "gaomi",
        "625ceaeac18bb6468150f9170d14db93dfee4e086113af97dcf98d3270eb4d60",
        "df6b3317ee307416510554640c24370990caff6a5b7e880d3bbd15d652ceb6c2",
    ),
    (
        "linshu",
        "f733ffc5cf8e9b3560433e868c98fcde5a9668251543ed758d257e0f36f47039",
        "4f8ed0f3662f720735bbd793f4babbac0d064059d28d7f12973db9cba8822805",
    ),
    (
        "langfang",
        "c33b09913e4cb9aad5cd4b2249e9b8847b1ecb80008648c25c17607212edca78",
        "75655d7a2aa411ddc88bfdd35333a338092a107b4f2ea3d406d72886e7dc083c",
    ),
    (
        "yunan",
        "b270a62f098e215ca03eafb1fb2bc8a5a9533ae1f8464a4c4270a4ba2972df6b",
        "815a544713f2a3ba3ab23fdff9dfbcff6a4f1461ceaf992ba0c2047f74896a55",
    ),
    (
        "xixia",
        "8848c95700fe98dd2a3f15678299be2180f3b736e077cfb243a631fd34a09433",
        "233f69819f4d9c63776d78e0fe5834a1b78e2a47f165f7af2bab121dc89d0c04",
    ),
    (
        "zichuan",
        "abf847a948ad5d4a6279df71595b0f94bf722e3060ba6aac4784943c66638637",
        "a3433d60802a906b57c9fa56fd5783ff3b11b3f14d25609edae7aeeef163b70d",
    ),
    (
        "changxing-year",
        "8398201d22656bad3d4903f1afd380b8cc063d11891dd21a495a6b9b65e5a584",
        "bd6b4ab8979e788e32ae27e0d8fd53b74f2f345d722be845e4d7d3885c1f1b24",
    ),
    (
        "xuanhua-year",
        "b4e4ed3a152eca3080f8b731843836364e5588fc509de7dc6528f923b83643c8",
        "d6267123986a1ab484eb6c465625a1dc9ada5d290802ec6f0bbd21e5f81cfd75",
    ),
    (
        "jinyun-inspection",
        "92d4d93021c6ed39809dff9f3c5c16635a265b305184e559a734da3fa970a94d",
        "7037dc9787e3cb2ea1d6e2a83cf89db5f2ac104e59694699d3d4a92b5e5e8355",
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

/// Texts from before rows were checked, and what they came to: whoever put them in force, or verifies a run by them, comes
/// to the same still.
#[test]
fn a_former_text_comes_to_what_it_came_to() {
    let former = [
        (include_str!("former/linshu.toml"), "0edc577f512e6882bfaf762c9bd365d3d4f28e4524febbd9c5c4a6e94c6387e1"),
        (include_str!("former/shanyang.toml"), "394e8d5319f409b82016a6adb7377d23fb6674eabc49d1533286654137989f41"),
    ];
    for (text, outcome) in former {
        let scheme = Scheme::parse_put(text).unwrap();
        assert_eq!(rank(&scheme, &fixed_county(&scheme)).unwrap().hash(), outcome, "{}", scheme.name());
    }
}

/// The packs from before what is left out or blank helped nobody: those whose text changed further, as they were.
const KEPT_STRICT: [(&str, &str); 12] = [
    ("caota", include_str!("former/strict/caota.toml")),
    ("changxing-year", include_str!("former/strict/changxing-year.toml")),
    ("huaxi", include_str!("former/strict/huaxi.toml")),
    ("jinyun-inspection", include_str!("former/strict/jinyun-inspection.toml")),
    ("jinyun-month", include_str!("former/strict/jinyun-month.toml")),
    ("jinyun-year", include_str!("former/strict/jinyun-year.toml")),
    ("shanyang", include_str!("former/strict/shanyang.toml")),
    ("standard", include_str!("former/strict/standard.toml")),
    ("suqian", include_str!("former/strict/suqian.toml")),
    ("xuanhua-341", include_str!("former/strict/xuanhua-341.toml")),
    ("xuanhua-year", include_str!("former/strict/xuanhua-year.toml")),
    ("zhangye", include_str!("former/strict/zhangye.toml")),
];

/// How packs say that rows are read strictly.
const READ_STRICTLY: &str = "rows = \"strict\" # ours: what cannot count as it stands does not, and no word of a village alone \
                             lowers what is asked of it";

/// A pack as it was when rows were read strictly.
fn strict_text(name: &str) -> String {
    let attested = "rows = \"attested\" # ours: what cannot count as it stands does not, and nothing that a village says of \
                    itself, leaves out or leaves blank helps it";
    let of_now = || pack::find(name).unwrap().text.replace(attested, READ_STRICTLY);
    KEPT_STRICT.iter().find(|(other, _)| *other == name).map_or_else(of_now, |(_, text)| (*text).to_owned())
}

fn check_former(pins: &[(&str, &str, &str)], text: impl Fn(&str) -> String) {
    for (name, hash, outcome) in pins {
        let scheme = Scheme::parse_put(&text(name)).unwrap();
        assert_eq!(scheme.hash(), *hash, "{name}");
        assert_eq!(rank(&scheme, &fixed_county(&scheme)).unwrap().hash(), *outcome, "{name}");
    }
}

/// Whoever put the packs in force as they were before what is not written down waited for proof comes to the same still.
#[test]
fn packs_whose_steps_stop_where_nothing_is_written_come_to_what_they_came_to() {
    let kept = [
        ("suqian", include_str!("former/attested/suqian.toml")),
        ("zhangye", include_str!("former/attested/zhangye.toml")),
    ];
    let text = |name: &str| kept.iter().find(|(other, _)| *other == name).map(|(_, text)| (*text).to_owned()).unwrap();
    check_former(&ATTESTED, text);
}

/// Whoever put the packs in force as they were when rows were read strictly comes to the same still.
#[test]
fn packs_that_read_rows_strictly_come_to_what_they_came_to() {
    check_former(&STRICT, strict_text);
}

/// The packs from before rows were read strictly, and what they came to: those whose text changed further, as they were; the
/// others with the word from before.
#[test]
fn packs_from_before_rows_were_read_strictly_come_to_what_they_came_to() {
    let kept = [
        ("caota", include_str!("former/checked/caota.toml")),
        ("caota-week", include_str!("former/checked/caota-week.toml")),
        ("dazhou-quarter", include_str!("former/checked/dazhou-quarter.toml")),
        ("jinyun-inspection", include_str!("former/checked/jinyun-inspection.toml")),
        ("langfang", include_str!("former/checked/langfang.toml")),
        ("shanyang", include_str!("former/checked/shanyang.toml")),
        ("xixia", include_str!("former/checked/xixia.toml")),
        ("xuanhua-341", include_str!("former/checked/xuanhua-341.toml")),
        ("xuanhua-year", include_str!("former/checked/xuanhua-year.toml")),
    ];
    check_former(&CHECKED, |name| {
        let checked = "rows = \"checked\" # ours: what cannot count as it stands does not";
        let of_then = || strict_text(name).replace(READ_STRICTLY, checked);
        kept.iter().find(|(other, _)| *other == name).map_or_else(of_then, |(_, text)| (*text).to_owned())
    });
}
