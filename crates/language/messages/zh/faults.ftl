# Faults of documents, keys, stores, exchanges and rankings. What they name to do is done at the command line.


evidence-file = { $path }：文件无法读取：{ $source }
evidence-read = 第 { $line } 行之后无法读取：{ $source }
evidence-line = 第 { $line } 行：{ $what }
evidence-long-line = 第 { $line } 行过长，上限 { $most_bytes } MiB，依据文件没有这样的行
evidence-swollen = 第 { $line } 行处解压后超过文件的一百倍，依据文件不会如此；确信可靠时请自行解压
evidence-large = 第 { $line } 行处超过上限：解压后最多读 { $most_bytes } MiB；确信来源可靠、内存有其十倍时，可用 --most-mib 放宽
evidence-too-many = { $what } 超过 { $most } 个：依据文件不会有这么多，不再读下去
evidence-not-evidence = 不是依据文件：首行不是 cunbang evidence 写的文件头，请指明它所写的文件
evidence-lacks = 缺少 { $what }：文件不完整
evidence-engine = 排名由 { $stated } 版作出，本程序为 { $own } 版：请用原版本验证
evidence-authority = 文件中的县根证书指纹为 { $found }，应为 { $expected }：属于别的县，或系伪造
evidence-certificate = 设备 { $device } 的证书：{ $what }
evidence-unknown-device = { $what }：文件中没有设备 { $device } 的证书
evidence-not-listed = 文件中的设备 { $device } 写过内容或签过回执，但不在县的设备名单中
evidence-not-permitted = { $log }：该单位和角色的设备不得写此文档
evidence-row = { $document } 第 { $row } 行（{ $writer } 第 { $entry } 条）：内容与签名不符
evidence-entry =
    { $log } 第 { $entry } 条：内容与签名不符：经办人、时间、所见被改动，或其中的行被改动、增加、去掉（{ $left ->
        [none] 现无一行
       *[some] 现有：{ $rows }
    }）
evidence-log = { $log }：{ $refusal }
evidence-missing = { $log }：缺第 { $found } 至 { $expected } 条
evidence-extra = { $log }：排名不以此日志为据
evidence-receipt = { $node } 对 { $log } 至第 { $number } 条的回执：{ $what }
evidence-record = 排名记录的 { $field }：所载 { $stated }，按文件中的文档为 { $computed }
evidence-run-id = 排名编号所载为 { $stated }，按其记录为 { $computed }
evidence-other-run = 文件所证为另一次排名 { $found }，不是 { $wanted }：请取通报所列排名的依据
evidence-statement = 末行声明不成立（设备 { $device }）：{ $what }
evidence-outcome = 结果 { $place } 的 { $field }：所载 { $stated }，按文档计算为 { $computed }
evidence-order = { $document }：各日志互不衔接：{ $what }
identity-authority-key = 县根证书的私钥：{ $what }
identity-authority-malformed = 县根证书：{ $what }
identity-authority-key-differs = 县根证书与私钥不配套：请放回配套的一对
identity-authority-outside-unit = 单位 { $unit } 不属于 { $authority }：请在本县注册该设备
identity-authority-label = { $what } 不能作设备名：请用 1 至 64 个字，不含控制字符
identity-authority-expired = { $unit } 的县根证书已于 { $not_after } 到期：{ $medium ->
    [page] 请告知县里管理节点的人
   *[command] 请用 cunbang authority replace 更换
}
identity-authority-not-a-node = { $unit } 的设备 { $device } 是{ $role }：只有节点才有服务证书
identity-authority-encoding = 证书无法生成：{ $what }
identity-certificate-malformed = 不是设备证书：{ $what }
identity-certificate-foreign = 设备 { $device }（单位 { $unit }）的证书不是本县签发，或已被改动：请在本县注册该设备
identity-certificate-expired = 设备 { $device }（单位 { $unit }）的证书已于 { $not_after } 到期：{ $medium ->
    [page] 请联网，会自动续期；仍不行的，请告知管理本机的人
   *[command] 请用 cunbang enrol renew 续期
}
identity-certificate-not-yet-valid = 设备 { $device }（单位 { $unit }）的证书自 { $not_before } 起才有效：请核对本机时钟
identity-certificate-authority = 县根证书无法读取：{ $what }
identity-code-character = 注册码第 { $group } 组含有 { $character }，注册码中没有这个字符：只用数字和 U 以外的字母
identity-code-group-length = 注册码第 { $group } 组有 { $found } 个字符，应为 8 个
identity-code-length = 注册码有 { $found } 个字符，应为 6 组、每组 8 个，共 48 个
identity-code-mistyped = 注册码第 { $group } 组（{ $text }）输入有误或位置不对，请与所发注册码核对
identity-enrolment-malformed = 不是注册申请：有 { $what } 字节，应为 193 或 258
identity-enrolment-code-signature = 申请不是用本县注册码签署，或途中被改动
identity-enrolment-device-signature = 设备未能证明持有待签发的密钥
identity-files-io = { $path }：{ $source }
identity-files-exposed = { $path } 可被他人读取：请运行 chmod 600 { $path }
identity-files-key-exists = { $path } 已存在：设备的密钥终身不变。要从头开始，请移走文件夹后重新注册
identity-files-malformed = { $path }：{ $reason }
identity-files-key = { $path }：{ $source }
identity-files-certificate = { $path }：{ $source }
identity-files-identity = { $folder }：{ $source }
identity-files-authority = { $folder }：{ $source }
identity-identity-key-differs = 证书属于设备 { $certificate }，密钥属于设备 { $key }：请放回配套的一对，或重新注册
identity-invitation-no-code = 邀请内容不完整，应为 cunbang:地址/注册码
identity-invitation-several = 其中有 { $found } 份邀请：请找到本单位的单子，只粘贴其中 cunbang: 开头的一行
identity-key-malformed = 不是 PKCS #8 格式的 { $expected } 私钥：{ $reason }
identity-succession-malformed = 不是根证书更换声明：{ $what }
identity-succession-not-the-county = { $county } 的根证书更换声明由 { $unit } 的{ $role }作出：只有 { $county } 的节点可以作出
identity-succession-signature = 根证书更换声明已被改动：签名不符
identity-tls-authority = 县根证书不能使用：{ $what }
identity-tls-rustls = 密钥和证书不能用于 TLS：{ $what }
store-url = 数据库 { $url }：{ $reason }：应为 sqlite:路径、postgres://用户@主机/数据库 或 memory:
store-locked = { $doing }：另一程序占用数据库已达 10 秒：请关闭它，或稍后重试
store-contended = { $doing }：其他写入者 { $attempts } 次抢先：请重试
store-full = { $doing }：磁盘已满，未写入任何内容：请腾出空间后重试
store-permission = { $doing }：{ $message }：请检查文件和文件夹是否存在、是否属于运行本程序的用户，或数据库角色是否有权限
store-unreachable = { $doing }：数据库无法连接（{ $message }）：请检查其是否运行、地址是否正确，然后重试
store-newer = 数据库由较新版本的程序建立（结构版本 { $found }，本版本最高识别 { $known }）：请运行新版本
store-damaged = { $place } 已损坏：{ $what }：{ $medium ->
    [page] 请勿继续登记，请告知管理本机的人（须恢复备份）
   *[command] 请恢复备份。没有备份而上下级节点都有时：停止服务，移走数据库文件，运行 cunbang sync
}
store-damaged-entries = { $log } 的第 { $first } 至 { $last } 条在本机数据库中已损坏：有这些内容的节点联网后补回；都没有时请恢复备份
store-code-known = 已有密文相同的注册码：请另发一个
store-unsupported = { $what }：此种数据库不支持：{ $instead }
store-exists = 备份到 { $what }：文件已存在，请另取文件名
store-backup = 备份到 { $path }：{ $source }
store-occupied = 数据库 { $url }：其中已有内容：请另建空库（createdb），在 cunbang.toml 的 store 中指明，再恢复
store-tool = { $program }：{ $what }。命令为：{ $command }
store-database = { $doing }：{ $message }
replica-not-permitted = 本设备（{ $unit } 的{ $role }）不得写 { $document }
replica-busy = { $what }：其他程序不断写入，请重试
replica-stopping = 节点正在停止
replica-no-units = 单位表尚未取得：{ $medium ->
    [page] 请先联网；县里请先导入单位表
   *[command] 县节点请运行 cunbang import units.csv，其他节点请运行 cunbang sync
}
replica-public-log = 公开日志无法记载所发布的内容：{ $what }
replica-damaged-setting = 数据库的设置 { $what } 已损坏：请从备份恢复
replica-behind = 本机数据库比本机写过的旧，缺 { $missing }。下级节点联网后补回，此前除吊销外不能登记；{ $medium ->
    [page] 已无人持有的，请告知管理本机的人
   *[command] 已无人持有的，用 cunbang resume 放弃
}
missing-of-kind = { $documents } 个单位的 { $kind }（{ $entries } 条）
replica-high-water = 本机存根：{ $what }
replica-receipt-fault = { $log }：{ $by } 的回执无效，仍作未收到
replica-unlistable = 设备 { $device } 不能列入名单：{ $what }
sync-unreachable = { $address } 无法连接：{ $reason }。{ $medium ->
    [page] 请检查网络；仍然不通的，请与上级联系
   *[command] 请检查网络，核对地址；仍然不通的，请与上级联系，确认其节点正在运行
}
sync-turned-away = { $address } 随即断开：连接过多或正在停止，请稍后重试（{ $reason }）
sync-tls = 与 { $address } 不能建立安全连接：{ $reason }
sync-refused = 被拒绝：{ $what }
sync-revoked = 被拒绝：{ $what }
sync-busy = { $reason }；请 { $retry_after_seconds } 秒后重试
sync-protocol = 对方不符合协议：{ $what }
sync-broken = 连接中断：{ $what }；未签收的下次重新上传
ledger-checkpoint = 不是公开日志的签名检查点
ledger-document-automerge = { $document }：文档引擎：{ $source }
ledger-document-stale = { $what }：所存快照与日志不符，{ $medium ->
    [page] 请告知管理本机的人
   *[command] 请用 cunbang doctor --repair 重建
}
ledger-document-row = { $document }：{ $key }：{ $source }
ranking-assess-no-hash = { $log }：本机不知此日志所载内容，不能据以测算，{ $medium ->
    [page] 请告知管理本机的人
   *[command] 请运行 cunbang doctor
}
ledger-document-operator = 经办人姓名有 { $what } 字节，应为 1 至 { $max_operator_bytes }
ranking-assess-no-units = org/{ $what }：单位表尚未取得：{ $medium ->
    [page] 县节点请导入单位表，其他节点请先联网
   *[command] 县节点请导入单位表，其他节点请运行 cunbang sync
}
ranking-assess-unknown-unit = 单位 { $unit } 不属于 { $root }{ $medium ->
    [page] ，请核对单位代码
   *[command] ，见 cunbang report units
}
ranking-record = 记录所列 { $document } 的 { $vector } 无法读取
ranking-rules-none = { $root }：{ $period } 没有施行的考评办法，{ $medium ->
    [page] 由县在“考评办法”中施行
   *[command] 由县用 cunbang scheme put 发布
}
ranking-rules-period-kind = { $root }：{ $period } 施行的考评办法不是按{ $expected ->
    [week] 周
    [month] 月
    [half] 半年
    [year] 年
   *[quarter] 季度
 }考评的：{ $found }
ranking-rules-of-kind = { $name }（按{ $kind ->
    [week] 周
    [month] 月
    [half] 半年
    [year] 年
   *[quarter] 季度
 }）
ranking-rules-unreadable = { $root }：考评办法 { $row } 本版本程序无法读取：{ $fault }
model-code = { $what } 不是单位代码：应为 6 位（县）、9 位（乡镇）、12 位（村），4 位（市）或 2 位（省）；没有国家代码的，后加 -001 等
model-device = { $what } 不是设备号：应为 32 位十六进制数字
model-notice-number = “{ $what }”不是发文字号：应为 机关代字〔年份〕顺序号，如 考评通报〔2026〕3号
register-taken = 文号 { $number } 已用于 { $period } 的通报（{ $on } 发出，排名编号 { $run }）：请换一个文号
register-other-year = 文号 { $number } 的年份不对：通报是 { $year } 年发出的
register-earlier-program = 排名 { $run } 由较早的程序发布，不能登记文号：请重新发布后登记
model-document = { $what } 不是文档：应为 类别/单位 或 类别/单位/季度，如 ledger/330522103201/2026Q3
model-randomness = 本机不能产生随机数：请重试
report-export-too-many-rows = { $what } 有 { $rows } 行，一张表最多 { $most_sheet_rows } 行：请导出为 CSV，或减少单位或季度
report-export-workbook = 工作簿无法写入：{ $what }
report-export-page = 网页无法写入：{ $what }
report-export-package = 文档无法写入：{ $what }
report-export-written = 文档无法写入：{ $what }
report-export-qr = 二维码无法生成：{ $what }
scheme-rank-period-kind =
    考评办法 { $scheme } 按{ $expected ->
        [month] 月
        [quarter] 季度
        [half] 半年
       *[year] 年
    }考评，如 { $example }，而 { $period } 是{ $found ->
        [month] 月
        [quarter] 季度
        [half] 半年
       *[year] 年
    }：请选这样的期间，或另选办法
scheme-rank-unknown-unit = 单位 { $what } 不在单位表中：请补入，或不导入其记录
scheme-rank-not-basic = 单位 { $what } 有村的记录但不设台账：请检查单位一栏

decide-not-a-village = { $what } 不是本县的村或社区：只对未收到的村作认定
decide-received = { $name }（{ $unit }）已上报 { $period } 并已收到：按其登记排名，只对未收到的村作认定
decide-nothing-to-take = 没有收到 { $name }（{ $unit }）{ $period } 的记录，不能按已收到认定；请认定视为未开展或免考
decide-not-due = { $name }（{ $unit }）在 { $until } 前（含当日）仍可按时上报 { $period }，次日起方可认定视为未开展；免考现在即可认定
decide-undecided = { $period } 对 { $name }（{ $unit }）没有作过认定
decide-unheard = { $name }（{ $unit }）自 { $on } 起没有与县联系，村里可能已在那里按期上报；按期的上报送到后，认定不再适用
decide-never-heard = { $name }（{ $unit }）的节点从未与县联系，村里可能已在那里按期上报；按期的上报送到后，认定不再适用
decide-no-device = { $name }（{ $unit }）从未注册设备，无从上报：没有上报不说明没有开展，请先核实
enrol-not-the-county = 设备的注册和吊销在县（{ $root }）办理，本机是 { $unit } 的{ $role }
enrol-unknown-unit = 单位 { $what } 不在单位表中{ $medium ->
    [page] ，请核对单位代码
   *[command] ，见 cunbang report units
}
enrol-group = { $what } 是小组，不设设备：其记录在所属支部的台账中
enrol-wrong-role = { $unit } 的类别是{ $kind }，不能设{ $role }：村和支部设终端，乡镇以上设节点、督查员和读数程序
enrol-label = { $what } 不能作设备名：应为 1 至 64 个字，不含控制字符和不可见字符
enrol-hours = 注册码的有效期不能是 { $what } 小时：超出日历
enrol-unknown-code = 本县没有这个注册码：请向县里另要一个
enrol-former-code = 注册码发放后县根证书已更换，请向县里另要一个
enrol-other-authority = 县根证书正在更换或私钥不符：{ $medium ->
    [page] 请告知县里管理节点的人
   *[command] 更换曾中断的请再次运行 cunbang authority replace，或放回配套的私钥
}
enrol-expired-code = 注册码已过期：请向县里另要一个
enrol-used-code = 注册码已用过：请向县里另要一个
enrol-cancelled-code = 此注册码已于 { $at } 取消：{ $reason }；请向县里另要一个
enrol-used-before = 此注册码已于 { $at } 用于 { $unit } 的设备注册，无法取消；设备不对的{ $medium ->
    [page] 在“设备与注册”页吊销
   *[command] 用 cunbang enrol revoke 吊销（cunbang enrol list --unit { $unit } 列出设备号）
}
enrol-no-such-code = 有 { $known } 个注册码以 { $named } 开头：{ $medium ->
    [page] “设备与注册”页列出已发的，或写全
   *[command] 用 cunbang enrol codes 查看，或写全
}
enrol-nothing-beneath = { $what } 之下没有可设终端的单位{ $medium ->
    [page] ，请核对单位代码
   *[command] ，见 cunbang report units
}
enrol-doubtful-code = 县节点重启后尚无乡镇联网，无法确认此注册码未被使用，请稍后重试或另要一个
enrol-void-code = 县数据库曾被恢复到较早状态，此前发放的注册码已作废，请向县里另要一个
code-altered-since = 编号 { $id } 的注册码不是由本程序写入县数据库的，或被直接改动过（现记为 { $unit }、{ $role }、{ $label }，有效期至 { $until }），已拒用。{ $medium ->
    [page] 请县里取消该码、另发一个，并查明谁能改动数据库
   *[command] 请县里取消该码（`cunbang enrol cancel { $id } --reason 原因`）、另发一个，并查明谁能改动数据库
}
several-nodes-own = { $name } { $unit } 另有一个节点已注册：设备 { $other }（{ $label }），乡镇可能把它当作本节点。如非本县所设，请{ $medium ->
    [page] 在「设置」中吊销该设备
   *[command] 吊销：cunbang enrol revoke { $other } --reason 原因
}
several-nodes-own-below = { $name } { $unit } 另有一个节点已注册：设备 { $other }（{ $label }），各村可能把它当作本节点。如非本单位所设或已停用，请县里吊销
several-nodes-below = { $name } { $unit } 有两个节点已注册：{ $known } 和 { $other }（{ $label }），各村可能连到其中任何一个。请核实哪一个在用，另一个由县里{ $medium ->
    [page] 在「设置」中吊销
   *[command] 吊销：cunbang enrol revoke 设备 --reason 原因
}
several-nodes-above = { $name } { $unit } 出现了与本节点一向所知（{ $known }）不同的另一节点：设备 { $other }（{ $label }）。请向县里核实是否为其所设；不是的或已停用的，由县里注销
enrol-other-purpose = 此注册码用于 { $unit } { $name } 的{ $role }，本机不符；注册码未被使用
enrol-not-above = { $through } 不是 { $unit } 的上级，注册码未被使用：请经本乡镇注册，或在县里注册
enrol-enrolled = 设备 { $what } 已注册，此注册码未被使用：请用原注册码，{ $medium ->
    [page] 或联网续期
   *[command] 或续期（cunbang enrol renew）
}
enrol-other-key = 申请不是用设备 { $what } 的密钥签署：新密钥请作为新设备注册
enrol-not-for-it = { $by } 的设备不能为 { $unit } 续期
enrol-no-such-device = 有 { $known } 台已注册设备以 { $named } 开头{ $medium ->
    [page] ，“设备与注册”页列出已有的
   *[command] ，见 cunbang enrol list
}
enrol-itself = 县节点本身不能吊销：各级内容都在它的日志中
evidence-file-again = 依据文件无法写入：{ $what }
evidence-write = 依据文件无法写入：{ $what }
evidence-not-a-node = 依据须由乡镇或县的节点出具，本设备（{ $unit }，{ $role }）不能出具
evidence-receipts = 排名 { $run }：{ $of } 份回执中有 { $missing } 份已不在数据库中，请重新排名
evidence-authority-again = 排名所用的县根证书 { $what } 本机没有：请放回含有它的 identity/ca.pem
evidence-certificate-again = 设备 { $what } 的证书不在 org 文档中：由县在其中列出设备
publish-no-run = { $what } 尚无排名：{ $medium ->
    [page] 请先在“测算与发布”中测算
   *[command] 请先运行 cunbang run 季度
}
publish-other-unit = 排名 { $run } 排的是 { $ranked }，此处通报属于 { $unit }：请发布 { $unit } 的排名
publish-own-fork = 本机的 { $what } 在别处有另一分支，合并前不能发布，{ $medium ->
    [page] 请告知管理本机的人
   *[command] 处理办法见 cunbang status
}
publish-coverage = { $period } 的排名 { $run } 只收到 { $expected } 个村中的 { $received } 个，不足办法规定的覆盖率，不列候选。请等待，或对未收到的作认定{ $medium ->
    [page] ，或输入单位名称照此发布
   *[command] ，或加 --yes 照此发布
}
publish-not-published = 排名 { $run } 未在 { $document } 中发布
rules-faults = 考评办法有 { $count } 处错误：{ $what_b }
rules-ends = 自 { $from } 起的办法不能止于 { $until }：请写更晚的期间，或不写
run-not-held = { $node } 的节点不存 { $unit } 的台账：请在 { $unit } 或其上级的节点操作
run-not-begun = { $period } 尚未开始，{ $first_day } 起可以排名
run-unknown = 没有排名 { $what }：{ $medium ->
    [page] 请在“测算与发布”中选择
   *[command] 请按 cunbang run 所示填写
}
run-lost = 已发布的排名 { $run } 已不在本节点的数据库中：{ $medium ->
    [page] 请管理本机的人用更新的备份恢复，或放弃该排名
   *[command] 请用 cunbang restore 文件 恢复更新的备份，或运行 cunbang resume --run { $run } --reason 原因 放弃
}
run-not-lost = 没有已发布而缺失的排名 { $what }，见 cunbang doctor
run-several = 排名 { $what } 不止一个：{ $medium ->
    [page] 请在“测算与发布”中选择
   *[command] 请按 cunbang run 所示写全
}
run-damaged = 排名 { $id } 在数据库中已损坏（{ $what }）：{ $medium ->
    [page] 请在“测算与发布”中重新测算，依据相同即可补正
   *[command] 请用 cunbang run 重新排名，依据相同即可补正
}
run-altered = 数据库中的排名 { $id } 已被改动：{ $what }，不予显示。{ $medium ->
    [page] 请告知管理本机的人，并查操作记录，查明谁能接触数据库
   *[command] 请用 cunbang doctor --repair 按已签名的台账重新算出，再查操作记录，查明谁能接触数据库
}
run-altered-published = 名单与以此编号发布的不一致
run-altered-signature = 名单与本单位设备签名的不一致
run-altered-recomputed = 名单与所依据的台账算出的不一致
run-altered-derived = 名单所用的数据与已签名的记录不符，未保存：{ $medium ->
    [page] 请告知管理本机的人员
   *[command] 请运行 cunbang doctor --repair，再重新排名
}
run-replaced = 原先保存的排名 { $id } 与所依据的已签名记录不符，已改存按记录算出的名单；请查明谁能改写数据库
run-not-recomputed = 排名 { $id } 的名单没有可核验的签名，也无法重新算出（{ $what }）：{ $medium ->
    [page] 请在“测算与发布”中重新测算
   *[command] 请用 cunbang run 重新排名
}
publish-not-recomputed = { $period } 的排名 { $run } 与所依据的台账算出的结果不一致，未予发布，也不出具证据文件：库中内容已被改动，或由其他版本算出。{ $medium ->
    [page] 请告知管理本机的人，查明后在“测算与发布”中重新测算
   *[command] 请先查 cunbang doctor，再用 cunbang run { $period } 重新排名
}
doctor-published-columns = 供看板使用的数据表所载排名 { $run } 与已发布的不一致
doctor-published-columns-strange = 供看板使用的数据表载有从未发布的排名 { $run }
audit-chain-broken = 操作记录链已断：{ $file } 第 { $number } 行所接的上一行已不在或被改动。请查明谁能写入该文件夹；如需另起新链，请将整个 audit 文件夹移出留作证据
audit-chain-twice = 操作记录链已断：{ $file } 第 { $number } 行所接的上一行已另有后续，该行系他人添加。如需另起新链，请将整个 audit 文件夹移出留作证据
audit-chain-none = 操作记录链已断：{ $file } 第 { $number } 行未写明上一行，系旧版本写入或他人添加。如需另起新链，请将整个 audit 文件夹移出留作证据
audit-chain-end = 操作记录链已断：与旁存的末行校验值不符，末尾有记录缺失或被改动。请查明谁能写入该文件夹；如需另起新链，请将整个 audit 文件夹移出留作证据
audit-chain-no-head = 操作记录的末行校验值（audit/head 文件）已不在，末尾是否缺失无从判断；下一条记录会重新生成
audit-clock-set-back = 操作记录 { $file } 第 { $number } 行的时间 { $at } 早于其前一条（{ $then }）：本机时钟曾被拨回。记录并无缺失，请核对时钟
audit-choose-objection-days = 确定申辩期限
operator-office = “{ $name }”是单位名称：请填写在此经办的人员姓名，以便分清责任
operator-not-registered = 本机没有名为“{ $name }”的经办人。可办理此事的有：{ $may }。{ $medium ->
    [page] 请由其中一位登录办理，或在「设置」页添加
   *[command] 请用 --operator 指明，或先用 cunbang operator add 登记
}
operator-not-registered-nobody = 本机没有名为“{ $name }”的经办人，现有经办人也均无此权限{ $medium ->
    [page] ，「设置」页列出已有的
   *[command] ，见 cunbang operator list
}
objection-no-row = 申辩所引 { $row } 在本村数据中不存在：请按得分明细所示填写
form-too-slow = 网络太慢，半分钟内没有收到数据，请重新提交
warn-pages-crowded = 网页无法接受更多连接：请查看本程序可打开的文件数（ulimit -n）
run-pack = 排名结果无法压缩：{ $what }

doctor-run-published-here-missing = 排名 { $run } 曾在此发布，现已缺失：{ $medium ->
    [page] 请在“测算与发布”中重新测算 { $period }，数据相同则编号相同；不行的，请告知管理本机的人（{ $run_b }）
   *[command] 请从较新的备份取回，或用 cunbang run { $period } 重新排名，数据相同则编号相同。都不行时用 cunbang resume --run { $run_b } 放弃
}
public-log-public-log-tells-two = { $unit } 的公开日志前后不一致，证据已保存，{ $medium ->
    [page] 请告知 { $unit } 及其上级和管理本机的人
   *[command] 见 cunbang log --unit { $unit }；请告知 { $unit } 及其上级，查明原因后可用 cunbang log --unit { $unit } --acknowledge --reason 原因 确认
}
public-log-published-not-come-here = { $unit } 已公布的 { $documents } 没有转到本机：上级扣住或已丢失，请再次同步，或直接询问 { $unit }
public-log-public-log-leaves-have = { $unit } 的公开日志有 { $stated } 条，本机只有 { $here } 条：其余被上级扣住或已丢失，请再次同步，或直接询问 { $unit }
ranking-draft-nobody-published-published = 此为 { $by } 的草稿，未发布；{ $above } 已发布的是 { $id }{ $medium ->
    [page] ，在“排名”中选择
   *[command] ，用 --run { $id } 查看
}
replica-other-root = 本机设置的根单位是 { $root }，{ $known }：请改正 cunbang.toml 的 root，或指明 { $root } 的文件夹
replica-rooted-by-authority = 而本机证书由 { $known } 的根证书签发
replica-rooted-by-store = 而本机数据库属于 { $known }
left-out-of-run = { $by } 公布的 { $period } 排名 { $run } 漏了 { $ledger } 的内容：{ $received_at } 已回执至 { $received } 条，只计 { $rests_on } 条；请提出申辩，并提交回执{ $medium ->
    [page] （由管理本机的人导出）
   *[command] （cunbang receipts { $period } --out 文件）
}
run-not-whole = { $period }：{ $what }。所涉村可能显得没有上报或逾期。存有回执的节点下次同步时会送回：{ $medium ->
    [page] 请联网后再测算；仍不行的，请管理本机的人检查数据库，或用备份恢复
   *[command] 请同步，查看 cunbang doctor，再重新排名；或用备份恢复数据库。确已无法找回的，加 --yes
}
whole-receipts = 数据库中的回执有缺失或被改动，涉及 { $units }
whole-rows = 数据库被取走 { $rows } 条
damage-rows = 数据库被取走 { $rows } 条，无法判明是哪些；正向其他节点索回回执。{ $medium ->
    [page] 请管理本机的人检查数据库
   *[command] 请看 cunbang doctor；cunbang doctor --repair 表示已知悉
}
notes-disputed = { $name } { $unit } 的{ $table } { $id } 有 { $values } 个不同登记（登记时互不知情）；出自不同单位的，在上级选定之前按上级所登记的计。{ $medium ->
    [page] 请由上级在“冲突”中选定
   *[command] 请用 cunbang conflicts 选定
}
device-enrolled-besides = 本村于 { $on } 另注册了一台设备“{ $label }”（{ $device }）。如非本村人员所为，请立即告知{ $county }：该设备可以本村名义登记，应予吊销
notes-dated-back = 单位名单中 { $name }（{ $unit }）的变更由 { $operator } 记为 { $claimed } 所作，而 { $witness } 于 { $not_at } 的见证表明当时尚未公布：县节点的时钟可能被调回，或见证方时钟有误。按名单截止日，该变更本不应影响本期，请核实
notes-given-way = { $name }（{ $unit }）的上报已于 { $received } 由上级按期收到，县里此前“{ $ruling }”的认定（理由：{ $reason }）不再适用，该村按其上报排名
notes-receipts-twice = { $name } { $unit } 对 { $count } 个村的同一上报内容先后签过两个收件时间：{ $first } 和 { $last }。其时钟可能被拨回，或数据曾被恢复。系统以较早者为准，请核实有关村是否按期
notes-receipts-before = { $name } { $unit } 称已于 { $said } 收到 { $count } 个村的上报内容，而县于 { $received } 才收到，晚于该乡镇自称其后（{ $earlier }）才收到的内容。其时钟可能被拨回；系统未据此作任何认定，请核实有关村是否按期
notes-delayed = { $name } { $unit } 称已于 { $said } 收到 { $count } 个村（{ $villages }）的上报内容，而县于 { $received } 才收到（晚 { $days } 天），其间该乡镇另有内容送达。其时钟可能不准，或有压件；系统未据此作任何认定，请核实有关村是否按期
denied-seal = { $by } 公布的 { $period } 排名 { $run } 称本村上报未全部收到，而据其回执，{ $by } 已于 { $received }（排名作出之前）全部收到；请提出申辩，并提交回执{ $medium ->
    [page] （由管理本机的人导出）
   *[command] （cunbang receipts { $period } --out 文件）
}
denied-time = { $by } 公布的 { $period } 排名 { $run } 称本村逾期于 { $late_on } 上报，而据回执已于 { $received } 按期全部收到；请提出申辩，并提交回执{ $medium ->
    [page] （由管理本机的人导出）
   *[command] （cunbang receipts { $period } --out 文件）
}

# 系统的错误
machine-not-found = 没有这个文件或文件夹
machine-denied = 没有权限
machine-exists = 已存在
machine-full = 磁盘已满
machine-in-use = 地址已被占用
machine-no-address = 本机没有这个地址
machine-refused = 连接被拒绝
machine-reset = 连接被对方断开
machine-timed-out = 超时
machine-is-folder = 是文件夹，不是文件
machine-no-folder = 不是文件夹
machine-read-only = 磁盘为只读
machine-broken-pipe = 接收输出的程序已关闭
machine-unreachable = 网络不通
machine-other = 系统错误 { $number }
report-export-parquet = Parquet 文件无法写入：{ $what }
report-export-digits = Parquet 文件无法写入：{ $what } 位数过多
sync-hello-misplaced = Hello 只能在连接的第一条消息中
sync-message-too-long = 一条消息中有 { $found } 个 { $what }，应不超过 { $most } 个
world-folder = { $folder }：无法建立：{ $source }
world-refused = { $unit }：有 { $pieces } 段被拒收，其中第一段属于 { $log }：{ $refusal }
world-unfinished = 工作没有完成：{ $what }
omission-not-receipts = 不是 `cunbang receipts` 导出的回执
omission-read = 不能读取：{ $error }
omission-long = 过长（上限 { $most_kibibytes } KiB）或中断
omission-foreign = 不是本县签发，或已被改动
enrolling-former-code = 注册码发放后县根证书已更换，请向县里另要一个
record-public-late = 考评办法 { $row } 自 { $public_on } 起可证公开（{ $witness } 见证），晚于 { $period } 开始
record-no-witness = 考评办法 { $row } 尚无乡镇见证，{ $period } 开始前是否公开只有县方说法
record-put-late = 考评办法 { $row } 于 { $written_on } 施行，晚于 { $period } 开始：办法应在考评期开始前公开
checkpoints-two-stories = { $unit } 的公开日志前后不一致：其签署的检查点与此前签署的矛盾。证据已保存{ $medium ->
    [page] （由管理本机的人导出）
   *[command] （`cunbang log --unit { $unit }`）
}，请出示给该单位及其上级
codes-void = 数据库曾被恢复到较早状态，不知其后哪些注册码已用，此前未使用的 { $count } 个一律作废，{ $medium ->
    [page] 请在“设备与注册”页重新发放
   *[command] 请用 `cunbang enrol code` 重新发放
}
contradiction-checkpoint = 检查点：{ $size } 条，根 { $root }
contradiction-disputed = 第 { $leaf } 条有两种说法
contradiction-loose = 第 { $leaf } 条与前面不相接
contradiction-altered = 第 { $leaf } 条与本机所存不符（{ $hash }）
contradiction-acknowledged = { $document } 的前后不一致已由 { $operator } 确认：{ $reason }。{ $listed }
fork-known-device = { $unit } 的“{ $label }”（设备 { $device }）
fork-device = 设备 { $device }
fork-put-back = 本机数据库曾被恢复后又继续写入：{ $medium ->
    [page] 请勿继续登记，请告知管理本机的人
   *[command] 先用 cunbang restore --force 恢复此前的备份，待下级补回后用 cunbang rejoin --from 补记
}
fork-copied = 本机数据库有另一副本在继续写入：{ $medium ->
    [page] 请勿继续登记，请告知管理本机的人
   *[command] 请运行 cunbang rejoin
}
fork-above = 上级数据库曾被恢复到较早状态：{ $medium ->
    [page] 待上级修复后，请告知管理本机的人
   *[command] 待上级修复后，在本机运行 cunbang rejoin
}
fork-elsewhere = 该设备的数据库被复制或恢复过：{ $medium ->
    [page] 请告知管理该设备的人
   *[command] 请在该设备上运行 cunbang rejoin
}
fork-found = { $whose }在 { $document } 的第 { $number } 条有两种内容，均已存证。{ $do_this }
receipts-two-times = { $unit } 的节点 { $node } 对 { $log } 至第 { $number } 条签了两个不同的收到时间：{ $one } 和 { $other }，均已保存，以较早者为准
receipts-two-contents = { $unit } 的节点 { $node } 对 { $log } 至第 { $number } 条签收了不同内容，均已保存
receipts-other-content = { $unit } 的节点 { $node } 对 { $log } 至第 { $number } 条签收的内容与本机所存不符，该回执留存但不作数：或是登记设备有两个分支而该节点收了另一支，或是其签收了无人写过的内容。请询问该单位存有什么
receipts-because = 。原因：{ $unit } 的数据库曾被恢复到较早状态，不记得此前的签收
receipts-because-seen = 。原因：{ $unit } 的数据库曾被恢复到较早状态（{ $at } 得知），不记得此前的签收
restored-own-fork = { $unit } 处有 { $log } 的另一分支：本机（{ $label }）数据库有另一副本在继续写入。{ $medium ->
    [page] 请勿继续登记，请告知管理本机的人
   *[command] 请运行 cunbang rejoin，取回另一副本的条目并重新记录本机的
}
restored-own-fork-at-top = { $unit } 的“{ $label }”（设备 { $device }）处有 { $log } 的另一分支：本机数据库曾被恢复后又继续写入。{ $medium ->
    [page] 请勿继续登记，请告知管理本机的人
   *[command] 请先用 cunbang restore --force 恢复此前的备份，待下级补回后用 cunbang rejoin --from 补记
}
projection-altered = 本节点数据库中 { $document } 的汇总内容与签名条目不符，也不是本节点写入的，系被改动；已按签名条目重新生成。请查明谁能写入数据库
writers-unlisted = { $unit } 的设备 { $device }（{ $role }）持有本县证书却不在设备名册中，其条目不予接收。若无人恢复过本节点的较早状态，则有人动用了根证书私钥：{ $medium ->
    [page] 请在“设备与注册”页吊销
   *[command] 用 `cunbang enrol revoke { $device }` 将其注销
}
connection-not-yet = 本机时间为 { $now }，至少慢了 { $apart }（对方证书 { $from } 起有效）。请在电脑的“日期和时间”设置里改正，再试一次
connection-expired = 本机时间为 { $now }，对方证书有效期至 { $until }：本机时间可能至少快了 { $apart }，请在电脑的“日期和时间”设置里核对、改正，再试一次；时间无误的，{ $medium ->
    [page] 请告知上级更新证书
   *[command] 由对方更新证书（`cunbang enrol renew`）
}
connection-refused-by-clock = 按对方节点的时间，本机证书不在有效期内：对方时间或本机时间有误，或者证书已到期。请先核对本机时间；本机时间无误的，请告知上级核对其节点的时间。尚未上传的内容仍保存在本机
connection-ended = 对方断开了连接
connection-other-county = 对方不属于本县，请检查地址和注册码；县根证书更换以前的注册码已失效
connection-other-port = 对方端口不是同步端口，请检查端口
enrolment-other-root = 根单位不符：本机按 { $root } 设置，而 { $address } 是 { $unit } 的节点；注册码未被使用
enrolment-no-look = 上级程序较旧，不能先核对单位；注册码未被使用，请联系上级更新程序（{ $said }）
sync-not-yet-served = 上级节点的数据库曾被恢复到较早状态，正等待其下级补回，其间不接待终端，也不办理注册；注册码仍然有效
hear-unshown-fork = { $unit } 称本机在 { $log } 另写过不同内容，但没有出示，本机不予采信；条目改送其他上级（如有）
pages-cannot-listen = 网页不能在 { $address } 打开：{ $source }。请在 cunbang.toml 中另设 { $setting }
waiting-standby = 数据库等待同步备库已 { $seconds } 秒：请启动备库，或将其移出 synchronous_standby_names 并重载。仍在等待；要写入的已在主库，备库收到后即作数
waiting-lock = 等待其他会话释放数据库锁已 { $seconds } 秒：pg_stat_activity 列出是谁。仍在等待
waiting-server = 数据库 { $seconds } 秒未应答：请看它是否在运行，磁盘是否已满，网络是否通畅。仍在等待；要写入的可能已在库中
waiting-file = 写入本机数据库已等待 { $seconds } 秒：另一进程正在写入，或磁盘很慢。仍在等待
waiting-over = 数据库等待结束，历时 { $seconds } 秒
export-no-rows = 没有记录
check-number = 第 { $number } 号接在第 { $before } 号之后
check-tag = 标签与该处内容不符
check-entries = 第 { $first } 至 { $last } 条接在第 { $before } 条之后
check-end = 止于第 { $number } 号，而记为止于第 { $said } 号
check-head = 末条记为第 { $said } 条，各段只到第 { $number } 条
check-no-segments = 末条记为第 { $said } 条，而一段也没有
check-no-head = 有各段而没有末条
check-agreement = 所存为 { $kept }，按日志应为 { $expected }
doctor-is-repaired = （已修复）
doctor-restore = { $what }：请用备份恢复数据库
doctor-missing = 第 { $first }–{ $last } 条在此写过而现已缺失：数据库曾被恢复到较早状态；存有这些内容的节点连接时会补回
doctor-list-damaged = 设备名册已损坏（{ $damage }），不知其设备 { $device }：这并不说明内容有误；名册完好后请再检查
doctor-unlisted = 设备名册中没有其设备 { $device }：请同步后再检查
doctor-cannot-rebuild = 不能由各条重建：{ $error }
doctor-bug = Automerge 中为 { $difference }：这是程序的错误，请报告
doctor-projection = 所存投影：{ $what }
doctor-snapshot = 所存快照：{ $what }
doctor-not-permitted = { $unit } 的{ $role }无权写这份文档
doctor-not-to-head = 各条不能推出所存末条：请用备份恢复数据库，或由存有该日志的节点重新发送
doctor-refused = { $refusal }：请用备份恢复数据库，或由存有该日志的节点重新发送
derived-not-written = 不是当初写入的内容
derived-unreadable = 无法读取：{ $error }
derived-vectors = 各条为 { $entries }，而投影为 { $projection }
derived-keys = { $keys } 个键，而投影有 { $projection } 个
derived-values = { $key } 的值与投影不同：{ $values }
derived-claims = 自称到 { $said }，实为 { $is }
derived-ahead = 到 { $is }，超出日志所有（{ $logs }）
derived-differs = 在 { $key } 处与各条不符
derived-differs-in-conflicts = 冲突的值与各条不符
derived-irreproducible = 到 { $is }，不能由各条重现：{ $error }
derived-other-entries = 与日志的各条不同
derived-has = 与各条不符：其中为 { $difference }
doctor-receipt = { $log }，{ $unit } 对第 { $number } 条的回执
doctor-receipt-undecided = { $what }。在此之前该回执不作数
doctor-receipt-unsound = 签名无效，不予采用；存有该回执的节点会重新发送，或请用备份恢复数据库
doctor-receipt-absent = 本节点曾随所收内容一并存入，现已不在库中：有人或某种故障将其从数据库取走；存有该回执的节点下次同步时会送回，或请用备份恢复数据库
doctor-receipt-own = 由本节点签署，而所签不是这里的这一条：数据库曾被恢复或改动；请同步，并查看 `cunbang status`
doctor-receipt-other = 所签收的不是这里的这一条，留存但不作数：或是登记设备有两个分支而该节点收了另一支，或是其签收了无人写过的内容。请询问该单位存有什么
connection-no-answer = { $seconds } 秒内没有应答
warn-revoked-not-kept = 没能记下本设备已被吊销
warn-snapshot-made-anew = 缓存损坏，已按登记记录重新生成
warn-derived-made-again = 由登记记录算出的内容有误，正在重新生成
warn-high-water = 写不了 written.txt（记着本机写到了哪里）
warn-mended = 损坏的记录已由其他设备补回
warn-store-slow = 读写数据很慢
warn-damaged = 数据损坏：存着的与写入时不一样
evidence-twice = { $log }：第 { $entry } 条重复，或在后面的条目之后
evidence-more = { $log }：日志首行称至第 { $stated } 条，文件中却至第 { $found } 条
evidence-more-rows = 另有 { $more } 行
evidence-statement-altered =
    签名与本文件不符，文件在作出之后被改动。其余各处的签名都有效，按记录算出的结果也一致，所以改动在只有这条声明担保之处：首行的 made_at；各行的次序或写法（如多出空格）；重复的行；连同排名记录一起去掉、增加的日志、回执和证书；或者本行的签名自身
evidence-line-utf8 = 不是 UTF-8 文字
evidence-line-breaks-off = 文件在这一行中断
evidence-line-unreadable = 读不懂第 { $column } 列（解析器原文：“{ $said }”）
evidence-line-version = 格式为第 { $found } 版，本程序只读第 { $own } 版：请用较新的程序验证
evidence-line-record = 排名记录：{ $what }
evidence-line-record-spelling = 排名记录的写法不是规定的那一种
evidence-line-after-statement = 声明之后不得再有内容
evidence-line-log = 日志首行无法读取
evidence-line-stray-entry = 这一条没有紧跟它的日志首行
evidence-line-receipt = 回执无法读取
evidence-line-kind = 类别 { $kind }：应为一份县根证书、一份结果，以及县根证书接替、设备、日志、条目、回执，末尾为一份声明
evidence-line-certificate = 证书不是 base64
evidence-line-succession = 县根证书接替的声明不是 base64
evidence-line-statement = 声明的签名无法读取
evidence-line-statement-spelling = 声明的写法不是规定的那一种
evidence-line-entry = { $log } 的一条：{ $what }
evidence-line-of-entry = { $log } 第 { $entry } 条：{ $what }
evidence-line-row = { $row }：{ $what }
evidence-line-supersedes = 一行所取代的值无法读取
evidence-line-hash = 哈希无法读取
evidence-line-time = 时间无法读取
evidence-line-seen = 此前所见无法读取
ranking-withdrawn = 此排名已撤回{ $on }：{ $reason }。{ $stands }
ranking-stands = 现行的是 { $id }{ $medium ->
    [page] ，在“排名”中选择
   *[command] ，用 --run { $id } 查看
}
ranking-superseded = 此排名已被替代，现行的是 { $id }{ $medium ->
    [page] ，在“排名”中选择
   *[command] ，用 --run { $id } 查看
}
run-not-ended = { $period } 尚未结束：最后一天是 { $last_day }，当日起方可认定和发布。现在可以测算草稿
