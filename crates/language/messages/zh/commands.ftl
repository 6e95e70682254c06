# What the commands say.


audit-cannot-read = { $folder }：无法读取
audit-cannot-read-again = { $path }：无法读取
audit-line-not-audit-event = { $path }：第 { $number } 行不是审计事项
authority-cunbang-authority-replace-replacement = { $folder }：县根证书更换未完成，请再次运行 cunbang authority replace
authority-countys-authority-no-key = { $folder }：县根证书私钥 ca-key.pem 缺失，无法注册设备和续期，请放回另存的副本，或用 cunbang authority replace 更换
authority-key-ca-key-pem = { $folder }：ca-key.pem 与 ca.pem 不符，请放回另存的副本，或用 cunbang authority replace 更换
authority-key-countys-authority = 县根证书私钥可被他人读取：{ $error }
authority-key-countys-authority-cannot = 县根证书私钥无法读取（{ $error }），请放回另存的副本，或用 cunbang authority replace 更换
authority-cunbang-authority-replace-countys = 县根证书更换声明缺失，请运行 cunbang authority replace
authority-devices-others-still-rest = { $behind } 台设备（{ $unit }{ $behind ->
    [1] {""}
   *[other] {" "}等
}）尚未换用新的根证书，本机最迟可代为证明至 { $until }，请在此前联网；cunbang authority show --behind 列出这些设备
answer-answered-goes-down-next = { $unit } { $period }: 已答复，联网后下发到村
audit-event-no-such-event = --event { $wanted }：没有这类事项，现有 { $known }
authority-expected-characters-one-line = 请填 1 至 { $max_reason } 个字，不换行
authority-devices-still-rest-former = { $behind } 台设备尚未换用新的根证书，下次联网时换用，最迟至 { $until }；cunbang authority show --behind 列出这些设备
authority-every-device-rests-current = 所有设备均已换用现行根证书
authority-statement-authority-follows-former = 更换声明已重新记入
authority-yes-authoritys-key-here = 县根证书私钥完好，无需更换；确要更换请加 --yes
backup-file-exists-name-another = { $file }：文件已存在，请另取文件名
backup-cannot-write-there = { $beside }：无法写入
backup-copying-store = 正在复制数据库
backup-cannot-put-place = { $file }：无法写入
backup-authoritys-key-not-here = 发证机构的私钥不在本机，备份中也没有
bulletin-run-published-scheme =
    { $period }  排名 { $id }
    { $by } 于 { $published_on } 发布，考评办法 { $scheme }
bulletin-objections-until = 申辩截止：{ $until }（含当日）；逾期提出的注明逾期
bulletin-backward-candidates = 后进候选：{ $candidates }
bulletin-decided = 认定 { $subject } { $decision }：{ $reason }
bulletin-withdrawn = 已撤回：{ $reason }
bulletin-published-too = 另有发布
bulletin-run = { $by } 的排名 { $id }：{ $state }
bulletin-score = 得分
bulletin-rank = 名次
bulletin-its-township = 乡镇内名次
bulletin-stars = 星级
bulletin-candidate-backward-list = ，后进候选
conflicts-no-row-stands-several = 没有冲突
conflicts-cunbang-resolve-take-n = cunbang resolve { $table } { $id } --take N
conflicts-choose = { $found } 行有多个值，请选定
conflicts-one-value-now = { $document } 的 { $table }/{ $id } 已选定 ✓
decide-yes = { $unheard }。确要现在认定，请加 --yes
decide-decision-taken-back = { $period } 对 { $unit } 的认定已撤销 ✓
decide-cunbang-run-ranks = { $period } { $unit }：{ $word } ✓；cunbang run { $period } 按此排名
doctor-documents-logs-entries-receipts = 已检查 { $documents } 份台账、{ $logs } 份日志、{ $entries } 条登记、{ $receipts } 份回执、{ $projections } 份汇总、{ $snapshots } 份快照
doctor-all-well = 一切正常
doctor-what-wrong-repaired = 有误之处已修复
doctor-more-of-kind = 此类另有 { $more } 处，加 --all 或 --format json 全部列出：{ $what }
doctor-left-list-says-what = 尚有 { $faults } 处有误，处理办法见清单；--repair 修复可以重建的部分
enrol-renewed-until = 已续期至 { $not_after }
enrol-node-above-older-program = 上级程序较旧，设备名 { $label } 未采用
enrol-enrolled-device-until = 已注册：{ $unit } 的{ $role }（{ $label }），设备 { $device }，有效期至 { $not_after }
enrol-other-devices-enrol-there = 上级正在受理其他设备，{ $seconds } 秒后自动再试，请勿关闭
enrol-device-enrolled-already-as = { $folder }：本设备已注册为 { $unit } 的{ $role }，续期请用 cunbang enrol renew
enrol-list-not-complete-devices = 设备清单不完整，可能缺少注册和吊销。{ $missing }
enrol-device-revoked-before-nothing = 设备 { $device } 此前已被吊销，未作改动
enrol-device-stands-no-list = 设备 { $device } 不在名册中，仍予吊销，请核对设备号
enrol-device-revoked-nodes-running = 设备 { $device } 已吊销；正在运行的节点一分钟内知悉，其余下次联网时知悉
codes-every-village-device-already = 各村均已有设备，未发放注册码
codes-delete-once-printed = { $sheet }：{ $made } 页，打印后请删除
codes-each-code-works-once = 每个注册码只能用一次，请当面或电话告知，不要发群
codes-code-cancelled = 已取消 { $id }（{ $unit } { $label }）
evidence-writing-evidence = 正在写出依据
evidence-cannot-write-there = { $out }：无法写入
evidence-out-expected-file = --out { $out }：应为文件名
evidence-cannot-put-place = { $out }：无法写入
evidence-evidence-run-kib-authority =
    { $out }：排名 { $id } 的依据（{ $size } KiB）
    县根证书 { $authority }
    任何人都可验证：cunbang verify { $out }
first-operator-may-log-nodes-pages = { $name } 可以登录本机页面
first-operator-no-operator-password-yet = 尚未设经办人，首次打开页面时再设
history-rows = { $device } · 登记 { $rows } 条
history-revoked-then-do-not = · { $revoked_at } 吊销，{ $left_out } 条不计入
history-stands = 现行
history-withdrawn = 撤回：{ $reason }
history-not-counted = 不计入
history-not-counted-device-revoked = 不计入：该设备于 { $revoked_at } 吊销，县此前未收到，村内其他设备也未重新上报
history-versions = { $document } { $row } · { $versions } 个版本
history-recorded = 新登记
history-replaces = 替代 { $replaced }
history-written-newer-program-counts = 由新版程序登记，更新后计入
history-received = { $unit } 于 { $received_at } 收到
import-file-there-already-name = { $to }: 文件已存在，请另取文件名
import-good-is-workbook = { $to }：标出错处的文件是 Excel 工作簿，文件名请以 .xlsx 结尾
import-checking = 正在核对 { $rows } 条
import-recording = 正在登记 { $rows } 条
import-marked-correct-them-there = { $to }: 已标出 { $count } 处，改好后整个文件重新导入即可
import-cunbang-sync-sends-them = 由 cunbang serve 自动上传；未运行时请用 cunbang sync
import-x = { $quarter } { $rows } 条
import-several-quarters-look-them = 分属几个季度，请核对：{ $quarters }
import-look-these = 请核对：
import-more-which-format-json = 另有 { $more } 处，--format json 列出全部
import-passed-over-again = 没有采用的：
import-roster = 名册
import-standing-carried-over-from = { $document }：{ $members } 名党员的状况沿用自{ $from }
import-withdrawn-from-standing-stay = { $count } 名党员的本期状况此前已撤回，仍不计入：{ $members }
import-withdrawn-rows-stand-again = { $restored } 条已撤回的记录恢复
import-withdrawn-their-meetings = { $marks_withdrawn } 条考勤随会议撤回
import-deeds-without-day-confirmation = { $unconfirmed } 条言行没有确认日期，凡按确认计的都算不上
import-read-nothing-kept = 读入 { $rows } 条，未保留
import-read-with-faults = { $rows ->
    [0] 没有可以收下的行；改正下列各处后重新导入
   *[other] 另有 { $rows } 条没有问题；改正下列各处后重新导入，或用 --take-good 先收下这些
}
import-new-changed-same = 新增 { $new } 条，更改 { $changed } 条，原已登记 { $same } 条
import-more-which-format-json-again = 另有 { $more } 条，--format json 列出全部
import-supplement-late = { $quarter } 已按时上报，截止 { $day } 已过：这些是补报，不计分；再上报，整期改按逾期计。确要计入的，请上级退回后再上报
import-sealed-these-rows-supplement = { $quarter } 已经上报：这些是补报，再次上报（`cunbang seal { $quarter }`）后才计入
init-expected-host-port-unit = 应为 地址:端口=单位代码，如 county.example:7443=330522
init-cannot-made = { $directory }：无法建立
init-cunbang-serve-here-set = { $folder }：此处已设为 { $unit } 的{ $role }，可直接运行 cunbang serve，终端可用 cunbang sync；另设节点请用 --dir 另指文件夹
init-there-node-already-its = { $directory }：此处已有节点，但证书无法读取；请用 --dir 另指文件夹，或将此文件夹移走
init-unit-lies-under-no = --unit 为 { $unit }，但 { $code } { $other } 不在表中任何单位之下：所有单位都应属于 { $unit }
init-county-set-up-authority =
    县 { $unit } 已在 { $directory } 建立
    县根证书指纹 { $authority_der }
    下一步：用 cunbang enrol code --unit 乡镇代码 --role node 为各乡镇发放注册码，并在此运行 cunbang serve
init-units-still-come-cunbang = 尚需导入单位表：cunbang import units.csv
init-force-from = { $title }（{ $hash }）自 { $from } 起施行
init-note-begun-already-rules = 注意：{ $from } 已经开始；办法应事先公开，此后每次排名都会注明
init-here-authority-name-another = { $folder }：此处是 { $unit } 的根证书，{ $unit_b } 请另指文件夹
init-county-set-up-here = { $folder }：此处曾设县节点，根证书缺一部分：请从副本放回 ca.pem 和 ca-key.pem，或另指文件夹
init-next-cunbang-serve-here = 下一步：在此运行 cunbang serve；cunbang sync 可立即取得单位表和考评办法
init-next-reader = 下一步：本设备只读报表，用 cunbang report 查看，如 cunbang report coverage --period 2026Q3
init-next-cunbang-import-or = 下一步：运行 cunbang serve（保持运行），再用 cunbang open 打开网页登记；也可用 cunbang import、cunbang record 登记，cunbang sync 联网
joining-name-node-enrol-through = 请用 --upstream 写明镇节点地址，或用 --invitation 输入二维码的全部内容
joining-no-units-code-expected = --unit { $digits }：不是单位代码，应为 2、4、6、9 或 12 位数字，或单位名称
joining-store-expected-sqlite-path = --store：应为 sqlite:路径 或 postgres://用户@主机/数据库
joining-enrolled-before = 此前中断的一次已将本文件夹注册为 { $unit } 的{ $role }（{ $label }），设备 { $device }：继续使用该注册，尚未用过的注册码仍然有效
joining-nothing-set-up-nothing = { $medium ->
    [page] 未设置，注册码未被使用，本机未留下任何文件；改正后再试
   *[command] 未设置，本机未留下任何文件；按提示改正后重新运行
}
joining-not-set-up-yet = { $medium ->
    [page] 未设置完成，注册码可能已被使用；请在这台电脑上用同一注册码再试，不会另占注册码
   *[command] 未设置完成，注册码可能已被使用；请用同一注册码和同一文件夹（{ $folder }）再次运行同一命令，不会另占注册码
}
joining-device-enrolled-its-configuration = { $medium ->
    [page] 已注册，但未能写入 { $folder }；排除故障后在这台电脑上用同一注册码再试
   *[command] 已注册，但配置未能写入；排除故障后用同一注册码和同一文件夹（{ $folder }）再次运行同一命令
}
list-nothing = 没有可列的内容
list-none = 还没有登记过{ $table }{ $of_period }
list-none-such = 没有找到符合条件的{ $table }{ $of_period }
list-of-period = （{ $period }）
list-several-values = 有多个值
list-withdrawn = 已撤回：{ $reason }
log-name-one-unit-unit = 写出日志时请用 --unit 指明单位
log-tree-public-log = 公开日志的树
log- = { $files } 个文件
log-nothing-been-published-yet = 尚无公开日志
log-there-nothing-acknowledge-no = 没有待确认的前后不一致
log-logs-several-units-tell = 多个单位的公开日志前后不一致，请用 --unit 逐个确认
log-acknowledged = 已确认：{ $one }
log-evidence-kept-cunbang-log = { $unit }：证据保留，用 cunbang log 随时可查
log-no-signed-checkpoint-come = 尚无签发的检查点
log-acknowledged-again = 已确认
log-contradicts = 前后不一致
log-acknowledged-further = { $at } { $operator } 确认：{ $reason }
man-cannot-made = { $folder }：无法建立
man-cannot-write-there = { $folder }：无法写入
move-deeds-moved = 会上的 { $deeds } 条言行已由 { $from } 一并改到 { $to } ✓；改错了用 cunbang undo 撤销
move-deeds-would = 将把会上的 { $deeds } 条言行由 { $from } 改到 { $to }：
move-deeds-none = 会议 { $meeting } 没有留在原日期的言行
notice-draft-comments = 征求意见稿
notice-published = 已发布
notice-run = { $out }：{ $number } 排名 { $short }，{ $state }
notice-name-kind-file-out = 请指明文件类型：--out 以 .html 或 .docx 结尾，或用 --format
open-node-no-pages-add = 本机未设页面，请在 { $file } 中加入 pages = "{ $usual }" 并重启 cunbang serve
open-cunbang-serve-nothing-answers = { $pages } 没有应答，请先运行 cunbang serve
open-nobody-can-log-yet = 尚无经办人，请用 `cunbang operator add 姓名` 添加，或重启服务
first-start-waits = 首次设置的网页已打开，请在浏览器中继续；完成前请勿关闭本程序
first-start-no-port = 网页无法打开：{ $usual } 和其他端口均不可用
first-start-under-way = 首次设置正在进行，请稍候再打开
first-start-not-whole = 邀请不完整：请粘贴二维码扫出的全部文字，或逐组输入单子上的注册码
first-start-file = 这个文件里没有邀请：请打开县里发的电子版注册单，或输入单子上的注册码
first-start-not-reached = { $address } 连不上（{ $reason }），还不能注册。请照单子核对联网地址和端口，看本机网络是否接通，再试一次。已填的内容都在，注册码没有用掉；现在没有网络的，有网络后在有效期内再来注册即可。
first-start-no-address = 未填联网地址：请照单子填写，形如 township.example:7443
first-start-not-writable = 文件夹 { $folder } 无法写入（{ $error }），注册码未被使用。请问装机的人，改好权限或腾出空间后再试
first-start-used = 注册码已被另一台电脑用过。请持单子上的编号向县里另要一个
first-start-expired = 注册码已过期。请持单子上的编号向县里另要一个
first-start-cancelled = 注册码已取消（{ $reason }）。请持单子上的编号向县里另要一个
first-start-void = 注册码已失效：发放之后县里换过证书或恢复过数据。请持单子上的编号向县里另要一个
first-start-doubtful = 县里刚恢复运行，暂不能确认注册码未被使用。请稍后再试
first-start-unknown = 县里没有这个注册码。请对照单子逐组检查，仍不行的向县里另要一个
first-start-elsewhere = 这张单子的联网地址不是本单位上级的。请核对联网地址
first-start-node = 这是 { $unit } 节点用的注册码，不能在此设置。请交给管理节点的人
open-no-browser-could-opened = 未能自动打开浏览器，请打开浏览器，输入上面的地址
operator-may-log-nodes-pages = { $name } 可以登录本机页面
operator-another-password-log-again = { $name } 的密码已修改，须重新登录
operator-may-log-no-more = { $trim } 已停用
operator-there-no-operators-yet = 尚无经办人，请用 `cunbang operator add 姓名` 添加
operator-list-cannot-printed = 清单无法输出
publish-run-withdrawn = { $period } 的排名 { $id } 已撤回：{ $reason }
publish-still-due = 各村在 { $until } 前（含当日）仍可按时上报：此前名次还会变动，届时须重新测算并发布
publish-run-published-before = { $period } 的排名 { $short } 此前已发布
publish-run-published-goes-down = { $period } 的排名 { $short } 已发布，{ $rows } 行；下次联网时下发
rank-wide-no-sheet-scores = { $named }：其中没有得分表（应有村名一列、得分一列或多列）；若是台账，请加 --units 和 --period；确是得分表请加 --wide
rank-reading-records = 正在读取记录
rank-scoring-ranking = 正在计分排名
rank-run = { $path } · 排名 { $run }
rank-scheme-does-not-rank = 考评办法 { $scheme } 不排 { $level }，只排 { $levels }
rank-run-scheme =
    { $title }  { $period }  { $scheme_title }
    排名编号 { $run }
    考评办法 { $scheme } { $hash }
rank-proposed = 结果运用建议（由人核实确定）：
rank- =
    村：共 { $rows } 个；已收到 { $received }{ $taken ->
        [0] {""}
       *[other] ，未上报而认定按已收到 { $taken }
    }，暂定 { $provisional }，未收到 { $not_received }{ $not_carried_out ->
        [0] {""}
       *[other] ，未收到而认定未开展 { $not_carried_out }
    }，免考 { $excused }
rank-late = 逾期 { $name }：{ $day } 收到上报
rank-all = 党员：共 { $rows } 名；{ $parts }
rank-backward-candidates-eligible-share = 后进候选：参评 { $eligible } 个，列入 { $count } 个（比例 { $share }）
rank-written-not-received = { $count } 个村在 { $period } 只有党员名册或岗位，没有其他记录，仍作未收到：{ $names }
rank-list-may-still-change = 名单仍可能因以下各村的未收到内容而变动：{ $names }
wide-no-tree-ships-program = 程序自带的单位树里没有 { $under }，请用 --units 指明单位表
wide-which-county-or-township = 这张得分表是哪个县或乡镇的？请加 --under 代码，或 --units 单位表
wide-list-units-does-not = 单位表里没有 { $under }
wide-there-no-scores = { $file }: 没有得分
wide-scheme-scores-villages-no = 考评办法 { $scheme } 不用得分表上的数
wide-file-there-already-name = { $to }: 文件已存在，请另取文件名
wide-scheme-rules-edit-them = { $to }：已写入考评办法，改好后用 --scheme { $to } 排名
receipts- = { $receipts } 份回执
record-cunbang-seal-seals-made = 上报请用 cunbang seal
record-columns = { $table }的列（★ 为必填）：
record-example = 例：
record-no-column = { $table }没有「{ $typed }」列{ $near }。可写的列（★ 为必填）：{ $columns }。{ $medium ->
    [page] {""}
   *[command] 各列怎样写：cunbang record { $name } --help
}
record-column-near = ，是不是「{ $column }」
typed-member = 党员姓名或编号；同名的写编号
typed-meeting = 会议的日期、主题或编号
typed-refers = 「{ $table }」中的编号
typed-choice = 选一：{ $words }
typed-known = { $words }，或考评办法自定的
typed-made-id = 编号；不写则自动编号
typed-id = 编号，1 至 64 个字符，不含空格和“/”
typed-own-unit = 单位代码或名称；不写则为本单位
typed-unit = 统计用区划代码或单位名称
typed-text = 文字，最多 { $most } 字
typed-date = 日期，如 9月1日、9.1、2026/9/1
typed-month = 月份，如 9月、2026-09
typed-period = 期间，如 三季度、2026Q3、9月、2026年
typed-number = 数字，{ $least } 至 { $most }
typed-whole = 整数，{ $least } 至 { $most }
typed-yes-no = 是或否
record-expected-column-value-as = 应为 列=值，如 date=2026-08-05
record-row-withdrawn-stands-again = 这条记录曾经撤回，现在恢复
record-there-nothing-record = { $table }: 没有内容
record-recorded = { $key } 已登记 ✓
record-there-already-just-so = { $key } 原已有之，未改动
record-stands-again = { $document } 的 { $row } 已恢复 ✓
record- = { $marks } 条考勤一并恢复
rejoin-there-no-such-store = { $from }：没有这个数据库，应为 SQLite 文件或 postgres:// 地址
rejoin-of-revoked = 设备 { $device } 已被吊销，其写下而各节点未收到的内容改由本设备登记
rejoin-nothing-written-device = { $from }：其中没有本设备 { $device } 写的内容，也没有本单位被吊销的设备写的
rejoin-node-still-lacks-which = 本机尚缺 { $missing }：请先等下级联网补回；确认无人再有的，用 cunbang resume --reason 理由 --yes 放弃，然后重新运行本命令
rejoin-nothing-here-calls-rejoin = 没有需要重新加入的情况：没有台账出现两个分支。乡镇和县的节点重新加入会丢失只存于本机的村内容；要回到备份请用 cunbang restore
rejoin-cannot-read = { $note }：无法读取
rejoin-only-store-file-can = 只有文件形式的数据库会被误拷，而本机的数据库在 PostgreSQL
rejoin-rows-no-node-had = { $again } 行上级未收到，已重新记录
rejoin-copy-kept-as = 原数据库保存为 { $aside }
report-name-kind-file-out = 请指明文件类型：--out 以 .csv、.xlsx、.html 或 .parquet 结尾，或用 --format
report-kib = { $out }：{ $size } KiB
lists-x = 未发布
lists-published = 由 { $published_by } 发布
lists-run =
    { $period }  { $scheme }
    排名 { $id }，{ $published }
lists-note = 注意：{ $warning }
lists-share = （比例 { $share }）
lists-eligible = 参评 { $eligible } 个，列入 { $count } 个{ $share }
lists-list-may-still-change = 名单仍可能因以下单位的未收到内容而变动：{ $pending }
lists-node-answered-without-sheet = 上级没有给出得分单
lists-decided = 认定：{ $kind }（{ $reason }）
restore-both-store-name-store = --store 和 { $store_variable } 都指定了数据库，请只用一个
restore-cannot-made = { $directory }：无法建立
restore-there-node-here-name = { $directory }：此处已有节点，请用 --dir 指明空文件夹，或用 --force 将原数据库另存
restore-cannot-write-there = { $directory }：无法写入
restore-cannot-restored = { $file }：无法恢复
restore-store-there-now = 原数据库另存为 { $aside }
restore-restored-as = { $unit } 已恢复到 { $made_at }
restore-backup-holds-no-private = 备份不含私钥，本机也没有：请放回身份文件夹，或向县里要注册码，运行 cunbang enrol join 注册码
restore-county-without-keys = 备份不含私钥，本机也没有。这是县节点，没有人能给它注册码：请从机外副本放回整个身份文件夹，或恢复一份含私钥的备份（cunbang backup 文件 --with-keys）
restore-device-begins-new-logs = 本设备将另写新日志，下次联网时取回此前已上传而本机没有的内容。下一步：先 cunbang doctor，再 cunbang serve
restore-unpacks-more-than-bytes = 解压后超过 { $most_bytes } 字节，为原文件的 { $max_times } 倍，正常数据库不会如此：文件已损坏，或有意占满磁盘
restore-passphrase-not-one-backup = 密码不符，或文件已损坏（{ $error }）
restore-damaged = 已损坏
restore-holds-no-store = 其中没有数据库
restore-here-device-backup-restore = { $folder }：此处是设备 { $device }，备份是设备 { $device_b } 的，请恢复到另一文件夹
restore-backup-holds-store-postgresql = 备份中是 PostgreSQL 数据库，配置指定的是 SQLite：请用 --store postgres://用户@主机/数据库 指明一个空数据库
restore-backup-holds-store-sqlite = 备份中是 SQLite 数据库，配置指定的是 PostgreSQL：请加 --store sqlite:data.sqlite
restore-cannot-put-place = { $to }：无法写入
restore-cannot-put-aside = { $file }：无法移开
resume-run-given-up-stays = 已放弃排名 { $run }：通报中仍保留，本机无其依据
resume-yes-no-node-below = 尚无下级节点补回 { $unknown }，其中可能有吊销和注册：恢复后，被吊销的设备将重新获准接入。请等乡镇联网；确认放弃请加 --yes，之后逐项核对 cunbang enrol list
resume-nothing-missing-here = 没有缺失
resume-given-up-node-goes = 已放弃 { $missing }，恢复运行
run-looked-only-what-node = 排名 { $short }，仅供查看；本机写过的内容有两个分支，合一之前不能发布，处理办法见 cunbang status
run-looked-only-ranks-store = 排名 { $short }，仅供查看，数据库补全之前不能发布，补全后请重新排名；{ $missing }
run-run-cunbang-publish-publishes = 排名 { $short }；发布请用 cunbang publish { $short }
run-looked-here-list-published = 排名 { $short }，仅供查看；{ $ranked } 的排名由其本级节点用 cunbang run { $period } 和 cunbang publish 发布
run-scoring-ranking = 正在计分排名
run-note = 注意：{ $warning }
scheme-hash-period-one-levels =
    { $scheme }  { $title }
    内容指纹 { $hash }
    周期：{ $period_kind }；层级：{ $levels }；后进比例：{ $share }
scheme-shown-points =
    { $kind }，最多 { $most } 分{ $limit ->
        [unstated] （没有写明满分，这只是上限）
       *[stated] {""}
    }{ $missing ->
        [skip] ，不适用时跳过
        [zero] ，不适用时计零分
        [zero_beside] ，不适用而同组其他指标适用时计零分，同组都不适用时跳过
        [full] ，不适用时计满分
       *[nothing] {""}
    }；{ $measure }；{ $rule }
scheme-shown-missing =
    { $missing ->
        [skip] 跳过
        [zero_beside] 同组有适用的计零分，否则跳过
        [full] 计满分
       *[zero] 计零分
    }
scheme-shown-without-points = { $kind }；{ $measure }；{ $rule }
scheme-good-indicators = { $named }：无误：{ $title }（{ $scheme }），{ $indicators } 项指标，层级 { $levels }
scheme-scheme-mistakes-correct-them = 考评办法有误，请按清单逐处改正
scheme-change-makes-no-difference = 这一改动不影响本期的任何得分、名次和候选
seal-up-entries-revoked-devices = 其中至多 { $answers_for } 条由已吊销的设备登记，县可能在吊销后才收到；本次上报后一律计入，由本机负责，请逐条核对
seal-sealed = 已上报 ✓。
seal-nothing-came-since-last = 上次上报后没有新内容，原上报有效
serve-starts = { $unit }的村榜已经启动（文件夹 { $folder }），联网后自动收发。要停止，按 Ctrl-C 或关闭这个窗口
serve-stops = 村榜已经停止
serve-listens = { $unit } { $role }监听 { $address }
serve-health = 状态页 http://{ $address }/
serve-store-unreadable = 数据读不出来
serve-no-round = 这一次没能检查完数据，会再查
serve-no-second-look = 没能再次检查先前发现的问题
serve-no-metrics = 指标中没有这次启动以前收到的内容
serve-not-renewed = 证书（{ $until } 到期）这次没能更新，会再试
serve-pages-http = 网页：http://{ $address }/{ $start }
status-rows-stand-several-values = 以下各行有多个值，用 cunbang conflicts 查看，用 cunbang resolve 选定：
status-unit-tree-not-here = 单位表尚未取得：请运行 cunbang sync，县节点请运行 cunbang import units.csv
status-store-last-looked-through = 数据库于 { $at } 全面检查
status-upstream = 上级 { $unit }，地址 { $address }
status-columns-newer-program-what = { $in_part } 条记录含新版程序的栏目，其余照常计入，程序更新后全部计入
status-store-older-than-what = 数据库比本机写过的旧，缺 { $entries } 条（{ $missing }），联网后由其他节点补回；已无人持有的，用 cunbang resume 放弃
status-missing-for-nobody = （其中 { $documents } 个文档没有其他已注册设备能持有，无人可补回）
status-damaged-store-other-nodes = 数据损坏：{ $damaged }；联网后由其他节点补回，是否补回见 cunbang doctor，并请检查磁盘
status-cunbang-doctor-wrong-store = 数据库有误：{ $fault }；请运行 cunbang doctor
sync-goes-on-offline = 本机可离线工作，联网后再同步
sync-syncing = 正在与 { $address } 同步
sync-certificate-could-not-renewed = 证书未能续期：{ $error }
sync-what-damaged-store-came = 损坏的数据已由上级补回：{ $mended }；请检查磁盘
sync-what-could-exchanged-exchanged = 能交换的都已交换，但本机数据库有误
sync-some-entries-were-refused =
    部分内容被拒收
    { $reasons }
sync-nothing-signed-come-days = { $days } 天没有收到 { $unit } 的新签名：上级可能与其断开，或扣住未转
sync-certificate-renewed-until = 证书已续期至 { $until }
sync-had-acknowledged-entries-no = { $upstream } 此前签收的 { $lost_by_upstream } 条已丢失（曾从备份恢复，或已损坏），现已重新上传
sync-devices-store-older-copy = 本机数据库是较早的副本：此前上传的内容已取回，此后另写新日志
template-file-there-already-name = { $out }: 文件已存在，请另取文件名，或用 --force 覆盖
template-fill-sheets-then-cunbang = { $out }：请填写各表，然后用 cunbang rank 或 cunbang import
undo-more-which-format-json = 另有 { $more } 行，--format json 列出全部
verify-expected-hexadecimal-digits = 应为 64 位十六进制数字
verify-expected-hexadecimal-digits-again = 应为 12 至 64 位十六进制数字
verify-following-signatures-recomputing = 正在核对签名、重新计算
verify-receipts = { $path }：回执有误：{ $fault }
verify-run-leaves-out-what = { $file }：排名遗漏了已签收的内容：{ $receipts } 份回执
verify-other-periods-or-units = { $others } 份回执与本排名无关
verify-none-receipts-concerns-run = 没有与本排名有关的回执，无从比对
verify-run-rests-its-entries = 排名只计到第 { $rests_on } 条
verify-run-rests-other-entries = 排名用的是另外的内容
verify-run-denies-seal = 排名称该村未全部收到，而据回执，上报及其所涵盖的内容已全部收到
verify-run-goes = 排名按 { $used } 收到计
verify-proven-runs-node-had = 确属遗漏
verify-may-have-been-way = 可能在途
verify-received = { $log } 第 { $number } 条，{ $unit } 的节点 { $node } 于 { $at } 签收：{ $what }；{ $weight }
verify-not-verified = { $file }：验证未通过：{ $why }
verify-stated-device = 出具单位 { $code }{ $name }，设备 { $device }（{ $label }）
verify-compare-runs-id-one = 请核对排名编号与通报所载是否一致
verify-authority-compare-fingerprint-county = 县根证书指纹 { $authority }：请与县里公布的指纹核对
verify-countys-authority-replaced-follows = 县根证书曾更换：{ $authority } 接替 { $follows }，由 { $unit } 的设备 { $device }（{ $label }）和新证书本身声明
verify-scheme-public-since-device = 考评办法自 { $at } 起公开：{ $unit } 的设备 { $witness } 已会签县公开日志
verify-note = 注意：{ $warning }
elsewhere-command = { $period }：{ $text }（cunbang status --period { $period }，cunbang seal { $period }）
village-do = 要做什么
village-nothing-due = 没有到期事项
village-several-values-choose = ● { $count } 行有多个值，用 cunbang conflicts 查看后选定
village-received = 收到了吗
village-our-place = 我们的位置
village-taken-back = { $period } 的排名 { $run } 已撤回（{ $on }）：{ $reason }
village-nothing-published = 尚无通报
village-what-costs = 会不会吃亏
village-nothing-lost = 没有会少分的
village-more-which-format-json = 另有 { $more } 项，--format json 列出全部
village-not-counted = ，上级没有核定{ $figures }，本期不计此项
village-up-points = ，最多 { $points } 分
village- = { $item }{ $worth }（{ $is_overdue }）
village-seal-again-as-more = 补报（上报后又有登记）
village-seal-period = 上报
village-x = { $what }（{ $from } 起，{ $is_overdue }）
village-overdue = { $by } 已到期
village-then = { $by } 前
village-costs = ，扣 { $points } 分
village-x-again = 整改 { $finding }：{ $clause } { $text }{ $cost }（{ $is_overdue }）
village-nothing-recorded = 还没有登记
village-rows-here-township-county = { $mark } 本期台账共 { $here } 条，乡镇已收到 { $township } 条，县已收到 { $county } 条
village-rows-here-county = { $mark } 本期台账共 { $here } 条，县已收到 { $county } 条
village-only-here = 名册只存在本机（{ $documents }）：本单位直属县，姓名不上传到县，不用等回执；请定期备份（cunbang backup）
village-sealed-received-by-county = 已上报{ $late }，县收到于 { $at }
village-not-sealed = 尚未上报
village-sealed-no-receipt-yet = 已上报，尚无回执
village-x-further = （逾期）
village--again = ，县 { $at }
village-sealed-received = 已上报{ $late }，乡镇收到于 { $at }{ $county }
village-entries-came-since = ，其后又有 { $supplements } 条未含
village-since-then = ，自 { $at } 起
village-entries-wait-network = 本机有登记或改动尚未送出（名册、台账、上报都算）{ $since }
village-largest-loss = 眼下最吃亏的一项：{ $what }
village-no-contact-yet-cunbang = 尚未联网
village-last-contact = { $contact } 上次联网 { $at }
village-rank-rank-township = { $period }：第 { $rank } 名 / { $ranked }，乡镇内 { $rank_in_parent } / { $ranked_in_parent }
village-points = ，{ $score } 分
village-as-before = ，与上期持平
village--further = ，↑{ $up }
village--besides = ，↓{ $down }
village-candidate-backward-list = 列为后进候选
village-apart = ，相差 { $points } 分
village--too = 历期名次：{ $ranks }
village-all-done = ，所列各项全部办完可达 { $all }（还没有登记的承诺、任务、指标数据和新的言行另计）
village-as-stands-here = 按现有登记试算 { $score } 分{ $all }
village-x-besides = （以 { $period } 通报为准）
village-many-more = { $score } 分，还差 { $points }
village-reached = { $score } 分，已达到
village-off-list-from = 不列后进候选需 { $needed }{ $against }
village-pass = 超过上一名 { $name } 需 { $needed }{ $against }
village--also = { $sheet } { $unit } · { $period } 得分单，排名 { $run }，{ $publisher_name } { $agreement }
village-rank-rank-township-again = { $score } 分，第 { $rank } 名 / { $ranked }，乡镇内 { $rank_in_parent } / { $ranked_in_parent }
village-off-list-from-again = { $from } 分起不列后进候选
village-x-too = { $score } 分
village-apart-again = ，相差 { $points }
village-x-also = { $chinese } { $count } 条（{ $examples }{ $rest }）
withdraw-name-rows-id-or = 要撤回的编号没有写
withdraw-withdrawn = { $document } 的 { $row } 已撤回 ✓
withdraw-yes-these-rows-would = { $period } 现有 { $there }；确要全部撤回请加 --yes
withdraw-withdrawn-again = { $period }: { $counts } 已撤回
withdraw-x = 0 条
withdraw-x-again = { $table } { $count } 条
configuration-there-none-name-nodes = { $path }：没有这个文件；请用 --dir 指明节点文件夹，或用 cunbang init 设立节点
configuration-cannot-read = { $path }：无法读取
configuration-unknown = 没有 `{ $setting }` 这项设置
configuration-missing = 缺少 `{ $setting }` 这项设置
configuration-line = 第 { $line } 行：{ $message }
configuration-sync-interval-seconds-expected = sync_interval_seconds 为 0：应至少为 1；要保持联网请删去此行
configuration-node-no-upstream-add = 本节点没有上级：请在 { $file } 中加 [[upstream]]，写明 unit 和 address；县节点不需要
configuration-address-expected-host-port = address { $address }：应为 地址:端口，如 township.example:7443
context-unnamed = 未署名
context-nobody-knows-who-work = 不知何人操作，请用 --operator 姓名 指明
context-operators-name-invisible-character = 经办人姓名含不可见字符 U+{ $character }，请重新输入
folder-lock-cannot-written = { $path }：无法写入
folder-lock-cunbang-serve-running-folder = { $directory }：cunbang serve 正在此文件夹运行，请先停止
health-been-out-reach-hours = 与 { $unit } 失去联系已 { $as_hours } 小时：{ $trouble }
health-refuses = 与 { $unit } 不能交换：{ $trouble }
health-does-not-take-entries = { $unit } 拒收 { $document } 的内容：{ $refusal }
high-water-file-guards-against-store-put = { $path }：{ $error }。它用于防止数据库被换回旧副本，确认没有换回才可移走
accounts-file-not-yet = 暂未能将账号与本节点绑定，下次运行时再试
accounts-file-cannot-written = 无法写入 { $path }：该文件记载本节点的账号已与节点绑定，请检查文件夹能否写入
opening-cunbang-rejoin-rejoin-interrupted = 重新加入未完成，请再次运行 cunbang rejoin
opening-cannot-removed = { $mark }：无法删除
opening-cannot-read = { $mark }：无法读取
opening-device-not-enrolled-ask = { $folder }：本设备尚未注册：请向县里要注册码，然后运行 cunbang enrol join 注册码
opening-countys-authority-cannot-read = 县根证书无法读取
page-key-cannot-write-there = { $directory }：无法写入
page-key-comes-goes = { $path }：时有时无
page-key-cannot-put-place = { $path }：无法写入
page-key-cannot-read = { $path }：无法读取
page-key-damaged-delete-start-cunbang = { $path }：文件已损坏，请删除后重新启动服务
pages-address-pages-expected-address-port = pages { $text }：应为地址和端口，如 { $usual }
pages-address-pages-not-encrypted-open = pages { $text }：本机页面不加密，只能在本机打开，如 { $usual }；要从别处打开，请用 SSH 隧道，或在本机设反向代理
printing-format-no-text-name = 此格式不是文本，请用 --out 指明文件，或重定向输出
printing-no-file-none-can = { $path }: 不是普通文件，请另写一个文件名
printing-cannot-written = { $path }：无法写入
printing-cannot-write-there = { $path }：无法写入
printing-cannot-put-place = { $path }：无法写入
secret-everyone-machine-can-read = 命令行上的密码人人可见：请用 @文件 指明，或用 - 从标准输入读取，或设 { $passphrase_variable }
secret-name-file-holds-passphrase = 需要密码：请用 --passphrase @文件 指明，或设 { $passphrase_variable }
secret-passphrase = 密码
secret-passphrase-too-short-use = 密码太短，请用 { $shortest_passphrase } 个以上字符
secret-once-more = 再输一次
secret-two-passphrases-differ = 两次输入的密码不同
secret-password-needed-name-file = 需要密码：请用 --password-file 指明密码文件
secret-new-password = { $operator } 的新密码
secret-password-which-logs-pages = 为 { $operator } 设定登录密码（回车：以后再设）
secret-two-passwords-differ = 两次输入的密码不同
secret-standard-input = 标准输入：{ $error }
secret-no-there-its-first = 没有内容：{ $what } 的首行为空
source-there-no-file-expected = 没有文件 { $named }：应为单位表（CSV 或 XLSX，含 代码、名称、类别），或 { $known } 之一
source-there-no-scheme-expected = 没有考评办法 { $named }：应为 TOML 文件，或 { $known } 之一（cunbang scheme list 有说明）
source-cannot-read-as-utf = { $named }：不是 UTF-8 文本，无法读取
source-there-no-such-file = { $path }：没有这个文件或文件夹，应为 CSV 和工作簿的文件夹，或其中一个
troubles-device-revoked-county-can = 本设备已被吊销，其内容不再接收：原因请问县里。{ $go_on }
troubles-revoked-go-on = { $medium ->
    [page] 要继续使用，请向县里要新的注册码，并告知管理本机的人：在另一文件夹重新设置，未收到的内容可以带过去
   *[command] 要继续使用，请向县里要新的注册码，在另一文件夹重新设置：cunbang init terminal --dir 新文件夹，再运行 cunbang sync；未收到的内容用 cunbang rejoin --from 旧文件夹/data.sqlite 带过去
}
troubles-refuses-device-as-revoked = 上级 { $units } 称本设备已被吊销：原因请问县里。{ $go_on }
troubles-certificate-good-until-could = 证书有效期至 { $not_after }，未能续期，原因见 cunbang enrol renew
troubles-devices-key-or-certificate = 本机密钥或证书无法读取：{ $error }。缺了它们节点不能重启，请从备份放回 { $folder }
troubles-mark-beside-store-cannot = 本机存根无法写入：{ $fault }
troubles-store-cannot-written = 数据库无法写入：{ $error }
troubles-store-did-not-write = 数据库未在 { $within } 毫秒内写入，请检查数据库和磁盘

# 命令行本身的错误
usage-unknown = 没有 { $argument } 这个参数
usage-no-command = 没有 { $command } 这个命令
usage-no-value = { $argument } 后面要有值
usage-value = { $argument } 不能是 { $value }，应为 { $known }
usage-unfit = { $argument } 的 { $value } 有误：{ $why }
usage-missing = 缺少 { $argument }
usage-no-subcommand = 缺少命令
usage-conflict = { $argument } 不能与 { $other } 同时使用
usage-number = { $argument } 后面值的个数不对
usage-not-text = 命令行中有不是 UTF-8 文本的内容
usage-not-a-number = 应为整数，且在允许的范围内
usage-meant = 是否要写 { $meant }？
usage-help = 详见 --help。

undo-would = 将撤销 { $id } { $kind } { $title }：{ $back } 行回到原值（其中 { $withdrawn } 行原来没有，予以撤回）
undo-undone = 已撤销 ✓ { $id } { $kind } { $title }：{ $back } 行回到原值（其中 { $withdrawn } 行原来没有，已撤回）。要恢复，用 cunbang undo --list 查到这次撤销的编号，再 cunbang undo 编号
withdraw-marks = { $marks } 条考勤一并撤回
withdraw-named-in = 仍涉及该党员的记录保留：{ $rows }
withdraw-standing-too = 本期状况一并撤回：{ $ledger }，不再计入应到
withdraw-deeds-stay = 当日 { $count } 条言行保留，请核对：{ $named }
withdraw-standing-stays = { $ledger } 中的状况未动；若那时已经离开，请用 cunbang withdraw standing { $id } --period { $quarter } --reason 理由
import-recorded = 读到 { $rows } 条：新增 { $new } 条，更改 { $changed } 条，原已登记 { $same } 条 ✓
import-recorded-along = 随之登记 { $more } 条（{ $tables }）
log-head = { $unit } 公开日志：{ $size } 条，根
    { $root }
log-signed = 签发于 { $at }，至第 { $size } 条
log-countersigned = { $unit } 于 { $at } 会签，至第 { $size } 条
sync-own-fork = 本机台账在上级另有分支，请运行 cunbang rejoin，取回另一副本所写的并重新登记本机的
rejoin-recorded = 已重新登记
rejoin-beside = 与另一值并存，请选定
rejoin-seal = 请重新上报
verify-rests-on-all = 回执 { $concerned } 份，排名均以其为据
verify-omissions = 回执 { $concerned } 份，{ $differing } 份与排名不符：
verify-verified =
    验证通过：排名 { $run }
    { $period }，考评办法 { $scheme }（{ $hash }…），{ $villages } 个村中收到 { $received } 个，后进候选 { $candidates } 个
    { $documents } 份文档，{ $devices } 台设备的 { $logs } 份日志，{ $entries } 条、{ $rows } 行，{ $receipts } 份回执：签名全部有效，结果逐字节相同
verify-unbound = 此排名由 2026-11-29 以前的版本作出，其编号只载明各日志的条数，不载明内容：请将结果摘要也与通报核对（{ $outcome }）
authority-replaced =
    县根证书已更换，指纹
    { $fingerprint }
    下一步：
    - 把 { $key } 另存一份到别处
    - 公布此指纹，原指纹仍一并公布
    - 县节点另有一台的，把此文件夹的 identity 拷去替换
    - 重新发放注册码：此前发放的 { $open } 个已失效
    - 各设备下次同步时换用；cunbang authority show 显示尚未换用的台数
backup-whole-with-keys = { $file }：{ $unit } 的备份已完成，含私钥，已加密：没有密码就不能恢复，有密码就可冒充本节点，两者请分开保管
backup-whole-encrypted = { $file }：{ $unit } 的备份已完成，已加密，不含私钥：密码请另处保管
backup-whole = { $file }：{ $unit } 的备份已完成，不含私钥
backup-none = 不是备份文件，或由较新版本写成（{ $why }）
status-expired = ，已过期，请运行 cunbang enrol renew
status-device = 设备 { $device }，证书有效期至 { $until }
status-feed = 已存内容至第 { $number } 项，全县已注册设备 { $devices } 台
status-altered = { $village } 的 { $row }：{ $what }。请在“督查问题”页核对
status-unread = 新版程序的 { $rows } 条记录已保存并转报，程序更新后计入
rank-not-listed = 覆盖率不足，不列候选：{ $expected } 个村中收到 { $received } 个，{ $per_cent }%
report-row = { $subject } { $name }  { $status }  得分 { $score }  名次 { $rank }  { $stars }
record-expected-one = 应为 { $known } 之一
troubles-own-fork = 本机的 { $document } 在别处有另一分支：请运行 cunbang rejoin，取回另一分支并重新登记本机的
troubles-own-fork-at-top = 本机的 { $document } 在别处有另一分支：请用此前的备份运行 cunbang restore --force，再对其另存的数据库运行 cunbang rejoin --from
troubles-not-here-since-restored = 本机数据库于 { $day } 由备份恢复，此后{ $units }{ $more ->
    [0] {""}
   *[other] 等，另有 { $more } 个
}尚未联网：备份之后写下的内容（尤其是注销设备）可能只有它们才有。在此之前不办理注册，也不生成、不发布排名。{ $medium ->
    [page] 请待其联网；不会再联网的，请告知管理本机的人
   *[command] 请待其联网；不会再联网的，用 cunbang resume 不再等待，随后核对 cunbang enrol list，把注销过的设备重新注销
}
village-above = 上一名
village-below = 下一名
logging-filter = 日志范围 { $wanted } 有误（{ $error }），应如 info 或 warn,cunbang_sync=debug
health-no-answer = 没有应答
health-clock-ahead = { $unit } 的时钟比本机快 { $apart }，请校准
health-clock-behind = { $unit } 的时钟比本机慢 { $apart }，请校准
health-clock-below-ahead = { $unit } 所用节点最近一次联网时，时钟比本机快 { $apart }，其收到时间据此记载：请校准，并核对哪些村按逾期计
health-clock-below-behind = { $unit } 所用节点最近一次联网时，时钟比本机慢 { $apart }，其收到时间据此记载：请校准，并核对哪些村按按时计
source-faults = { $path }：有 { $count } 处错误，未读入任何内容
list-columns-left-out = 另有未显示的列：{ $columns }；--wide 全部显示
lists-spread = 已排名 { $ranked } 个：最低 { $least }，中位数 { $median }，最高 { $most }
operator-has-role = { $name } 的角色已改为{ $role }
notice-is-replaced = 已被替代
notice-is-withdrawn = 已撤回
bulletin-certain = （确定）
bulletin-possible = （可能变动）
bulletin-none-listed = 本期不列后进候选：收到 { $came }/{ $expected } 个村（{ $received }%），不足办法规定的 { $least }%
bulletin-may-be = 可能列入：{ $villages }
bulletin-may-be-listed = ，可能列入后进候选
changes-no-members = 党员之间不作比较：请用 --level 指明 village 或 township
changes-of-run = { $period }  排名 { $run }
past-not-given = 办法要看以往通报，{ $periods }没有给出，按未知计：请用 --past 给出
past-other-scheme = { $file }：{ $period } 的结果是按办法“{ $found }”排的，这里要看按“{ $meant }”排的：请用 cunbang rank --scheme { $meant } --period { $period } --format json 重新排出
past-altered = { $file }：{ $name }（{ $unit }）得分 { $score }，各项合计却是 { $sum }，文件写出以后改动过：请重新排出
past-unreadable = { $file }：读不出以往结果：请给 `cunbang rank --format json` 写出的文件（{ $what }）
import-rows = { $table }：{ $rows } 行
codes-code = { $unit } { $name }：{ $code }
values-not-a-day = 应为日期，如 2026-10-12

unit-several = 叫「{ $name }」的单位不止一个：{ $which }。请写代码，或在前面加上级名称
unit-unknown = 没有叫「{ $name }」的单位，也不是单位代码{ $near }
wide-no-tree-ships-name = 随程序自带的单位里没有叫「{ $name }」的：请用 --units 给出单位表，或写代码
rank-candidate = { $rank }. { $name }（{ $parent }）：{ $score } 分，失分最多：{ $weakest }
undo-tables = { $table } { $rows }
report-one-level = CSV 和 Parquet 文件只放一级的名单：用 --level member、village 或 township 指明哪一级
run-unscored = { $count } 个村没有可计分的依据（上级没有核定，或者核定数为 0），不计分、不排名：{ $villages }。要核定：cunbang record stated_figures，或打开“督查”里的“上级核定数”
doubt-confirmed-before = 确认日期早于言行日期，按未确认计
doubt-confirmed-by-oneself = 由本人确认，按未确认计
doubt-confirmed-by-nobody = 没有写明确认人，按未确认计
doubt-repeated = 与同一人（或本村）同日的另一条内容相同，只计一次
doubt-reviewed-by-oneself = 评议人是本人，不计
doubt-reviewed-by-nobody = 互评没有写明评议人，不计
doubt-out-of-scale = 评议分数应为 0 至 100，不计
doubt-no-reason = 没有写明未召开的原因，不算召开，也不算有原因
doubt-not-found-fixed = 回访没有认定已整改，按未整改计
doubt-nobody-present = 没有人登记到会，不算召开；请登记到会的人，没有召开的写明原因
doubt-nobody-chaired = 没有人登记到会，也没有写明主持人，不算召开；请登记到会的人或者写明主持人，没有召开的写明原因
rank-unread = 有 { $count } 处用词考评办法不采用：
rank-doubtful = 有 { $count } 条记录不能照所填计入：
rank-list-cuts = 已在候选的村，得分达到{ $off }即不列候选{ $on ->
        [none] {""}
       *[other] ；未列候选的村，得分低于{ $on }即列入
    }
rank-doubtful-more = 另有 { $count } 条
