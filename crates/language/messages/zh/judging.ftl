# A form, where nothing is imported
form-other-quarter = 属于{ $own }，不是本页的{ $named }：请更正日期，或打开{ $own }的页面登记
form-other-period = { $day } 不在{ $named }内：请更正日期，或打开{ $own }的页面登记
form-far-off = 离本页的周期太远（会记到{ $quarter }）：请核对年份，年份无误的，打开那个周期的页面登记
form-not-yet = 今天是 { $today }，这一天还没有到：请更正日期，或到时再登记
form-of-another = 这一行是 { $unit } 的，本机只能登记 { $own } 的
finding-counts-in = 按这一天施行的考评办法，计入{ $period }
# A return after its time
seal-review-not-kept = 退回可保留原上报时间的期限（{ $last }）已过，不能再定改正期限：可以退回，重新上报的按实际收到的时间计
asked-returned-not-kept = （改正后重新上报的，按实际收到的时间计）
review-kept-until = 改正期限最晚 { $until }（上报截止后 30 日）
review-not-kept = 上报截止后 30 日（{ $last }）已过，退回不再保留原上报时间：村里重新上报的，按实际收到的时间计，逾期的列为逾期
review-published = 名单已经发布，不能退回；确需退回的，请县里先撤回发布
review-until-none = ，重新上报的按实际收到的时间计
# Acting upon what was seen
upon-changed = 本页打开以后，已经有人作了改动。您这次提交没有办理，请对照后再定
upon-wanted = 您要办的
upon-keep = 保留现在的
upon-anyway = 仍按我填的办理
upon-look = 回去看现在的情况
upon-words = 仍要办理的，现在的内容会被替换，村里看到的随之改变
upon-nothing = 现在没有已生效的内容：原来的已撤回或已取消
upon-seal = 村里重新上报过，或者已经审核过：请先看现在的上报，再接受或退回
upon-published = 测算 { $run } 于 { $day }发布
upon-until = ，申辩截至 { $day }
upon-said = { $what }：{ $reason }
upon-withdrawn = { $said }；已撤回：{ $reason }
upon-by = { $said }（{ $who }，{ $when }）
upon-withdraw = 撤回发布：{ $reason }
upon-take-back = 撤回该问题：{ $reason }
upon-days = 申辩期 { $days } 日
after-list-came = 名单发布后又收到下列情况，未计入名单
after-list-nobody = 如计入，名次和后进候选都不变。
after-list-way = 现行名单不因此变动；要计入的，请重新测算后再发布
came-after-list = 这份排名作出后又收到 { $count } 个村的上报（{ $names }，最近一次 { $time }），没有计入；重新测算后才计入
came-after-status = { $status }（排名作出后已收到）
score-came-after = 这份排名作出时还没有收到本村的上报，{ $time } 才收到，没有计入这份排名；县里重新测算后才计入。
after-list-moved = 如计入，{ $count } 个单位的名次或者候选会变，其中候选变动 { $candidates } 个：
after-list-of-others = { $by }的名单发布之后，又有这些收到或者登记（名单由{ $by }重排）：
after-list-rank = 第 { $rank } 名
after-list-unranked = 未排名
after-list-move = { $name }：{ $before } → { $after }（{ $from } 分 → { $to } 分）
after-list-would-be-listed = ，将列为后进候选
after-list-would-be-open = ，是否列入后进候选不能确定
after-list-would-not-be-listed = ，将不再列为后进候选
after-list-more = 另有 { $count } 个，重新测算后可在“变化”中看到全部
upon-register = 登记文号：{ $number }
upon-no-days = 没有填申辩期
run-do-publish = 发布测算 { $run }
# What a run does not rest on
since-run-old = 这次测算不是最新的：以下内容是测算之后才有的，没有计入。要计入的，先重新测算
since-run-decided = 认定 { $villages } 个村：{ $names }
since-run-sealed = 上报 { $villages } 个村：{ $names }
since-run-rows = 登记 { $rows } 条：{ $names }
since-run-above = { $table } { $rows } 条：{ $names }
since-run-otherwise = 单位名单或考评办法有变动
run-again = 重新测算
notice-of-another = 这份通报由上级发布：发文机关、字号和申辩期限以上级的为准，这里不能改
notice-of-above = { $by }已于 { $day }发布本期名单，本级没有另行发布；名单见“排名”
# States of runs
changes-withdrawn-run = 测算于 { $time }（已撤回）
changes-superseded-run = 测算于 { $time }（已被替换）
overview-overdue-alone = 整改逾期 { $overdue } 件
# Coverage
coverage-and-returned = { $finding }；另有 { $returned } 个村的上报已退回，待重新上报
coverage-print-all = 全部列在一页
# A cell of a form
form-choose = { $column }必填，请选择：{ $choices }
form-cell-empty = { $column }没有填：应为{ $expected }
form-cell-wrong = { $column }「{ $value }」：应为{ $expected }
finding-written = 按规则计，填写为
objection-answered = { $unit }{ $day }答复申辩，{ $outcome }：{ $text }
# Previews
preview-title = 发布后各级看到的内容
preview-score = 得分（预览）
preview-of-draft = 草稿：排名 { $run } 尚未发布。这是发布后{ $unit }看到的内容
preview-once-published = 发布后：{ $said }
preview-of-run = 排名 { $run }：这是{ $unit }看到的内容
