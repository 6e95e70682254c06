# Every page of a township or county
door-overview = 看板
door-coverage = 上报情况
door-ranking = 排名
door-supervision = 督查
door-publication = 测算与发布
above-received = 已收到 { $received }/{ $villages } 个村
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
status-provisional = 暂定
status-not-received = 未收到
status-excused = 免考
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
overview-waiting-in = { $places }还有 { $waiting } 个村未收齐，其余 { $others } 个乡镇已齐
overview-waiting = { $villages } 个村中还有 { $waiting } 个未收齐
overview-late = 逾期上报 { $late } 个村
overview-excused = 免考 { $excused } 个村
overview-conflicts = { $villages } 个村有冲突待村里选定
overview-cut = 后进候选 { $candidates } 个村（确定 { $certain } 个），最高得分 { $cut }
overview-spread = 得分在 { $least } 至 { $most } 之间，没有列出后进候选
overview-median = 已排名 { $ranked } 个村，中位数 { $median }，最低 { $least }，最高 { $most }
overview-no-stars = 无星 { $villages } 个村
overview-stars = { $stars } 星 { $villages } 个村
overview-too-few = 收到的村未达到考评办法要求的比例，本次不列后进候选
overview-moved = { $up }上升 { $ranks } 位，升幅最大；{ $down }下降 { $lost } 位
overview-nobody-moved = 与{ $period }相比，没有村的名次同时有升有降
overview-compared = 名次与{ $period }相比
overview-up = 上升最多
overview-down = 下降最多
overview-first = 前列
overview-last = 靠后
overview-townships = { $first }最高 { $most }，{ $last }最低 { $least }
overview-mean-same = 平均分 { $mean }，与{ $period }持平
overview-mean-up = 平均分 { $mean }，比{ $period }高 { $change } 分
overview-mean-down = 平均分 { $mean }，比{ $period }低 { $change } 分
overview-overdue = 整改逾期 { $overdue } 件，{ $place }最多，{ $there } 件
overview-no-findings = 本期没有督查问题
overview-none-overdue = 没有逾期的整改：整改中 { $open } 件，已整改 { $fixed } 件
overview-findings = 逾期 { $overdue } · 整改中 { $open }
display-keys = F 全屏 · ← → 翻页 · 空格暂停
display-ended = 这个大屏地址已失效：请在看板上重新打开

# Coverage
coverage-all = { $villages } 个村已全部收到
coverage-waiting = 还有 { $waiting } 个村未收齐；{ $name }最久没有消息（{ $time }）
coverage-waiting-never = 还有 { $waiting } 个村未收齐；{ $name }从未有过消息
coverage-only-waiting = 未收齐的
coverage-by-call = 先急后缓
coverage-by-name = 按代码
coverage-sealed = 上报时间
coverage-sealed-late = { $time } 逾期
coverage-heard = 最近消息
coverage-never = 从未
coverage-legend = ○ 没有记录　◐ 已收到，未全部上报　● 已全部上报　◫ 有冲突
cell-nothing = { $table }：没有记录
cell-partly = { $table }：{ $rows } 条，其中已上报 { $sealed } 条
cell-sealed = { $table }：{ $rows } 条，已全部上报
cell-conflict = { $table }：{ $rows } 条，冲突 { $conflicts } 条

# Ranking
ranking-rank = 名次
ranking-name = 名称
ranking-score = 得分
ranking-moved = 升降
ranking-stars = 星级
ranking-prospect = 后进
ranking-villages = 各村
ranking-townships = 各乡镇
ranking-only-candidates = 后进候选
ranking-only-possible = 确定与可能的
ranking-count = 共
ranking-none = 本期还没有测算结果。
ranking-make = 去测算
run-published = { $period } · 排名编号 { $run } · { $by }已发布
run-draft = { $period } · 排名编号 { $run } · 草稿，测算于 { $time }
prospect-certain = 后进候选（确定）
prospect-candidate-possible = 后进候选（未定）
prospect-possible = 可能列入
prospect-candidate = 后进候选
heat-title = 热力表
heat-legend = 数字为平均得分；颜色越深，失分越多（或加分越多）。点击可看明细。
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
compare-none = 没有可对比的测算结果：先在“测算与发布”中测算

# A unit
unit-received = 收到了什么
unit-status = { $status }，本期 { $entries } 次写入
unit-sealed = { $time } 按时上报
unit-sealed-late = { $time } 逾期上报
unit-supplements = 上报后又补记 { $entries } 次，再次上报后才计分
unit-conflicts = { $rows } 条记录有冲突，待村里选定
unit-set-aside = 已吊销设备写入的 { $entries } 次不计
unit-heard = 最近消息：{ $time }
unit-never-heard = 从未有过消息
unit-moved = 名次升降 { $moved }
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
finding-follow-do = 登记整改、回访
finding-fixed-on = 整改日期
finding-rechecked-on = 回访日期
finding-result = 结果
finding-look = 看对得分的影响
finding-look-again = 重新计算
finding-save = 保存问题
finding-effect = 保存后，该村得分由 { $before } 变为 { $after }，减 { $points } 分（按现有记录试算）
finding-no-effect = 按现有记录试算，该村得分不变，仍为 { $score }：现行办法没有督查扣分项，或扣分已到上限
finding-effect-unknown = 没有考评办法为该村计分，扣分没有影响

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
run-coverage = 收到 { $received }/{ $expected } 个村，{ $share }%（考评办法要求 { $least }%）
run-cut = 后进候选最高 { $cut } 分，不列入的最低 { $off } 分
run-cut-all = 后进候选最高 { $cut } 分
run-candidates = 后进候选
run-no-candidates = 没有后进候选
run-possible = 还可能列入的村
run-who-sees = 发布后谁看到什么
run-all-see = 全县各级看到：各村、各乡镇的名次、得分、星级、是否后进候选：
run-village-sees = 每个村另看到自己的成绩明细，如：
run-nobody-sees = 党员的名次和得分不发布
publish-do = 发布
publish-hint = 发布后各级即可看到，可以撤回，但撤回也会公开
publish-confirm = 收到的村不足。仍要发布，请在此写下本单位名称：
publish-not-confirmed = 写的是“{ $typed }”，应为“{ $name }”，没有发布
publish-too-few = 只收到 { $received }/{ $expected } 个村，未达到要求，没有发布。可以等待、认定，或写下本单位名称后发布
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
scheme-good = 没有发现问题
scheme-try-on = 用已结束的一期试算
scheme-try = 试算
scheme-from = 自哪一期起施行
scheme-put-do = 施行
scheme-put-hint = 只能自尚未开始的一期起施行；施行后随同步下发，各村可见
scheme-put = 已定于{ $from }起施行
scheme-has-begun = { $from } 已经开始，办法不能中途更改：请自 { $next } 起施行
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
scheme-no-difference = 用于{ $period }，得分、名次和后进候选都没有变化
scheme-difference = 用于{ $period }，{ $units } 个单位有变化：{ $on } 个新列为后进候选，{ $off } 个不再列入
scheme-joins-list = 新列入
scheme-leaves-list = 不再列入
scheme-because = 原因

# Devices
devices-title = 设备与注册
device-label = 设备名
device-unit = 单位
device-role = 角色
device-seen = 最近联网
device-enrolled = 正常
device-expired = 证书过期
device-revoked = 已吊销
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
code-used = { $time } 已使用
code-cancelled = 已取消：{ $reason }
code-cancel = 取消

# The notice
notice-title = 通报
notice-is-draft = 本期排名尚未发布：生成的是征求意见稿
notice-issuer = 发文机关
notice-number = 发文字号
notice-days = 可申辩的天数
notice-days-wrong = 天数应为 1 至 366 的整数
notice-open = 打开（可打印或另存为 PDF）
notice-docx = 下载 DOCX
notice-hint = 正文、附件和依据都由数据得出，不必另行录入
review-title = 审核上报
review-reason = 理由（退回时必填）
review-accept = 接受
review-return = 退回
review-hint = 退回不改变得分和上报时间：村里改正后重新上报
review-accepted = { $unit } { $day }已接受上报
review-returned = { $unit } { $day }退回上报：{ $reason }
review-returned-before = { $unit } { $day }退回过上报，村里已重新上报
review-which = 请选择接受或退回
finding-village-says = 村里反馈：
status-decided = 认定
overview-decided = 县里认定 { $decided } 个村
overview-all-in = 收到 { $received } 个村，认定 { $decided } 个，没有未收齐的村
overview-legend = 蓝：按时收到　黄：逾期　灰：免考或认定　虚线框：暂定　红框：未收到
overview-cut-unknown = 后进候选 { $candidates } 个村，最高得分 { $cut }
overview-draft = 按最近一次测算（草稿，未发布）
overview-published = 按已发布的排名
coverage-all-in = 收到 { $received } 个村，其余 { $others } 个已免考或认定
scheme-no-period = “{ $typed }”不是周期：请写作 2027Q1、2027H1 或 2027
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
audit-person = 操作人
audit-at = 时间
audit-subject = 对象
audit-count = 条数
audit-cut = 只列最近 500 条，全部见 CSV
audit-none = 没有记录
audit-by-command = 命令行
audit-unread = 操作记录无法读取：{ $fault }
audit-publish = 发布排名
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
audit-acknowledge = 确认公开日志有矛盾
audit-replace-authority = 更换发证机构
audit-add-operator = 添加经办人
audit-change-password = 修改密码
audit-change-role = 更改角色
audit-disable-operator = 停用经办人
audit-log-in = 登录
audit-read-persons = 查看人员信息

# 经办人的角色
role-head = 负责人
role-inspector = 督查员
role-viewer = 只看
scope-not-permitted = { $name } 的角色是{ $role }，不能{ $command }，请由负责人办理
scope-inspect = 登记或跟进问题
scope-review-seal = 审核上报
scope-record = 登记或修改记录
scope-rank = 测算排名
scope-publish = 发布排名或撤回发布
scope-decide = 作出认定
scope-put-scheme = 公布办法
scope-answer = 答复申辩
scope-devices = 发放注册码或吊销设备
scope-node = 处理本机的发证机构和公开日志
scope-screen = 打开大屏
scope-operators = 管理经办人
scope-audit = 查看操作记录
operator-no-roles = 村级设备的经办人都是负责人，不能设为其他角色
settings-role = 角色
settings-role-do = 更改角色
settings-role-unknown = 没有“{ $word }”这个角色：请选择负责人、督查员或只看
settings-roles-words = 负责人可办理一切事项；督查员可登记问题、审核上报；只看的人不能办理，也看不到名册中的党员姓名；文字记录按原样显示

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
publish-candidates = 后进候选 { $candidates } 个村，其中确定 { $certain } 个；另有可能进入的 { $possible } 个
publish-all-see = 全县各级看到各村、各乡镇的名次、得分、星级和是否后进候选
publish-village-sees = 每个村另看到自己的成绩明细
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
overview-townships-so-far = 虚线框：{ $townships } 个乡镇还有村未收齐，为暂定得分，不排名

# 说明
marks-legend = ✓ 村里已存　✓✓ 乡镇已收到　✓✓✓ 县里已收到
member-ids-hint = 党员只显示编号：姓名只在村和乡镇可以看到
publication-elsewhere = 这台设备不测算、不发布：请在乡镇或县的服务器上办理
coverage-villages = 村数
coverage-part = 第 { $first }–{ $last } 个，共 { $villages } 个村
coverage-earlier = 前一页
