# 考评办法的文本：错在何处
scheme-fault-at = 第 { $line } 行第 { $column } 列：{ $message }
scheme-no-fault = 没有写明错在何处
scheme-near-word = ；是不是 `{ $word }`？
scheme-near-list = ；应为其中之一：{ $words }

# 键与值
scheme-value-wrong = `{ $place }` 写的是 { $value }：应为{ $expected }
scheme-value-is-list = `{ $place }` 写成了列表：应为{ $expected }
scheme-value-is-table = `{ $place }` 写成了表：应为{ $expected }
scheme-choice-unknown = `{ $place }` 写的是 { $value }，没有这个选项{ $near }
scheme-key-missing = 缺少 `{ $place }`：应为{ $expected }
scheme-key-unknown = `{ $section }` 里没有 `{ $key }` 这一项{ $near }
scheme-key-unknown-at-top = 办法里没有 `{ $key }` 这一项{ $near }
scheme-named-twice = `{ $key }` 里 { $value } 写了两次：请去掉一个
scheme-id-unknown = 没有编号为 `{ $id }` 的{ $what ->
        [group] 分组
        [stage] 阶段
        [tied-stage] 阶段
        [indicator-or-score] 指标（也可写 `score`）
       *[indicator] 指标
    }{ $near }
scheme-id-taken = `{ $id }` 已是{ $by ->
        [indicator] 另一项指标的编号
        [group] 分组的编号
       *[outcome] 保留的编号
    }：请换一个

# 应为
scheme-expected-text = 加引号的文字
scheme-expected-texts = 由加引号的文字组成的列表
scheme-expected-id = 小写字母、数字、`_` 和 `-`，最多 40 个字符
scheme-expected-number = 数字
scheme-expected-numbers = 值为数字的表
scheme-expected-decimal = 不超过 { $most } 的十进制数，最多六位小数
scheme-expected-number-within = 从 { $least } 到 { $most } 的数字
scheme-expected-whole = 从 { $least } 到 { $most } 的整数
scheme-expected-above-zero = 大于 0 的数字
scheme-expected-table = 表
scheme-expected-tables = 由表组成的列表
scheme-expected-true-false = 是或否，写作 `true` 或 `false`
scheme-expected-one-of = 其中之一：{ $words }
scheme-expected-number-column = 数字列
scheme-expected-day-column = 日期列
scheme-expected-word-of-column = 这一列的词{ $near }
scheme-expected-row-condition = 记录计入的条件，如 "kept_on is set"
scheme-expected-period-condition = 周期计入的条件，如 "score < 60"
scheme-expected-consequence-conditions = 条件，如 "score < 60" 或 "rank last 3"
scheme-expected-whole-to-miss = 应有多少，如 ["months"] 或 ["figure tasks"]
scheme-expected-mark-weights = 每种考勤计多少，如 `{"{"} present = 1, late = 0.5 {"}"}`
scheme-expected-amount = 数字，因为已写了 `unit` 或 `each`
scheme-expected-amount-unit = 数额的单位，如 "元"
scheme-expected-share = 大于 0、不超过 1 的小数
scheme-expected-candidate-share = 大于 0、不超过 1 的小数，如 0.05
scheme-expected-fraction = 从 0 到 1 的小数，如 0.2
scheme-expected-points = 大于 0 的分数
scheme-expected-max = 这项指标最多加或扣的分数
scheme-expected-measure = 表，如 `{"{"} kind = "count", table = "deeds" {"}"}`
scheme-expected-rule = 表，如 `{"{"} kind = "per", each = 2 {"}"}`
scheme-expected-bands-of-points = 各档，如 `[{"{"} from = 90, points = 10 {"}"}, {"{"} from = 60, points = 6 {"}"}]`
scheme-expected-bands-of-stars = 各档，如 `[{"{"} from = 90, stars = 5 {"}"}, {"{"} from = 0, stars = 3 {"}"}]`
scheme-expected-others = 其余党员的星级，如 `{"{"} bands = [{"{"} from = 0, stars = 3 {"}"}] {"}"}`
scheme-expected-group = 本层级一个分组的编号
scheme-expected-stage = 本层级的一个阶段：{ $stages }
scheme-expected-indicators = 至少一个 [[{ $level }.indicators]]
scheme-expected-stages = 至少一个 [[steps.stages]]
scheme-expected-steps = 步骤，如 `[{"{"} code = "1", name = "递交入党申请书" {"}"}]`
scheme-expected-name-in-rows = 最多 64 个字符、不含空白和 `/` 的文字，记录里要用到它
scheme-months-in-week = 一周之内没有整月，请改用 "weeks"，或另选周期
scheme-expected-weeks = 周次，如 "37"
scheme-expected-months = 月份，如 "03"
scheme-expected-quarters = 季度，如 "Q2"
scheme-expected-halves = 上半年或下半年，写作 "H1" 或 "H2"
scheme-expected-no-part = 空，办法按全年排名：请去掉 `in`

# 整份办法
scheme-text-too-long = 办法有 { $bytes } 字节，超过上限 { $most }：请缩短
scheme-full-width = 这里的“{ $sign }”是全角的：请改用半角的 `{ $meant }`
scheme-not-toml = 这里不合 TOML 格式（解析器原文：“{ $message }”）
scheme-ranks-nobody = 办法没有排名对象：请加上带指标的 [member]、[village] 或 [township]
scheme-status-unknown = `statuses` 里的 { $status } 不是党员状态{ $near }
scheme-statuses-empty = `statuses` 是空的，没有人会计入：请写上几种，或去掉
scheme-early-days-too-many = `early_days` 写的是 { $days }：一个{ $kind }可能只有 { $shortest } 天，不能在开始以前上报
scheme-steps-unused = 没有指标用到 [steps]：请加上一项计量，如 `{"{"} kind = "steps", light = "green" {"}"}`，或去掉步骤
scheme-nothing-below = [{ $level }] 要取下级得分的平均：请加上一个下级层级，如 [village]

# 层级
scheme-floor-above-all = `floor` 写的是 { $value }：各项指标合计最多 { $most } 分，所有单位都会得这个最低分
scheme-warning-below-all = `warning_below` 写的是 { $value }：得分不会低于 { $least }，没有单位会被警示
scheme-share-of-most = `share` 写的是 { $value }：参加排名的有 { $per_cent }% 会列为后进候选；只取末尾一部分应写 { $rest }
scheme-warning-when-without-line = `warning_when` 写的是列为警示另须的条件，没有 `warning_below` 就没有警示：请一并写明，或去掉
scheme-days-later-than-due = 条件 { $condition } 在 `{ $done }` 晚于 `{ $due }` 时成立，逾期的会算作按时：按时的应写 `{ $done } <= { $due }`，逾期的写 `not { $done } <= { $due }`
scheme-warning-above-all = `warning_below` 写的是 { $value }：得分不会高于 { $most }，所有单位都会被警示
scheme-only-of-villages = `{ $key }` 写在 [{ $level }] 里：只有 [village] 才有{ $key ->
        [candidates] 后进名单
        [coverage] 覆盖率
       *[kinds] 单位类别
    }，请移到那里
scheme-cap-above-sum = `cap` 写的是 { $value }：分组 `{ $group }` 的指标合计 { $sum } 分，到不了封顶
scheme-tie-breaker-twice = 同分比较项 `{ $indicator }` 前面已经列过，能分出先后的已经分出：请去掉
scheme-ceiling-below-all = `ceiling` 写的是 { $value }：得分不会低于 { $least }，没有单位会列入名单
scheme-ceiling-above-all = `ceiling` 写的是 { $value }：得分不会高于 { $most }，没有单位因此免列：请调低，或去掉
scheme-floor-of-full-marks = `floor` 写的是 { $value }：基础分满分为 { $full }，什么都不做也得满分。请写小于满分的数
scheme-minimum-above-share = `minimum` 写的是 { $value }：占 { $per_cent }% 时，不足 { $up_to } 个村都按这个数列，比例不起作用。请写小一些的数，一般为 1
scheme-of-many-of-member = `of` 里的 { $number } 与 `members` 相乘，等于要求每名党员 { $number } 条：应不超过 { $most }（每天一条）
scheme-stars-fewer-above = 从 { $from } 起给 { $gives } 星，低一档从 { $below } 起却给 { $more } 星：高的一档星不能少
scheme-band-gives-less = 从 { $from } 起给 { $gives } 分，低一档从 { $below } 起却给 { $more } 分：高的一档分不能少
scheme-kinds-empty = `kinds` 没有写任何单位类型：请写明，或去掉
scheme-kinds-not-ranked = `kinds` 里的 `{ $kind }` 不参加排名：应从 { $ranked } 中选
scheme-vetoed-without-veto = `vetoed` 写明被一票否决的排在何处，而没有一项指标是一票否决：请去掉
scheme-vetoed-without-floor = `vetoed = "last"` 使被一票否决的排在其余之后，而得分可能低于 0：请写 `floor = 0`
scheme-tie-breaker-unknown = 同分比较项：{ $why }
scheme-stage-twice = 有两个阶段的编号都是 `{ $id }`：请换一个编号
scheme-weights-sum = 各阶段的权重合计 { $sum }：应为 1
scheme-group-unused = `{ $section }` 的分组 `{ $group }` 没有指标：请加上一项，或去掉这个分组
scheme-stage-unused = `{ $section }` 的阶段 `{ $stage }` 没有指标：请加上一项，或去掉这个阶段

# 指标
scheme-missing-outside-base = `missing` 在 `{ $kind }` 类的分组里没有意义：只有基础分指标才有权重可减
scheme-own-figure-spared = 本村自报的统计数不报就不计分，等于少报得益：请写 `missing = "zero"`；由上级核定的，请写 `stated_by = "above"`
scheme-missing-spares-village = `missing` 不能用来免去村里自己该登记的内容：请用 `zero`，或改为计量别人登记的内容
scheme-max-without-points = 这种计分不给分：请去掉 `max`
scheme-in-empty = `in` 是空的，这项指标永远不会计入：请写上几个周期，或去掉

# 计分
scheme-veto-at-and-below = `at` 和 `below` 不能同时写：请去掉一个
scheme-each-not-above-zero = `each` 写的是 { $value }：应为大于 0 的数字，加分还是扣分由分组决定
scheme-deduct-in-added = `deduct` 是扣分，却放在加分的分组里：请用 `per`，或放到 `deducted` 类的分组
scheme-line-without-length = `from` 和 `to` 都是 { $value }：直线要有两个不同的值
scheme-veto-misplaced = `veto` 计分只能放在 `veto` 类的分组，这类分组也只能放它：请改其中一个
scheme-band-points-wrong = 从 { $from } 起的一档给 { $points } 分：应为从 0 到这项指标满分 `max` 的分数
scheme-band-points-above-max = 从 { $from } 起的一档给 { $points } 分：应为从 0 到这项指标满分 { $max } 的分数
scheme-band-empty = 从 { $from } 到 { $to } 的一档是空的：`to` 应大于 `from`
scheme-band-behind-lower = 从 { $from } 起的一档到不了，因为从 { $above } 起的一档在它前面：请把最高的一档写在最前
scheme-band-overlaps = 从 { $from } 起的一档与从 { $above } 起的一档重叠：每档不含 `to` 本身
scheme-band-gap = 这一档与从 { $above } 起的一档之间有空档：请去掉 `to`，或把空档补上
scheme-line-beyond-measure = 计量值从 0 到 { $top }，从 { $from } 到 { $to } 的直线到不了头
scheme-band-beyond-measure = 从 { $from } 起的一档到不了：计量值从 0 到 { $top }
scheme-band-below-zero = 从 { $from } 起的一档低于 0，而计量值不会低于 0：请写 0
scheme-bands-give-nothing = 各档都不给分：请让其中一档大于 0，或用 `shown`
scheme-line-below-zero = 计量值不会低于 0，够不到从 { $from } 到 { $to } 的直线
scheme-veto-at-always = `at` 写的是 { $value }：计量值都达到这个数，没有单位能保住得分
scheme-veto-at-never = `at` 写的是 { $value }：计量值从 0 到 100，永远不会一票否决
scheme-veto-below-never = `below` 写的是 { $value }：计量值不会低于这个数，永远不会一票否决
scheme-veto-below-always = `below` 写的是 { $value }：计量值都低于这个数，没有单位能保住得分
scheme-veto-nothing-missing = 没有记录的按零计，不会有缺数的情形：请用 `below`，或去掉
scheme-rule-takes-fraction = 计量值是百分数，从 0 到 { $top }，而计分只写到 { $highest }：表示全部的 { $highest } 应写 { $expected }

# 计量
scheme-measure-unfit-rows = `{ $table }` 表的记录说明不了{ $level }的情况：请换一种计量
scheme-measure-unfit-seals = 下级的上报和得分说明不了{ $level }的情况：请换一种计量
scheme-member-among-members = 一名党员不能再按党员数平均：请去掉 `per` 或 `of`
scheme-steps-not-written-alone = `not_as_written` 说的是往期步骤如何认定，写了 `earlier` 才看往期：请补上 `earlier`，或者删去这一项
scheme-steps-not-stated = 办法没有列出步骤：请加上 [[steps.stages]]
scheme-divided-twice = `per` 和 `of` 都是除数：请去掉一个
scheme-column-unfit = `{ $key }` 写的是 `{ $table }` 表的 `{ $column }` 列：应为{ $expected }
scheme-distinct-unknown = { $why }（也可写 `quarter`、`month` 或 `week`，按记录的日期）
scheme-word-unknown = `{ $table }` 表的 `{ $column }` 列没有 `{ $word }` 这个词{ $near }
scheme-ratio-of-same = `part` 和 `whole` 都是 `{ $column }`：请写两个不同的列
scheme-ratio-exchanged = `{ $whole }` 是 `{ $part }` 的一部分：请把 `part` 和 `whole` 对调
scheme-days-same = `date` 和 `due` 都是 `{ $column }`：请分别写完成日和期限
scheme-days-exchanged = `date` 写的是期限 `due`，`due` 写的是 `{ $column }`：请把 `date` 和 `due` 对调
scheme-marks-unstated = `weights` 没有写明 { $marks } 怎样计：请给每种考勤写一个数，或写 0
scheme-mark-weight-wrong = `{ $mark }` 的权重写的是 { $weight }：应为从 0 到 1 的数字，1 表示全程到会
scheme-marks-count-nothing = 没有一种考勤计入：请给 `present` 大于 0 的权重
scheme-condition-excludes-figure = 条件 { $condition } 把统计数 `{ $figure }` 本身排除了：请去掉
scheme-figures-same = `part` 和 `whole` 都是统计数 `{ $figure }`：请写两个不同的统计数
scheme-figure-unnameable = `{ $table }` 表中的统计数不能叫 { $figure }：应为最多 64 个字符，不含空格和 `/`
scheme-figure-unknown = 没有表提供这个统计数：{ $why }
scheme-of-empty = `of` 是空的：请去掉，或写明应有多少
scheme-of-months-by-weeks = `of` 把月数与周数相乘，得出的两样都不是：请只写一个
scheme-of-one = `of` 是 1，不起作用：请去掉，或写明应有多少
scheme-of-marks-without-members = 每条考勤是一名党员在一次会议上的，`of` 没有 `members` 就不是考勤的总数：请加上 `members`
scheme-of-meetings-held = 这里计的就是实开的会议，不能再以实开会议数为应有数：请写明应有多少
scheme-measure-undivided = `{ $kind }` 这种计量不作除法，`{ $key }` 没有意义：请去掉
scheme-distinct-week-of-period = `{ $table }` 表的记录按周期而不按日期：请用 `month`
scheme-distinct-unit-of-one = 一个{ $level }的记录都属于同一个单位：请换一列
scheme-stated-by-without-figure = `stated_by` 只用于统计数，而这项计量不依据统计数：请去掉
scheme-stated-by-and-unstated = `stated_by = "above"` 表示没有提供的统计数不算谁的过失，`unstated = "least"` 则算村里的：请去掉一个
scheme-best-of-without-whole = `best_of` 在几次会议中只取一次：请用 `of` 写明应有多少，否则只是一次会议的占比
scheme-of-marked-alone = `unmarked = "skip"` 只计有登记的，`of` 写的是应有多少：请去掉一个
scheme-unstated-without-figure = `unstated` 只用于统计数，而这项计量不依据统计数：请去掉
scheme-whole-at-least-not-of-ratio = `whole_at_least` 只用于 `ratio`：请在这里去掉
scheme-whole-at-least-of-villages = `whole_at_least` 只用于单位自己的记录：请去掉它，或去掉 `rows`
scheme-factor-unknown = `{ $key }` 写的是 { $value }：应为大于 0、不超过 10000 的数字，或 `figure ID`{ $near }
scheme-past-open-unfit = `not_received = "open"` 使本村未收到的期待定，只用于村的 `score`、`stars`：这里请删去
scheme-until-unfit = `until` 写明以哪个核定数为截止月份，只用于有 `stated_by = "above"` 且看记录的计量
scheme-spread-unfit = `spread` 使每周、每月、每季度最多计当期应有数，只用于写明 `of` 的 `count`（按条数）或 `timeliness`
scheme-distinct-on-unfit = `distinct_on` 写明按哪个日期归入周、月、季度、半年，只用于按这些计的 `count`、`missing`
scheme-expected-word-column = 填写文字的列
scheme-with-all-unfit = `with_all` 使所列各类齐全的周、月、季度、半年才计，`where` 在该列须写明两类以上：只用于按这些计的 `count`、`missing`
scheme-rounds-without-whole = 写明 `distinct` 的平均按轮次计：请用 `of` 写明应有几轮，否则少登记一轮没有影响
scheme-silent-ranked-unfit = `silent = "ranked"` 使没有收到的村照样排名，而 `{ $indicator }` 依据村里上报的内容：请删去其中一项
scheme-past-counts-unfit = `not_received = "counts"` 把未收到的期按可能符合计入，只用于 `combine = "count"`：这里请删去
scheme-shares-unfit = `least_share`、`most_share` 只用于 `distinct = "quarter"` 的党员记录 `count`：这里请删去
scheme-share-of-unfit = `share_of` 写明上级核定各季度党员数的统计数，最多 40 个小写字母、数字、`_` 和 `-`：要与 `least_share`、`most_share` 一起用
scheme-not-held-unfit = `not_held` 写明已说明原因而未召开的会议怎样计，只用于有 `best_of` 的 `marks`
scheme-own-rows-pay = 村里少登记自己的这些记录反而得益：请用 `of` 写明应有多少，或改看别人登记的记录
scheme-own-average-pays = 村里自报的统计数取平均，少报低的反而得益：请写 `stated_by = "above"`，或写 `combine = "sum"`
scheme-mark-more-than-present = `{ $mark }` 的权重是 { $weight }，高于 `present` 的 { $present }：到会的反而少得
scheme-or-date-unfit = `or_date` 代替 `timeliness` 的 `date`：这里请删去
scheme-or-where-alone = `or_where` 写明 `or_date` 代替哪些记录的日期：请写明该日期列，或删去
scheme-figures-unfit = `figures = "total"` 把指标所依据的各期统计数相加：没有统计数的，或 `combine` 取平均、最近一次的，请删去
scheme-past-of-members = 党员的结果不公布，以往各期无从知道：请改为计量村里自己的表，如 `awards`
scheme-past-years-without-last = 缺少 `last`：一年之内没有更早的年份，请写明往前几年

# 条件
scheme-condition = 条件 { $condition }：{ $why }
scheme-condition-not-one = 应写列名和比较，如 `kind = theme_day` 或 `due is set`
scheme-past-condition-not-one = 应写三个词，如 `score < 60`
scheme-consequence-condition-not-one = 应为 `score < 60`、`INDICATOR >= 1`、`rank last 3` 或 `candidate`
scheme-condition-value-wrong = { $value } 不对，应为{ $expected }
scheme-column-without-time = `{ $column }` 列不是日期或周期
scheme-condition-value-missing = `{ $test }` 后面缺少值
scheme-column-without-text = `{ $column }` 列不是文字
scheme-test-unknown = 没有 `{ $test }` 这种比较{ $near }
scheme-column-without-order = `{ $column }` 列不是数字或日期，不能比较大小
scheme-operand-unknown = { $value } 既不是 `{ $table }` 表的列，也不是{ $expected }
scheme-column-unknown = `{ $table }` 表没有 `{ $column }` 列{ $near }
scheme-column-of-other-kind = `{ $column }` 列不能与它比较
scheme-member-column-unknown = 名册里没有党员的 `{ $column }`{ $near }
scheme-column-without-days = `{ $column }` 列不是日期
scheme-word-nearly-known = `{ $table }` 表的 `{ $column }` 列没有 { $word } 这个词；是不是 `{ $near }`？
scheme-past-column-unknown = 没有 `{ $column }` 这一列{ $near }
scheme-condition-twice = 条件 { $condition } 写了两次：请去掉一个
scheme-conditions-exclude = 条件 { $first } 和 { $second } 不能同时成立，而各项条件都要成立：请去掉一个，或用 `in` 把值并在一起
scheme-column-never-empty = `{ $column }` 列不会是空的
scheme-column-with-itself = `{ $column }` 列与自身比较：请换一列，或写一个值
scheme-column-out-of-reach = `{ $column }` 列从 { $least } 到 { $most }，条件永远不会成立
scheme-value-twice = `{ $value }` 写了两次：请去掉一个

# 星级与后进候选
scheme-quota-not-of-members = `kind = "quota"` 只用于村内的党员：这里请用 `bands`
scheme-shares-exchanged = `most_share` 写的是 { $most }，低于 `least_share` 的 { $least }
scheme-quota-of-nobody = `most_share` 是 0，没有人能得最高星级
scheme-others-reach-top = `others` 最多给 { $stars } 星，而 `top` 是 { $top }：其余党员的星级应低一些
scheme-band-above-scores = 从 { $from } 起的一档到不了：各项指标合计最多 { $most } 分

# 结果运用
scheme-consequence-twice = 有两项结果运用的编号都是 `{ $id }`：请换一个编号
scheme-consequence-unconditional = `when` 没有条件：应写条件，如 "score < 60"
scheme-candidates-are-villages = 只有村能列为后进候选
scheme-unit-kind-unknown = 没有 `{ $kind }` 这类单位{ $near }
scheme-not-a-rank = { $number } 不是从 1 起的整数
scheme-not-a-number = { $number } 不是数字{ $near }
scheme-condition-above-ceiling = 得分达到 { $ceiling } 的不列为后进候选，条件永远不会成立
scheme-condition-excluded = 不能与 { $other } 同时成立：请去掉一个
scheme-condition-repeated = 写了两次：请去掉一个
scheme-each-in-per-cent = `each` 写的是 `{ $each }`，它的计量值是百分数：请换一项计数的指标
scheme-condition-without-candidates = 没有 [village.candidates]，就没有后进候选
scheme-condition-without-stars = 这一层级不评星级：请加上，或去掉条件
scheme-condition-out-of-reach = 取值从 { $least } 到 { $most }，条件永远不会成立
scheme-condition-always = 得分从 { $least } 到 { $most }，条件总是成立：请去掉，或另写一个数
scheme-condition-always-from = 取值不会低于 { $least }，条件总是成立：请去掉，或另写一个数
scheme-condition-always-to = 取值不会高于 { $most }，条件总是成立：请去掉，或另写一个数
scheme-condition-all-units = 差不多所有单位都在其中：应不超过 { $most }
scheme-condition-below-reach = 取值不会低于 { $least }，条件永远不会成立
scheme-condition-above-reach = 取值不会高于 { $most }，条件永远不会成立

# 发展党员步骤
scheme-steps-too-many = 共有 { $count } 个步骤，超过上限 { $most }
scheme-step-twice = 有两个步骤的代号都是 { $code }：请换一个代号
scheme-steps-within-nothing = 材料要在当天交齐：请写明可以晚多久，或删去这一项
scheme-unless-stopped-unfit = `stopped` 写明亮红灯的步骤是否排除其他记录，只用于有步骤的办法里 `table = "steps"` 的 `unless`
scheme-first-step-after = 第一个步骤之前没有步骤：请去掉 `least_months` 和 `least_days`
scheme-material-wrong = `materials` 里有 { $value }：应为{ $expected }
scheme-step-after-itself = 步骤 { $step } 排在自己之后：请写它前面的一个步骤，或去掉 `after`
scheme-step-not-before = 这一步骤之前没有步骤 { $step }{ $near }

# 办法摘要
scheme-stated = { $about }：{ $what }
scheme-stated-of-level = { $level }，{ $about }：{ $what }
scheme-about-deadline = 上报期限
scheme-about-objections = 申辩期限
scheme-stated-objections = 通报之日起 { $days } 日内可以申辩；逾期提出的注明逾期，仍予答复
scheme-stated-deadline = 周期结束后 { $days } 日内，宽限 { $grace } 日
scheme-about-left-open = 文件未明确、由本办法约定或没有写入的
scheme-about-past = 往期
scheme-stated-past = 还依据以往各期的通报；没有通报的期和免予考评的期不计入，未收到的期除另有写明外也不计入
scheme-about-steps = 步骤
scheme-stated-steps = { $stages } 个阶段，{ $count } 个步骤
scheme-stated-steps-within = { $stages } 个阶段，{ $count } 个步骤；材料在{ $within }内提交
scheme-stated-steps-earlier = { $stated }；上一步以登记的日期为准，往前两年的登记也算；没有登记、所写日期又早于这里最早登记的，亮黄灯，由上级以核定数“{ $figure }”写明已核实几步
scheme-stated-steps-written = { $stated }；上一步以登记的日期为准，往前两年的登记也算；所写日期在本期以前又没有这样登记的，亮黄灯，由上级以核定数“{ $figure }”写明已核实几步
scheme-about-steps-of-stage = 步骤，{ $stage }
scheme-stated-step = { $title }（{ $notes }）
scheme-stated-step-after = 在 { $code } 之后
scheme-stated-step-least = 距 { $code } 至少{ $least }
scheme-about-groups = 分组
scheme-stated-group = { $name }（{ $kind }）
scheme-stated-capped-group = { $name }（{ $kind }，封顶 { $cap } 分）
scheme-stated-capped = { $name }（封顶 { $cap } 分）
scheme-about-stages = 阶段
scheme-stated-stage = { $name } × { $weight }
scheme-stated-stages = { $stages }；满分已按阶段权重折算
scheme-about-ties = 同分依次比较
scheme-stated-tie =
    { $by }（{ $what ->
        [measure] 计量值
        [stage] 阶段得分
       *[points] 得分
    }{ $first ->
        [smaller] ，低者在前
       *[greater] {""}
    }）
scheme-about-offices = 职务
scheme-stated-offices = { $roles }：按所在单位的得分排名
scheme-about-skipped = 不适用的指标
scheme-stated-skipped = 跳过，同组其余指标按满分折算
scheme-about-floor = 最低分
scheme-about-warning-when = 警示另须
scheme-stated-tie-uncut = 如数扣分（不受单项、分组和最低分限制）后的得分
scheme-about-vetoed = 一票否决的
scheme-stated-vetoed = 排在没有被否决的之后
scheme-about-ties-skipped = 同分比较中不适用的
scheme-stated-ties-skipped = 按同组其他指标的得分率折算
scheme-about-no-score = 无可计分
scheme-stated-no-score = 基础分没有一项适用的，不计分、不排名、不列后进候选
scheme-about-silent-ranked = 未收到的村
scheme-stated-silent-ranked = 照样排名：各项都不依据村里上报的内容
scheme-about-warning = 警示线
scheme-about-coverage = 收到（含认定未开展）的比例低于此不列候选
scheme-about-consequence = 结果运用
scheme-about-members = 计入的党员
scheme-stated-members =
    名册上的{ $statuses }；{ $count ->
        [least] 没有名册，或名册人数少于县里统计的，人数按县里统计数
       *[instead] 没有名册的，人数按县里统计数
    }。按人均、平均、占比计量时，有名册而不计入的人的记录不计{ $roster ->
        [nobody] ，没有名册的，任何人的记录都不计
       *[anybody] {""}
    }；人数不明的，按人数计量的基础分、加分不得分，扣分扣满
scheme-about-rows = 不计的记录
scheme-stated-rows = 不可能成立的不计，并在得分单上逐条列明：发生之前作出的或者由本人作出的确认，同一人同一天内容相同的事迹和岗位（只计一次），自评以外对自己的评议，入党之前的记录，超出核定数的步骤，期限未到的问题{ $reading ->
        [strict] ；县里统计人数不能印证的期中入党、没有写明原因的未召开、回访没有认定整改的整改日期、按周按月按季分摊而不在本期完成的工作；按党员数的比例计名额的，取名册与县里统计数中较小的
        [attested] ；县里统计人数不能印证的期中入党、没有写明原因的未召开、回访没有认定整改的整改日期、按周按月按季分摊而不在本期完成的工作；按党员数的比例计名额的，取名册与县里统计数中较小的；没有写明确认人的确认、没有写明评议人的互评、超过 100 分的评议；村里自报的同一统计数取最大的（全期数与各分期合计数中较大的，负数按 0 计），上级有核定的以核定为准；分期的票数含在全期的票数内；收到的不足、不列名单的，按名次的结果运用也不提
        [vetted] ；县里统计人数不能印证的期中入党、没有写明原因的未召开、回访没有认定整改的整改日期、按周按月按季分摊而不在本期完成的工作；按党员数的比例计名额的，取名册与县里统计数中较小的；没有写明确认人的确认、没有写明评议人的互评、超过 100 分的评议；村里自报的同一统计数取最大的（全期数与各分期合计数中较大的，负数按 0 计），上级有核定的以核定为准；分期的票数含在全期的票数内；收到的不足、不列名单的，按名次的结果运用也不提；言行、岗位、承诺、任务，同一人（没有写明人的，同一村）同一天，文字和数字相同或者看起来一样的，不论类别、标点、空格和大小写，只计一次；只写“无故”“未召开”“忘记”一类的，不算未召开的原因；逐月计算的，一个月最多计到上级核定的数；确认日期晚于收到之日的言行，按未确认计；没有写明未召开原因的会议，有人登记到会的才算召开，不考核该类会议出勤的，写明主持人的也算
       *[checked] {""}
    }
scheme-about-points = 取位
scheme-stated-points = 每项指标的得分（已乘阶段权重）四舍五入到 0.01 分，此前不取位；得分是各项已取位得分之和，不再取位；有指标跳过的分组，折算后的合计也四舍五入到 0.01 分
scheme-about-kinds = 参评单位
scheme-about-attendance = 应到
scheme-stated-attendance = { $whole }为全体计入的党员；小组会为有登记者所在小组的党员（有人没有小组，或者没有名册的，为全体）；其他会议为有登记的党员；没有登记的按 0 计，不计入的人不在应到之内
scheme-about-findings = 整改
scheme-stated-findings = 期限在本期以后、尚未整改的问题不计入整改类指标
scheme-about-stars = 星级
scheme-stated-stars-band = 达到 { $from } 为 { $stars } 星
scheme-stated-stars-by-score = 按得分，{ $bands }；其余无星
scheme-stated-stars-by-measure = 按“{ $by }”数值，{ $bands }；其余无星
scheme-stated-stars-by-items = “{ $by }”中得分达到满分 { $reached }% 的指标各得一颗项目星，按得星项数占适用项数的比例（%），{ $bands }；其余无星
scheme-stated-stars-quota =
    本村计入的党员的 { $least }% 至 { $most }% 为 { $top } 星，按“{ $votes }”数值从高到低取到上限（下限小数进一，上限小数舍去；其间没有整数的，取两个比例正中的人数四舍五入，至少 1 人），没有得票的不取；数值相同而名额不够的，{ $equal ->
        [all] 一并取
        [score] 比较得分，再按同分规则
       *[meeting] 由会议决定
    }；{ $awards ->
        [within] 会议已评定的以评定为准，评定人数超过上限的，按推荐票确定，没有评定的列入其余党员
       *[stand] 会议已评定的以评定为准
    }。其余党员：{ $others }
scheme-about-candidates = 后进候选
scheme-stated-candidates =
    参加排名的{ $kinds }的 { $share }%（{ $rounding ->
        [up] 小数进一
        [down] 小数舍去
       *[nearest] 四舍五入
    }，至少 { $minimum } 个），从末位起，全域统一排列；末位处名次并列的一并列入，名列第一的不列入
scheme-stated-candidates-ceiling = { $cut }；得分达到 { $ceiling } 分的不列入
scheme-stated-unstated-nothing = ，没有提供统计数的不得分
scheme-stated-unstated-most = ，没有提供统计数的扣满（{ $points } 分）
remark-open-period = { $said }，县里认定前按 0 计
remark-beyond-spread = 超出当周（月、季度）应有数，不计
remark-no-quarter = 所属期间不在一个季度内，不计
remark-no-half = 所属期间不在一个半年内，不计
remark-incomplete = 应有的几类不全，不计
remark-outside = 不在本期内完成，不计
remark-other-round = 同一轮另有更高的，此条不取
remark-possible-period = { $said }，按可能计入
remark-joined-not-borne-out = 所填入党日期无县里人数印证，照常计：{ $names }
unread-word = 考评办法不采用“{ $word }”，不计{ $near }；采用的有：{ $asked }
unread-word-nearly = “{ $word }”照常计，但考评办法里没有这个词{ $near }
remark-excluded = 另有“{ $table }”表的记录，不计
remark-beyond-quota = { $members } 名党员中有 { $there } 人，最多 { $most } 人：超额，不计
remark-more-than-all = { $part } 多于全部 { $whole }，按全部计
remark-added-up = 各期合计 { $sum }
remark-within-figure = 已含在 { $period } 的数内
remark-all-present = 已说明未召开原因，视同到会
remark-stated-above = 以上级核定的为准
remark-later-holds = 以较晚的为准
remark-another-greater = { $number }：另有较大的，取较大的
remark-negative = { $number }：负数按 0 计
remark-other-period = 属于 { $period }，不是 { $here }，不计
remark-votes-within = 与同期其他票数重复，不计
remark-until-unfit = { $month }：不是本期内的月份，按整期计
remark-awards-beyond = 评定 { $top } 星 { $given } 人，最多 { $most } 人：超额，按推荐票确定
remark-not-marked-alone = 未登记
remark-not-marked-count = 未登记 { $count } 人
remark-expected = 应有 { $whole }，实有 { $part }
remark-expected-share = 应有约 { $about }，实有 { $part }，为应有数的 { $share }%
remark-expected-less-than-one = 应有不足 1，实有 { $part }，为应有数的 { $share }%
remark-items-with-star = 适用的 { $whole } 项中 { $part } 项得星
remark-after-due = 期限 { $day } 之后的，不计
remark-unstated = 没有核定{ $figures }
remark-no-figure = 没有提供：{ $factors }
remark-none-due = 核定数为 0
remark-part-of-week = 所在的一周不全在本期内，不计
remark-not-the-best = 另一次会议出勤不少于此次，此次不取
remark-at-least = 按不少于 { $least } 计
remark-each-at-least = 每次按不少于 { $least } 计
remark-roster = 名册 { $here } 人，县里统计 { $counted } 人
remark-votes = { $votes } 票
remark-passed-over = { $votes } 票，而未得 { $top } 星的党员中有 { $other } 票的
remark-equal-votes = { $who } 票数相同（{ $votes } 票），其中 { $most } 人可为 { $top } 星：由会议决定
remark-no-step = 不是办法中的步骤
remark-weighed-provisional = { $said }（暂定，按已收到的计）
remark-weighed =
    { $score } × { $weight }{ $why ->
        [some] （部分党员数不明，按平均估算）
        [mean] （党员数不明，取平均）
        [alike] （党员数均不明，同等计算）
       *[known] {""}
    }
remark-not-joined = { $member }当时尚未入党，不计
remark-joined-after = 当时尚未入党，不考
remark-beyond-steps = 超出核定步数，不计，请核查：{ $step }，{ $light }
remark-missing-beside = 同组其他指标有数而它没有：不得分
