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
        "2b00d7928c1565e1f76cfd4b4262b931d28684c75d3faa2cb6a6d371d46795d3",
        "4716309ba05d69428e2e3065e2d3c9ad21f8bceafc37b92ba984d9ab798ed3d8",
    ),
    (
        "changxing",
        "abd3271e29676e533c63c25fb4c077482822c5583940e4404db0184703908ae5",
        "b59021912223d3a1c67a4aa4f20a18cd588ef8c4621f6df490f9f4ea8c1cefc0",
    ),
    (
        "xuanhua-341",
        "c981dd05b21eebc0da4f82e5205c51148fdbd5b75e55d97165860b460919f647",
        "f4ce66fae3931d48c1cf1cdab38cbe57eec9dd6c2c4eb0ec8aeed5619b968b68",
    ),
    (
        "jungar-10x",
        "4a105fab78f172b2e6acca99169d620b71f9ad3875bc4ee90bf2c332737158f3",
        "d772ebc1d893cec6b48f07ad466355cb012ff24b8f258013c54a1c2b2fa6d02b",
    ),
    (
        "jinyun-month",
        "cebc2a8f54f886d08af8a31d4e4ed0fac42f8df1cb51dfd583ce2ad234461281",
        "1dda31e08c854a3440e2a72d4fba811e6499d5744950c8f24b1942596e39c854",
    ),
    (
        "jinyun-year",
        "566008b47a90954c0a1491e376bd35ccecd7adcd5cdf786ab67ed3ddf8c444d6",
        "707a55c091de3f59bd417fbd51d1527217ddc08b0cbfca82bab2a1cb35165b96",
    ),
    (
        "jinyun-office",
        "9ec72f48880e6a5976468ea3ac41e05b9faa6acd275b2da51c8adf721c7c8070",
        "58ce9f3b0fcb81578a16cd834491a4fe861873de85a95fe5895ff10ad5a46374",
    ),
    (
        "caota",
        "686d185609452c3863abd7e850e099d29be82e854e0b8aef1d3dafe8fd2f3cdf",
        "b21e965f4bfa903a5cd56b2f31bb0134fe014a7c0fa168749bfe35325470bac1",
    ),
    (
        "caota-week",
        "85e9bbb68837bc90fb3ead4e62844253d3f026b3c16b4ed2f470c6a7b3ae76fb",
        "c7f9fb558419d45c6be38776de57e6f4c08d8618c3c95a475878660eefd74250",
    ),
    (
        "dazhou",
        "f15c1045224a34e13bc8083c565e0e370bb71cb830a443077fdfd2996450922e",
        "c0eb82961bb3ce9a923541040413ee9e6389fe1a32aa31502dcc9fac6a407d69",
    ),
    (
        "dazhou-quarter",
        "dea1dd68c14fad768a6160e3e54dccac83acd9ca14c55c3136b21855d21f175b",
        "acffa174bcaf6dcf59b976156649d8133fefea0bf6050c986c9f8db0a4da9bcb",
    ),
    (
        "shanyang",
        "2d2283ce2cf46e13b1bf2a25595f0544c388bb4d54ab45dd50c2ce148c740974",
        "394e8d5319f409b82016a6adb7377d23fb6674eabc49d1533286654137989f41",
    ),
    (
        "zhangye",
        "e31d38c398c99d90fb2ae15b21c40d29935fc2bcdfb59efb8a200e3fa3aaf05c",
        "82cee8bc34026ac81183f1baa631bae981d436b36f64cd016e71de1f2f0bb211",
    ),
    (
        "suqian",
        "f1704413f141a4214a011911fb995e4c0fb2d3460edaf25851fa96095208d98f",
        "5edda365aff0660f400065b69f973bdf46c11b768ac1cc65e5b71ed3f0e766e5",
    ),
    (
        "huaxi",
        "979479a2d03d4bb1110b67141407c2c3e6b4c6d72b48058ea7eb567ed11046b1",
        "40af5c06766c4fbf841c4ad0501381acca19bd4a39d0da33b116fcf1393b32bf",
    ),
    (
        "tongjiaxi",
        "ef918433ed96b23f5cdb8099999bb5a589e9160aaa7d1e320637fc066cdeb6a7",
        "4dbc3b54583b57edbe7751ab39b69f6895a21c8fed4faab9f466ebb54857981b",
    ),
    (
        "gaomi",
        "3c0beef13967eb957773e72d04033c2c97fce77e36432701a3daa2f00a95e96d",
        "bbfc6c979b81821939a046bd658cc4b6ebe617d98641d0e4815c62bfa8347684",
    ),
    (
        "linshu",
        "4ad1af9d693fb81646fe453581783fc32dadaa5c786faa168edab39c84556e9d",
        "0edc577f512e6882bfaf762c9bd365d3d4f28e4524febbd9c5c4a6e94c6387e1",
    ),
    (
        "langfang",
        "2bcab250f9e6fe512e2171ddea331d27d178a8d6aaa3dc45d99ca107bed68773",
        "21fe2117e7088ff198bfe5e1a53208d0b2a74c84bcb07210b84be1b07e42fb50",
    ),
    (
        "yunan",
        "09a2b09a49a48acabfe7c4217f15733ab393f4e1cfc8f6c22f2b57ea79521bf1",
        "7e607f60654522d89f6582476dd08007bed1c7e474a8f1d49c31e99b7c220607",
    ),
    (
        "xixia",
        "ada8d47ae54d8f97d0c30ae117a15f00fe5f9b5367c7c0269d17dfcdbfb87264",
        "fcace2028559c203767c6f2de54909e7cf2cce3a0615ffbf788759bec0fee831",
    ),
    (
        "zichuan",
        "b3e7a773b8e1c26b496747a13c155fcb722b11d5ed525832c18c75fe12e86cec",
        "efc79b06a7e11eebdf4ca3db997d31bff8e71ff5465afdb983fd4c27ba05576e",
    ),
    (
        "changxing-year",
        "48f01bd11194bf29a758e3a1a3d3bb95003dc173671df4344b911197d7d91efa",
        "e42d60909d546a7633195bd41da350740534e999cf7152e427c246aeddbb62e0",
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
