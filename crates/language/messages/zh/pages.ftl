# 框架
frame-skip = 跳到正文
frame-doors = 栏目
frame-large-print = 大字
frame-usual-print = 常规字号
frame-log-out = 退出
frame-empty = 尚无登记
frame-received = { $mark } 本机 { $here } 条 · 镇 { $township } · 县 { $county }
door-home = 首页
door-meetings = 会议与言行
door-ledger = 台账
door-seal = 上报
door-score = 成绩
door-settings = 设置
contact-now = 已联网
contact-before = 上次联网 { $time }
contact-none-yet = 尚未联网
known-as-of = 以下情况截至 { $time }（上次与{ $unit }联网），此后的情况本机还没有收到
known-as-of-never = 本机尚未联网，还没有收到其他单位的情况
contact-nobody = 未设上级
contact-root = 联网
since-now = 刚才
since-minutes = { $minutes } 分钟前
since-hours = { $hours } 小时前
since-days = { $days } 天前
since-day = { $year }年{ $month }月{ $day }日
moment = { $year }年{ $month }月{ $day }日 { $time }
period-quarter = { $year }年第{ $quarter ->
    [1] 一
    [2] 二
    [3] 三
   *[4] 四
}季度
period-week = { $year }年第{ $week }周
period-month = { $year }年{ $month }月
period-half = { $year }年{ $half ->
    [1] 上
   *[2] 下
}半年
period-year = { $year }年

# 登录
login-title = 登录
login-name = 姓名
login-password = 密码
login-do = 登录
login-busy = 正在核对其他登录，请稍候再试。
login-kept = 登录已失效。刚才填写的内容还在，登录后继续保存。
login-not-kept = 登录已失效，刚才提交的内容没有保存，也没有执行。登录后请重新办理。
login-file-again = 登录已失效，文件没有收到。登录后请重新选择文件。
login-locked = 离开时间较长，已锁定。输入密码继续。
again-title = 继续保存
again-whence = { $unit }{ $period }，由{ $operator }于{ $at }填写，登录已失效，尚未保存。核对后按“保存”，才以{ $operator }的名义登记；不是本人所填的，按“放弃”。
again-meeting = 将登记一次会议
again-marks = 将登记“{ $meeting }”的考勤
again-deed = 将在“{ $meeting }”上登记一条言行
again-new = 将在“{ $table }”中登记一条新记录
again-change = 将修改“{ $table }”中已有的一条记录
again-import = 将保存导入的文件
again-rectify = 将对督查问题“{ $finding }”登记整改情况
again-object = 将提出申辩
again-yes = 是
again-gone = 没有可以继续保存的内容：只有填写人本人登录后才能继续。请重新填写。
again-file = 导入的文件
again-do = 保存
again-not = 放弃
# “#” 处为行数，“@” 处为时间
draft-restored = 上次填写、还没有保存的 # 行已恢复到表中。
draft-save = 保存
draft-drop = 丢弃
draft-other-window = 另一个窗口里还有 # 行没有保存（@）。
draft-take = 取到这里
draft-other-text = 另一个窗口里写了、还没有保存（@）：#
marks-unsaved = 未保存
marks-away = 有 # 个考勤记号没有保存：连不上本机的程序。记号已留在这个浏览器里，程序启动后自动保存。
marks-ended = 有 # 个考勤记号没有保存：登录已失效。记号已留在这个浏览器里，重新登录后自动保存。
marks-other-window = 另一个窗口里还有 # 个考勤记号没有保存（@）。
marks-left = 有考勤记号还没有保存，请打开这次会议
session-ended = 登录已失效，请重新登录。已填写的内容留在本页。
form-stale = 此页已过期：返回上页，刷新后再保存。
form-too-large = 一次提交的内容过多，请分几次保存。
start-title = 首次使用
start-words = 为本机设第一位经办人。以后每条记录都署经办人的姓名。
start-name = 姓名
start-password = 密码
start-repeated = 再输一遍密码
start-do = 确定
start-no-key = 本机还没有经办人。首次使用要用程序启动时显示的网址打开，问安装的人。
start-key-wrong = 网址中的钥匙不对：请用程序启动时显示的网址打开，问安装的人。
password-rule = 至少 8 个字符，不用姓名和常见密码。
password-not-repeated = 两次输入的密码不一致，请重新输入。
set-up-title = 首次设置
set-up-words = 照镇里发的设备注册单填写。下一步先核对单位，确认之前注册码不会被使用。
set-up-invitation = 邀请（注册码）
set-up-invitation-hint = 逐组输入单子上的注册码，空格和横线可以不输，大小写均可；也可粘贴二维码扫出的全部文字。
set-up-file = 或打开电子版注册单
set-up-address = 联网地址
set-up-address-hint = 单子上注册码下面的地址。粘贴了二维码的全部文字或打开了电子版的，不用填。
set-up-name = 姓名
set-up-password = 密码
set-up-repeated = 再输一遍密码
set-up-password-kept = 密码已填好，不改不用再输。
set-up-next = 下一步：核对单位
set-up-look = 请核对以下内容，尚未注册。
set-up-unit = 单位
set-up-parent = 上级
set-up-device = 设备
set-up-until = 注册码有效期至
set-up-fingerprint = 县证书指纹
set-up-fingerprint-hint = 指纹应与单子上印的、县里公布的一致。单位或指纹不对的，不要确认，问发单子的人。
set-up-join = 确认注册
set-up-back = 返回修改
set-up-clock-ahead = 本机时间快了 { $apart }。时间不对，登记和上报的日期都会写错：请先在电脑的“日期和时间”设置里改正，再点“返回修改”核对一次。
set-up-clock-behind = 本机时间慢了 { $apart }。时间不对，登记和上报的日期都会写错：请先在电脑的“日期和时间”设置里改正，再点“返回修改”核对一次。
set-up-takes = 注册并首次联网约需半分钟，完成后进入首页。
set-up-no-key = 此页已在另一个浏览器窗口打开。要在这里继续，请重新从菜单打开“村榜”。
set-up-no-invitation = 未填邀请：请输入单子上的注册码，或粘贴二维码扫出的文字，或打开电子版注册单。
set-up-no-name = 未填姓名：请填本人姓名，以后每条记录都署此名。
set-up-no-password = 未填密码：请填两遍，以后用它登录。
set-up-stale = 此页已失效，没有注册，注册码未被使用。请重新从菜单打开“村榜”。
set-up-broken = 没有收全，请返回再试；打开的文件应是电子版注册单，不超过 1 MB。

# 设置
settings-operators = 经办人
settings-operators-words = 每人用自己的姓名登录，记录署本人姓名。
settings-disabled = 已停用
settings-altered = 数据库中被改动，已停止使用
settings-disable = 停用
settings-add = 新经办人姓名
settings-add-do = 添加
settings-password = 修改密码
settings-present-password = 现密码
settings-new-password = 新密码
settings-password-do = 修改
settings-about = 本机
settings-device = 设备
settings-version = 版本

# 联网
sync-title = 联网
sync-do = 立即联网
sync-under-way = 正在联网
sync-no-answer = { $seconds } 秒内没有回应，稍后再试
sync-hint = 平时自动联网，断网时照常登记。
sync-node = 上级
sync-state = 状态
sync-last = 上次联网
sync-done = 已与{ $node }联网：上传 { $up } 条，收到 { $down } 条。
sync-nothing-new = 已与{ $node }联网：没有新内容。
sync-failed = 与{ $node }联网未成：{ $trouble }。本机可继续登记，联网后自动上传
link-waiting = 等待
link-connected = 正常
link-broken = 中断
link-never = 尚未联网

# 首页
home-due = 要做什么
home-nothing-due = 眼下没有要办的事。
home-go = 去办 →
home-go-late = 如已办理，请补录 →
home-received = 收到了吗
home-place = 我们的位置
home-taken-back = { $period }的排名 { $run } 已于{ $on }撤回：{ $reason }。现在没有有效的名次
home-no-place = 还没有公布过名次。
home-why = 为什么是这个分 →
home-cost = 会不会吃亏
home-no-gaps = 没有会白做的记录。
home-largest = 眼下最吃亏的一项：{ $what }
home-not-assessed = 本机还没有这一季度的考评办法：先联网；县里没有发布办法的季度不考评。
due-meeting = { $when } { $kind }还没登记
due-visits = { $month } 走访还没登记
due-households = { $month } 还有 { $households } 户没走访
due-task = 任务未完成：{ $task }
due-commitment = 承诺未兑现：{ $commitment }
due-finding = 问题未整改：{ $finding }
due-deeds = { $deeds } 条言行未确认
due-seal = 上报（{ $from }起）
elsewhere = { $period }：{ $text }
due-seal-again = 上报后又有登记，要重新上报
due-until = { $day }前
due-overdue = { $day }已到期
due-not-counted = ；上级没有核定{ $figures }，本期不计此项
due-together = （同类 { $count } 项全部办完，合计约值 { $points } 分）
due-worth = ，约值 { $points } 分
asked-finding = 整改：{ $clause } { $text }{ $cost }，{ $until }
asked-cost = ，扣 { $points } 分
received-entries = { $mark } 本期台账共 { $here } 条，镇已收到 { $township } 条，县已收到 { $county } 条
received-not-sealed = 尚未上报
frame-received-county = { $mark } 本机 { $here } 条 · 县 { $county }
received-entries-county = { $mark } 本期台账共 { $here } 条，县已收到 { $county } 条
received-sealed-by-county = 已上报，县收到于 { $time }
received-sealed-late-by-county = 已上报（逾期），县收到于 { $time }
network-only-here = 名册只存在本机：本单位直属县，姓名不上传到县，不用等回执；请定期备份
received-sealed-here = 已上报，等联网送出
received-sealed = 已上报，镇收到于 { $time }
received-sealed-late = 已上报（逾期），镇收到于 { $time }
received-corrected = 退回改正后于 { $time } 重新收到，仍按第一次收到的时间计
received-by-county = 县收到于 { $time }
received-supplements-late = 上报后又有登记，没有计分。截止 { $day } 已过，再上报，整期改按逾期计；确要计入的，请上级退回后再上报
received-supplements = 上报后又有登记，重新上报才计分
network-waiting = 本机有登记或改动尚未送出（名册、台账、上报都算），自 { $since } 起
network-contact = { $unit } 上次联网 { $time }
place-rank = 第 { $rank } 名 / { $ranked }
place-may-change = 还有 { $pending } 个村没有收到，名次可能变动，在第 { $best } 至 { $worst } 名之间
place-will-not-change = 还有 { $pending } 个村没有收到，都不会排到前面，名次不会变
place-unranked = 暂无名次
place-period = { $period }
place-in-township = 镇内第 { $rank } 名 / { $ranked }
place-same = 与上期持平
place-up = 比上期上升 { $ranks } 名
place-down = 比上期下降 { $ranks } 名
place-above = 离上一名 { $name } 差 { $points } 分
place-candidate = 列入后进候选，待县认定
place-own-last = 在本乡镇自己的测算中列末位，不是后进候选
place-candidate-certain = 列入后进候选（确定），待县认定
place-candidate-possible = 列入后进候选（可能变动，要看其他村的上报），待县认定
place-may-be-candidate = 可能列入后进候选：要看其他村的上报
place-none-listed = { $period }不列后进候选：收到 { $came }/{ $expected } 个村的上报（{ $received }%），不足考评办法规定的 { $least }%
place-off-the-list = { $score } 分起不在候选之列{ $below ->
        [none] {""}
       *[other] ，低于 { $below } 分在候选之列
    }
outlook-late-again = 所上报的按时有效。截止 { $day } 已过，再上报，整期改按逾期计
outlook-against = （按{ $period }的名次）
outlook-score = 现有记录若此时上报，得 { $score } 分
outlook-score-sealed = 所上报的记录得 { $score } 分
outlook-with-all = “要做什么”里所列的今天全部办完，得 { $score } 分；只计所列各项，还没有登记的承诺、任务、指标数据和新的言行另计
outlook-more = ，还差 { $points } 分
outlook-off-the-list = 不在后进候选之列需 { $score } 分{ $more }
outlook-pass = 超过 { $name } 需 { $score } 分{ $more }
trend-point = { $period } 第 { $rank } 名
trend-label = 名次变化：{ $points }

# 成绩
score-none = 本季度的成绩还没有公布。公布后联网即可查看，断网也能看。
score-run = { $publisher }{ $period }的排名（排名编号 { $run }）
score-indicator = 指标
score-points = 得分
score-most-taken = 最多扣 { $points }
score-most = 满分
score-lost = 失分
score-raw = 折算前
score-in-score = 折算后（计入总分）
score-rounded = 折算后的失分四舍五入到 0.01 分，得分为折算后的满分减去失分；总分按各项合计一次折算后取位，所以各项相加可能与总分差百分之几分。
score-scaled = 有的指标本村不适用，同组其余指标按比例折算到总分。折算后的得分与失分相加，就是该项折算后的满分；首页和上报页所说「折算后少多少分」就是折算后的失分。前一名、后一名列的是折算前的得分。
score-above = 前一名
score-below = 后一名
score-reasons = 依据
score-more = 另有
score-needed = 怎样提高
score-doubtful = 不能照原样计入的记录
score-doubtful-row = { $table }　{ $row }：{ $doubt }

# 出错
trouble-not-found = 没有这一页
trouble-refused = 未办理
trouble-failed = 出了故障
trouble-home = 回首页
trouble-page = 此页未能生成，请稍后再试。
trouble-no-such-page = 网址 { $path } 下没有内容。
trouble-no-such-period = 周期“{ $period }”无法识别：应为 2026Q3 这样的季度。

# 表单
save = 保存
edit = 修改
initials-several = “{ $initials }”可能是 { $names }，请写姓名。
form-empty = 没有填写内容。
script-away = 没有保存：连不上本机的程序。内容还在本页，程序启动后再保存。

# 会议
day = { $month }月{ $day }日
meetings-none = 本季度还没有登记会议。
form-calendar = 从日历里选
day-read = { $year }年{ $month }月{ $day }日 星期{ $weekday ->
    [1] 一
    [2] 二
    [3] 三
    [4] 四
    [5] 五
    [6] 六
   *[7] 日
}
meetings-chair = 主持人
meetings-chair-words = 填了主持人的，会上点评确认的言行记他为确认人；本人的言行须由他人确认。
meetings-day = 日期
meetings-kind = 类型
meetings-subject = 主题
meetings-turnout = 到会
meetings-deeds = 言行
meetings-new = 登记会议
meetings-everyone = 应到的先全部记为到会，再逐个改（支委会、党小组会只记支委、本组）
meetings-not-held = 未召开
meetings-reason = 未召开的原因
meetings-add = 登记
meeting-not-held = 未召开：{ $reason }
meeting-there = { $day } 已登记过“{ $title }”，请到该会议页面修改。
meeting-none = 本季度没有会议 { $id }。
meeting-left-behind = 这次会议原来记在 { $from }，现在是 { $to }。会上的 { $deeds } 条言行还记在 { $from }，要一并改到 { $to } 吗？
meeting-move-along = 一并改
meeting-edit = 修改会议
meeting-was-not-held = 未召开：
meeting-nobody = 本季度还没有党员身份，无法登记到会。
meeting-roster = 去登记党员
meeting-everyone = 其余全部到会
meeting-name = 姓名
meeting-keys = 按 1 至 6 登记并转到下一人，0 改为未登记，↑↓ 换人。登记后自动保存。
meeting-deeds = 言行
meeting-kind = 类别
meeting-text = 内容
meeting-confirmed-by = 确认人
meeting-confirmed-by-nobody = 没有写确认人
wall-unsealed = 上报后登记或改动的，未上报、未计分
meeting-confirmed = 确认
meeting-unconfirmed = 未确认，不计分
meeting-add-deed = 添加言行
meeting-void = 不计入
meeting-pick = 姓名可输拼音首字母挑选，例如 zs 为张三，首字母相同的按数字选；类别按数字选，第 10 类接连按 1 和 0。添加后接着填下一条。
meeting-whose-committee = 还不知道谁是支委，没有预先记谁到会：请只登记到会、请假、缺席的支委，没有登记的人不计入应到。在「设岗定责」里登记书记和各委员后，会自动列出。
meeting-whose-group = 还不知道是哪个党小组开会，没有预先记谁到会：请登记本小组到会、请假、缺席的人，登记后按其小组计应到；也可以在主题里写明小组名称，如「第一党小组会」。
meeting-others = 列席（不计入应到）
turnout = 应到 { $expected } · 到 { $came } · 请假 { $leave } · 迟到早退 { $part } · 缺席 { $absent } · 未登记 { $unmarked }
mark-present = 到
mark-remote = 线上
mark-leave = 假
mark-late = 迟
mark-left-early = 早退
mark-absent = 缺
mark-taken-back = 改为未登记
mark-unknown = “{ $value }”不是出勤记号。

# 台账
tables-import = 导入表格
tables-table = 表
tables-rows = 条数
tables-conflicts = 冲突
table-none = 没有“{ $table }”这张表。
table-search = 查找
table-withdrawn = 含已撤回
table-find = 查找
table-mark = 收到
table-roster-marks = 名册只送到乡镇，不送县：到 ✓✓ 即为送齐
table-by = 登记人
table-conflict = 冲突
table-earlier = 上一页
table-later = 下一页
table-remove-row = 删去此行
table-keys = 方向键移动，直接输入修改，F2 改原文，有选项的按数字选择，Tab 下一格，回车到下一行（最后一行里到下一格），Esc 放弃，Ctrl+Delete 删去没有保存的行。离开一行即保存；可从电子表格粘贴。
table-new = 用表单新增
row-back = 返回本表
row-withdrawn = 已撤回：
row-conflict = 此条有几种写法，请选定一种
hanging-marks = 撤回会议时，其 { $marks } 条考勤一并撤回，恢复会议时一并恢复。
hanging-deeds = 当日 { $deeds } 条言行保留，请另行核对：{ $named }
hanging-named = 仍涉及该党员的记录保留：{ $tables }
import-marks-withdrawn = { $marks } 条考勤随会议一并撤回
row-withdraw-title = 撤回
row-reason = 撤回原因
row-withdraw = 撤回
row-restore = 恢复
row-history = 修改记录
row-stands = 现行
version-new = { $column }：{ $after }
version-change = { $column }：{ $before } → { $after }
version-not-counted = 不计入：该设备于 { $time } 吊销，此前县未收到，村内其他设备也未重新上报
version-received = { $unit }收到于 { $time }
conflicts-title = 冲突
conflicts-none = 没有冲突。
conflicts-words = 以下各条由几人分别写成不同内容。请选定一种，其余留在修改记录里。
conflicts-take = 以此为准
conflicts-third = 都不对，另写一条
conflicts-withdrawn = 撤回原因

# 导入
import-left-behind = 有会议由 { $from } 改到了 { $to }，会上的 { $deeds } 条言行还记在 { $from }：到这次会议的页上可以一并改
import-title = 导入表格
import-file = 文件
import-words = 现有的表格原样即可：xlsx、xls、et、ods、csv。先看读得对不对，确认后才保存。
import-do = 查看
import-faults = 需要改的地方
import-place = 位置
import-fault = 问题
import-marked = 下载标出问题的表格，改好后整个重新导入
import-keep = 保存
import-keep-good = 先保存无误的
import-not = 不保存
import-nothing = 没有要保存的内容。
import-withdrawn = 其中 { $rows } 条是以前撤回（撤销）过的{ $more ->
    [0] ，不会保存
   *[other] ，连同属于已撤回会议的 { $more } 条考勤，共 { $all } 条不会保存
}；要恢复，请勾选「撤回过的，恢复」，再点「按此再看」。
import-left-withdrawn = 另有 { $all } 条没有保存：以前撤回（撤销）过的 { $rows } 条，属于已撤回会议的考勤 { $more } 条；要恢复{ $medium ->
    [page] ，请重新导入并勾选「撤回过的，恢复」。
   *[command] ，请加 --restore-withdrawn 再导入。
}
import-remains = 还有 { $faults } 处没有保存，改好后请再导入
import-namesakes = { $name } 有 { $count } 人，按不同的人登记：{ $which }
import-compared = 新增 { $new } 条，更改 { $changed } 条，原已登记 { $same } 条
import-changes = 改动之处（原 → 新）
blank-marks = 考勤表有 { $cells } 格空白：没有记号就是未登记，不写入台账{ $cost }{ $here }。到了会的请补上记号再导入，或导入后在「会议与言行」补登。
blank-marks-all-here = 考勤表有 { $cells } 格空白：台账里都已有考勤，保留不动。要改的请在表里写上记号再导入。
blank-marks-cost = ，考评时按没有到会计，最多少 { $points } 分
blank-marks-here = ；其中 { $marks } 格台账里已有考勤，保留不动
blank-marks-count = （{ $members } 人）
import-doubts = 可以登记，但请核对：
import-passed-over = 没有读的内容
import-echoes = 各格怎样读的
import-along = 保存时还会随之登记 { $more } 条（{ $tables }）。
import-look-at = 这些是推断的，请核对：
import-done = 读到 { $rows } 条：新增 { $new } 条，更改 { $changed } 条，原已登记 { $same } 条。
import-done-along = 随之登记 { $more } 条（{ $tables }）。
import-look = 看台账
supplement-to-be = { $period }已上报过：现在登记、更改、撤回的都是补报，重新上报后才计分。
seal-deadline = 上报截止 { $day }，还有 { $days } 天；过期才上报的按考评办法算迟报。
seal-deadline-today = 今天（{ $day }）是上报的最后一天，过期才上报的按考评办法算迟报。
seal-correct-by = 已退回改正：{ $day }前（含当日）重新上报的，按原上报时间计。
seal-deadline-over = 上报截止 { $day }，已过期：现在上报按考评办法算迟报，请尽快上报。
rules-how = 各项怎样计分
rules-title = 考评办法
rules-words = 本村本期按下面的办法计分；带单位层级的指标由镇、县据各村数据计算。
supplement-late = { $period }已按时上报，截止 { $day } 已过：现在登记的是补报，不计分；再上报，整期改按逾期计。确要计入的，请上级退回后再上报。
supplement = { $period }已上报过：这些是补充，重新上报后才计分。
import-answers = 如果有意这样写
import-restore = 撤回过的，恢复
import-far-dates = 日期没有写错
import-held = 计划中日期已过的会议，确已按期召开
import-same-members = 同名而入党日期不同的是同一个人，更正入党日期
import-new-members = 姓名相同或相近的是另一个人
import-renamed = 编号相同的就是同一个人，改用新姓名
import-corrected = 内容相近的，是更正原来那条
import-as-new = 内容相近的，是另一条
import-again = 按此再看
import-gone = 文件已不在，请重新选择。
import-broken = 文件没有传完整，请重试。文件不得超过 32 MB。
import-no-file = 请选择文件。
import-no-room = 文件无法存放，请检查磁盘空间。

# 上报
seal-title = 上报 { $period }
seal-checklist = 上报前核对
seal-conflicts = 有冲突未处理：
seal-nothing-missing = 要计分的各表都有记录；各项得多少分见下。
seal-sum = 以上各项相加 { $sum } 分；{ $adjusted }，合计 { $score } 分
seal-adjusted = { $why }：{ $points } 分
seal-points = 现在上报，各项得分
seal-anyway = 我已看清，仍要上报
seal-do = 上报
seal-from = 本期未满，{ $day }起才能上报。
seal-again = 再上报一次
seal-next-late = 已按时上报，截止 { $day } 已过：再上报，整期改按逾期计。确要更正的，请上级退回后再上报。
seal-next = 上报后联网送到上级，以上级收到的时间为准。之后再登记或更正的，要重新上报才计分。
seal-next-until = 上报后联网送到上级，以上级收到的时间为准。{ $day }前（含当日）还可以更正：更正后重新上报，仍算按时；之后再登记的，不重新上报不计分。
seal-check = 核对
seal-missing = 按考评办法要计分的还有 { $count } 项没有登记或没有计入，见「上报前核对」
seal-ask = { $question }。仍要上报，输入 y 再按回车；不上报，直接按回车：
seal-not-sealed = { $question }，没有上报。请补齐后再上报；确实没有的，{ $medium ->
    [page] 勾选「仍要上报」再点上报
   *[command] 加 --yes 上报
}
check-done = ✓ 已齐
check-nothing-taken = ✓ 没有扣分
check-short = 没有得满分
check-not-for-us = 不适用（{ $why }），本期不计此项
seal-done = 已上报，现有登记都在其中，联网后送出。
seal-nothing-new = 没有新内容，原上报有效。

# 上墙
wall-title = 考勤公示
wall-unmarked = 未登记
wall-unknown = { $days }的会议没有登记考勤，不知应到何人，该列空白不表示不需参加
wall-not-invited = 空白为不需参加
wall-conflict = 带“？”的有不同登记，还没有选定
wall-nothing = 本季度还没有可公示的考勤。
honours-title = 光荣榜
honours-void = 登记的评定中，{ $stars } 星有 { $given } 人，超过按考评办法最多 { $most } 人的上限，评定都不作数。以下是按考评办法计入的星级。
honours-none = 本季度还没有登记评定的星级。考评表上的星级是按考评办法测算的；支部会议评定后，在「星级」里登记，才上光荣榜。
honours-enter = 去登记

# 撤销
operations-title = 本机最近的操作
operations-words = 撤销一次操作：改动的恢复原样，新增的撤回；后来又有人改过的不动。撤销也可以再撤销。
operations-imports = 只看导入
operations-all = 看全部操作
operations-newer = 较新的
operations-earlier = 更早的
operation-when = 时间
operation-what = 操作
operation-stands = 可撤销
operation-import = 导入
operation-record = 登记
operation-withdraw = 撤回
operation-reinstate = 恢复
operation-resolve = 选定
operation-undo = 撤销
operation-again = 恢复
operation-other = 其他
operation-marks = { $meeting }考勤
operation-about = { $kind } { $about }
undo-title = 撤销
undo-done = 已撤销“{ $operation }”：{ $back } 条恢复原样{ $withdrawn ->
    [0] 。
   *[other] ，其中 { $withdrawn } 条原先没有，已撤回。
}
undo-rests = 撤销“{ $operation }”会撤回 { $back } 条，而后来登记的还要用到它们：{ $tables }。撤销后，这些记录仍在，但所指的党员或会议不在了，不再计分；恢复后照常计分。
undo-anyway = 仍要撤销
undo-left = 没有动的
undo-row = 条目
undo-why = 原因

# 考评表
slip-title = 党员考评表
slip-link = 考评表
slip-of = { $name } 考评表
slip-none = 没有编号为“{ $member }”的党员。
slip-print = 按 Ctrl+P 打印，供本人核对签字、归档。
slip-floating = 流动党员
slip-no-standing = 本季度没有登记身份，言行不计分
slip-nothing = 没有登记。
slip-meetings = 会议出勤
slip-mark = 出勤
slip-unmarked = 未登记
slip-confirmed = { $day } { $by }
slip-commitments = 承诺践诺
slip-due = 期限
slip-keeping = 践诺
slip-kept = { $day }已践诺
slip-not-kept = 未践诺
slip-posts = 设岗定责
slip-post = 岗位
slip-claimed = 认领日期
slip-day = { $year }年{ $month }月{ $day }日
slip-reviews = 评议、推荐和星级
slip-stage = 环节
slip-count = 份数
slip-points-title = 分数
slip-points = 平均 { $mean }（{ $least } 至 { $most }）
slip-votes = 推荐票
slip-votes-count = { $votes } 票
slip-stars = 星级
slip-stars-counted = 计入的星级
slip-awarded = 会议评定的星级
slip-awarded-void = 会议评定的星级（{ $stars } 星评了 { $given } 人，最多 { $most } 人：超过上限，评定不作数）
slip-roster = 名册核对
slip-points-of = 考评得分（{ $period }）
slip-reason = 得分理由
slip-total = 合计
slip-warned = 警示党员
slip-basis = 本表按所上报的记录算出，{ $day }打印；名次以公布的为准。
slip-basis-supplements = 本表按本机 { $day }的记录算出：上报后又有登记，未上报、未计分，与公布的结果可能不同。
slip-basis-published = 本表按{ $by } { $day }公布的排名所据的记录算出（排名编号 { $run }），{ $today }打印。
slip-since = 公布所据的记录之后，本机又有登记或改动，不在本表内，没有计入公布的结果。
slip-since-points = 公布所据的记录之后，本机又有登记或改动，不在本表内，没有计入公布的结果；按本机现有记录算，为 { $points } 分。
slip-missed = { $day }{ $mark }
slip-spared = { $meetings }不失分：同月或同期另有出勤更好的会议，按最好的一次计
slip-basis-unsealed = 本表按本机 { $day }的记录算出：本期未上报，未计分，不是公布的结果。
slip-unscored = 现行考评办法不给党员个人计分，得星由会议评定。
slip-not-counted = 本季度身份为{ $status }，考评办法不给计分，言行和出勤仅作记录。
slip-not-expected = 不作要求
slip-rows = { $rows } 条
slip-sign-member = 本人签字
slip-sign-secretary = 书记签字
slip-sign-day = 日期

# 同时修改
clash-title = 别处刚改过这一条
clash-message = 「{ $row }」在本页打开以后由{ $who }于 { $when } 改过，没有保存。两种写法如下，请选定一种。
clash-line = { $column }：现为「{ $now }」，这里填的是「{ $typed }」
clash-column = 项目
clash-now = 现有的
clash-typed = 这里填的
clash-keep = 保留现有的
clash-take-typed = 改为这里填的
clash-words = 没有选定的一种留在修改记录里，或者不保存。
mark-changed = { $name }：别处已改记为「{ $now }」，没有改动；确要改，再按一次。

# 名称与编号
column-member = 党员
column-meeting = 会议
ids-show = 显示编号
ids-hide = 不显示编号
template-link = 下载填报模板

# 督查问题
found-title = 督查问题
found-none = 本季度没有督查问题。
found-words = 办完后在这里填写整改情况；整改日期、回访和结果由督查单位登记，联网后显示。
found-day = 督查日期
found-clause = 条款
found-points = 扣分
found-due = 整改期限
found-state = 整改情况
found-open = 待整改
found-overdue = 待整改，已到期
found-fixed = { $day }已整改
found-rechecked = { $day }已回访
found-result-fixed = 回访认可
found-result-extended = 准予延期
found-result-escalated = 升级处理
found-object = 对扣分有不同意见，提出申辩 →

# 申辩
objections-title = 申辩
objections-until = 请在 { $day } 前（含当日）提出；逾期的会注明逾期，上级仍会答复。
objections-over = 申辩期限 { $day } 已过：现在仍可以提出，会注明逾期。
objection-late = 逾期（期限 { $day }）
objections-words = 对本期得分或名次有不同意见，可在这里写明。联网后送到镇和县，答复在这里显示。
objections-no-day = 没有规定申辩期限，宜在县里认定、发布最终通报以前提出。
objection-text = 申辩内容（哪一项、依据哪条记录、应为多少）
objection-pick = 勾选所说的记录（县、镇据此直接查看）
objection-about = 所述记录：{ $rows }
objection-do = 提出申辩
objection-open-here = 本级还没有答复。
objection-open = 还没有答复。
objection-reply = { $unit } { $day } 答复：{ $outcome }。{ $text }
reply-upheld = 采纳
reply-partly-upheld = 部分采纳
reply-dismissed = 不予采纳

# 成绩单各行
score-no-score = 暂无得分
score-not-applicable = 不适用
score-shown-only = 只列示，不计分
score-nothing = 没有可计的事项，不加分也不扣分
score-veto = 否决项，没有触发
score-not-measured = 没有可计的记录
score-adjusted = 本组调整
score-adjusted-veto = 一票否决
score-adjusted-floor = 保底分
score-reason-points = { $points } 分
score-provisional = 暂定：上报还没有全部收到，得分可能变动。
score-not-received = 未收到：县里没有收到本村的上报，不得分，也不算零分。
score-uncounted = 台账中现有{ $table } { $rows } 条，都没有计入{ $unconfirmed ->
    [0] {""}
   *[other] ：其中 { $unconfirmed } 条没有确认日期
}
score-unscored = 没有可计分的依据：上级没有核定，或者核定数为 0。不计分、不排名，也不列后进候选。
score-excused = 免考：本期不考评本村。
score-decision = 县里认定：{ $decision }。理由：{ $reason }

# 打印
print-do = 打印
print-hint = 也可按 Ctrl+P 打印。
print-until = 截至{" "}
print-seal = （盖章）
seal-line = 上报人：{ $person }　上报时间（本机时钟）：{ $at }
seal-line-received = 　上级收到：{ $at }
seal-line-corrected = 　第一次上报收到：{ $first }（退回改正后于 { $again } 重新收到，按第一次的时间计）
seal-line-since = （公布的结果以此次上报为据；{ $at }又上报的，不计入公布的结果）
seal-line-supplements = 　上报后另有登记，未上报、未计分
seal-line-none = 本期尚未上报
asked-returned = { $unit } { $day }退回上报：{ $reason }。改正后重新上报
asked-returned-until = （{ $day }前（含当日）收到的，按原上报时间计）
found-said = 本村反馈：
found-rectify = 填写整改情况
found-what = 怎样整改的
found-send = 提交

# 发展党员
steps-title = 发展党员
steps-words = 按考评办法规定的步骤，本期各步是否顺序办理、材料是否按期交齐。绿灯通过，黄灯提醒，红灯不予通过。
steps-no-rules = 本期的考评办法没有规定发展党员步骤。
steps-nobody = 没有正在发展的人，也没有登记步骤。
steps-who = 姓名
steps-last = 已办到
steps-light = 本期亮灯
steps-wrong = 问题
steps-open = 待交材料
steps-next = 下一步
steps-none-yet = 尚未开始
steps-no-step = 本期无
steps-by = { $what }，{ $day } 到期
steps-from = 最早 { $day }
steps-done = 已办完
steps-record = 登记步骤
steps-hand-in = 登记材料
steps-all = 考评办法规定的步骤和材料
