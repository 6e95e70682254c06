//! A village's quarter to measure with: 55 members, 172 deeds, about 200 changes.

use cunbang_model::schema::CHANGXING_DEED_KINDS;
use cunbang_model::{Row, Table, UnitCode};

/// A small generator, so that every run measures the same ledger.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_add(0x9e37_79b9_7f4a_7c15))
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap_or(0)
    }

    /// So many characters of a text, each by chance.
    pub fn characters(&mut self, from: &str, count: usize) -> String {
        let from: Vec<char> = from.chars().collect();
        (0..count).map(|_| from[self.below(from.len())]).collect()
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const WHEN: [&str; 10] = ["清早", "雨后", "周末", "夜里", "农忙时", "放学后", "台风前", "连续三天", "赶集日", "会后"];
const WHERE: [&str; 14] = [
    "村口",
    "老樟树下",
    "二组晒场",
    "水库边",
    "祠堂前",
    "机耕路",
    "卫生室",
    "小学门口",
    "河埠头",
    "竹林边",
    "茶山",
    "养老点",
    "桥头",
    "三号渠",
];
const WHOM: [&str; 12] = [
    "王大爷",
    "李阿婆",
    "陈家",
    "外来务工户",
    "留守儿童",
    "退伍老兵",
    "低保户老周",
    "新迁来的两户",
    "种粮大户",
    "孤寡老人",
    "养蚕户",
    "竹器合作社",
];
const WHAT: [&str; 20] = [
    "清理淤泥两方",
    "修好路灯三盏",
    "送去米面和油",
    "调解宅基地纠纷",
    "代写贷款申请",
    "抢收稻谷五亩",
    "疏通排水沟",
    "教用手机缴费",
    "垫付医药费",
    "义务理发",
    "巡塘值守",
    "劝停大操大办",
    "补种行道树",
    "捐出旧图书",
    "接送看病",
    "修补屋顶",
    "联系销路",
    "讲解医保新政",
    "扶起倒伏的毛竹",
    "腾出仓库存肥",
];
const HOW: [&str; 12] = [
    "，分文不取",
    "，邻里称好",
    "，忙到天黑",
    "，又带动五户参加",
    "，当场说和",
    "，事后回访一次",
    "，材料自备",
    "，同去六人",
    "，未误工时",
    "，省下开支八百元",
    "，写进村规",
    "，请了师傅同看",
];

/// Characters of given names and field names: what makes one deed unlike the next.
const CHARACTERS: &str = "安邦宝才长成春聪达德冬东发芳飞丰峰凤福刚高根耕光广贵桂国海含汉杭和河恒红洪厚湖虎花华怀欢辉惠吉加家嘉建健江杰金锦进景静菊军俊康科坤兰岚乐雷礼力立丽利良林玲凌龙路伦满茂梅美明木南宁培平萍其奇启勤清庆秋泉仁荣如瑞润三森山善胜诗石实寿书淑树顺思松苏泰涛天田通同万望维伟文武西熙喜霞先贤祥晓新信兴雄秀旭雪雅燕阳仰耀义益银英永勇友有余玉裕元远云运泽增展昭真振正志忠洲竹柱卓子宗祖佐塘墩坞埭圩浜溇桥湾岭坑畈垄堰渡";
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";

/// The rows of a quarter, in the batches in which a clerk would save them: each is one change.
pub fn quarter(unit: UnitCode, seed: u64) -> Vec<Vec<Row>> {
    let mut chance = Chance::new(seed);
    let unit = unit.to_string();
    let mut changes = Vec::new();
    let row = |table: Table, cells: &[(&str, String)]| {
        Row::from_cells(table, cells.iter().map(|(column, text)| (*column, text.as_str())))
            .unwrap_or_else(|faults| panic!("the measured ledger is wrong: {faults:?}"))
    };
    let member = |number: usize| format!("m{number:03}");
    for group in 0..11 {
        let members = (group * 5..group * 5 + 5).map(|number| {
            row(
                Table::Standing,
                &[
                    ("unit", unit.clone()),
                    ("member", member(number)),
                    ("status", "full".to_owned()),
                    ("group", format!("g{}", group / 3 + 1)),
                ],
            )
        });
        changes.push(members.collect());
    }
    for month in 7..10 {
        changes.push(vec![row(
            Table::Meetings,
            &[
                ("unit", unit.clone()),
                ("meeting", format!("t{month}")),
                ("kind", "theme_day".to_owned()),
                ("date", format!("2026-{month:02}-20")),
                ("title", format!("{}主题党日", chance.pick(&WHAT))),
                ("chair", "王书记".to_owned()),
            ],
        )]);
    }
    for number in 0..172 {
        changes.push(vec![deed(&mut chance, &unit, number)]);
    }
    for number in 0..14 {
        changes.push(vec![row(
            Table::Commitments,
            &[
                ("unit", unit.clone()),
                ("commitment", format!("c{number:02}")),
                ("member", member(chance.below(55))),
                ("text", format!("为{}{}", chance.pick(&WHOM), chance.pick(&WHAT))),
                ("due", format!("2026-09-{:02}", 1 + chance.below(28))),
            ],
        )]);
    }
    changes
}

/// One more deed of a village.
pub fn deed(chance: &mut Chance, unit: &str, number: usize) -> Row {
    let name = chance.characters(SURNAMES, 1) + &chance.characters(CHARACTERS, 2);
    let helper = chance.characters(SURNAMES, 1) + &chance.characters(CHARACTERS, 2);
    let place = chance.characters(CHARACTERS, 3);
    let text = format!(
        "{}在{place}{}同{helper}为{name}（{}）{}{}，计{}元、{}工时",
        chance.pick(&WHEN),
        chance.pick(&WHERE),
        chance.pick(&WHOM),
        chance.pick(&WHAT),
        chance.pick(&HOW),
        chance.below(9000) + 100,
        chance.below(48) + 1
    );
    let mut cells = vec![
        ("unit", unit.to_owned()),
        ("deed", format!("d{number:04}")),
        ("member", format!("m{:03}", chance.below(55))),
        ("date", format!("2026-{:02}-{:02}", 7 + chance.below(3), 1 + chance.below(28))),
        ("kind", CHANGXING_DEED_KINDS[chance.below(10)].0.to_owned()),
        ("text", text),
    ];
    if chance.below(4) > 0 {
        cells.push(("confirmed_on", "2026-09-25".to_owned()));
        cells.push(("confirmed_by", "王书记".to_owned()));
    }
    Row::from_cells(Table::Deeds, cells.iter().map(|(column, text)| (*column, text.as_str())))
        .unwrap_or_else(|faults| panic!("the measured ledger is wrong: {faults:?}"))
}
