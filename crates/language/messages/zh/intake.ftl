# 所在的位置
place-row = 第 { $row } 行
place-rows = 第 { $rows } 行
place-column = { $letters } 列
fault-more = 另有 { $more } 处
fault-more-kinds = 另有 { $more } 类{ $medium ->
    [page] ，改好这些再导入会列出
   *[command] ，--faults FILE 列出全部
}

# 文件与工作表
problem-unreadable = 读不出：{ $why }
problem-damaged = 文件不完整、已损坏或不是表格，请用 WPS 或 Excel 打开，另存为 .xlsx 后再导入
problem-password = 文件有密码，请去掉密码另存
problem-no-spreadsheet = 这是{ $what }，不是表格：请改用 .xlsx、.xls、.et、.ods 或 .csv 文件
other-file-document = 文字文档
other-file-slides = 演示文稿
other-file-portable = PDF 文件
other-file-picture = 图片
other-file-page = 网页文件（可用 WPS 或 Excel 打开，另存为 .xlsx）
other-file-archive = 压缩包（请先解压）
other-file-bytes = 读不出文字的文件（可能只改了扩展名，或已损坏）
problem-no-table = 没有找到可以导入的表，请对照{ $medium ->
    [page] 下载的填报模板
   *[command] 模板（`cunbang template`）
}的表名和列名
problem-near-table = 像是「{ $tables }」表：认出了{ $found }，还缺{ $lacks }。请补上缺的列再导入{ $title ->
    [period] （周期也可写在标题里，如“2026年第三季度”）
   *[none] {""}
}
problem-inner-folder = 里面的文件夹不读，请单独导入
problem-too-large = 超过 { $mebibytes } MiB，请按周期或乡镇分成几个文件
problem-too-many-rows = 超过 { $most } 行，请分成几个文件
problem-too-many-cells = 超过 { $most } 个单元格（只有格式没有内容的也算），请删去用不到的行和列，或分成几个文件
problem-too-many-columns = 超出第 { $most } 列，请删去表格右边的内容
problem-too-long = 一个单元格超过 { $most } 个字（Excel 的上限），请缩短
problem-too-much-text = 单元格里的文字合计超过 { $mebibytes } MiB，请分成几个文件
problem-unpacks-too-large = 解压后超过 { $mebibytes } MiB，不像是正常的表格，请只留要导入的工作表，另存后再导入
problem-too-many-parts = 文件包里有 { $parts } 个部件，正常的表格不超过 { $most } 个，请用 Excel 或 WPS 另存后再导入
problem-encoding = 有读不出的字节 { $bytes }：文件已损坏，或编码不是 UTF-8、UTF-16、GB18030
problem-open-quote = 引号没有结束
problem-after-quote = 引号结束后应为分隔符或换行；引号内的引号写两个
problem-no-header = 没有找到表头，{ $table }应有：{ $columns }
problem-several-tables = 可能是{ $tables }，请把工作表改成其中一个名字
problem-no-column = { $table }缺少「{ $column }」列{ $near }
problem-column-twice = 这一列在 { $first } 列已有

# 单元格
problem-empty = 必填，应为{ $expected }
problem-not-that = 应为{ $expected }{ $near }
problem-row = 应为{ $expected }
problem-no-day = 只写到月，请写明是哪一日
problem-no-day-optional = 只写到月，请写明是哪一日；不清楚的可以留空
problem-no-such-day = { $year }年{ $month }月只有 { $days } 天，没有这一日
problem-other-weekday = { $day } 是{ $is }，不是{ $written }：日期和星期有一个写错了，请核对
problem-no-year = 没有写年份，请写明
problem-ahead = 没有写年份，若是 { $year } 年，这一天还没有到：请补上年份
problem-two-readings = 可以读作 { $one }，也可以读作 { $other }，请写清楚
problem-which-is-the-year = 看不出哪个是年，请写四位年份，如 2026-09-01
problem-unit-of-none = 带有单位「{ $written }」，本列没有写明单位，请在表头写明或只写数字
problem-unit = 单位是「{ $written }」，本列的单位是「{ $expected }」，请换算
problem-shortened = Excel 把长数字缩成了科学计数，末尾几位已丢失：请把这一列设为文本格式后重新填写代码
problem-unknown-unit = 没有这个单位{ $near }
problem-several-units = 有几个单位叫这个名字，请填代码：{ $which }
problem-no-unit = 请填单位代码或名称
problem-unknown-member = 名册里没有这个人{ $near }
problem-nobody = 这里没有这个人{ $near }：请选党员或经办人，或先加入名册；不是本村的人，填单位，如「镇党委」
problem-several-members = 有几名党员叫这个名字，请填党员编号或入党日期
problem-several-members-which = 有几名党员叫这个名字，请填党员编号，或照下面写明是哪一个：{ $which }
problem-namesake = 名册上已有 { $known }。是同一个人的，请填他的党员编号，或照名册改入党日期；是另一个人的，{ $medium ->
    [page] 勾选「姓名相同或相近的是另一个人」
   *[command] 加 --new-members
}
problem-namesake-no-day = 名册上已有 { $known }。是同一个人的，请填他的党员编号；是另一个人的，请填入党日期
problem-no-roster = 还没有党员名册，姓名对不上编号：请先导入党员表，或与本表一起导入
problem-unknown-meeting = 没有这次会议，请填会议编号或日期{ $near }
problem-several-meetings = 那天有几次会议，请填编号：{ $which }
problem-when-confirmed = 哪天确认的？请填确认日期；本季度这件事以后的季度考评会还没有登记，登记后可以只写“是”
problem-when-confirmed-which = 哪天确认的？本季度有几次季度考评会：{ $meetings }，请填确认日期
problem-mark-twice = 这名党员这次会议的考勤已在 { $first } 登记过；名册里同名的，请先补全名册
problem-id-twice = 编号已在 { $first } 用过
problem-name-twice = 这名党员已在 { $first } 写过：重复的请删去一行；若是同名的两个人，请各填入党日期
problem-quarter-of-meeting = 几个季度都有这个编号的会议，请改填会议日期，或把同一季度的会议与考勤放在一个工作簿里（{ $which }）
problem-meeting-twice = 同一天同类会议已在 { $first } 写过：若是两次会议，请各填会议编号
problem-no-mark = 不是出勤标记，可写：{ $known }；表上有图例的以图例为准
problem-no-ledger = 这个单位（{ $kind }）没有台账，应为村、社区或支部
problem-no-tree = 单位的上下级关系不成立，应为{ $why }
problem-not-in-scheme = 考评办法里没有这个词{ $near }
problem-no-such-kind = 没有这个类别，应为：{ $kinds }
problem-far-off = 离所导入的周期太远（会记到{ $quarter }），年份是不是写错了？确实无误{ $medium ->
    [page] 在导入页勾选「日期没有写错」
   *[command] 加 --far-dates
}
problem-not-yet = 今天是 { $today }，这一天还没有到：到时再登记。日期确实无误{ $medium ->
    [page] 的，导入时勾选「日期没有写错」
   *[command] 加 --far-dates
}
problem-planned = 这是计划，会议确已按期召开的请确认{ $medium ->
    [page] ：勾选「计划中日期已过的会议，确已按期召开」
   *[command] ：加 --held
}；没有召开或改了日期的，请删去或改正这一行
problem-of-another = 这一行是 { $unit } 的，本机只能登记 { $own } 的：删去这一行，或到那个村的终端上导入
problem-not-written-here = 本机（{ $own } 的{ $role }）不能登记 { $unit } 的{ $table }
problem-own-review = 互评由他人评，评议人不能是本人：本人的评分填在自评
problem-others-review = 自评的评议人应为本人，或空着
problem-beyond-range = 考评办法规定这一环节为 { $least } 至 { $most } 分
problem-no-stars-for = { $status }不计入考评，不能评星
problem-not-of-ranked = 现行办法按 { $ranked } 这样的周期考评，不会用到这个周期的核定数：请填 { $ranked } 或其中的月份
problem-no-such-figure = 考评办法不计这个指标，应为：{ $figures }
problem-other-quarter = 属于{ $own }，不是所导入的{ $named }：请更正日期，或把那些行按{ $own }单独导入
problem-resembles = 已有 { $id }「{ $text }」，本表没有，是不是更正了它？{ $medium ->
    [page] 更正选「是更正原来那条」，另一件事选「是另一条」
   *[command] 更正加 --corrected，另一件事加 --as-new
}
problem-near-member = 名册上有 { $name }（{ $id }），不在本表，是不是同一个人？同一人请填编号 { $id }，另一人{ $medium ->
    [page] 勾选「姓名相同或相近的是另一个人」
   *[command] 加 --new-members
}
problem-other-joined = 名册上的{ $name }（{ $id }）{ $day } 入党，是不是同一个人？同一个人、更正入党日期{ $medium ->
    [page] 勾选「同名而入党日期不同的是同一个人，更正入党日期」，另一个人勾选「姓名相同或相近的是另一个人」
   *[command] 加 --same-members，另一个人加 --new-members
}
problem-renamed = 名册上编号 { $id } 是{ $name }：同一个人改了名{ $medium ->
    [page] 勾选「编号相同的就是同一个人，改用新姓名」
   *[command] 加 --renamed
}；不是同一个人，请删去编号或改正编号，否则{ $name }的考勤和言行会记到他名下
problem-sign = 表上没有图例说明这个符号，请加一行图例，如“√出席 △请假 ×缺席”，或改写成字
problem-which-meeting = 这一列像是出勤，看不出是哪次会议：请在列名里写会议的日期或编号

# 应填什么
expected-unit-or-name = 单位代码（县 6 位、乡镇 9 位、村 12 位）或名称
joined-on = { $day } 入党

# 怎样读的
how-empty = 空
how-year = 按所导入周期的年份
how-serial = Excel 日期序号
how-time = 略去时刻
how-unit = 略去单位
how-converted = 已换算
how-numeral = 汉字数字
how-stars = 按星的个数
how-word = 按惯用写法
how-circle = 没有图例，○ 按请假，请核对
how-legend = 按表上的图例
how-title = 按表的标题
how-named = 按本次导入的期间
how-unit-name = 按单位名称
how-own-unit = 没有写单位，按本单位
how-member-name = 按姓名
how-meeting = 按日期或主题
how-review-meeting = 只写了已确认，没有日期，按本季度唯一一次季度考评会的日期
how-not-confirmed = 未确认，不计分
how-left = 已离开：撤出名册和本期状况，不再计入应到
how-emptied = 表上是空的，原来登记的将清空
how-of-organisation = 没有写明党员；若是某位党员的承诺，请补上姓名
commitment-of-organisation = 支部的承诺
how-own-ids = 这一列各行不同，作为编号
how-made-id = 没有编号，自动编号
how-known-member = 没有编号，名册上已有此人

# 没有采用的
passed-title = 表头以上的「{ $text }」
passed-header-again = 重复的表头
passed-total = 「{ $text }」行
passed-total-differs = 「{ $of }」写的合计是 { $written }，读到的加起来是 { $read }：请核对是否漏行或写错
passed-no-rows = 名册里没有党员：表头以下没有行
passed-stages-across = 「{ $headers }」并列成栏，没有采用：评议每行登记一个环节的一份分数（环节、党员、评议人、分数），互评要看得出谁评的，平均分不作为评议登记
passed-note = 说明「{ $text }」
passed-ahead = 计划：日期未到，召开后再登记「{ $text }」
passed-planned-elsewhere = 计划：{ $month }月{ $day }日属于{ $quarter }，召开后在那个季度登记
passed-gone = 已{ $reason }，不在名册上
passed-former-unit = { $unit } 已在单位表撤销（{ $stated }：{ $reason }），不参加排名，它的 { $rows } 条记录不计
passed-state = 「{ $text }」既不是身份，也不是转出、离世，没有采用
passed-twice = 与 { $first } 完全相同，只算一条；若是两件事，请在内容里写出区别，或各填编号
passed-withdrawn = { $row } 已撤回（{ $reason }），未导入；要恢复{ $medium ->
    [page] 勾选「撤回过的，恢复」
   *[command] 加 --restore-withdrawn
}
passed-of-withdrawn = { $about } 已撤回（{ $reason }），其 { $rows } 条考勤未导入；要恢复{ $medium ->
    [page] 勾选「撤回过的，恢复」
   *[command] 加 --restore-withdrawn
}
passed-waits = 要等{ $table }里的“{ $named }”改好
import-waiting = 另有 { $rows } 行本身没有错，只是要等{ $table }里有问题的行改好（{ $named }{ $more ->
    [0] {""}
   *[other] {" "}等
}）。改好后把整个文件再导入一次，这些行会一并计入。
passed-example = 模板的示例行
passed-column = 「{ $header }」列，本表不用
passed-personal = 「{ $header }」列，个人信息不予保存
passed-nameless = 没有列名的列
passed-hidden = 隐藏的工作表
passed-no-table = 不是台账的表
passed-other-file = 不是表格文件
passed-no-members = 名册中没有 { $unit }，党员数以县里掌握的为准，否则按不明处理

# 得分表 sheets of finished scores
wide-columns = 得分列：{ $headers }
wide-nameless = 这一列没有表头，里面是分数，按「{ $word }」计
wide-no-score-nameless = 这一列没有表头，也不是分数，没有采用
wide-no-score = 「{ $header }」列{ $why }，不计分
wide-totals-agree = { $rows } 行总分与各项得分之和相符
wide-total-ignored = 「{ $header }」列没有核对
wide-total-alone = 只有总分，按总分排名
wide-deducts = 「{ $header }」列按扣分
wide-period = 按标题，周期为 { $period }
wide-text = 「{ $text }」不是表中的行
wide-summary = 「{ $text }」行不是村
wide-village = 「{ $written }」→ { $read }
wide-without-scores = 没有得分，按未收到：{ $names }
wide-not-in-sheet = 表上没有，按未收到：{ $names }
wide-empty-is-zero = { $cells } 个空单元格按零分
wide-rounded = { $cells } 个得分四舍五入到 0.01
wide-stated = 满分按表上写的：{ $columns }
wide-full-marks = 表上没有写满分，按 { $full } 分定星级
wide-is-rank = 是名次
wide-is-stars = 是星级或等次
wide-is-weight = 是权重
wide-is-number = 是编号
wide-is-subtotal = 是小计
wide-is-sum = 每行都是其余各项之和，是总分
wide-is-mean = 每行都是其余各项的平均
wide-is-other-period = 是别的周期或变化
wide-is-count = 是人数、户数一类
wide-is-remark = 是备注
wide-is-empty = 是空的
wide-is-not-in-scheme = 考评办法不用
