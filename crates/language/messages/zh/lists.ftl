# 名单的来由：上级登记的内容由谁改动，哪些是截止后登记的，名单怎样替代
record-written-above = { $village }的{ $table } { $row } 是{ $by }（{ $operator }）登记的，下级不能撤回或修改，只能登记整改和回访情况；认为有误的，请告知{ $by }，由其更正
undo-written-above = 由上级登记，本级不能撤回或修改，请告知登记单位
became-recorded = 登记
became-changed = 修改（{ $columns }）
became-withdrawn = 撤回（原因：{ $reason }）
became-reinstated = 恢复
alteration = { $owner }登记的内容，{ $by }（{ $operator }）于{ $day }作了改动：{ $what }
alteration-of = { $row }：{ $said }
alteration-seen = 已知悉，不再提示
alteration-look = 查看督查问题
finding-from-above = 由上级登记，本级只登记整改、回访和结果；其他内容有误的，请告知登记单位更正。
late-row = 截止后登记：{ $by }（{ $operator }）于{ $day }{ $what }，{ $after }
late-after-deadline = 晚于上报截止日{ $deadline }
late-after-list = 在{ $published }名单发布之后
late-after-both = 晚于上报截止日{ $deadline }，在{ $published }名单发布之后
cause-row = { $row } { $said }
reference-due-passed = 整改期限早于登记当天（{ $today }），村里来不及整改：已经告知过村里的，填写“告知日期”；没有告知过的，改为今天以后的期限
reference-told-on = 告知日期应在检查当天（{ $from }）到 { $until } 之间
reference-fixed-without-day = 结果为已整改，却没有日期：填写“整改日期”；不清楚哪天整改的，填写“回访日期”，以回访日期为准
finding-told-on = 告知日期
finding-told-on-hint = 登记时整改期限已过的必填
publish-was-withdrawn = 排名 { $run }（{ $period }）曾经发布，{ $on } 撤回，理由：{ $reason }。{ $medium ->
    [page] 确需再次发布的，请再次确认
   *[command] 确需再次发布的，加 --yes
}；撤回记录保留在通报里
publish-former-stands = { $period } 的名单恢复为 { $on } 发布的 { $run }
publish-former-does-not-stand = { $period } 现在没有有效名单：它替代的 { $run }（{ $on } 发布）没有恢复。需要恢复的，{ $medium ->
    [page] 在“测算与发布”中重新发布
   *[command] 用 cunbang publish { $run } --yes 重新发布
}
publish-nothing-stands = { $period } 现在没有有效名单
publish-again = 此排名曾经发布，{ $on } 撤回，理由：{ $reason }；再次发布后撤回记录仍保留在通报里
publish-withdraw-sure = 撤回这次发布？
publish-withdraw-will = 将撤回排名 { $run } 的发布，理由：{ $reason }
publish-withdraw-alone = 撤回后本期没有有效名单，直到重新发布；此前的测算不会自动成为名单。
publish-withdraw-all-see = 各级都会看到已撤回及理由；撤回的名单仍留在通报里。
publish-withdraw-question = 撤回后以哪个名单为准？
publish-withdraw-former = 此排名发布时替代了 { $on } 发布的 { $run }。
publish-withdraw-none = 只撤回：本期没有有效名单，{ $run } 不恢复，直到重新发布。
publish-withdraw-back = 撤回并恢复：{ $on } 发布的 { $run } 重新有效，各级都会看到。
publish-withdraw-do-none = 只撤回，不恢复
publish-withdraw-do-former = 撤回，恢复原名单
publish-late-seal = { $name }（{ $on } 收到，截止后记录 { $rows } 条）
publish-late-seals = 逾期上报的村 { $count } 个：{ $villages }
late-finding-counts = { $row }（计分扣 { $points } 分）
late-finding = { $day }督查“{ $clause }”：{ $text }
publish-late-row = { $row }：{ $said }
standing-withdrawn = 本名单（排名编号 { $run }）已撤回，不再有效。理由：{ $reason }
standing-withdrawn-on = 本名单（排名编号 { $run }）已于{ $on }撤回，不再有效。理由：{ $reason }
standing-replaced = 本名单（排名编号 { $run }）已被{ $on }发布的名单（{ $other }）替代，不再有效，以新名单为准。
standing-replaces = 本名单（排名编号 { $run }）替代{ $published }发布的名单（{ $other }），原名单不再有效。
standing-follows = 本名单（排名编号 { $run }）替代{ $published }发布、{ $on }撤回的名单（{ $other }）。
list-named = { $number }，排名编号 { $run }
list-between = 其后{ $published }发布的名单（{ $other }）已于{ $on }撤回，同样不再有效。
list-restored = 现行名单（排名编号 { $run }）曾被{ $published }发布的名单（{ $other }）替代；后者已于{ $on }撤回，理由：{ $reason }。现行名单恢复有效。
standing-restored = 本名单（排名编号 { $run }）曾被{ $published }发布的名单（{ $other }）替代；后者已于{ $on }撤回，理由：{ $reason }。本名单恢复有效。
list-replaces = 现行名单（排名编号 { $run }）替代了{ $published }发布的名单（{ $other }），原名单不再有效。
list-follows-withdrawn = 现行名单（排名编号 { $run }）替代了{ $published }发布、{ $on }撤回的名单（{ $other }）。
bulletin-replaces = 替代 { $published_on } 发布的 { $run }
bulletin-replaces-withdrawn = 替代 { $published_on } 发布、{ $on } 撤回的 { $run }
bulletin-replaced = 已被 { $on } 发布的 { $by } 替代
bulletin-late = 逾期上报：{ $villages }
bulletin-late-one = { $name }（{ $on } 收到，截止后记录 { $rows } 条）
bulletin-history = 发布记录：
bulletin-event-published = { $on } 发布 { $run }
bulletin-event-published-as = { $on } 发布 { $run }（{ $number }）
bulletin-event-withdrawn = { $on } 撤回 { $run }，理由：{ $reason }
bulletin-event-withdrawn-stands = { $on } 撤回 { $run }，理由：{ $reason }；有效的是 { $stands }
late-dated-back = { $said }；自填的日期与事实不符：{ $day }测算并发布的名单里还没有这一条，是在那以后才写入的
