# 一行之中
row-fault = { $column }：{ $value }：应为{ $expected }
expected-unit = 单位代码（县 6 位、乡镇 9 位、村 12 位）
expected-id = 编号，1 至 64 个字符，不含空格和“/”
expected-text = 文字，最多 { $most } 字
expected-date = 日期，如 2026-09-01
expected-month = 月份，如 2026-09
expected-period = 周期：周 2026W37、月 2026-09、季度 2026Q3、半年 2026H2 或年 2026
expected-number = 数字，{ $least } 至 { $most }，最多四位小数
expected-whole = 整数，{ $least } 至 { $most }
expected-yes-no = 是或否
expected-choice = 其中之一：{ $choices }
expected-reason = 理由，1 至 { $most } 字
expected-at-most = 不超过{ $column }（{ $value }）的数
expected-without-unseen = 不含不可见字符 { $character } 的文字，请重新输入
expected-column-of = { $table }的列名

# 周期
period-not-one = { $text } 不是周期，应为周 2026W37、月 2026-07、季度 2026Q3、半年 2026H2 或年 2026
period-no-year = { $text } 没有写年份，应写作 2026Q3 或 2026年第三季度

# 单位的上下级关系
tree-fault = { $fault }，应为{ $expected }
tree-empty = 没有单位
tree-twice = 单位 { $unit } 列了两次
tree-unknown-parent = 单位 { $unit } 的上级 { $parent } 没有列出
tree-elsewhere = 单位 { $unit } 的上级填的是 { $parent }
tree-between = 单位 { $unit } 的上级填的是 { $parent }，但按代码它在 { $between } 之内
tree-above-its-parent = 单位 { $unit }（{ $kind }）列在 { $parent }（{ $parent_kind }）之下
tree-expected-one = 至少一个单位
tree-expected-once = 每个单位只列一次
tree-expected-listed = 已列出的单位：补上它，或更正代码
tree-expected-code = 以上级代码开头的代码，如 { $parent }-001
tree-expected-between = 以 { $between } 为上级，或有自己的代码，如 { $parent }-001
tree-expected-higher = 级别更高的上级

# 两个时钟相差多少
clock-minutes = { $count } 分钟
clock-hours = { $count } 小时
clock-days = { $count } 天
