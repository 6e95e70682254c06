# 命令的帮助。英文写在命令行的定义里，这里只有中文：
# help-命令 为一句话说明，help-命令-more 为其余说明，help-命令--参数 为参数，help--参数 为各命令共用的参数，
# help-命令--参数-取值、help--参数-取值 为可选的值。

help-usage = 用法：
help-commands = 命令：
help-arguments = 参数：
help-options = 选项：
help-everywhere = 各命令通用：
help-default = 默认：
help-environment = 环境变量：
help-values = 可选值：
help-examples = 示例：
help-alias = 也可写作：
help-examples-second = 终端还可越过乡镇与县同步：
help-examples-codes = 一个乡镇的所有村，既出可打印的邀请页，又出清单：
help--help = 显示帮助（-h 为简要）
help--version = 显示版本
help-exit-codes =
    退出码：
      0  完成
      1  失败：文件、数据库或本机有问题，没有权限，或有损坏
      2  输入或命令有误：改正后重试
      3  被拒绝，或验证未通过
      4  其他节点或数据库无法连接或正忙，或恢复后的县节点在等待所缺内容：请稍后重试
      5  磁盘已满：腾出空间后重试

help = 村榜：县、乡镇、村的台账、排名和报表
help-more =
    村里离线登记台账，联网后同步到乡镇和县；县按公开的办法排名，任何人都可以重新计算。

    不作任何设置：cunbang demo 在本机演示全县；cunbang rank 对电子表格排名。正式使用：依次运行 cunbang init county、cunbang enrol code、cunbang init township、cunbang init terminal，再在各处运行 cunbang serve。

## 各命令共用

help--dir = 节点的文件夹，存放配置、身份和数据库
help--operator = 经办人，记入所写的每一条
help--language = 显示语言，zh 或 en [默认：按系统语言；系统未定时两种都显示，中文在前]
help--verbose = 多显示过程；写两次则全部显示
help--log = 记录哪些日志，如 info 或 warn,cunbang_sync=debug
help--log-format = 日志格式 [默认：text，或按配置的 [log]]
help--log-format-text = 供人阅读的文字行
help--log-format-json = 每行一个 JSON 对象，供程序收集
help--format = 输出格式
help--format-table = 供人阅读的表格
help--format-text = 供人阅读的文字行
help--format-json = JSON
help--format-csv = 逗号分隔，首行为列名
help--format-parquet = 带类型的列，供分析程序读取
help--format-xlsx = 工作簿
help--format-html = 单独一个网页，可打印
help--wide = 显示所有的列，不限宽度
help--period = 季度（或月、半年、年）
help--unit = 单位，写代码或名称 [默认：本节点的单位]
help--table = 表名：deeds 言行、meetings 会议、attendance 考勤、tasks 任务、visits 走访、findings 问题等
help--id = 记录的编号；多列组成的用 / 连接
help--reason = 理由，记录在案
help--out = 写入的文件
help--run = 排名编号，或其开头几位
help--scheme = 考评办法：程序自带的名称，或 TOML 文件
help--level = 层级
help--level-member = 村内党员
help--level-village = 村和社区
help--level-township = 乡镇
help--level-county = 县
help--level-prefecture = 市
help--level-province = 省
help--under = 只看该单位及其下级
help--cells = 各格内容，写作 列=值，列名中英文均可
help--restore-withdrawn = 文件中仍有的已撤回记录恢复计入；不写则仍为撤回
help--far-dates = 离本期较远的和还没有到的日期无误
help--held = 计划表中日期已过的会议确已按期召开
help--new-members = 与名册中姓名相同而入党日期不同的，或姓名相近的，是另外的人
help--same-members = 与名册中姓名相同而入党日期不同的是同一个人，更正入党日期
help--renamed = 编号与名册相同、姓名不同的是同一个人，改用新姓名
help--corrected = 与已有记录相近的就是原来那条，予以更正替换
help--as-new = 与已有记录相近的是另外的记录
help--units = 单位表：CSV 或 XLSX 文件，或 changxing、gaotai、jinyun 之一
help--label = 设备的称呼
help--device = 设备号，或其开头几位，见 cunbang enrol list
help--faults = 如有错误，把错误清单写入此文件，按扩展名为 CSV 或 JSON
help--passphrase = 备份密码所在：文件首行（@文件）或标准输入（-）；不写则取 CUNBANG_PASSPHRASE，或当场询问
help--store = 数据库位置：sqlite:路径（相对于文件夹），或 postgres://用户@主机/数据库；含密码的请用 @文件 或标准输入（-）
help--health = 运行状况页的地址
help--pages = 网页的地址，只限本机，如 127.0.0.1:7470；不写则不设网页
help--operator-password-file = 首行为经办人登录网页密码的文件，- 为标准输入；不写则当场询问，无终端时首次打开网页时再设
help--listen = 供下级连接的地址
help--upstream = 经由注册并与之同步的节点 [默认：邀请中所写的]
help--code = 县里发的注册码（cunbang enrol code），或二维码的内容，只能用一次。大小写、空格、短横和全角不限。命令行人人可见：@文件 从文件读取，- 从标准输入读取
help--second-upstream = 另一个同步的节点及其单位
help--root = 最上级单位，用于核对证书由谁签发
help--role-node = 供其他设备同步的节点
help--role-terminal = 村的终端
help--role-inspector = 督查员的电脑
help--role-reader = 读取报表的程序
help--conflicts = 只列有多个值的记录
help--password-file = 首行为密码的文件，- 为标准输入；不写则输入两次
help--name = 经办人姓名，1 至 40 个字

## 不需要设置的命令

help-demo = 在本机演示全县：终端、乡镇、县、同步、排名、报表
help-demo-more = 每个村都是一个终端，有自己的数据库、密钥和证书，相互之间在本机回环地址上以双向 TLS 通信。各节点的文件夹和报表留在 DIR 中可供查看。在终端上运行时，演示完后县继续运行到按 Ctrl-C 为止，并给出两个村的网页、其上级的运行状况页，以及登录用的姓名和密码。
help-demo--scheme = 考评办法：程序自带的名称，或 TOML 文件 [默认：standard；超过四个季度时为记录较少的 changxing]
help-demo--quarters = 演示几个季度，限按季度考评的办法；12 为重演 2007 年第三季度至 2010 年第二季度
help-demo--seed = 随机数种子：相同的数演示相同的县
help-demo--once = 显示完即结束，不再继续运行
help-rank = 直接对电子表格排名，不需要任何设置
help-rank-more =
    单位表中的每个村和社区都参加。有本期记录的为已收到；没有的为未收到：不排名次，只列可能的名次范围，无论其以后补报或撤回；督查发现的问题照计。记录相同，排名编号就相同，与分几个文件无关。

    已打好分的得分表也可以排名：由其各列形成办法，不明之处会询问。
help-rank--units = 单位表：含代码、名称、类别（县里统计党员数的，加党员数）的 CSV 或 XLSX 文件，或 changxing、gaotai、jinyun 之一
help-rank--records = 记录：存放 CSV 和工作簿的文件夹，或其中一个文件（见 cunbang template）
help-rank--scheme = 考评办法：程序自带的名称（见 cunbang scheme list）或 TOML 文件 [默认：standard；得分表为其各列]
help-rank--period = 期间：周 2026W37、月 2026-07、季度 2026Q3、半年 2026H2 或年 2026
help-rank--level = CSV 所含、表格所加的层级 [默认：village]
help-rank--out = 写入的文件，不写则输出到屏幕
help-rank--sheet = 得分表所在的工作表，有几张时指明
help-rank--file = 得分表：每村一行、每项得分一列
help-rank--wide = 作为得分表读入，即使像是台账
help-rank--under = 得分表属于哪个单位；没有 --units 时在程序自带的单位表中查找
help-rank--keep-scheme = 把得分表各列形成的办法写入此文件，改好后用 --scheme 指明
help-rank--empty-is-zero = 其他项有分的村，空格按零分计
help-rank--ignore-total = 按各项之和排名，不管合计列
help-template = 写出供填写的工作簿：各表、中英文表头、下拉选项
help-template-more =
    每张表有一行示例，未改动的示例行读入时略去。填好后可以排名（cunbang rank）或导入（cunbang import）。

    在节点的文件夹中用 --for：只写该类人员填写的表，并列出名册中的党员或下级单位供选择。
help-template--audience = 由谁填写
help-template--audience-village = 村里的经办人
help-template--audience-inspector = 乡镇或县的督查员
help-template--audience-county = 县
help-template--period = 村里填报的季度：列出这一季度的会议和党员当时的身份 [默认：正在办理的季度]
help-template--force = 覆盖同名文件
help-scheme = 考评办法：列出、查看、检查、试算、施行
help-scheme-list = 列出程序自带的考评办法
help-scheme-show = 查看考评办法：层级、指标、分值、截止日期
help-scheme-show--text = 输出原文，作为自己办法的底稿
help-scheme-check = 检查考评办法的文字，逐处列出错误的行和列
help-scheme-check--schemes = 程序自带的名称，或 TOML 文件，可写几个
help-scheme-try = 试算：改动办法后，已结束的期间会有什么不同
help-scheme-try--scheme = 改动后的办法：程序自带的名称，或 TOML 文件
help-scheme-try--instead-of = 原来的办法
help-scheme-try--units = 单位表，同 cunbang rank
help-scheme-try--records = 记录，同 cunbang rank
help-scheme-put = 自某一期起施行考评办法；在县里办理
help-scheme-put--from = 从哪一期起；须是尚未开始的，以便事先让人知道
help-scheme-put--until = 到哪一期止 [默认：至另有办法接替]
help-scheme-put--yes = 该期已经结束，即使已有村上报或排名已发布，仍要施行

## 设立节点

help-init = 在文件夹中设立节点：配置、密钥和证书
help-init-county = 县（或最上级单位）：根证书、节点、单位表和考评办法
help-init-county--unit = 县的代码
help-init-county--units = 单位表：CSV 或 XLSX 文件，或 changxing、gaotai、jinyun 之一；也可以以后用 cunbang import 导入
help-init-county--scheme = 施行的考评办法：程序自带的名称，或 TOML 文件；也可以以后用 cunbang scheme put 施行
help-init-county--from = 办法从哪一期起施行 [默认：本期]
help-init-township = 介于最上级和村之间的节点，如乡镇，用上级发的注册码注册
help-init-terminal = 村的终端或督查员的电脑，用县里发的注册码注册
help-init-terminal--role = 设备的角色；使用注册码前先与其核对
help-init-township--unit = 设备所属单位，写代码或名称；使用注册码前先与其核对
help-init-terminal--unit = 设备所属单位，写代码或名称；使用注册码前先与其核对
help-init-township--label = 设备的称呼 [默认：县里写入注册码的]
help-init-terminal--label = 设备的称呼 [默认：县里写入注册码的]
help-enrol = 设备注册：注册码、证书、续期、吊销
help-enrol-code = 发放一次性注册码，逐台或为一个乡镇的所有村；在县里办理
help-enrol-code--units = 设备所属单位，可写几次
help-enrol-code--under = 为该单位之下的每个村和支部各发一个
help-enrol-code--without-device = 其中只发给还没有设备的
help-enrol-code--role = 设备的角色 [默认：村为 terminal，其他为 node]
help-enrol-code--label = 设备的称呼 [默认：单位名称和角色]
help-enrol-code--hours = 有效几小时
help-enrol-code--count = 每个单位发几个
help-enrol-code--upstreams = 设备连接上级节点的地址，印在单子和二维码上；加 =单位 则只用于该单位之下的设备
help-enrol-code--sheet = 供打印的单子（HTML，A4）：每个注册码一页，有二维码和说明。注册码只显示一次，所以与清单同时写出
help-enrol-codes = 列出已发的注册码：未用、已用、已取消、过期或作废；在县里办理
help-enrol-cancel = 取消未用的注册码，如单子丢失；在县里办理
help-enrol-cancel--codes = 注册码：写编号（见 cunbang enrol codes 和单子）、编号开头几位，或整个注册码
help-enrol-cancel--reason = 理由；使用该注册码的人会看到
help-enrol-join = 用县里发的注册码注册本设备
help-enrol-join--code = 注册码，或二维码的内容；大小写、空格、短横和全角不限
help-enrol-list = 列出全县的设备，以及各设备上次与本节点同步的时间
help-enrol-list--unit = 只列该单位及其下级的设备
help-enrol-revoke = 吊销设备：此后不收它的内容，也不给它内容；在县里办理
help-enrol-renew = 为本设备的证书续期，已过期的也可以
help-authority = 查看和更换县根证书，各设备的证书都由它签发
help-authority-show = 查看县根证书：指纹、启用日期、私钥是否在本机、各签发了多少设备
help-authority-show--behind = 改为列出尚未换用新根证书的设备
help-authority-replace = 私钥丢失时更换县根证书；在县里办理
help-authority-replace-more = 原根证书签发的证书在到期前仍然有效，所以不必重新注册：各设备下次同步时得知新根证书，自动续期。只适用于私钥丢失；私钥被盗的，盗用者仍能签发受信任的证书。
help-authority-replace--reason = 理由，记录在案，全县可见
help-authority-replace--yes = 私钥完好也更换
help-operator = 查看和更改谁可以登录本节点的网页
help-operator-more = 经办人只属于本节点，所写内容以其姓名签署。能运行本命令的人就能让任何人登录，所以不问密码。可与正在运行的 cunbang serve 同时使用。
help-operator-add = 准许登录，或重新启用已停用的
help-operator-role = 更改经办人的角色；至少保留一名负责人
help-operator-add--role = 在乡镇或县的网页上可以做什么
help-operator-add--role-head = 负责人：全部事项
help-operator-add--role-inspector = 督查员：登记问题、填报上级核定数、接收或退回上报、查看
help-operator-add--role-viewer = 只看：查看，不显示党员姓名
help-operator-role--role-head = 负责人：全部事项
help-operator-role--role-inspector = 督查员：登记问题、接收或退回上报、查看
help-operator-role--role-viewer = 只看：查看，不显示党员姓名
help-operator-role--role = 新的角色
help-operator-list = 列出经办人
help-operator-password = 另设密码，并使其重新登录
help-operator-disable = 停用经办人并结束其登录；以其姓名签署的仍然保留
help-serve = 运行本节点：与上下级同步，提供报表和运行状况页
help-serve-more = 县和乡镇供下级连接；终端只与上级保持同步。按 Ctrl-C 或收到 SIGTERM 时正常结束。
help-open = 在浏览器中打开本节点的网页，或首次设置的网页
help-open-more = 文件夹中还没有节点时，打开首次设置的网页：照设备注册单填写，设好后由同一进程继续提供服务。其他情况下网页由正在运行的 cunbang serve 提供。尚无人可以登录时，地址中带有设第一个经办人的钥匙，请勿给他人看。
help-open--print = 只显示地址
help-open--serve = 没有运行时由本进程提供服务，如从菜单打开时

## 登记

help-import = 导入现成的电子表格：全部导入；有错则一行也不导入
help-import-more = 村的终端导入本村的表，督查员的电脑导入问题，县导入单位表。日期、数字、姓名和符号照习惯写法读取；怎样读取、略过了什么都会列出，可作两种解释的不予采用。重复导入相同的行没有变化；内容不同的行替换原来的，原来的留在修改记录中。
help-import--path = 电子表格的文件夹或文件：XLSX、XLS、ET、ODS、CSV 或 TSV（见 cunbang template）
help-import--period = 文件所属的季度：确定「9月1日」的年份，以及党员等不含日期的行属于哪季度 [默认：本季度]
help-import--way-back = 把单位名单改回的文件写到此处：导入即恢复各单位原来的内容，新增的予以撤回
help-import--yes = 修改的单位涉及已结束的期间，仍照此修改
help-import--dry-run = 只显示各格怎样读取，不保留
help-import--take-good = 保留无误的行，把其余的行标出并附批注写入此文件；改好后整个文件重新导入
help-record = 登记一条记录
help-record-more = 读法同电子表格：日期、数字和词句照习惯写法，党员写姓名。未写单位则为本单位；没有编号的自动编号。编号相同的替换原来的，原来的留在修改记录中；没有写的列不变，列= 为清空。各表有哪些列、哪些必填、怎样写，看 cunbang record 表名 --help。
help-record--yes = 修改的单位涉及已结束的期间，或登记的问题使得分变动，仍照此保存
help-record--quarter = 季度，记录本身看不出时写
help-withdraw = 撤回一条记录：不再计入，连同理由仍可查看
help-withdraw-more = 从名册撤回的党员，同时退出本季度（或所写季度）的状况。不写编号，则撤回所写期间的一张表或所有表的全部记录，如年份写错的导入。
help-withdraw--period = 记录所在的季度 [默认：有此记录的最近一期]
help-withdraw--yes = 撤回一期的全部记录，不写则只计数；撤出的单位涉及已结束的期间，或撤回的问题使得分变动时，也要写
help-reinstate = 恢复已撤回的记录
help-reinstate--yes = 恢复的单位涉及已结束的期间，仍照此恢复
help-reinstate-more = 撤回和恢复都留在修改记录中。恢复整个数据库见 cunbang restore。
help-move-deeds = 会议改期后，把会上的言行一并改到会议现在的日期
help-move-deeds-more = 只改会议改期以前登记、日期或确认日期在原日期的言行；原日期另有会议的不改。可以用 cunbang undo 整体撤销。
help-move-deeds--meeting = 会议编号
help-move-deeds--period = 季度 [默认：最近一次有此会议的]
help-move-deeds--dry-run = 只列出要改的言行，不作改动
help-undo = 撤销本设备上最近的一次登记，如一次导入的全部行
help-undo-more = 每一行回到原来的值，原来没有的予以撤回。此后又被改过的行不动，并列出。撤销的内容留在修改记录中，可以再次恢复：撤销本身也是一次操作。
help-undo--operation = 操作编号，见 --list [默认：仍有效的最近一次]
help-undo--all = 列出本设备的各次登记，最近的在前
help-undo--dry-run = 只显示会回到原值的行，不作改动
help-list = 列出台账：登记了什么、谁登记的、上级是否收到
help-list-more = 可离线使用。有名册时显示党员姓名。有多个值的记录会标出，用 cunbang conflicts 查看。
help-list--period = 季度 [默认：全部]
help-list--search = 记录中都要有的词：文字、姓名、编号、日期
help-list--from = 从这一天起
help-list--until = 到这一天止
help-list--withdrawn = 也列已撤回的
help-show = 查看一条记录的全部内容：各格、登记人、收到情况
help-show--id = 编号，由几列合成的用 / 连接；或只有这一条才有的内容：党员姓名、会议日期或主题
help-history = 查看记录的每次修改：谁在哪台设备登记、改了什么、谁已收到
help-history-more = 记录从不覆盖：原来的内容、撤回的内容和原因都保留。登记时间按该设备的时钟。可离线使用，显示已同步到本机的内容。用 --device 列出一台设备登记的每一行及是否计入，用于电脑被盗时。
help-history--device = 列出该设备登记的每一行；写设备号开头几位即可，见 cunbang enrol list
help-history--period = 季度 [默认：有此记录的最近一期；设备为全部]
help-conflicts = 查看有多个值的记录，即两台设备互不知情时各写的
help-conflicts--period = 只列这一期和名册的 [默认：全部]
help-resolve = 选定有多个值的记录；其余的留在修改记录中
help-resolve-more = 写了各格内容的，以所选的值改动这些格为准。
help-resolve--take = 所选值的序号，见 cunbang conflicts
help-resolve--cells = 要另改的格，写作 列=值，列名中英文均可
help-seal = 上报一期：声明村的本期记录已经完整
help-seal-more = 先列出上报前核对：哪些已齐，哪些还缺、少多少分，哪些不适用；有要计分的还缺时先问一声。上报写明所含内容。其后的登记为补报，再次上报后计入。时间以乡镇或县收到上报为准。
help-seal--period = 期间；半年和年逐季度上报
help-seal--yes = 有要计分的还缺，或没有登记，或按时上报过而再次上报会逾期的，也上报，不再询问
help-sync = 与上级同步一次：上传新内容，取回新内容
help-sync-more = cunbang serve 运行时自动同步。
help-status = 查看本机内容和收到情况：✓ 本机，✓✓ 乡镇已收到，✓✓✓ 县已收到
help-status--documents = 也列各下级单位的文档
help-status--period = 季度 [默认：正在登记的一期]

## 排名和公布

help-run = 按收到的内容排名
help-run-more = 排名连同其全部依据一并保存。编号为其哈希：其间没有新内容的，再次排名仍是同一次。
help-run--under = 排哪个单位的村 [默认：本节点的单位]
help-run--level = CSV 所含、表格所加的层级 [默认：village]
help-run--out = 写入的文件，不写则输出到屏幕
help-run--yes = 回执有缺失或被改动时仍照此排名：所列各村可能显得没有上报或逾期
help-publish = 发布排名（通报）：下次同步时下发到各下级单位
help-publish--run = 排名编号，或其开头几位 [默认：本单位最近一次]
help-publish--withdraw = 以此理由撤回发布；两者仍可查看
help-publish--former-stands = 与 --withdraw 同用：恢复它所替代的名单；不加则本期没有有效名单
help-publish--yes = 收到的村不足办法的要求，或本期单位名单有变动，仍照此发布，收到不足时不列候选；或者再次发布曾撤回的排名
help-decide = 对未收到或未全部收到的村作出认定，理由公开
help-decide--unit = 村
help-decide--decision = 认定结果
help-decide--decision-take = 按已收到的计，视同全部收到
help-decide--decision-excuse = 免考：不计分，不排名，不参评
help-decide--decision-not_carried_out = 视为未开展：按收到而没有内容计
help-decide--decision-withdraw = 撤销此前的认定
help-decide--reason = 理由，下级都可看到
help-decide--yes = 其间的乡镇自截止日起没有与县联系，村里可能已在那里上报，仍要认定
help-answer = 答复村的申辩，下级都可看到
help-answer-more = cunbang list objections --unit 单位 列出申辩及其编号。
help-answer--unit = 村
help-answer--objection = 申辩的编号
help-answer--outcome = 处理结果
help-answer--outcome-upheld = 成立
help-answer--outcome-partly_upheld = 部分成立
help-answer--outcome-dismissed = 不成立
help-answer--text = 理由，下级都可看到
help-consequences = 查看并认定办法按已发布的排名提出的结果运用建议
help-consequences-more = 只是建议：逐项由人认定，或写明理由不予执行。认定在下次联网后下达，不改变得分和名次。认定针对已发布的排名：另行发布的，按新的排名重新认定。
help-consequences-list = 列出建议和认定
help-consequences-list--unit = 只列一个单位及其下级
help-consequences-confirm = 认定
help-consequences-waive = 不予执行，理由下达给该单位
help-consequences-done = 记为已执行
help--consequence = 结果运用在办法中的编号
help--member = 党员编号，针对党员的填
help--office = 任职编号，针对任职人员的填
help-bulletin = 查看已同步到本机的通报
help-bulletin-more = 本单位列在最前。可离线使用。
help-bulletin--period = 季度 [默认：最近发布的]
help-notice = 写出一期排名的通报，按公文格式
help-notice-more = 内容有：收到情况、得分分布、候选及其把握程度、办法的文字、申辩截止日期、核验方法；附件有全部名次、候选及理由、未收到的村。全部由排名算出。依据本单位已发布的排名；没有发布的为征求意见稿。
help-notice--run = 排名编号 [默认：已发布的；没有则最近一次]
help-notice--number = 发文字号：已发布的即行登记，不得与其他通报重号 [默认：登记的，没有登记的按年份顺序编]
help-notice--copied-to = 抄送机关，多个用逗号分开：已发布的即行登记 [默认：登记的]
help-notice--printed-by = 印发机关：已发布的即行登记 [默认：登记的，没有登记的为发文机关]
help-notice--issuer = 发文机关 [默认：按单位名称]
help-notice--objection-days = 自发文之日起几天内可以申辩（不写则按考评办法或发布时所定）
help-notice--format = 文件类型 [默认：按 --out 的扩展名]
help-notice--format-docx = Word 文档
help-evidence = 写出排名的依据：日志、签名、回执、证书、结果
help-evidence-more = 有此文件的人，在没有其他任何数据的电脑上就可以用 cunbang verify 重新计算。由节点对整个文件签名负责，终端不能出具。文件为文本，每行一个 JSON 对象；文件名以 .zst 结尾的用 zstd 压缩。
help-export = 把一个文档写成文件：Automerge 文档或 JSON
help-export-more = 文档是从「表/编号」到 JSON 记录的对应，修改记录写明每次由谁所写。JSON 中每个编号对应一组值：两人各写一个而尚未选定的有几个。
help-export--document = 文档，见 cunbang status
help-export--out = 写入的文件，不写则输出到屏幕
help-export--format-automerge = 含全部修改记录的文档
help-export--format-json = 现有内容
help-receipts = 导出本单位台账的回执：任何人都可据此核对排名是否遗漏
help-receipts-more = 回执是乡镇或县签名的声明：某些内容自何时起已收到。请交给核对名单的人：cunbang verify 文件 --receipts 回执。其中没有记录内容和姓名。
help-receipts--period = 季度，不写为全部
help-receipts--out = 写入的文件，不写则输出到屏幕
help-log = 查看公开日志：县或乡镇公布的全部内容，按一个顺序，经签名和会签
help-log-more =
    每台终端都有全部内容。条数和根相同的两个人，被告知的内容就相同，可相互核对。用 --out 写成文件，供网站发布和监测程序使用（C2SP tlog-tiles）。

    前后不一致的日志一直作为问题显示，直到查明原因后用 --acknowledge 确认。证据保留，仍可查看；以后又有不一致的，再次作为问题显示。
help-log--unit = 哪个单位的日志 [默认：本单位及各上级]
help-log--acknowledge = 确认已查明日志的前后不一致；与 --reason 同用
help-log--reason = 查明的结果，记录在案
help-log--out = 写入检查点、分块和条目的文件夹，限一个单位的日志
help-verify = 验证依据文件：核对每个签名，重新计算排名，逐字节比较
help-verify-more = 只需要这个文件。其中的根证书是否属于本县，须自己核对：与县里公布的指纹比较，或用 --authority 指明；县里更换过根证书的，此后作出的文件用哪个指纹都可以。排名是否就是所发布的，也须核对编号与通报是否一致，或用 --run 指明。
help-verify--file = 依据文件
help-verify--authority = 县根证书的指纹，64 位十六进制数字
help-verify--run = 所发布排名的编号，见通报；写前 12 位以上即可
help-verify--receipts = 持有的回执，由 cunbang receipts 写出：排名是否以所收到的全部内容为据
help-verify--most-mib = 文件解压后的上限（MiB）；更大的文件所需内存可达其十倍
help-report = 向运行中的节点索取报表，其他程序也可经 gRPC 索取
help-report-more = 只给出本设备证书可看的：本单位、下级单位，以及县里公布的。本节点供其他设备同步的，向本节点索取，否则向第一个上级索取。
help-report--upstream = 另外索取的节点及其单位
help-report-units = 单位
help-report-coverage = 各村收到了什么，何时收到
help-report-overview = 本单位概况：收到情况、督查问题、得分和星级的分布
help-report-ranking = 一个层级的排名
help-report-sheet = 一个单位或党员的得分，及每一分的依据
help-report-sheet--unit = 单位
help-report-sheet--member = 单位中的党员 [默认：单位本身]
help-report-candidates = 后进候选
help-report-findings = 督查发现的问题
help-report-export = 把排名写成文件
help-report-export--format = 文件类型 [默认：按 --out 的扩展名]
help-report-export--level = 层级；工作簿和网页不写则含各层级
help-report-export--format-csv = 逗号分隔，限一个层级

## 维护

help-doctor = 检查本节点的数据库：每条链、签名和文档，以及由其得出的内容
help-doctor-more = 以日志为准；快照和汇总可用 --repair 重建。日志损坏的不能重建：请恢复备份，此后的内容由上级补回。
help-doctor--repair = 重建有误的快照和汇总
help-doctor--all = 同类问题较多的也全部列出
help-backup = 节点运行时备份到一个文件：数据库、配置、证书
help-backup-more = 文件为 tar 归档，用 zstd 压缩，只有其所有者可读；含私钥的用密码加密（age，也可用 age -d 读取）。PostgreSQL 数据库用 pg_dump 导出，本机须已安装。
help-backup--file = 备份文件
help-backup--with-keys = 也放入私钥并加密；有此文件和密码的人可以冒充本节点
help-backup--passphrase = 用此文件首行的密码（@文件）或标准输入（-）的密码加密；写了 --with-keys 而不写此项的，取 CUNBANG_PASSPHRASE 或当场询问
help-restore = 从备份恢复节点；请先停止服务
help-restore-more = 恢复的数据库比其他节点见过的旧。因此设备另写新日志，并从上级取回此前上传的：已签收的不会丢失。
help-restore--file = 备份文件
help-restore--force = 把原有数据库另存，改用备份中的
help-restore--store = 数据库位置，与配置不同时写：尚不存在的 SQLite 文件，或空的 PostgreSQL 数据库
help-rejoin = 取回本终端数据库的另一副本所写的，并重新登记本机的
help-rejoin-more = 同一数据库的两个副本都继续写，会以相同编号写不同内容。上级保留先到的，后到的作为证据拒收。本命令把数据库另存，全部重新取回，把其他节点没有的本机内容作为新内容登记，并逐行说明。请先停止服务。中断后可再次运行，接着进行。
help-rejoin--from = 不取回，只把本设备另一数据库中有、现在没有的重新登记：SQLite 文件或 postgres:// 地址。用于因日志出现两个分支而从备份恢复的最上级节点，请先让下级补回备份所缺的；也用于取代本单位被吊销设备的终端，请先同步，再指旧文件夹中的 data.sqlite
help-resume = 放弃本节点写过或发布过而已无人持有的内容，继续运行
help-resume-more =
    数据库从备份恢复的县节点，要等乡镇补回此后写过的：设备、吊销、通报。cunbang doctor 列出仍缺的。各乡镇都联网后仍缺的，就是从未发给任何人的。本命令记录其丢失及由谁决定。

    已发布而缺失、既不能从备份取回也不能重新排名的，按编号放弃：通报中仍保留，本节点没有其依据。
help-resume--reason = 为何已无人持有，记录在案
help-resume--run = 改为放弃这次已发布的排名，写编号或其开头几位
help-resume--yes = 可能缺吊销和注册的，也放弃
help-audit = 查看谁在本节点发布、认定、注册、吊销和查阅个人数据
help-audit-more = 记录在节点的文件夹中，每月一个文件，如 audit/2026-11.jsonl。JSON 照原样给出每个事项，时间为 UTC；清单为本地时间。
help-audit--since = 从这一天起
help-audit--event = 只看这类事项，名称见清单
help-completions = 输出命令补全脚本
help-completions--shell = 命令行环境
help-man = 输出手册页，或把各命令的手册页写入文件夹
help-man--out = 写入手册页的文件夹

help-rank--past = 以往各期的结果，cunbang rank --format json 写出的文件，供回看往期的办法使用；可写多次
help-changes = 比较两次排名：谁升谁降，因哪些指标，凭哪些记录
help-changes-more = 两次排名可写期间（2026Q3），即当期最新的排名；可写 cunbang run 给出的排名编号的开头几位；只从通报得知的，两者都写（2026Q3:ab12cd34）。没有变化的单位不在表中。
help-changes--before = 前一次：期间，或排名编号
help-changes--after = 后一次：期间，或排名编号

## 表格中的用语

word-received = 已收到
word-taken = 认定：按已收到
word-provisional = 暂定
word-not-received = 未收到
word-excused = 免考
word-take = 按已收到
word-excuse = 免考
word-not-carried-out = 视为未开展
word-member = 党员
word-village = 村
word-township = 乡镇
word-county = 县
word-prefecture = 市
word-province = 省
word-community = 社区
word-group = 小组
word-office = 机关支部
word-enterprise = 企业
word-council = 居民议事会
word-node = 节点
word-terminal = 终端
word-inspector = 督查员
word-reader = 读取程序
word-head = 负责人
word-viewer = 只看
word-enrolled = 已注册
word-revoked = 已吊销
word-expired = 已过期
word-void = 已作废
word-open = 有效
word-active = 可登录
word-disabled = 已停用
word-altered = 数据库中被改动
word-certain = 确定
word-possible = 可能
word-yes = 是
word-no = 否
word-applicant = 入党申请人
word-activist = 积极分子
word-candidate = 发展对象
word-probationary = 预备党员
word-full = 正式党员
word-month = 月
word-quarter = 季度
word-half = 半年
word-year = 年
word-proposed = 待认定
word-confirmed = 已认定
word-not-applied = 不予执行
word-carried-out = 已执行
word-decide-consequence = 认定结果运用
word-upheld = 采纳
word-partly-upheld = 部分采纳
word-dismissed = 不予采纳
word-make-code = 发放注册码
word-enrol = 注册
word-revoke = 吊销
word-put-scheme = 施行办法
word-publish = 发布
word-decide = 认定
word-answer = 答复
word-read = 查看
word-theme-day = 主题党日
word-withdraw-publication = 撤回发布
word-withdraw-decision = 撤销认定
word-renew = 续期
word-review-seal = 审核上报
word-give-up = 放弃补回
word-acknowledge = 确认前后不一致
word-cancel-code = 取消注册码
word-replace-authority = 更换县根证书
word-add-operator = 添加经办人
word-change-password = 修改密码
word-change-role = 更改角色
word-disable-operator = 停用经办人
word-log-in = 登录
word-read-persons = 查看人员信息
word-used = 已使用
word-cancelled = 已取消
