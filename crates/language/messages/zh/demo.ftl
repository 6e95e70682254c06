# 演示时的文字。

demo-not-quarterly = --quarters { $quarters }：考评办法 { $scheme } 不按季度考评，只演示其最后一期，请去掉 --quarters
demo-not-ranked-yet = { $quarter }：已登记、上报并收到，与其后各季一并排名
demo-quarters = --quarters { $asked }：应为 1 至 { $most }
demo-county-already = { $folder }：这里已有一个县：请用 --dir 另选文件夹，或先删除这一个
demo-cannot-make = { $folder }：无法建立
demo-nothing-played = 没有演示任何季度
demo-enrolled = 县、{ $townships } 个乡镇和 { $terminals } 台终端已凭一次性邀请码登记，通信均为双向 TLS
demo-renewed = { $certificates } 张有效期 400 天的证书已经联网更新
demo-came-down = 通报已下发到 { $villages } 个村；共同步 { $exchanges } 次，{ $entries } 条已有回执
demo-peak = ，内存最多 { $mebibytes } MiB
demo-in-all = 共 { $seconds } 秒{ $peak }；全部内容在 { $folder }
demo-span = { $first } 至 { $last }
demo-statuses = 已收到 { $received }，暂定 { $provisional }，未收到 { $not_received }，免考 { $excused }
demo-published = { $period }：{ $day } 排名并通报；{ $counts }
demo-published-for-movement = { $period }（为比较升降而先行演示）：{ $day } 排名并通报；{ $counts }
demo-best = 名次最前
demo-candidate = 后进候选
demo-last = 名次最后
demo-on-the-way = 途中
demo-totals = 按到达县里的台账统计，{ $span }
demo-not-as-planned = 到达的与计划的不一致
demo-past-township = 该村越过乡镇直接报到县里，乡镇再从县里得到
demo-run = 排名编号 { $id }
demo-proves-another = 证据文件证明的不是这次排名
demo-verified = 已单凭 { $file }（{ $kibibytes } KiB）核验排名 { $run }：{ $devices } 台设备的 { $logs } 份日志，{ $entries } 条，{ $rows } 行，{ $receipts } 份回执；签名全部有效，结果逐字节一致
demo-anyone-can = 任何人都可核验：cunbang verify { $path }
demo-look-at =
    可查看
      报表  { $report }
      县    cunbang --dir { $county } status
      村    cunbang --dir { $village } status
demo-inspected = 各乡镇督查员在各村的督查记录中登记问题 { $findings } 条
demo-conflict = { $village }有冲突：两台终端同时修改了 { $row }，{ $values } 个值都保留
demo-seal-refused = 其间不能上报：{ $why }
demo-chosen = 书记选定其一；另一台终端上剩余的冲突：{ $left }
demo-excused = { $village }：经县里认定免考，理由公开：{ $reason }
demo-course-regular = 个村中途联网，期末按时上报
demo-course-burst = 个村整季离线，期末一次报齐，按时
demo-course-late = 个村逾期上报
demo-course-afterwards = 个村排名之后才联网，内容随后几天到达
demo-course-unsealed = 个村中途联网，未上报
demo-course-silent = 个村已记台账并上报，但始终未联网
demo-course-two-terminals = 个村有两台终端
demo-course-past = 个村越过乡镇，经第二上级报送
demo-coverage =
    共 { $villages } 个村：{ $counts }
    按时上报 { $in_time }，逾期 { $late }
demo-townships = 全县乡镇排名
demo-townships-open = 全县乡镇排名；有村未收到的乡镇暂无名次
demo-villages = 全县各村排名
demo-villages-ends = 全县各村排名：{ $all } 个村中的前 { $first } 名和后 { $last } 名（全部名次见报表）
demo-without-stars = 无星 { $count }
demo-stars = 党员星级，县里有 { $members } 名党员（不含姓名）：{ $stars }
demo-stars-warned = 党员星级，县里有 { $members } 名党员（不含姓名）：{ $stars }；警示 { $warned }
demo-pending = 未收到的村，及其可能的得分和名次
demo-candidates = 后进候选：已排名 { $ranked } 个中的 { $count } 个（比例 { $share }）；认定之前须逐一核实
demo-may-still-come = 下列村的内容尚未收齐，仍可能列入：{ $villages }
demo-measured = （测得 { $measure }）
demo-count-members = 党员
demo-count-posts = 岗位
demo-count-meetings = 会议
demo-count-presented = 申报言行
demo-count-confirmed = 确认言行
demo-count-five-stars = 五星人次
demo-count-winners = 五星党员人数
demo-present = 回到当前时间：已更新 { $certificates } 张证书
demo-pages = 网页登录：经办人 { $operator }，密码 { $password }
demo-health = 运行状况
demo-stays = 其余节点也在运行，按 Ctrl-C 结束
demo-village = { $unit } { $name }在本机所见
demo-no-bulletin = 通报尚未下发到本机
demo-bulletin = { $by }通报：排名 { $run }，{ $day } 发布
demo-own-line = 本村：{ $status }，得分 { $score }，全县第 { $rank }，乡镇内第 { $rank_in_parent }
demo-its-candidates = 后进候选：{ $villages }
demo-ledger = { $period } 台账：{ $entries } 条 { $mark }（乡镇已收到 { $township }，县已收到 { $county }）
demo-five-stars = 五星党员（姓名只留在本机）：{ $members }
demo-begins = 村榜演示：{ $county }，{ $villages } 个村，{ $members } 名党员，考评办法 { $scheme }，{ $span }，文件夹 { $folder }
