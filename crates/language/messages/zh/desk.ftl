# 不计分的情况
gap-no-members = 没有党员名册，凡按党员计的都算不上
gap-no-standing = { $rows } 条记录的党员本期没有状况，不计分
gap-empty-table = 「{ $table }」还没有记录（{ $indicators }）
gap-no-figure = 指标数据「{ $figure }」还没有填（{ $indicators }）
gap-expected = 「{ $indicator }」按考评办法本期应有 { $whole } { $table ->
    [meetings] 次
    [tasks] 项
    [commitments] 项
    [posts] 项
   *[other] 条
}{ $is_part ->
    [yes] （按人数或月数折算为 { $expected }）
   *[no] {""}
}，现只算到 { $there } { $table ->
    [meetings] 次
    [tasks] 项
    [commitments] 项
    [posts] 项
   *[other] 条
}
gap-short = 「{ $indicator }」现得 { $points } 分，满分 { $most } 分（{ $how }）
gap-short-now = 现为 { $measure }
gap-short-plain = 「{ $indicator }」现得 { $points } 分，满分 { $most } 分
gap-deducted-plain = 「{ $indicator }」被扣分
gap-missed = { $names }{ $more ->
    [0] {" "}
   *[other] {" "}等 { $members } 人
}{ $months }{ $mark }
gap-month = { $month }月
gap-no-mark = 未登记
gap-deducted = 「{ $indicator }」被扣分（{ $how }）
gap-no-awards = 党员星级还没有评定：按考评办法 { $stars } 星最多 { $most } 人，请把会议评定的结果登记到「星级」
gap-unmarked = { $days }的会议有 { $marks } 人次考勤未登记，按没有到会计
gap-day = { $month }月{ $day }日
gap-uncounted = { $rows } 条指标数据不在考评办法之内，不计分，请核对指标名称
gap-unconfirmed = { $rows } 条言行没有确认日期或者没有确认人，凡按确认计的都算不上
gap-future = { $rows } 条记录的日期在今天之后，请核对
gap-doubtful = { $rows } 条「{ $table }」{ $doubt }
gap-not-counted = { $rows } 条记录的本人为{ $status }，考评办法不给{ $status }计分，这些记录不计入
gap-off-meeting = 会议已由 { $was } 改到 { $now }，{ $rows } 条言行仍记在 { $was }：当时在会上报的，{ $medium ->
    [page] 在这次会议的页上可以一并改到 { $now }
   *[command] 用 cunbang move-deeds { $meeting } 一并改到 { $now }
}
gap-against-rules = { $rows } 条记录不合考评办法，请改正
gap-no-reviewer = { $rows } 条互评没有填评议人，请核对
gap-odd-points = { $rows } 条评议的分数不在 0 至 { $most } 分之内，请核对
gap-too-many-stars = 评为 { $stars } 星的有 { $rows } 人，按考评办法最多 { $most } 人{ $void ->
    [yes] ：超过上限，会议评定都不作数，星级按推荐票和得分确定，请更正「星级」
   *[no] ，请核对
}
gap-too-many-votes = { $rows } 人的票数多于计入考评的党员数 { $members }，请核对
gap-steps-stopped = 发展党员有 { $rows } 步亮红灯，不予通过，请核对
gap-steps-reminded = 发展党员有 { $rows } 步亮黄灯，材料不齐或超期
points-at-most = 最多 { $points } 分
points-at-most-scaled = 折算后最多 { $points } 分
points-less-scaled = 折算后少 { $points } 分
points-less = 少 { $points } 分

# 发展党员
light-green = 绿灯
light-yellow = 黄灯
light-red = 红灯
steps-without-before = 上一步“{ $step }”没有登记
steps-not-on = 上一步“{ $step }”没有 { $day } 的登记
steps-not-proven = 上一步“{ $step }”写的是 { $day }，早于这里最早的登记：请上级核实
steps-not-written = 上一步“{ $step }”写的是 { $day }，但没有这一天的登记：请在该期台账补登，或者请上级核实
steps-stopped = 上一步“{ $step }”是红灯
steps-too-soon = 时间不到，最早 { $day }
steps-missing = 缺“{ $material }”
steps-missing-by = 缺“{ $material }”，{ $by } 到期
steps-late = “{ $material }”{ $day } 提交，超过期限 { $by }
steps-received-late = 上报 { $day } 才收到，超过期限 { $by }

# 待办
unfinished-meeting = { $when } { $kind }还没登记
unfinished-visits = { $month } 走访还没登记
unfinished-households = { $month } 还有 { $count } 户没走访
unfinished-task = 任务未完成
unfinished-commitment = 承诺未兑现
unfinished-finding = 问题未整改
unfinished-deeds = { $count } 条言行未确认

# 得分单
agreement-agrees = 与 { $day } 的通报一致
agreement-other-sheet = 与通报所载的得分单不符，请保存并向发布单位查询
agreement-other-run = 现行通报是另一次排名 { $run }
agreement-withdrawn = 该次通报已撤回：{ $reason }
agreement-not-published = 本机尚无该次排名的通报

# 上报
seal-conflict = { $medium ->
    [page] { $table }「{ $said }」有 { $values } 种登记，上报前请先选定（首页有「有冲突未处理」）
   *[command] { $document }：{ $row }（{ $said }）有 { $values } 种登记，上报前请先选定（`cunbang status` 列出各处）
}
seal-too-early = { $period } 尚未结束，{ $from } 起方可上报；本机日期是 { $today }
seal-not-assessed = { $period } 没有考评办法，无需上报
seal-by-part = 考评办法按{ $kind ->
    [week] 周
   *[month] 月
}考评，{ $period } 不能整期上报，要逐{ $kind ->
    [week] 周
   *[month] 月
}上报：{ $parts }。现在可以上报：{ $now }{ $medium ->
    [page] {""}
   *[command] （例如 cunbang seal { $first }）
}
seal-by-part-none-now = 考评办法按{ $kind ->
    [week] 周
   *[month] 月
}考评，{ $period } 不能整期上报，要逐{ $kind ->
    [week] 周
   *[month] 月
}上报：{ $parts }。现在没有要上报的：已经上报，或当{ $kind ->
    [week] 周
   *[month] 月
}还没有结束
seal-nothing = { $period } 没有任何登记，未上报。若确无事项，{ $medium ->
    [page] 勾选「仍要上报」按零上报
   *[command] 加 --yes 按零上报
}
seal-in-time-before = { $medium ->
    [page] { $named }
   *[command] { $period }
} 已于 { $medium ->
    [page] { $day_said }
   *[command] { $day }
} 按时上报，截止 { $medium ->
    [page] { $deadline_said }
   *[command] { $deadline }
}；现在再次上报，整期改按逾期计。不上报则原上报有效，其后的登记不计分。确要上报{ $medium ->
    [page] ，勾选「仍要上报」再点上报
   *[command] 加 --yes
}

# 登记、撤回、选定、撤销
record-no-such-row = 本机没有 { $unit } 的记录 { $row }：编号与表中一致，由几列合成的用 / 连接
record-several-operators = 名册里有 { $count } 人名叫 { $name }：经办人请填党员编号，{ $ids }
record-nothing-there = { $period } 没有可以撤回的记录
record-withdrawn = { $document } 的 { $row } 已经撤回
record-changed = 这一条在打开以后又有人改过，没有撤回；现为「{ $row }」，请看过再撤回
record-seals-stay = 上报不能撤回：请更正台账后再次上报，以新的上报为准
record-not-by-hand = { $table }（{ $name }）由专门操作写入，只能在该操作中撤回
record-not-withdrawn = { $document } 的 { $row } 没有撤回，无需恢复
record-in-conflict = { $document } 的 { $row } 有多个值，先{ $medium ->
    [page] 在「冲突」页选定
   *[command] 用 `cunbang resolve` 选定
}
record-no-conflict = { $document } 的 { $row } 只有一个值，无需选定
record-no-such-value = 所选的值不在其中，或已变化：{ $document } 的 { $row } 现有 { $values } 个值，请重新查看{ $medium ->
    [page] 「冲突」页
   *[command] （`cunbang conflicts`）
}
record-no-operation = 本机没有操作 { $named }，{ $medium ->
    [page] 「台账」页列出最近的操作
   *[command] 用 `cunbang undo --list` 查看
}
record-no-operations = 本机没有可撤销的操作
record-undone-already = 上一次操作就是撤销（{ $undoing }），未再撤销。{ $medium ->
    [page] 再往前是「{ $title }」：要撤销的，请在「台账」页选定
   *[command] 再往前是「{ $title }」：要撤销的，用 `cunbang undo { $operation }`；要恢复刚才撤销的，用 `cunbang undo { $undoing }`
}
record-nothing-to-undo = { $operation } 的各行其后都已改动，没有可撤销的
undo-changed-since = 其后已改动，保留现值
undo-several-before = 原先就有多个值，请自行选定
undo-unread = 由新版程序登记，更新后再撤销

# 导入
import-no-quarter = { $rows } 条记录看不出季度，第一条 { $first }：请{ $medium ->
    [page] 在页面上方选定季度
   *[command] 用 --quarter 指明
}，或连同会议一起导入
import-other-quarter = { $rows } 条记录不属于 { $named }，第一条 { $first } 属于 { $own }：请更正日期，或{ $medium ->
    [page] 在页面上方另选季度
   *[command] 不填 --quarter
}
import-not-a-quarter = { $medium ->
    [page] { $period } 不是季度，请在页面上方选一个季度
   *[command] --quarter { $period }：应为季度，如 2026Q3
}
import-name = { $row }：{ $column }请填党员编号 { $member }，不填姓名：该行上报到县，姓名留在村和乡镇
import-seal = { $row }：{ $medium ->
    [page] 上报在「上报」页办理
   *[command] 上报用 `cunbang seal`
}，不能登记或导入
import-sheet = { $row }：得分单随通报下发，不能登记或导入
import-units = 单位的上下级关系不成立：{ $fault }
change = { $column } { $before } → { $after }
change-empty = （空）
reference-no-member = 名册里没有这个人{ $near }
reference-nobody = 这里没有这个人{ $near }：请选党员或经办人，或先加入名册；不是本村的人，填单位，如「镇党委」
reference-no-meeting = 没有这次会议{ $near }
reference-not-in-scheme = 考评办法里没有这个词{ $near }
reference-no-such-kind = 没有这个类别，应为：{ $kinds }
reference-own-review = 互评由他人评，评议人不能是本人：本人的评分填在自评
reference-others-review = 自评的评议人应为本人，或空着
reference-below-zero = 不能小于 0
reference-beyond-range = 考评办法规定这一环节为 { $least } 至 { $most } 分
reference-no-stars-for = { $status }不计入考评，不能评星
reference-not-of-ranked = 现行办法按 { $ranked } 这样的周期考评，不会用到这个周期的核定数：请填 { $ranked } 或其中的月份
reference-no-such-figure = 考评办法不计这个指标，应为：{ $figures }
reference-not-read = 考评办法不采用这个词，不会计入，应为：{ $words }
reference-no-reason = 没有写明原因：已召开的请留空，没有召开的请写明原因
reference-over-before-begun = 早于任职起始日 { $from }：两个日期写反了就对调，否则请改正
did-you-mean = ，是不是「{ $near }」？

# 经办人
operator-name = { $name } 不能作经办人姓名，应为 1 至 { $most } 字，不含看不见的字符
operator-known = 已有名为 { $name } 的经办人，请另取姓名或{ $medium ->
    [page] 由其本人在「设置」页修改密码
   *[command] 修改密码（`cunbang operator password`）
}
operator-alike = { $name } 与经办人 { $other } 看起来一样，会被当作同一个人：请换一个能区分的姓名
operator-unknown = 没有名为 { $name } 的经办人：{ $medium ->
    [page] 「设置」页列出已有的
   *[command] `cunbang operator list` 列出已有的
}
operator-disabled = 经办人 { $name } 已停用：{ $medium ->
    [page] 请其他经办人在「设置」页用同一姓名重新添加
   *[command] `cunbang operator add` 重新启用
}
operator-last-one = { $name } 是唯一可用的负责人：先添加另一名负责人
operator-wrong = 姓名或密码不对
account-altered = 账号 { $name } 不是由本程序写入数据库的，或被直接改动过，已停止使用。{ $medium ->
    [page] 请负责人在本节点所在电脑上重新设定其角色和密码，或将其停用
   *[command] 请负责人重新设定：`cunbang operator role { $name } 角色`、`cunbang operator password { $name }`；或停用：`cunbang operator disable { $name }`
}
account-altered-password = 账号 { $name } 的密码在数据库中被直接改动过，该账号已停止使用。{ $medium ->
    [page] 请负责人在本节点所在电脑上重新设定密码
   *[command] 请负责人重新设定：`cunbang operator password { $name }`
}
account-altered-role = 账号 { $name } 的角色或启停状态在数据库中被直接改动过，该账号已停止使用。{ $medium ->
    [page] 请负责人在「设置」页或本节点所在电脑上重新设定其角色，或将其停用
   *[command] 请负责人重新设定：`cunbang operator role { $name } 角色`；或停用：`cunbang operator disable { $name }`
}
account-altered-end = 账号 { $name } 为停用状态，但数据库中的记载与本程序写入的不符。{ $medium ->
    [page] 如需使用，请负责人在「设置」页重新添加
   *[command] 如需使用，请负责人重新添加：`cunbang operator add { $name }`
}
operator-locked-out = 连续多次输错密码，请 { $seconds } 秒后再试
operator-no-session = 登录已失效，请重新登录
operator-locked = 页面已锁定，请先输入密码
operator-hashing = 密码无法核对：{ $fault }
password-too-short = 密码太短，请用 { $least } 个以上字符
password-too-long = 密码太长，请用 { $most } 个以下字符
password-own-name = 密码不能是本人姓名
password-silly = 这个密码太常见，人人猜得到，请另换一个

# 查看
view-outside = { $unit } 不在本设备所属的 { $own } 之内{ $besides }：请查询本单位及下级单位，或用 { $unit } 及其上级的设备查询
besides-members = ，党员情况也不公布
besides-nothing-published = ，{ $period } 也没有公布包含它的排名
besides-not-published = ，排名 { $run } 也未公布
view-not-for-unit = { $about } 的{ $kind }不下发到本设备所属的 { $own }：请到保管单位查询
view-not-for-readers = 查阅者不取得含姓名的{ $kind }：请用其他身份的设备查询
view-no-document = { $document }：本机没有{ $medium ->
    [page] ，请先联网
   *[command] ：`cunbang status --documents` 列出已有的
}
view-no-such-device = 有 { $known } 台设备的编号以 { $named } 开头：{ $medium ->
    [page] “设备与注册”页列出已有的，或写全编号
   *[command] 用 `cunbang enrol list` 查看，或写全编号
}
view-unknown-unit = { $root } 之下没有单位 { $unit }：ListUnits 列出已有的
view-not-held = 这里是 { $node }，只保管本单位及下级的记录：请到 { $unit } 或其上级查询
view-no-period = 周期（period）：写明排名的可以不写，否则应写，如 2026Q3
view-no-run = { $medium ->
    [page] 这里还没有{ $named }的排名：由县、镇在“测算与发布”中测算，发布后下发
   *[command] { $node } 这里没有 { $period } 含 { $unit } 的排名：用 `cunbang run { $period }` 计算
}
view-unknown-run = { $node } 这里没有排名 { $named }：{ $medium ->
    [page] 请从“测算与发布”或“排名”中选择
   *[command] 请按 `cunbang run` 或通报所示填写，并写明周期
}
view-several-rows = { $called } 可能是 { $count } 条中的任何一条，请写编号：{ $rows }
view-several-runs = 排名（run）：{ $named } 可能是 { $known } 次中的任何一次：请多写几位
view-other-period = 排名 { $run } 属于 { $period }：应写该周期或不写，不是 { $asked }
view-not-ranked = 排名 { $run } 是 { $ranked } 及其下级的，其中没有 { $unit }
view-level-not-ranked = 层级（level）：考评办法 { $scheme } 不对{ $level }排名，应为：{ $ranked }
view-not-announced = { $by } 发布排名 { $run } 时所用的程序较旧，通报内容没有随通报下发。请向该单位索取通报，或者由其更新程序后重新发布一次。
view-made-elsewhere = 排名 { $run } 由 { $by } 发布，本机只有通报：{ $part }在该单位{ $medium ->
    [page] ，请向该单位查询
   *[command] ，或在本机用 `cunbang run { $period }` 重新计算
}
view-no-sheet = { $unit } { $period } 的得分单还没有下发到本机：它随通报下发，{ $medium ->
    [page] 联网可取
   *[command] `cunbang sync` 可取
}
view-not-in-run = 排名 { $run } 中没有 { $who }：GetRanking 列出其中各单位和党员
view-nothing-published = 尚无通报，{ $medium ->
    [page] 联网可取已发布的
   *[command] `cunbang sync` 可取已发布的
}
view-nothing-published-for = { $period } 尚无通报，{ $medium ->
    [page] 联网可取已发布的
   *[command] `cunbang sync` 可取已发布的
}
bulletin-taken-back-along = 已被排名{ $run }替代，该排名撤回后不恢复
view-withdrawn = { $period }的通报已撤回：{ $reason }（排名 { $run }）{ $medium ->
    [page] 。原通报见发布记录
   *[command] 。仍要查看的，用 cunbang notice { $code } --run { $run }
}
part-score-sheets = 得分单
part-members = 党员名单
kind-org = 单位目录
kind-scheme = 考评办法
kind-bulletin = 通报
kind-roster = 名册
kind-ledger = 台账
kind-inspection = 督查记录
kind-appeal = 申辩
kind-log = 公开日志
kind-sheet = 得分单

# 依据说明
not-applicable-full = 不适用：按考评办法，没有可计的记录得满分
not-applicable-nothing = 没有可计的记录：按考评办法不得分
not-applicable-unstated = 上级没有核定{ $figures }，本期不计此项，同组其他指标按比例折算
not-applicable-left-out = 不适用：按考评办法不计此项，同组其他指标按比例折算
remark-does-not-count = 不计
remark-not-this-period = 本期不考
remark-not-this-kind = 不考此类单位
remark-counted-already = 已计过
remark-said-already = 与另一条内容相同，只计一次
remark-group-at-most = 本组最多 { $points } 分
remark-not-below-zero = 扣完为止，不计负分
remark-no-seal = 没有上报
remark-no-seal-yet = 尚未上报
remark-seal-received = 上报收到于 { $day }
remark-not-received = 未收到
remark-not-done = 没有完成
remark-not-done-due = 没有完成，期限 { $due }
remark-late = { $done } 完成，期限 { $due }
remark-not-due-yet = 期限 { $due }，本期不计
remark-not-a-member = { $member }本期不计分
remark-not-marked = 未登记：{ $names }
remark-no-members = 没有名册，县里也没有党员数，按人数计的算不出
remark-scaled = 适用的指标共 { $part } 分，按比例折算为 { $full } 分
remark-of = 应计 { $whole }，实计 { $part }
remark-remote = 线上参加，按办法须到场
remark-no-stars = 没有评定星级
remark-stars = { $members } 名党员中 { $top } 人为 { $stars } 星，按规定应有 { $span ->
    [one] { $most }
   *[two] { $least } 至 { $most }
} 人：{ $verdict }
remark-stars-few = 偏少
remark-stars-many = 超额
remark-stars-within = 符合
remark-veto = 得分归零
remark-floor = 不低于此分
remark-of-period = { $period }：{ $said }
remark-not-published = 没有通报
remark-provisional = 暂定
remark-excused = 免考
remark-not-stated = 没有提供
past-needed = 还依据以往各期的通报

# 申辩
objection-empty = 没有填写申辩或答复的内容
objection-none = { $unit } 没有编号为 { $objection } 的申辩
asked-returned-corrected = ；已改正的还没有重新上报
elsewhere-not-sealed = 已结束，还没有上报
asked-returned-command = { $unit } { $day } 退回 { $period } 上报：{ $reason }；改正后重新上报
asked-returned-command-until = { $unit } { $day } 退回 { $period } 上报：{ $reason }；改正后重新上报，{ $until } 前（含当日）收到的按原上报时间计
seal-review-none = { $unit } 还没有上报 { $period }，没有可审核的上报
seal-review-reason = 退回上报要写明理由
seal-review-published = { $period } 的名单已经发布：请县里先撤回发布，再退回上报
seal-review-day = 改正期限要在 { $from } 至 { $until } 之间
rectification-empty = 请写明整改情况
rectification-no-finding = 没有问题 { $finding }，或已撤回

# 预览
along-table = { $table } { $rows } 条
along-withdrawn = 撤回{ $table } { $rows } 条
told-day = { $month }月{ $day }日
