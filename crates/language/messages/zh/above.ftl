# Every page of a township or county
door-overview = 看板
door-coverage = 上报情况
door-ranking = 排名
door-supervision = 督查
door-publication = 测算与发布
above-received = { $unit }已收到 { $received }/{ $villages } 个村
above-search = 查找
above-show = 显示
above-sort = 排序
above-do = 确定
above-all = 全部
above-more = 更多
above-back = 返回
above-village = 村
above-township = 乡镇
above-status = 状态
above-written = 填写人
above-no-unit = 本机没有单位 { $unit } 的记录：请从排名或上报情况中选择
status-received = 已收到
status-taken = 认定：按已收到
status-provisional = 暂定
status-not-received = 未收到
status-excused = 免考
status-of-villages = 收到 { $received } 个村{ $decided ->
    [0] {""}
   *[other] ，认定 { $decided } 个
}{ $excused ->
    [0] {""}
   *[other] ，免考 { $excused } 个
}
scheme-line-missing =
    ；{ $missing ->
        [skip] 不适用时跳过
        [zero] 不适用时计零分
       *[full] 不适用时计满分
    }
status-not-carried-out = 未收到，认定未开展

# Overview
overview-as-of = 截至 { $now } · 最近收到 { $newest }
overview-as-of-nothing = 截至 { $now } · 本期尚未收到
overview-display = 大屏显示
overview-and-more = { $names } 等 { $count } 个
overview-all-received = { $villages } 个村已全部收到
overview-waiting-in = { $places }还有 { $waiting } 个村未收齐，其余 { $others } 个乡镇{ $decided ->
    [0] 已齐
   *[other] 没有要等的村，其中{ $there }有 { $decided } 个村没有收到上报、由县里认定
}
overview-waiting = { $villages } 个村中还有 { $waiting } 个未收齐
overview-late = 逾期上报 { $late } 个村
overview-excused = 免考 { $excused } 个村
overview-conflicts = { $villages } 个村有冲突待村里选定
overview-cut = 后进候选 { $candidates } 个村（确定 { $certain } 个），得分都在 { $cut } 及以下
overview-spread = 得分在 { $least } 至 { $most } 之间，其中没有后进候选
overview-spread-one = 已排名 1 个村，得分 { $score }
overview-spread-too-few = 得分在 { $least } 至 { $most } 之间，本次不列后进候选
overview-median = 已排名 { $ranked } 个村，中位数 { $median }，最低 { $least }，最高 { $most }
overview-no-stars = 无星 { $villages } 个村
overview-stars = { $stars } 星 { $villages } 个村
overview-too-few = 收到的村未达到考评办法要求的比例，本次不列后进候选
overview-moved = { $whole ->
    [none] {""}
   *[other] 在{ $whole }的名次：
}{ $up }上升 { $ranks } 位，升幅最大；{ $down }下降 { $lost } 位
overview-nobody-moved = 与{ $period }相比，没有村的名次同时有升有降
overview-compared = 名次与{ $period }相比
overview-up = 上升最多
overview-down = 下降最多
overview-first = 前列
overview-last = 靠后
overview-townships = { $first }最高 { $most }，{ $last }最低 { $least }
overview-townships-one = 只有{ $name }已排名，得分 { $score }
overview-townships-none = 各乡镇都还有村未收齐，暂不排名
overview-mean-same = { $of }与{ $period }都排名的 { $villages } 个村平均 { $mean } 分，持平
overview-mean-up = { $of }与{ $period }都排名的 { $villages } 个村平均 { $mean } 分，升 { $change } 分
overview-mean-down = { $of }与{ $period }都排名的 { $villages } 个村平均 { $mean } 分，降 { $change } 分
overview-mean-of-others = { $of }与{ $period }没有都排名的村，平均分不可比
overview-mean-each = 图中各点是两期都参加排名的 { $villages } 个村的平均分：上期共排名 { $before } 个村，本期 { $now } 个村
overview-asked = 请核实 { $count } 处
overview-nobody-ranked = 本期还没有可排名的村
overview-overdue = 整改逾期 { $overdue } 件，{ $place }最多，{ $there } 件
overview-no-findings = 本期没有督查问题
overview-none-overdue = 没有逾期的整改：整改中 { $open } 件，已整改 { $fixed } 件
overview-findings = 逾期 { $overdue } · 整改中 { $open }
display-keys = F 全屏 · ← → 翻页 · 空格暂停
display-ended = 这个大屏地址已失效：请在看板上重新打开

# Coverage
coverage-all = { $villages } 个村已全部收到
coverage-waiting = 还有 { $waiting } 个村未收齐；{ $name }最久没有消息（最近一次：{ $time }）
coverage-waiting-never = 还有 { $waiting } 个村未收齐；{ $name }没有任何联系记录
coverage-only-waiting = 未收齐的
coverage-by-call = 先急后缓
coverage-by-name = 按代码
coverage-sealed = 上报收到
coverage-sealed-late = { $time } 逾期
coverage-heard = 最近联系
coverage-arrived = 最近送到
coverage-heard-or-arrived = 最近联系或送到
coverage-contact-at = 联系 { $time }
coverage-arrived-at = 送到 { $time }
coverage-conflicts = 冲突
coverage-never = 无记录
coverage-legend = ○ 没有记录　◐ 已收到，未全部上报　● 已全部上报　◫ 有冲突
cell-nothing = { $table }：没有记录
cell-partly = { $table }：{ $rows } 条，其中已上报 { $sealed } 条
cell-sealed = { $table }：{ $rows } 条，已全部上报
cell-conflict = { $table }：{ $rows } 条，冲突 { $conflicts } 条

# Ranking
ranking-rank = 名次
ranking-name = 名称
ranking-score = 得分
ranking-moved-of = 升降是与{ $before }名次之差（排名 { $then } 个村）
ranking-moved-among = 升降按两期都排名的 { $among } 个村之间的先后比较：{ $before }排名 { $then } 个村，本期 { $now } 个
ranking-moved-in-whole = 这里的升降是在{ $whole }全部村中的名次升降
ranking-moved = 升降
ranking-stars = 星级
ranking-prospect = 后进
ranking-villages = 各村
ranking-townships = 各乡镇
ranking-person = 人员
ranking-unit = 单位
ranking-days = 任职天数
ranking-offices-words = 任职人员随所在单位的得分排名。任职不满本期的列任职天数；姓名只在存有名册的地方显示，县里只见编号。
ranking-only-candidates = 后进候选
ranking-only-possible = 后进候选与可能列入的
ranking-count = 共
ranking-place-within = 镇内名次
ranking-counted = 共 { $count } 个
ranking-csv-codes = CSV 里的代码是什么意思
ranking-no-such-level = 排名文件里没有 { $level } 这一层：level 可写 village 或 township
ranking-csv-words = CSV 供程序读取，不分语言；给人看请用 XLSX。status：received 已收到，taken 认定按已收到，provisional 暂定，not_received 未收到，not_carried_out 未收到而认定未开展，excused 免考。kind：village 村，community 社区，township 乡镇（街道）。candidate（后进候选）、warned（预警）：yes 是，no 否。decision（认定）：take 按已收到计，excuse 免考，not_carried_out 按未开展计；乡镇一行列出所辖各村的认定
ranking-none = 本期还没有测算结果。
ranking-nobody-such = 没有符合条件的。换个名称再找，或者清空条件。
ranking-from-above = 名单由上级测算和发布，发布后下发到本级。
ranking-made-by = 由负责人在“测算与发布”中测算。
ranking-make = 去测算
run-published = { $period } · 排名编号 { $run } · { $by }已发布
run-published-own = { $period } · 排名编号 { $run } · { $by }自己的测算，已发布；不是全部村的名单
run-see-counts = 以{ $by }发布的名单为准，查看该名单
run-see-own = { $by }另有自己的测算，查看
run-draft = { $period } · 排名编号 { $run } · 草稿，测算于 { $time }
prospect-certain = 后进候选（确定）
prospect-candidate-possible = 后进候选（可能变动）
prospect-possible = 可能列入
prospect-candidate = 后进候选
prospect-own-last = 本级测算末位
prospect-own-may-be-last = 本级测算可能末位
prospect-on-list = 现行名单：{ $said }
heat-title = 热力表
printed-as-of = 截至 { $time }
ranking-moved-new = 新
heat-legend = 数字为平均得分；颜色越深，失分越多（或加分越多）。点击可看明细。
heat-legend-villages = 数字为各村得分；颜色越深，失分越多（或加分越多）。点击可看明细。
heat-missing = 有 { $count } 个村没有排名，不在表内（{ $names }）
compare-title = 对比
compare-a = 单位
compare-b = 对比对象
compare-mean = 同级平均
compare-before = 本单位上一期
compare-mean-of = { $unit } { $count } 个单位平均
compare-difference = 差
compare-total = 总分
compare-more = { $a }比{ $b }高 { $points } 分
compare-less = { $a }比{ $b }低 { $points } 分
compare-unscored = 有一方没有得分
compare-none = 本期还没有可对比的排名
compare-elsewhere = 不能对比：所选单位有一方不在本级范围内（别处只公布名次和得分，没有各项得分），或者所选一期没有排名

# A unit
unit-received = 收到了什么
unit-status = { $status }，本期 { $entries } 次写入
unit-sealed = 按时上报，上级 { $time } 收到
unit-sealed-late = 逾期上报，上级 { $time } 收到
unit-corrected = 退回后改正，{ $time } 重新收到，按原上报时间计
unit-supplements = 上报后又补记 { $entries } 次，再次上报后才计分
unit-beneath = 下级单位
since-review = { $day }审核以来变动 { $rows } 条
since-seal = 上报以来变动 { $rows } 条
since-seal-before = 与上一次上报相比变动 { $rows } 条
since-added = 新增
since-changed = 改动
since-withdrawn = 撤回
unit-conflicts = { $rows } 条记录有冲突，待村里选定
unit-set-aside = 已吊销设备写入的 { $entries } 次不计
unit-heard = 最近联系：{ $time }
unit-arrived = 记录最近送到：{ $time }
unit-never-heard = 没有任何联系记录
unit-moved = 名次升降 { $moved }
moved-among = （在两期都排名的 { $among } 个之间）
overview-townships-among = 升降按两期都排名的 { $among } 个乡镇之间的先后比较
unit-proposed = 结果运用建议：{ $title }{ $amount }{ $rows ->
    [0] {""}
   *[other] （依据记录 { $rows } 条）
 }，待核实确定
unit-proposed-for = { $said }：{ $persons }
unit-trend = 历期名次
unit-no-trend = 还没有两期已发布的名次

# Inspection
findings-summary = 逾期 { $overdue } 件，整改中 { $open } 件，已整改 { $fixed } 件
findings-none = 本期没有督查问题
findings-new = 登记问题
findings-not-fixed = 未整改
finding-overdue = 逾期
finding-open = 整改中
finding-fixed = 已整改
finding-extended = 延期
finding-escalated = 升级
finding-withdrawn = 已撤回
finding-date = 检查日期
finding-clause = 条款
finding-text = 内容
finding-points = 扣分
finding-due = 整改期限
finding-follow = 跟进
finding-follow-do = 改正、跟进
finding-fixed-on = 整改日期
finding-rechecked-on = 回访日期
finding-result = 结果
finding-look = 看对得分的影响
finding-look-again = 重新计算
finding-save = 保存问题
finding-effect = 保存后，该村得分由 { $before } 变为 { $after }，减 { $points } 分，适用{ $by }（按现有记录试算）
finding-effect-gain = 保存后，该村得分由 { $before } 变为 { $after }，加 { $points } 分，适用{ $by }（按现有记录试算）
finding-effect-later-gain = 按现有记录试算，该村计分后少扣 { $points } 分，适用{ $by }
finding-same-score = 按现有记录试算，该村得分不变，仍为 { $score }
finding-question = 更改{ $village }的问题？
finding-ask = 保存该问题，输入 y 再按回车；不保存，直接按回车：
finding-ask-withdraw = 撤回该问题，输入 y 再按回车；不撤回，直接按回车：
finding-not-saved = { $said }
    没有保存{ $medium ->
        [page] 。
       *[command] 。确认无误的，加 --yes。
    }
finding-no-effect = 按现有记录试算，该村得分不变，仍为 { $score }：{ $because }
finding-effect-unknown = 没有考评办法为该村计分，扣分没有影响
finding-because-zero = 扣分填的是 0
finding-because-no-rule = 现行办法没有督查扣分项
finding-because-least = 适用{ $by }，但得分已降到下限，不再减
finding-because-none-applies = 现行办法的督查扣分项（{ $rules }）不管这一条款，或扣分已到上限
finding-by = “{ $title }”（{ $rule }）
finding-not-received = 本期还没有收到该村上报，该村还没有得分。问题照样记录，收到上报后计入
finding-effect-later = 按现有记录试算，该村计分后减 { $points } 分，适用{ $by }
finding-rank = 其他村不变时，名次由第 { $before } 名变为第 { $after } 名（共 { $ranked } 个村）
finding-cut = “{ $title }”至多扣 { $most } 分，原已扣 { $already } 分：登记的 { $points } 分只扣 { $lost } 分
finding-cut-together = 各项应减 { $taken } 分，因分组封顶或者得分下限，得分只减 { $lost } 分
finding-joins = 其他村不变时，将列为后进候选：{ $names }
finding-leaves = 其他村不变时，将不再列为后进候选：{ $names }
finding-same-list = 其他村不变时，后进候选没有变动
finding-published = 本期排名已经发布：已发布的成绩单不变，重新测算并发布后才改变
finding-saved = 已保存：{ $village }“{ $clause }”的问题
finding-followed = 已登记跟进：{ $village }“{ $clause }”的问题
finding-refused = { $village }的问题没有保存：{ $said }
finding-rechecked-before = 回访日期 { $rechecked } 早于整改日期 { $fixed }：回访要在整改之后，请改正其中一个

# Runs and publication
run-do = 测算本期排名
run-hint = 按现有记录测算，存为草稿，不会发布
run-under-way = 正在测算……
run-made = 已测算，排名编号 { $run }
run-none = 本期还没有测算。
run-all = 本期各次测算
run-is-published = 已发布
run-is-draft = 草稿
run-withdrawn = 已撤回：{ $reason }
run-coverage = 测算时应报 { $expected } 个村（免考的除外），收到 { $received } 个，{ $share }%{ $decided ->
    [0] {""}
   *[other] ；另认定 { $decided } 个，合计 { $together }%
}（考评办法要求 { $least }%）
run-cut = 后进候选最高 { $cut } 分，不列入的最低 { $off } 分
run-cut-all = 后进候选最高 { $cut } 分
run-candidates = 后进候选
run-own-last = 本级测算的末位
run-own-measure = 这是本级自己的测算。后进份额不分到乡镇，后进候选以全部村的名单为准
run-no-candidates = 没有后进候选
run-no-candidates-here = { $unit }没有村列入后进候选
run-cut-in-whole = { $whole }名单：{ $said }
run-possible = 还可能列入的村
run-who-sees = 发布后谁看到什么
run-village-sees = 每个村另看到自己的成绩明细，以及前一名、后一名的得分
run-nobody-sees = 党员的名次和得分不发布
publish-do = 发布
publish-hint = 发布后各级即可看到，可以撤回，但撤回也会公开
publish-confirm = 收到的村不足。仍要发布，请在此写下本单位名称：
publish-not-confirmed = 写的是“{ $typed }”，应为“{ $name }”，没有发布
publish-too-few = 只收到 { $received }/{ $expected } 个村，未达到要求，没有发布。可以等待、认定，或写下本单位名称后发布
unwhole-not-run = 所依据的回执不全，没有测算
unwhole-not-published = 所依据的回执不全，没有发布
unwhole-unit = { $unit }：数据库中的回执有缺失或被改动，测算时可能显得没有上报或逾期
unwhole-first = 先联网：存有回执的节点下次同步时会送回，之后再试。仍不行的，请管理本机的人检查数据库，或用备份恢复。确已无法找回的，才照现有数据办理，并记入操作记录。
unwhole-confirm = 照现有数据办理，请在此写下本单位名称：
unwhole-not-confirmed = 写的是“{ $typed }”，应为“{ $name }”，没有办理
unwhole-run-do = 照现有数据测算
unwhole-publish-do = 照现有数据发布
unwhole-publish = 所依据的回执不全，仍照现有数据发布：{ $what }
publish-done = 已发布，通报新增 { $lines } 行
publish-withdraw = 撤回发布
publish-withdraw-reason = 撤回的理由（会公开）
publish-withdrawn = 已撤回发布，理由已公开
decide-title = 对未收到的村的认定
decide-hint = 认定及理由随通报公开。已上报并收到的村按其记录排名，不能认定。
decide-nobody = 没有需要认定的村
decide-decision = 认定
decide-reason = 理由（会公开）
decide-do = 认定并公开
decide-withdraw = 撤回认定
decide-which = 请选择认定
ruling-take = 按已收到
ruling-excuse = 免考
ruling-not-carried-out = 视为未开展
# Schemes
scheme-title = 考评办法
scheme-since = { $from }起
scheme-during = { $from }至{ $until }
scheme-none = 本期没有考评办法
scheme-level = 层级
scheme-measure = 计量
scheme-rule = 计分
scheme-hash = 指纹
scheme-change = 修改与试算
scheme-text = 办法全文（TOML）
scheme-total = 村的满分合计 { $total } 分，不是 100 分，请核对
scheme-good = 没有发现问题
scheme-try-on = 用已结束的一期试算
scheme-try = 试算
scheme-from = 自哪一期起施行
scheme-put-do = 施行
scheme-put-hint = 只能自尚未开始的一期起施行；施行后随同步下发，各村可见
scheme-put = 已定于{ $from }起施行
scheme-has-begun = { $from } 已经开始，办法不能中途更改：请自 { $next } 起施行{ $medium ->
    [page] {""}
   *[command] ；该期已经结束、办法确有错误的，加 --yes 施行
}
scheme-mid-period = 这份办法按{ $kind }考评，{ $at } 在 { $around } 的中间：办法只能从一期的开头起、到一期的末尾止，请写 { $around } 或 { $next }
scheme-in-use-published = { $period } 的排名已经发布，自 { $from } 起施行会改动已发布的那一期：请自 { $next } 起施行{ $medium ->
    [page] {""}
   *[command] ；确有必要加 --yes
}
scheme-in-use-sealed = { $period } 已有村上报，自 { $from } 起施行会改动已上报的那一期：请自 { $next } 起施行{ $medium ->
    [page] {""}
   *[command] ；确有必要加 --yes
}
scheme-other-length = { $period } 按“{ $expected }”考评，这份办法是“{ $found }”的：请选同样长短的一期
scheme-no-difference = 用于{ $period }，与{ $with }相比，得分、名次和后进候选都没有变化
scheme-difference = 用于{ $period }，与{ $with }相比，{ $units } 个单位有变化：{ $on } 个新列为后进候选，{ $off } 个不再列入
scheme-because-sum = 各项得分不变，类别上限或合计的办法变了
scheme-because-list = 本村得分不变，列入的比例或者其他村的得分变了
scheme-because-others = 得分不变，其他单位的得分变了
scheme-nothing-to-try = { $period }还没有参加排名的村，试不出差别：请选一个已收到上报的周期
scheme-with-list = { $on }发布的名单（按《{ $rules }》）
scheme-with-count = 按现行的《{ $rules }》计算的结果
scheme-has-more = 。名单发布后又收到记录或有改动，试算已计入
scheme-not-over = 。{ $period }还没有结束，以后的记录会改变结果
scheme-joins-list = 新列入
scheme-list-open = 未收到，不能确定
scheme-leaves-list = 不再列入
scheme-because = 原因

# Devices
devices-title = 设备与注册
devices-part = 第 { $first } 至 { $last } 台，共 { $devices } 台
device-label = 设备名
device-unit = 单位
device-role = 角色
device-seen = 最近联网
device-enrolled = 正常
device-expired = 证书过期
device-revoked = 已吊销
codes-former = 用过、过期或已取消的注册码
device-revoked-done = 已吊销 { $unit }的 { $label }
device-revoke = 吊销
device-revoke-do = 吊销这台设备
device-revoke-hint = 吊销后不再接收它的记录，不能恢复；它可以用新注册码重新注册
invite-title = 发放注册码
invite-for = 发给
invite-itself = 该单位本身
invite-beneath = 该单位所有的村，每村一个
invite-without-device = 只发给还没有设备的村
invite-address = 联网地址（可空，打印后手写）
invite-valid = 有效小时数
invite-hours = 有效小时数应为 1 至 8760 的整数
invite-nobody = 没有需要发放的村
invite-do = 生成并打印
invite-hint = 注册码只显示这一次，打印后当面交给本人
code-id = 编号
code-open = 有效至 { $time }
code-expired = 已过期
code-void = 已作废
code-altered = 数据库中被改动，已拒用，请取消
code-used = { $time } 已使用
code-cancelled = 已取消：{ $reason }
code-cancel = 取消

# The notice
notice-title = 通报
notice-is-draft = 本期排名尚未发布：生成的是征求意见稿
notice-issuer = 发文机关
notice-number = 发文字号
notice-copied-to = 抄送
notice-copied-hint = 多个单位用逗号分开；没有的不填，版记中不列
notice-printed-by = 印发机关
register-title = 发文登记
register-period = 期次
register-run = 排名编号
register-on = 发出日期
register-open = 未编号
register-offered = 下一个文号：
register-do = 登记发文字号和版记
register-done = 已登记 ✓ { $what }
register-which = 没有登记：请填写发文字号
register-withdrawn = { $on } 撤回：{ $reason }
register-first = 通报已发出，发文字号以登记的为准：要改的，请先在“通报”页登记
notice-days = 可申辩的天数
notice-days-wrong = 天数应为 1 至 366 的整数
notice-open = 打开（可打印或另存为 PDF）
notice-docx = 下载 DOCX
notice-hint = 正文、附件和依据都由数据得出，不必另行录入
review-title = 审核上报
review-reason = 理由（退回时必填，村里可以看到）
review-correct-by = 改正期限（退回时填）
review-in-time = 原上报于 { $time } 收到，按时
review-was-late = 原上报于 { $time } 收到，已逾期，退回不改变
review-until = ，改正期限 { $day }
review-accept = 接受
review-return = 退回
review-take-back = 撤销退回，接受上报
review-question = 退回这份上报？
review-will-return = 将退回{ $unit }的上报，理由：{ $reason }
review-will-wait = 村里会看到理由，须改正后重新上报
review-will-keep = { $until }（含当日）前重新上报并收到的，按原上报的时间计；过期才收到的，按实际收到的时间计
review-can-be-taken-back = 村里重新上报之前，可以撤销退回，按接受处理
review-hint = 退回不扣分。改正期限（含当日）内重新上报并收到的，上报时间按原上报计；过期才收到的，按实际收到的时间计
review-accepted = { $unit } { $day }已接受上报
review-accepted-saying = { $unit } { $day }已接受上报：{ $reason }
review-returned = { $unit } { $day }退回上报：{ $reason }
review-returned-before = { $unit } { $day }退回过上报，村里已重新上报
review-which = 请选择接受或退回
review-is-accepted = 已接受
review-is-returned = 已退回
returned-not-sealed = 上报已退回、还没有重新上报的有 { $count } 个村，仍按已收到计入排名：{ $names }
review-day = “{ $day }”不是日期，请写成 2026-10-20 的样子
finding-village-says = 村里反馈：
overview-decided = 县里认定 { $decided } 个村
overview-all-in = 收到 { $received } 个村，认定 { $decided } 个，没有未收齐的村
overview-all-in-but-excused = 收到 { $received } 个村，免考 { $excused } 个{ $decided ->
    [0] {""}
   *[other] ，认定 { $decided } 个
}，没有未收齐的村
overview-key-in-time = 按时收到
overview-key-late = 逾期
overview-key-excused = 免考或认定
overview-key-provisional = 暂定
overview-key-nothing = 未收到
overview-key-overdue = 整改逾期
overview-key-open = 整改中
overview-key-fixed = 已整改
overview-key-candidate = 后进候选
overview-key-certain = 后进候选（确定）
overview-key-possible = 后进候选（可能变动）
overview-key-may-be = 可能列入后进候选
overview-key-others = 其他村
overview-cut-unknown = 后进候选 { $candidates } 个村，得分都在 { $cut } 及以下
overview-cut-own = 本级自己测算的末位 { $last } 个村，得分都在 { $cut } 及以下，不是后进候选
overview-draft = 按最近一次测算（草稿，未发布）
overview-published = 按已发布的排名
coverage-all-in = 收到 { $received } 个村，其余 { $others } 个已免考或认定
scheme-no-period = “{ $typed }”不是周期：请写作 { $such } 这样
publish-others = 这是上级单位的测算，由上级发布
run-instead = 这是草稿，尚未发布。查看{ $by }已发布的排名
finding-dates = 整改期限、整改日期和回访日期不能早于检查日期
code-cancel-reason = 取消原因
device-revoke-reason = 吊销原因

# 查阅与操作记录
audit-title = 查阅与操作记录
audit-words = 谁查看了人员信息、谁作出了决定，都记在这里；本页只供查阅，记录不能修改
audit-month = 月份
audit-event = 事项
audit-person = 经办人
audit-at = 时间
audit-subject = 对象
audit-count = 条数
audit-cut = 只列最近 500 条，全部见 CSV
audit-none = 没有记录
audit-not-kept = 这里是演示，不留操作记录；正式安装的节点把每次发布、认定、查阅都记下来
audit-by-device = 设备自行办理
audit-by-command = 命令行
audit-by-node = 本程序
audit-unread = 操作记录无法读取：{ $fault }
audit-publish = 发布排名
audit-run-not-whole = 回执不全仍测算
audit-publish-not-whole = 回执不全仍发布
audit-withdraw = 撤回登记
audit-reinstate = 恢复登记
audit-register-notice = 登记发文字号
audit-withdraw-publication = 撤回发布
audit-decide = 作出认定
audit-withdraw-decision = 撤回认定
audit-make-code = 发放注册码
audit-cancel-code = 取消注册码
audit-enrol = 设备注册
audit-renew = 证书更新
audit-revoke = 吊销设备
audit-review-seal = 审核上报
audit-answer = 答复申辩
audit-put-scheme = 公布办法
audit-give-up = 放弃缺失的记录
audit-record-again = 重新记录另一数据库中的记录
audit-acknowledge = 确认公开日志有矛盾
audit-replace-authority = 更换发证机构
audit-add-operator = 添加经办人
audit-change-password = 修改密码
audit-change-role = 更改角色
audit-disable-operator = 停用经办人
audit-log-in = 登录
audit-log-in-failed = 登录失败
audit-refuse = 操作被拒绝：角色无此权限
audit-refuse-form = 操作被拒绝：表单不属于本次登录
audit-seal-account = 账号与本节点绑定
audit-refuse-altered = 数据库中被改动，已拒绝
audit-nobody = 名字不是经办人
audit-read-persons = 查看人员信息

# 经办人的角色
role-head = 负责人
role-inspector = 督查员
role-viewer = 只看
scope-not-permitted = { $name } 的角色是{ $role }，不能{ $command }，请由负责人办理
scope-inspect = 登记或跟进问题、填报上级核定数
scope-review-seal = 审核上报
scope-record = 登记或修改记录
scope-rank = 测算排名
scope-publish = 发布排名或撤回发布
scope-decide = 作出认定
scope-put-scheme = 公布办法
scope-answer = 答复申辩
scope-devices = 发放注册码或吊销设备
scope-node = 管理本机（发证机构、公开日志、备份）
scope-screen = 打开大屏
scope-operators = 管理经办人
scope-audit = 查看操作记录
operator-no-roles = 村级设备的经办人都是负责人，不能设为其他角色
settings-role = 角色
settings-role-do = 更改角色
settings-role-unknown = 没有“{ $word }”这个角色：请选择负责人、督查员或只看
settings-roles-words = 负责人可办理一切事项；督查员可登记问题、填报上级核定数（包括加分，影响得分）、审核上报；只看的人不能办理，也看不到名册中的党员姓名；文字记录按原样显示

# 申辩
objections-none = 本期没有申辩
objections-summary = 本期申辩 { $all } 件，待答复 { $open } 件
objection-rows = 所述记录：
reply-do = 答复
reply-outcome = 结论
reply-text = 理由
reply-send = 答复并公开
reply-hint = 村里联网后看到答复；再次答复即取代上一次
reply-which = 请选择结论

# 办理之前
question-words = 请看清以下各项，再点按钮
question-back = 不办理，返回
publish-question = 发布这次排名？
publish-candidates = { $candidates ->
    [0] 没有后进候选
   *[other] 后进候选 { $candidates } 个村，其中确定 { $certain } 个，其余可能变动
}{ $possible ->
    [0] {""}
   *[other] ；另有可能列入的 { $possible } 个村
}
publish-all-see = 全县各级看到各村、各乡镇的名次、得分、星级和是否后进候选
publish-all-see-own = 只有{ $unit }和所属各村看到各村的名次、得分和星级。这是本级自己的测算：县里发布名单的，各村页面以县里的名单为准
publish-replaces = 现已发布的 { $run } 将被替代，两者都留在通报里
publish-can-be-withdrawn = 发布后可随时写明理由撤回；撤回的事实和理由同样公开
decide-question = 作出这项认定？
decide-will = { $unit } 将认定为“{ $decision }”，理由：{ $reason }
decide-take-means = 按已收到的记录计分，参加排名，可能列为后进候选
decide-excuse-means = 本期不计分、不排名，不列为后进候选
decide-not-carried-out-means = 本期按未开展计分，参加排名，可能列为后进候选
decide-all-see = 全县各村都看到认定和理由；下一次测算起生效
decide-can-be-withdrawn = 可随时写明理由撤回；撤回的事实和理由同样公开
scheme-question = 公布这份办法？
scheme-will = 《{ $title }》从{ $from }起施行，{ $begins }开始
scheme-all-see = 全文发到 { $villages } 个村，村里照此查看要求和得分
scheme-can-be-replaced = { $begins }以前可以公布另一份替换，此后不能更改本期的办法
scheme-earlier-stay = 以前各期仍按当时的办法计算
revoke-question = 吊销这台设备？
revoke-will = { $unit }的“{ $label }”将被吊销
revoke-nothing-more = 各级即刻不再接收它的记录，也不再向它发送
revoke-what-stays = 此前收到的记录仍然有效；尚未上报的记录不再接收
revoke-is-final = 吊销不能撤回；要继续使用须发放新的注册码，重新注册
device-unknown = 没有这台设备
run-is-superseded = 已被替代
run-superseded = { $period } · 排名编号 { $run } · { $by }发布后已被替代，现行的是 { $other }
run-see-standing = 查看现行的排名 { $run }
notice-replaced = 这次排名已被替代。查看现行排名 { $run } 的通报

# 变化
changes-title = 两次排名对比
changes-of = { $unit } 两次排名的变化
changes-before = 前次
changes-after = 后次
changes-changed = 有变化的
changes-none = 两次排名没有差别
changes-finding = { $units } 个单位有变化：{ $scored } 个得分变动，{ $up } 个名次上升，{ $down } 个下降
changes-one-alone = 目前只有一次排名，还没有可对比的
changes-other-rules = 两次排名所用的考评办法不同，变化也可能来自办法
changes-score-before = 前次得分
changes-score-after = 后次得分
changes-gained = 得分变化
changes-rank-before = 前次名次
changes-rank-after = 后次名次
changes-because = 变化的指标（点名称看是哪些记录）
changes-published-run = 测算于 { $time }（已发布）
changes-draft-run = 测算于 { $time }（草稿）
changes-published-by = { $by } { $day } 发布
changes-run = { $period } · 编号 { $run }
changes-run-made = { $period } · 编号 { $run } · 测算于 { $time }
changes-adjusted = 分组调整（{ $indicator }）
changes-no-indicator = 各项指标都没有变化
changes-no-rows-shown = 当前角色不能查看记录
changes-findings-as-now = 至少有一次排名不是在本机测算的：督查问题按现在登记的内容显示，当时的内容可能不同
changes-no-row = 没有记录变动：变化来自办法、期限或其他单位
changes-what = 变化
changes-row = 记录
changes-said-before = 原为
change-new = 新增
change-gone = 已无
change-different = 已改
change-counts-otherwise = 计法有变

# 分数和名次
score-so-far = { $score }（暂定）
score-so-far-between = { $score }（暂定，{ $worst }–{ $best }）
place-rank-between = 名次在 { $ranks } 之间
overview-townships-so-far = 虚线框：作出这份排名时，{ $townships } 个乡镇还有村未收齐，为暂定得分，不排名

# 说明
marks-legend = ✓ 村里已存　✓✓ 乡镇已收到　✓✓✓ 县里已收到
member-ids-hint = 党员只显示编号：姓名只有村和乡镇里可以查看名册的人员能看到
publication-elsewhere = 这台设备不测算、不发布：请在乡镇或县的服务器上办理
coverage-villages = 村数
coverage-part = 第 { $first }–{ $last } 个，共 { $villages } 个村
coverage-earlier = 前一页
overview-forgiven = 退回后逾期改正、仍按原上报时间计 { $forgiven } 个村
coverage-sealed-forgiven = { $time }（退回后改正）
coverage-forgiven = 退回后逾期改正、仍按原上报时间计的村
coverage-forgiven-why = 没有退回就要算逾期。退回的单位、日期、改正期限和前后条目数在此列明，通报的附件也列出。
forgiven-by = 退回单位
forgiven-on = 退回日期
forgiven-until = 改正期限
forgiven-sealed = 原上报收到
forgiven-corrected = 改正收到
forgiven-entries = 条目
run-withdrawn-on = 已于 { $on } 撤回：{ $reason }
run-shown-withdrawn = { $period } · 排名编号 { $run } · { $by }发布后{ $withdrawn }
ranking-not-published = 本期还没有发布排名。
ranking-all-withdrawn = 本期现在没有有效的排名：排名 { $run } { $withdrawn }。
period-runs = 本期尚未结束，至 { $until } 止：现在认定或发布，各村还没有做完的就先有了结论。
period-due = 上报期限未到，至 { $until } 止，各村仍可按时上报。
overview-runs = 本期进行中，至 { $until }；{ $villages } 个村中已上报 { $received } 个
overview-due = 上报期限未到，至 { $until }；{ $villages } 个村中还有 { $waiting } 个未上报
notice-until = 可申辩至 { $until }（含当日）
notice-days-unstated = 考评办法没有规定申辩期限，由发布单位确定；随通报下发，各村可见。
notice-days-keep = 定下天数
publish-listed = 列入后进候选：{ $names }
publish-joined = 与现行名单相比，新列入后进候选 { $count } 个村：{ $names }
publish-open = 现行名单上有 { $count } 个村本次尚未收到，是否列入后进候选不能确定：{ $names }
publish-left = 与现行名单相比，不再列入后进候选 { $count } 个村：{ $names }
publish-same-list = 与现行名单相比，后进候选没有变动
publish-decisions = 依据认定的村 { $count } 个，认定和理由随通报公开：
publish-decision = { $name }：{ $told }。理由：{ $reason }
publish-no-days = 没有写可申辩的天数，考评办法也没有规定：通报不写申辩期限，各村随时可以申辩
publish-number = 通报的发文字号：{ $number }
publish-no-number = 通报还没有发文字号：发布后在“通报”页登记，登记前字号空着
publish-days = 发布后 { $days } 天内可以申辩，各村可见
publish-days-hint = 考评办法没有规定，在此确定后随通报下发；可留空
finding-due-until = 整改期限（延期的写新的期限）
finding-fixed-when = 已整改的，请写整改日期
finding-extended-until = 延期的，请写新的整改期限
finding-take-back = 撤回
finding-take-back-reason = 撤回原因（如记错了村）
finding-take-back-hint = 撤回后不再扣分，留有记录；村或日期记错的，撤回后重新登记
finding-taken-back = 已撤回：{ $village }“{ $clause }”
cause-state = 状态由“{ $before }”变为“{ $after }”
cause-sealed = { $on } 收到上报
cause-joined = 列入后进候选（名单最高分 { $before }→{ $after }）
cause-open = 上次列为后进候选；本次尚未收到，是否列入不能确定
cause-left = 不再列入后进候选（名单最高分 { $before }→{ $after }）
objections-waiting = 有 { $open } 件申辩待答复
device-passed-on = 经上级节点转来，最近收到 { $time }
invite-role = 设备用途
invite-role-usual = 村的终端，或县、乡镇的节点
invite-role-inspector = 督查员的笔记本（县、乡镇）
invite-role-reader = 只读报表的程序（县、乡镇）
invite-role-hint = 督查员笔记本和只读程序只为所选单位本身邀请
invite-role-unknown = 没有“{ $role }”这种设备
figures-title = 上级核定数
figures-none-asked = 现行办法没有要上级核定的数。
figures-lead = 这些数由上级核定，村里不能自报、也不能漏报。核定为没有的填 0；空着表示没有核定，不算村里的过失。改动都有记录，村里看得到。
figures-beyond = { $village }「{ $figure }」{ $value }：按考评办法超过 { $most } 的部分不计，请核对
figures-anyway = 按填写的数保存
figures-kept = 已保存 { $count } 处改动。
figures-changed-since = 打开本页以后，有人改过其中的数。下面是你填写的内容，没有保存；请打开新的一页核对后再填。
figures-wrong = { $village }「{ $figure }」：{ $why }
figures-emptied = 核定数清空
row-by-id = 编号 { $id }（内容不在本机）
unit-sealed-by-device = 村里的设备记为 { $time } 上报（设备时钟，不作依据）
clock-ahead = 设备时钟与收到时间不符：设备记为 { $written }，上级 { $received } 就已收到。以收到时间为准
clocks-above-differ = 县收到的时间早于首个收到的上级：两级时钟不一致。期限以首个收到的上级为准
version-written = { $time }（设备时钟）
version-stored = { $time }（存入本机）
overview-bar-received = 收到 { $received }/{ $villages }
findings-shown = 第 { $from }–{ $until } 条，共 { $count } 条
rule-fields = 按字段修改
rule-fields-hint = 改一个数，原文里对应的地方随之改，注释不动；旁边是改后的规则。数改了，原文里注明的出处也要核对。比例可以写成 5%
rule-fields-whole = 总则
rule-fields-numbers = 数值
rule-fields-sentence = 规则原意
rule-fields-write = 写入原文并检查
rule-field-unreadable = 原文有语法错误，字段没有写入：先改正原文
rule-field-gone = 原文里没有 { $place }，没有写入：刷新本页
rule-field-no-number = 「{ $name }」要填数：{ $typed }
rule-field-deadline-days = 上报截止（期末后天数）
rule-field-grace-days = 宽限天数
rule-field-early-days = 可提前上报天数
rule-field-objections-days = 申辩天数
rule-field-coverage = 不列后进的上报率下限
rule-field-floor = 最低分
rule-field-warning-below = 低于此分警示
rule-field-share = 后进比例
rule-field-minimum = 后进至少
rule-field-ceiling = 达到此分不列后进
rule-field-cap = 封顶
rule-field-weight = 权重
rule-field-max = 满分或最多
rule-field-each = 每项分值
rule-field-from = 起点
rule-field-to = 满分点
rule-field-at = 达到
rule-field-below = 低于
rule-field-points = 得分
rule-field-band = 第{ $band }档{ $name }
rule-field-star = 星级第{ $band }档{ $name }

# 乡镇可向村核实的情况
question-same-person = 请核实：{ $members } 姓名和入党日期相同；如为同一人，请村里只保留一条
question-same-post = 请核实：{ $unit } 的 { $member } 在多个日期（{ $days }）认领了同一岗位“{ $title }”；如为一次认领，请村里只保留一条
question-all-remote = 请核实：{ $unit } 在 { $days } 的会议，有考勤的全部为线上参加，而其中有人不是流动党员；请了解会议如何召开
