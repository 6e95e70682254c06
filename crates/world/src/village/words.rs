//! The texts of a made-up county: names, and what people did. Every sentence is our own, and any likeness to
//! real people is a coincidence.

use crate::chance::Chance;

const SURNAMES: [&str; 60] = [
    "王", "李", "张", "陈", "吴", "沈", "朱", "徐", "钱", "周", "杨", "潘", "施", "蒋", "许", "章", "钟", "臧", "郑",
    "俞", "姚", "费", "叶", "何", "胡", "赵", "金", "汤", "丁", "宋", "唐", "冯", "董", "余", "罗", "梅", "卢", "邱",
    "倪", "顾", "陆", "范", "方", "石", "任", "戴", "谢", "邹", "殷", "莫", "计", "凌", "佘", "谈", "柏", "高", "林",
    "马", "孙", "黄",
];
const GIVEN_FIRST: [&str; 40] = [
    "建", "国", "志", "文", "水", "阿", "小", "金", "永", "明", "德", "根", "福", "春", "秀", "玉", "美", "惠", "丽",
    "新", "荣", "兴", "海", "伟", "学", "祥", "洪", "月", "桂", "正", "立", "云", "世", "培", "林", "卫", "仁", "长",
    "凤", "晓",
];
const GIVEN_SECOND: [&str; 40] = [
    "华", "强", "明", "林", "根", "英", "芳", "平", "军", "良", "生", "法", "泉", "娣", "珍", "琴", "峰", "民", "荣",
    "兴", "方", "龙", "松", "康", "敏", "娟", "富", "成", "祥", "江", "仙", "斌", "忠", "霞", "萍", "勇", "刚", "超",
    "青", "宝",
];

/// A person's name.
pub(super) fn name(chance: &mut Chance) -> String {
    let surname = chance.text(&SURNAMES);
    // One name in five has a single given character.
    if chance.happens(20) {
        return format!("{surname}{}", chance.text(&GIVEN_SECOND));
    }
    format!("{surname}{}{}", chance.text(&GIVEN_FIRST), chance.text(&GIVEN_SECOND))
}

/// Posts that members claim 设岗定责.
pub(super) const POSTS: [&str; 14] = [
    "政策宣传岗",
    "致富带头岗",
    "科技示范岗",
    "环境卫生监督岗",
    "治安巡逻岗",
    "纠纷调解岗",
    "村务监督岗",
    "扶贫帮困岗",
    "文体活动岗",
    "河道保洁岗",
    "敬老助残岗",
    "森林防火岗",
    "移风易俗岗",
    "远程教育岗",
];

/// Topics of theme days.
pub(super) const THEMES: [&str; 10] = [
    "学习党章，重温入党誓词",
    "村庄环境整治义务劳动",
    "村级重点工作通报与讨论",
    "防汛责任与物资检查",
    "走访困难户和老党员",
    "农业技术培训",
    "村务财务公开评议",
    "森林防火巡查",
    "禁毒与反诈宣传",
    "承诺践诺公开点评",
];

/// What branches pledge.
pub(super) const BRANCH_PLEDGES: [&str; 8] = [
    "完成村内主路两侧绿化补种",
    "修复老年活动室屋顶",
    "落实生活垃圾分类收集点",
    "建成一处农田灌溉泵站",
    "为六十岁以上老人组织一次体检",
    "公开全部村务财务收支",
    "整修通往自然村的机耕路",
    "开放农家书屋每周五天",
];

/// What members pledge.
pub(super) const MEMBER_PLEDGES: [&str; 10] = [
    "结对帮扶一户困难家庭",
    "负责门前道路保洁",
    "每月参加一次义务巡逻",
    "带领两户邻居种植新品种",
    "调解组内邻里矛盾",
    "为孤寡老人代办事务",
    "教会三名村民使用农机",
    "参加义务植树两次",
    "按时参加组织生活",
    "向村里提出一条合理化建议",
];

/// Tasks assigned from above.
pub(super) const TASKS: [&str; 8] = [
    "上报党员基本信息核对表",
    "完成农村合作医疗参保登记",
    "完成河道清淤一公里",
    "上报村级财务公开照表",
    "组织民兵整组",
    "完成秸秆禁烧巡查记录",
    "完成党费收缴",
    "报送党员发展计划",
];

/// Whom ballots are on.
pub(super) const TARGETS: [&str; 4] = ["村党组织书记", "村委会主任", "村两委委员", "村民小组长"];

/// What inspectors find: the clause, and their wording.
pub(super) const FINDINGS: [(&str, &str); 8] = [
    ("主题党日", "会议记录缺少两名党员的签到"),
    ("公开公示", "星级名单公示栏更新晚于规定时间"),
    ("承诺践诺", "承诺事项没有写明完成时限"),
    ("台账", "闪光言行记录与会议记录人数不一致"),
    ("整改", "上季度指出的环境卫生问题仍有反复"),
    ("设岗定责", "岗位牌与认领表不一致"),
    ("村务公开", "财务公开照单缺少一个月"),
    ("走访", "走访记录只有户数没有服务需求"),
];

const PLACES: [&str; 16] = [
    "村东头",
    "老年活动室",
    "村委会门口",
    "三组晒场",
    "河埠头",
    "村小学旁",
    "进村路口",
    "茶山脚下",
    "水库坝上",
    "集镇菜场",
    "五组机耕路",
    "村卫生室",
    "祠堂前",
    "石桥边",
    "竹园里",
    "圩堤上",
];
const WHOM: [&str; 14] = [
    "独居的沈老伯",
    "邻居吴家",
    "腿脚不便的钱阿婆",
    "外出打工户",
    "五保老人",
    "低保户",
    "留守儿童",
    "受灾农户",
    "残疾村民",
    "刚返乡的青年",
    "种植大户",
    "两户邻居",
    "村里的老党员",
    "新搬来的一家",
];
const GOODS: [&str; 12] =
    ["芦笋", "葡萄", "白茶", "吊瓜", "青虾", "苗木", "湖羊", "毛竹", "板栗", "杨梅", "水稻良种", "食用菌"];

/// Sentences by kind, with placeholders: `{p}` a place, `{w}` for whom, `{g}` goods, `{n}` a number.
const DEEDS: [(&str, [&str; 8]); 10] = [
    (
        "enterprise",
        [
            "承包荒地{n}亩种植{g}，带动周边农户一起增收",
            "学习{g}新技术，今年亩产比去年提高一成",
            "牵头成立{g}合作社，吸收{n}户入社",
            "把自家{g}的销路介绍给{w}",
            "在{p}办起加工点，安排{n}名村民就近务工",
            "试种{g}新品种成功，把种苗分给{n}户村民",
            "到外地考察{g}市场，回来后向大家讲解经验",
            "帮助{w}选定{g}项目并落实小额贷款",
        ],
    ),
    (
        "hard_work",
        [
            "连续{n}天清理{p}的淤泥，不要报酬",
            "自带工具修补{p}的破损路面",
            "冒雨检查{p}的排水沟，及时疏通",
            "利用休息时间为村里粉刷{p}的围墙",
            "村里办公用品能修就修，一个季度节约{n}百元",
            "抢收季节每天最早下田，帮{w}收割{n}亩",
            "参加{p}义务劳动{n}次",
            "抗雪清障，凌晨出工打通{p}的道路",
        ],
    ),
    (
        "common_interest",
        [
            "主动让出{p}自留地，支持村道拓宽",
            "拆除自家{p}的违章棚屋，支持村庄整治",
            "服从村里安排，把{g}地块调换给集体连片流转",
            "带头签订{p}改造协议，并说服{n}户邻居",
            "放弃自家生意{n}天，参加防汛值班",
            "支持公墓迁移，第一个办完手续",
            "把集体分红中的一份捐作{p}的修缮款",
            "支持电网改造，同意线路经过自家{g}地",
        ],
    ),
    (
        "good_neighbours",
        [
            "替{w}照看房屋和庄稼{n}天",
            "与{w}商量好共用水渠，互相让一步",
            "主动为{w}让出停车和晒谷的地方",
            "帮{w}操办婚事，从头忙到尾",
            "邻居家停电，连夜帮忙接通",
            "把自家{g}分送给{w}尝鲜",
            "新屋放样时主动后退半米，方便{w}通行",
            "下雨天替{w}收好晒在{p}的稻谷",
        ],
    ),
    (
        "serving_others",
        [
            "为{w}代办合作医疗手续，来回{n}趟",
            "在{p}设便民修理点，一个月修理农具{n}件",
            "用自家三轮车送{w}到卫生院就诊",
            "为{n}户村民代缴水电费",
            "在{p}为大家讲解惠农政策",
            "义务为{w}理发{n}次",
            "每周到{p}开放农家书屋",
            "教{n}名村民使用新农机",
        ],
    ),
    (
        "helping_poor",
        [
            "结对{w}，送去化肥{n}袋",
            "为{w}送去过冬棉被和米油",
            "帮助{w}申请大病救助并垫付路费",
            "把{g}种苗赊给{w}，秋后再还",
            "为{w}联系到厂里上班，每月增收",
            "帮{w}翻修漏雨的厨房",
            "资助{w}的孩子学费{n}百元",
            "带着{w}一起养殖{g}，免费指导",
        ],
    ),
    (
        "settling_disputes",
        [
            "调解{p}两户因排水引起的争执，当场和好",
            "三次上门，劝和{w}家的赡养矛盾",
            "用半天时间量清{p}地界，化解多年纠纷",
            "劝说双方按合同办事，追回{w}的工资",
            "把为{p}宅基地争吵的两家请到一起喝茶，谈妥方案",
            "及时劝住{p}因放水引起的口角",
            "为{g}收购款纠纷算清账目，双方签字认可",
            "调解{n}起邻里小摩擦，没有一起上交",
        ],
    ),
    (
        "keeping_peace",
        [
            "参加夜间巡逻{n}次，发现并报告{p}的火险",
            "在{p}劝阻燃放孔明灯",
            "汛期在{p}值守{n}个夜晚",
            "及时报告{p}可疑推销，避免老人受骗",
            "上门检查{n}户的电线和煤气安全",
            "清明期间在{p}守卡防火",
            "向{w}讲解防骗知识",
            "维持集市秩序，疏导{p}的交通",
        ],
    ),
    (
        "new_customs",
        [
            "女儿出嫁不摆阔，酒席控制在{n}桌以内",
            "带头厚养薄葬，丧事简办",
            "组织{p}的健身舞队，参加的人有{n}位",
            "劝{w}不搞封建迷信",
            "带头清理房前屋后，做好垃圾分类",
            "发起{p}读书会，每月一次",
            "把礼金{n}百元捐给村老年食堂",
            "教育子女不赌博，并劝住{n}位牌友",
        ],
    ),
    (
        "integrity",
        [
            "拾到钱包，按地址送还{w}",
            "在{p}制止欺负外地商贩的行为",
            "拒收承包户送来的{g}，并当面讲清规定",
            "勇救落水儿童，事后不留姓名",
            "公开自己经手的{n}笔村级支出，请大家监督",
            "如实反映{p}工程质量问题，督促返工",
            "主动退回多算的误工补贴{n}十元",
            "为见义勇为的{w}作证",
        ],
    ),
];

/// A deed: its kind and its text.
pub(super) fn deed(chance: &mut Chance) -> (&'static str, String) {
    let Some((kind, sentences)) = chance.one_of(&DEEDS) else {
        return ("", String::new());
    };
    let text = chance
        .text(sentences)
        .replace("{p}", chance.text(&PLACES))
        .replace("{w}", chance.text(&WHOM))
        .replace("{g}", chance.text(&GOODS))
        .replace("{n}", &chance.between(2, 9).to_string());
    (kind, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_model::schema::CHANGXING_DEED_KINDS;
    use std::collections::BTreeSet;

    #[test]
    fn the_kinds_are_the_ten_of_changxing() {
        let known: Vec<&str> = CHANGXING_DEED_KINDS.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(DEEDS.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), known);
    }

    #[test]
    fn texts_are_filled_in_and_varied() {
        let mut chance = Chance::of(3, &["deeds"]);
        let texts: BTreeSet<String> = (0..1000).map(|_| deed(&mut chance).1).collect();
        assert!(texts.len() > 400, "{}", texts.len());
        assert!(texts.iter().all(|text| !text.contains(['{', '}'])));
        let names: BTreeSet<String> = (0..1000).map(|_| name(&mut chance)).collect();
        assert!(names.len() > 900, "{}", names.len());
    }
}
