"""Makes the spreadsheets that a village hands in as they are: `messy_files.py FOLDER`.

Each is messy in ways that real ones are: title rows and notes, merged cells, hidden sheets, telephone numbers, total
rows, dates in every form, old and open formats, other encodings. `test_messy.py` says what must come of each.
"""

import datetime
import pathlib
import sys

import openpyxl
import xlwt
from odf import table as ods
from odf.opendocument import OpenDocumentSpreadsheet
from odf.text import P

MEMBERS = [
    # Name, status, joined, group, phone.
    ("王芳", "正式党员", datetime.date(2001, 7, 1), "第一组", "13800000001"),
    ("陈建国", "正式", "1998.7.1", "第一组", "13800000002"),
    ("陈建国", "正式", "2010年7月1日", "第二组", "13800000003"),
    ("李 四", "预备", 46023, "第二组", "13800000004"),
]


def roster(path):
    """An old XLS: a title merged across, true dates and others, a telephone column, a total, a hidden sheet."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("花名册")
    day = xlwt.easyxf(num_format_str="yyyy/m/d")
    sheet.write_merge(0, 0, 0, 5, "党员花名册（2026年）")
    for column, text in enumerate(["序号", "姓 名", "党员类别", "入党时间", "党小组", "联系电话"]):
        sheet.write(2, column, text)
    for row, (name, status, joined, group, phone) in enumerate(MEMBERS):
        sheet.write(3 + row, 0, row + 1)
        sheet.write(3 + row, 1, name)
        sheet.write(3 + row, 2, status)
        sheet.write(3 + row, 3, joined, *([day] if isinstance(joined, datetime.date) else []))
        sheet.write(3 + row, 5, phone)
    sheet.write_merge(3, 4, 4, 4, "第一组")
    sheet.write_merge(5, 6, 4, 4, "第二组")
    sheet.write(7, 0, "合计")
    sheet.write(7, 1, "4人")
    sheet.write(9, 0, "填表人：王会计")
    old = book.add_sheet("旧名册")
    old.visibility = 1
    for column, text in enumerate(["姓名", "身份"]):
        old.write(0, column, text)
        old.write(1, column, ["赵六", "正式"][column])
    book.save(str(path))


def meetings(path):
    """An ODS: the kind merged down a column, days in words and as dates, the chair by name."""
    document = OpenDocumentSpreadsheet()
    sheet = ods.Table(name="会议记录表")
    rows = [
        ["会议类型", "召开时间", "会议主题", "主持人"],
        ["主题党日", datetime.date(2026, 7, 15), "七月主题党日", "王芳"],
        [None, "8月15日", "八月主题党日", "王芳"],
        [None, "二〇二六年九月十五日", "九月主题党日", "镇党委"],
        ["党员大会", "２０２６／９／２０", "三季度党员大会", "王芳"],
    ]
    for cells in rows:
        row = ods.TableRow()
        for value in cells:
            if value is None:
                cell = ods.CoveredTableCell()
            elif isinstance(value, datetime.date):
                cell = ods.TableCell(valuetype="date", datevalue=value.isoformat())
            else:
                span = {"numberrowsspanned": 3, "numbercolumnsspanned": 1} if value == "主题党日" else {}
                cell = ods.TableCell(valuetype="string", **span)
                cell.addElement(P(text=value))
            row.addElement(cell)
        sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    document.save(str(path))


def attendance(path):
    """An XLSX grid with a legend of its own: members down, days across."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "签到"
    sheet.append(["三季度主题党日签到表"])
    sheet.merge_cells("A1:E1")
    sheet.append(["图例：√出席 ○迟到 △请假 ×缺席"])
    sheet.append(["序号", "姓名", "7月15日", "8月15日", "9月15日", "次数"])
    sheet.append([1, "王芳", "√", "√", "线上", 3])
    sheet.append([2, "李四", "○", "△", None, 1])
    sheet.append(["合计", None, 2, 1, 1, 4])
    book.save(path)


def deeds(path):
    """GB18030 with semicolons; two rows of the four cannot be taken as they stand."""
    lines = [
        "新川村闪光言行登记表;;;;",
        "序号;姓名;时间;类别;主要事迹",
        "1;王芳;2026/7/20;服务群众;清理河道",
        "2;陈建国;2026/8/2;扶困解难;送药上门",
        "3;李四;26.9.1;化解矛盾;调解纠纷",
        "4;李四;20260905;弘扬正气;拾金不昧",
    ]
    path.write_bytes("\r\n".join(lines).encode("gb18030"))


def visits(path):
    """UTF-16 with tabs, as Excel saves "Unicode text"."""
    lines = ["月份\t总户数\t已走访户数", "7月\t1,120户\t３００", "二〇二六年八月\t1120\t六百户", "小计\t\t900"]
    path.write_bytes("\r\n".join(lines).encode("utf-16"))


FILES = {
    "花名册.xls": roster,
    "会议.ods": meetings,
    "签到表.xlsx": attendance,
    "言行登记.csv": deeds,
    "走访.txt": visits,
}


def make(folder):
    """Makes all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in FILES.items():
        write(folder / name)
    return folder


if __name__ == "__main__":
    make(pathlib.Path(sys.argv[1]))
