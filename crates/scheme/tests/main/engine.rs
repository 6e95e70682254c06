//! The engine's number: outcomes of every pack on one county, pinned. Where a result changes, so must
//! [`cunbang_scheme::ENGINE`], and then the hashes here.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_model::Row;
use cunbang_scheme::{Decision, ENGINE, Inputs, ReceiptState, Scheme, pack, rank};
use cunbang_world::inputs::{county, decided, input, period_of, sealed_on};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::village;
use std::fmt::Write;

/// For which engine the hashes are.
const PINNED: u32 = 1;

/// By pack: the hash of its text, and that of its outcome.
const OUTCOMES: [(&str, &str, &str); 20] = [
    (
        "standard",
        "80698621cb2a277e065c208dfcf2f31f5ed2bb486d6430441e5753dbac250bea",
        "7a13dd849d345f83e487af26b1dd3e244d2e508362be8cafdb831f9c1ef6d9d0",
    ),
    (
        "changxing",
        "638d610409cfe2f1dfafa8d14a5d67587bd1e6af5f37b69c02c2f078539cb20b",
        "08c2efbec4abc2eb6690f8d6861c617137d677278129a4a7c78ec47965911256",
    ),
    (
        "xuanhua-341",
        "e3887e67350632e7f39d3d4a9f980cba7f29223e32d8fdb04eac9ebef55c2140",
        "b22cbaae65071b55077c975616ca3ff01b0992bef983d1c7572e48f35180114b",
    ),
    (
        "jungar-10x",
        "c8f8fdc6520b73849e642bc60627b3986a345caa410015535bd0baadaa18f767",
        "b3bb79d91852ce184b009d250b2cf4c73c5b58a04103c915c944335432ed3e9c",
    ),
    (
        "jinyun-month",
        "f114cd923ed07a8b429396449a741dbdd686a1c5b291dc49103347e22806eec7",
        "3ff6570774a8cb94bae14f6f6320442492261ec23df6924beb5c30e6da28057c",
    ),
    (
        "jinyun-year",
        "5b6eb65d04493581755e2c16764aeba3913f0c9606056b3309b4d83527c90617",
        "0ae10ee8972f55f75952bf0c0c332f0fee4c933c67886db121e316487a6dd87d",
    ),
    (
        "jinyun-office",
        "f69c60b5317839fc5976a747dfa22c9121eb147f1c3e6568d8cbbd235a546e30",
        "63b651856c33f5d67502e5b0f8032b7d21f54096cb8fdd26c959ac50f9503626",
    ),
    (
        "caota",
        "a1c41593b5065ef72333c9db18764953baef761a448d097bfe1f29d316059fe0",
        "05ddfd4786bb03fbaafbcb4b6824a42af9661958cfc4a826e11a58f534c429a8",
    ),
    (
        "dazhou",
        "5b4280a3893e77443d535759237cfe4d0aa243eabf4eaee530c8696e8a40fa9f",
        "56157335251f829727c8469d5c75e350f2ee393893e6a7b153a7db45daed9d7e",
    ),
    (
        "shanyang",
        "89c23a40d11dc1aa5b967a8e42a010fba7db6fc0351386ca1d0db2e182235315",
        "5e4272ea04ca87fb1260c7b8f76585b81f968841b00d20376a6b86b4778dff5a",
    ),
    (
        "zhangye",
        "36ee365f716e3de2caaa772cd370399f269145830d3eb7eaa69897850e786deb",
        "ef20a0795a02e518b7e25435103b0306a91ed6f198d44aa62adac3b82564e199",
    ),
    (
        "suqian",
        "e643145cc6a4f281a945abdd18251bc6c06e953e82b9015dbf94d574fcfe01a1",
        "b7ff3fbdf6cb19b793632527f6508a460c907cd5613e11b21ff35b8d7a505e6d",
    ),
    (
        "huaxi",
        "ab402b595b3665c246e4d289cdac07c118cc26a5645394b91c0eed4578f1cda3",
        "703ccf7420d91b73e5c860df6494514aa91fafec0dd035543b623ebfe146232e",
    ),
    (
        "tongjiaxi",
        "796c2fb1e46f2179341d9bede3dd34ad87ae509b60f086725cb653e7881813ba",
        "a83d2f2f81bd913db4c3df6e3eb279dbef7a8ccbb1a04fe5bec0077c57cd586f",
    ),
    (
        "gaomi",
        "b194d0b70acbdcee471e39d4b1026577a0e8ac16580501ace3fc2119fde6dfde",
        "630f49109a1c62c60c3e461cd4f8b039690f3daa82612952c8b187102848a63c",
    ),
    (
        "linshu",
        "99753fb6eae80a016c7fd9f2ccf85ae62f8504071543e5b1b36a7a188482dc47",
        "d73235b5e814322edccfabf75c421f1f8d04af592733ad5bc247de8716731507",
    ),
    (
        "langfang",
        "184409db45a924bac7555ca01bd555358700b47806720d31553ca2631d795bd6",
        "348292788eba654838e972f142d061c6f15b8c946cffeaf515dd309b2d766a56",
    ),
    (
        "yunan",
        "0ab3b116bc8694c96028f0e744044187a2cde53632e13c4e2c3c6157178f8b5f",
        "49461e2fbe568261c6785ca3062022c994dcdc5b076cf20c7a078bb19465a9cf",
    ),
    (
        "xixia",
        "67e27dd98e4547c3415711e5fc1196f61d3ddfce98f25abbb96014300b13c050",
        "39a5537baba07e98179dc10a25da4c0822a5a140b319880e6faa0add1a4cfb7d",
    ),
    (
        "zichuan",
        "f2ac2711f4cd9ca75aa91c93c5d07c1519d8c4a00fac69f07c99975ede2cdd66",
        "5ac2a655efe9429bedec74ded66c2b89571b2be6b540292fc7c7394823dbeb8c",
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
    inputs
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
