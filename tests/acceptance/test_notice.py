"""The notice 通报 about a list: as Chromium prints it, page by page, and as a document that other programs open."""

import html.parser
import io
import re
import time
import zipfile
from xml.etree import ElementTree

from browser import chromium
from place import PERIOD, VILLAGES, Missing, send_quarter

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Changxing's: 221 villages, and those of one township that send something here.
SENDING = [f"330522103{number}" for number in range(202, 207)]


# Elements in the order in which WordprocessingML has them (ISO/IEC 29500-1, annex A), as far as they occur here. Word refuses
# a file in which they stand otherwise.
IN_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl pBdr snapToGrid spacing ind jc outlineLvl",
    "rPr": "rStyle rFonts b snapToGrid color spacing sz szCs lang",
    "tblPr": "tblpPr tblOverlap tblW tblBorders tblLayout tblCellMar",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "pBdr": "top left bottom right",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
    "trPr": "cantSplit tblHeader",
    "tc": "tcPr p",
    "tcPr": "tcW gridSpan vAlign",
    "p": "pPr r",
    "r": "rPr t br fldChar instrText",
    "sectPr": "footerReference pgSz pgMar docGrid",
    "body": "p tbl sectPr",
    "style": "name basedOn next qFormat pPr rPr",
    "font": "altName charset family",
    "settings": "evenAndOddHeaders drawingGridVerticalSpacing characterSpacingControl themeFontLang",
    "styles": "docDefaults style",
}
# Elements that stand in any order, among themselves.
ANY_ORDER = {"body": {"p", "tbl"}, "r": {"t", "br", "fldChar", "instrText"}}


def out_of_order(tree):
    """Elements that stand where Word does not expect them, with what they stand in."""
    wrong = []
    for element in tree.iter():
        name = element.tag.removeprefix(WORD)
        if name not in IN_ORDER:
            continue
        order, mixed = IN_ORDER[name].split(), ANY_ORDER.get(name, set())
        children = [child.tag.removeprefix(WORD) for child in element]
        places = [min(order.index(one) for one in mixed) if child in mixed else order.index(child) if child in order else -1 for child in children]
        if -1 in places or places != sorted(places):
            wrong.append((name, children))
    return wrong


class Parts(html.parser.HTMLParser):
    """Headings, header cells and rows of a notice's page."""

    def __init__(self):
        super().__init__()
        self.headings, self.tables, self.open, self.text = [], [], None, ""

    def handle_starttag(self, tag, attributes):
        if tag == "table":
            self.tables.append({"header": [], "rows": []})
        if tag == "tr" and self.tables:
            self.tables[-1]["rows"].append([])
        is_mark = tag == "p" and ("class", "mark") in attributes
        if tag in ("h1", "h2", "th", "td") or is_mark:
            self.open, self.text = "mark" if is_mark else tag, ""

    def handle_data(self, data):
        self.text += data

    def handle_endtag(self, tag):
        text = self.text.strip()
        if self.open == "th" and tag == "th":
            self.tables[-1]["header"].append(text)
        elif self.open == "td" and tag == "td":
            self.tables[-1]["rows"][-1].append(text)
        elif self.open in ("h1", "h2", "mark") and tag in ("h1", "h2", "p"):
            self.headings.append(text)
        elif tag not in ("th", "td", "h1", "h2"):
            return
        self.open = None


def plain(text):
    """Without spaces: where a line is broken, and between letters of two scripts, a PDF may have some or none."""
    return re.sub(r"\s", "", text)


def print_of(browser, page):
    """The PDF that a page's print is."""
    context = browser.new_context(locale="zh-CN")
    opened = context.new_page()
    opened.goto(page.as_uri())
    print_of_it = opened.pdf(prefer_css_page_size=True, print_background=True)
    context.close()
    return print_of_it


def printed(browser, page):
    """The lines of each page of a page's print, without its page number, which must be there."""
    try:
        import pypdf
    except ImportError as error:
        raise Missing("pypdf for Python is not here: tests/run installs it") from error
    print_of_it = print_of(browser, page)
    pages = []
    for number, one in enumerate(pypdf.PdfReader(io.BytesIO(print_of_it)).pages, 1):
        width, height = (round(float(side) / 72 * 25.4) for side in (one.mediabox.width, one.mediabox.height))
        assert (width, height) == (210, 297), (width, height)
        lines = [plain(line) for line in one.extract_text().splitlines() if plain(line)]
        assert f"—{number}—" in lines, (number, lines)
        pages.append([line for line in lines if line != f"—{number}—"])
    return pages


def county_of_221(place):
    """A county in which a few villages are in, one is decided on and the others are silent; its rules list
    candidates nonetheless."""
    rules = place.run("scheme", "show", "standard", "--text").out
    rules = re.sub(r"^coverage = .*$", "", rules, flags=re.M).replace("share = 0.05", "share = 0.5")
    (place.folder / "rules.toml").write_text(rules, encoding="utf-8")
    county = place.node("county")
    arguments = ["--unit", "330522", "--units", "changxing", "--scheme", place.folder / "rules.toml", "--from", PERIOD]
    county.run("init", "county", *arguments, "--listen", "127.0.0.1:0", "--health", "127.0.0.1:0")
    county.serve()
    for number, unit in enumerate(SENDING, 1):
        send_quarter(place.terminal(county, county.address, unit), unit, number)
    county.run("decide", PERIOD, "330522103207", "excuse", "--reason", "山洪断网，经乡镇核实", "--yes")
    return county


def lowest_on_last(browser, page):
    """How far above the edge the lowest text of the last page stands, but for its number."""
    import pypdf

    print_of_it = print_of(browser, page)
    heights = []

    def see(text, matrix, of_text, _font, _size):
        if text.strip(" —0123456789\n"):
            heights.append((matrix[5] + of_text[5] * matrix[3]) / 72 * 25.4)

    pypdf.PdfReader(io.BytesIO(print_of_it)).pages[-1].extract_text(visitor_text=see)
    return min(heights)


def no_heading_stands_alone(place, browser, page):
    """Wherever the text breaks: it is printed with more and more lines before its first heading, and where one would
    stand alone without the rule that keeps headings with what follows, none does with it."""
    text = page.read_text(encoding="utf-8").split('<section class="annex">')[0]
    headings = {plain(heading) for heading in re.findall(r"<h2>(.*?)</h2>", text)}
    assert len(headings) == 4, headings
    file = place.folder / "longer.html"

    def alone(rules, lines):
        file.write_text(rules.replace("<h2>", "<p>行</p>" * lines + "<h2>", 1), encoding="utf-8")
        return [lines for lines in printed(browser, file) if lines[-1] in headings]

    loose = re.sub(r"(h2 \{[^}]*)break-after: avoid;", r"\1", text)
    assert loose != text
    would = [lines for lines in range(22) if alone(loose, lines)]
    assert would, "none would stand alone even without the rule"
    for lines in would:
        assert not alone(text, lines), lines


def test_a_notice_prints_page_by_page(place):
    """Every village once and in order, headers on every page of a table, no heading alone at a foot."""
    county = county_of_221(place)
    run = county.run("run", PERIOD, "--format", "json").json()
    county.run("publish", "--yes")
    page = place.folder / "通报.html"
    year = time.strftime("%Y")
    terms = ["--number", f"长组通〔{year}〕3号", "--copied-to", "县纪委监委,县委办公室", "--printed-by", "组织部办公室"]
    said = county.run("notice", PERIOD, *terms, "--out", page).said
    assert "已发布" in said and run["run"][:12] in said, said
    parts = Parts()
    parts.feed(page.read_text(encoding="utf-8"))
    with chromium() as browser:
        pages, lowest_mm = printed(browser, page), lowest_on_last(browser, page)
        no_heading_stands_alone(place, browser, page)
    text = ["".join(lines) for lines in pages]
    assert f"长组通〔{year}〕3号" in text[0] and "中共长兴县委组织部关于2026年第三季度村级组织考评结果的通报" in text[0]
    assert "纳入考评的221个村中，已收到5个" in "".join(text)

    # The imprint is the last thing on the last page, and it is registered: the next notice needs no words for it.
    copied = plain("抄送：县纪委监委，县委办公室。")
    assert copied in text[-1] and text[-1].index(copied) < text[-1].index("组织部办公室") and text[-1].endswith("印发"), text[-1]
    # It ends with the text area, 35 mm above the edge, and nothing else stands there.
    assert len(pages[-1]) <= 3 and 35 <= lowest_mm <= 40, (pages[-1], lowest_mm)
    assert f"长组通〔{year}〕3号" in county.run("notice", PERIOD, "--out", place.folder / "again.html").said
    assert copied in plain((place.folder / "again.html").read_text(encoding="utf-8"))

    # The last line of a page is no heading, nor a table's header.
    headings = {plain(heading) for heading in parts.headings}
    headers = {plain("".join(table["header"])) for table in parts.tables}
    assert len(headings) >= 4 + 2 * 5 - 1, headings
    for lines in pages:
        assert lines[-1] not in headings | headers, lines

    # The first table is every village, as the run has them.
    ranks = parts.tables[0]
    rows = [row for row in ranks["rows"] if row]
    expected = run["levels"]["village"]
    assert [row[1] for row in rows] == [row["name"] for row in expected] and len(rows) == 221
    header = plain("".join(ranks["header"]))
    first = next(index for index, one in enumerate(text) if "附件1各村考评名次" in one)
    last = next(index for index, one in enumerate(text) if "附件2" in one and index > first)
    assert last - first > 5, "a table of many pages"
    lines = []
    for one in pages[first:last]:
        assert header in "".join(one), one
        lines += [line for line in one if line != header]
    table = "".join(lines)
    at = 0
    for row in rows:
        found = table.find(plain("".join(row[:3])), at)
        assert found >= 0, f"{row} is missing or not in its place"
        at = found + 1
    for unit in {row[1] for row in rows}:
        written = sum(row[1] == unit for row in rows)
        assert table.count(f"{unit}") >= written, unit

    # Other tables that go over pages have their headers on each, too.
    silent = next(table for table in parts.tables if table["header"][2] == "情形")
    header = plain("".join(silent["header"]))
    assert len([row for row in silent["rows"] if row]) == 221 - 5
    begins = next(index for index, one in enumerate(text) if "未收到、暂定和认定情况村" in one)
    ends = next(index for index, one in enumerate(text) if index > begins and one.startswith("附件"))
    assert ends - begins > 3 and all(header in one for one in text[begins:ends])


def test_a_draft_as_a_document(place):
    """The parts of the DOCX: page, fonts, headers that repeat, rows that do not split, and all of the text."""
    county = place.county()
    for number, unit in enumerate(VILLAGES[:2]):
        send_quarter(place.terminal(county, county.address, unit), unit, number + 1)
    file = place.folder / "draft.docx"
    county.run("notice", PERIOD, "--out", file, code=2)
    run = county.run("run", PERIOD, "--format", "json").json()
    assert "征求意见稿" in county.run("notice", PERIOD, "--out", file).said
    told = county.run("notice", PERIOD, "--out", place.folder / "draft.doc", code=2).said
    assert ".docx" in told, told
    with zipfile.ZipFile(file) as archive:
        parts = {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}
    document, styles = parts["word/document.xml"], parts["word/styles.xml"]

    def twips(millimetres):
        return round(millimetres / 25.4 * 1440)

    section = document.find(f".//{WORD}sectPr")
    size, margins, grid = (section.find(WORD + name).attrib for name in ("pgSz", "pgMar", "docGrid"))
    size, margins, grid = ({key.removeprefix(WORD): value for key, value in one.items()} for one in (size, margins, grid))
    assert (size["w"], size["h"]) == ("11906", "16838")
    assert abs(int(margins["top"]) - twips(37)) <= 1 and abs(int(margins["left"]) - twips(28)) <= 1, margins
    across = int(size["w"]) - int(margins["left"]) - int(margins["right"])
    down = int(size["h"]) - int(margins["top"]) - int(margins["bottom"])
    assert abs(across - twips(156)) <= 2 and abs(down - twips(225)) <= 2, (across, down)
    assert abs(22 * int(grid["linePitch"]) - down) < 22 and grid["type"] == "linesAndChars"
    characters = across / (16 * 20 + int(grid["charSpace"]) / 4096 * 20)
    assert round(characters, 1) == 28.0, characters
    # Word processors snap to that grid in ways of their own, one of them each letter to two cells, and lines of tables to lines
    # of text: so lines and letters have the same measures by themselves.
    normal = next(style for style in styles.iter(f"{WORD}style") if style.get(f"{WORD}styleId") == "Normal")
    assert [one.get(f"{WORD}val") for one in normal.iter(f"{WORD}snapToGrid")] == ["0", "0"]
    line, letter = normal.find(f"{WORD}pPr/{WORD}spacing"), normal.find(f"{WORD}rPr/{WORD}spacing")
    assert (line.get(f"{WORD}line"), line.get(f"{WORD}lineRule")) == (grid["linePitch"], "exact")
    pitch = int(normal.find(f"{WORD}rPr/{WORD}sz").get(f"{WORD}val")) * 10 + int(letter.get(f"{WORD}val"))
    assert across // pitch == 28, pitch
    for part, tree in parts.items():
        assert not out_of_order(tree), (part, out_of_order(tree))

    fonts = {one.get(f"{WORD}eastAsia") for one in styles.iter(f"{WORD}rFonts")}
    named = {font.get(f"{WORD}name"): font for font in parts["word/fontTable.xml"].iter(f"{WORD}font")}
    assert {"FZXiaoBiaoSong-B05S", "FangSong", "KaiTi", "SimHei", "SimSun"} <= fonts == set(named), fonts
    assert all(font.find(f"{WORD}altName") is not None for font in named.values())

    *tables, imprint = document.iter(f"{WORD}tbl")
    assert len(tables) >= 3
    # The imprint stands at the foot of the last page, between thick lines.
    place_of_it = imprint.find(f"{WORD}tblPr/{WORD}tblpPr").attrib
    assert place_of_it[f"{WORD}tblpYSpec"] == "bottom" and place_of_it[f"{WORD}vertAnchor"] == "margin", place_of_it
    assert [one.get(f"{WORD}sz") for one in imprint.find(f"{WORD}tblPr/{WORD}tblBorders")] == ["8", "8", "6"]
    assert "".join(one.text or "" for one in imprint.iter(f"{WORD}t")).endswith("印发")
    for table in tables:
        rows = list(table.iter(f"{WORD}tr"))
        assert all(row.find(f"{WORD}trPr/{WORD}cantSplit") is not None for row in rows)
        repeated = [row.find(f"{WORD}trPr/{WORD}tblHeader") is not None for row in rows]
        assert repeated == [True] + [False] * (len(rows) - 1), repeated
        assert sum(int(one.get(f"{WORD}w")) for one in table.iter(f"{WORD}gridCol")) <= across

    def text(element):
        return "".join(one.text or "" for one in element.iter(f"{WORD}t"))

    names = [text(list(row.iter(f"{WORD}tc"))[1]) for row in tables[0].iter(f"{WORD}tr")][1:]
    assert names == [row["name"] for row in run["levels"]["village"]]
    # A heading goes on with what follows it.
    styled = {style.get(f"{WORD}styleId"): style for style in styles.iter(f"{WORD}style")}
    for name in ("Title", "Heading1", "AnnexMark"):
        assert styled[name].find(f"{WORD}pPr/{WORD}keepNext") is not None, name
    headings = [text(one) for one in document.iter(f"{WORD}p") if (style := one.find(f"{WORD}pPr/{WORD}pStyle")) is not None and style.get(f"{WORD}val") == "Heading1"]
    assert headings == ["一、主要情况", "二、考评规则", "三、异议和申辩", "四、核验方法"], headings
    numbers = [text(parts[f"word/footer{number}.xml"]) for number in (1, 2)]
    assert numbers == ["— 1 —"] * 2, numbers
    assert parts["word/settings.xml"].find(f"{WORD}evenAndOddHeaders") is not None
    assert "（征求意见稿）" in text(document) and "2026年" in text(document)
