units-added = { $day }，{ $operator }将{ $units }列入单位名单，参加本期考评
units-put-back = { $day }，{ $operator }将{ $units }恢复列入单位名单，参加本期考评
units-put-back-stays = { $day }，{ $operator }将{ $units }恢复列入单位名单；本期按名单确定时的情况，一直参加考评
units-withdrawn = { $day }，{ $operator }将{ $units }撤出单位名单（理由：{ $reason }），不参加本期考评
units-withdrawn-stays = { $day }，{ $operator }将{ $units }撤出单位名单（理由：{ $reason }）；撤出在本期名单确定之后，本期仍参加考评
units-kind = { $day }，{ $operator }将{ $units }的类型由“{ $from }”改为“{ $to }”，本期按改后的类型
units-kind-stays = { $day }，{ $operator }将{ $units }的类型由“{ $from }”改为“{ $to }”；改动在本期名单确定之后，本期仍按“{ $from }”
units-parent = { $day }，{ $operator }将{ $units }的上级代码由{ $from }改为{ $to }，本期按改后的上级
units-parent-stays = { $day }，{ $operator }将{ $units }的上级代码由{ $from }改为{ $to }；改动在本期名单确定之后，本期仍按{ $from }
units-members = { $day }，{ $operator }将{ $units }的党员数（县里掌握）由{ $from }改为{ $to }，本期按{ $to }计
units-members-stays = { $day }，{ $operator }将{ $units }的党员数（县里掌握）由{ $from }改为{ $to }；改动在本期名单确定之后，本期仍按{ $from }计
units-members-of-many = { $day }，{ $operator }修改了{ $units }的党员数（县里掌握），本期按改后的数计
units-members-of-many-stays = { $day }，{ $operator }修改了{ $units }的党员数（县里掌握）；改动在本期名单确定之后，本期仍按原数计
units-and-more = { $names }等 { $count } 个单位
rules-called = 《{ $title }》（{ $hash }）
rules-called-none = 无
rules-replaced = { $day }，{ $operator }将{ $period }的考评办法由{ $from }换为{ $to }，此前已有{ $sealed }个村上报
rules-replaced-here = { $day }，{ $operator }将{ $period }的考评办法由{ $from }换为{ $to }，此前本级范围内已有{ $sealed }个村上报
rules-replaced-after = { $day }，{ $operator }将{ $period }的考评办法由{ $from }换为{ $to }，此时本期已可上报
units-unlisted = 县里（{ $operator }）已于{ $day }将本单位（{ $name }）撤出单位名单，理由：{ $reason }。此前的记录仍然保留；如有异议，请向县里提出
units-of-period = { $period }：{ $note }
publish-units-changed = 发布 { $period } 的排名 { $run } 前，请核实以下情况并确认：
    { $what }
    有关情况写入通报{ $medium ->
    [page] {""}
   *[command] ；确认无误后加 --yes 发布
}
publish-units-changed-short = 本期单位名单、办法有变动或有待核实之处（见上），请核实后确认发布；有关情况写入通报。
audit-change-units = 修改单位名单
units-change-title = 名单将有下列变动
units-change-added = 新增 { $count } 个：{ $names }
units-change-renamed = 改名 { $count } 个：{ $names }
units-change-withdrawn = 撤出 { $count } 个：{ $names }
units-change-put-back = 恢复 { $count } 个：{ $names }
units-change-otherwise = 改类别、上级或者党员数 { $count } 个：{ $names }
units-change-untouched = 名单上另有 { $count } 个不在本文件中，不受影响；要撤出的须另行撤回
units-change-and-more = { $names } 等，另有 { $more } 个
units-change-taken-back = 名单导入有误，予以撤回
units-change-no-undo = 名单的修改不能用“撤销”收回，因为设备、台账和排名都以它为准。
units-change-way-back = 改错了的，导入 { $file } 即恢复为导入前的名单，新增的予以撤回
units-change-way-back-ask = { $medium ->
    [page] 请先存好改回文件：导入该文件即恢复为导入前的名单，新增的予以撤回
   *[command] 要能改回，请加 --way-back 文件：导入该文件即恢复为导入前的名单，新增的予以撤回
}
units-change-back-link = 下载改回文件
units-change-back-words = 请先存好。改错了的，导入该文件即恢复为导入前的名单，新增的予以撤回。
units-import-title = 导入单位名单
units-change-back-file = 改回单位名单
units-import-words = XLSX、XLS、ET、ODS 或 CSV 文件，列为 编号、名称、类别、上级、党员数。先列出名单将有什么变动，确认后才保存。
units-question = 这些改动涉及已经结束、尚未发布的 { $period }：
    { $what }
    变动情况会写入排名说明和通报{ $medium ->
    [page] {""}
   *[command] 。确认无误后加 --yes
}
units-question-published = 这些改动涉及已经发布的 { $period }：
    { $what }
    已发布的名单不变；如重新排名并发布，变动情况会写入说明和通报{ $medium ->
    [page] {""}
   *[command] 。确认无误后加 --yes
}
units-question-short = 这些改动涉及已经结束的 { $period }，请核实后打勾确认：
units-question-tick = 已核实，照此修改单位名单
