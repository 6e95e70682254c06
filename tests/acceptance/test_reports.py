"""An inspector's program in another language: Python's grpcio with code generated from `proto/`."""

import csv
import decimal
import importlib
import io
import os
import subprocess
import sys
import tempfile
import zipfile

from place import COUNTY, PERIOD, ROOT, TOWNSHIP, VILLAGES, Missing, send_quarter, wait_until, write_table, parquet

try:
    import grpc
except ImportError:
    grpc = None


def generated():
    """The modules that grpcio-tools makes from the project's definitions."""
    if grpc is None:
        raise Missing("grpcio: tests/run installs it into target/tests/venv")
    if "reports_pb2" not in sys.modules:
        folder = tempfile.mkdtemp(prefix="cunbang-proto-")
        sources = sorted((ROOT / "proto").rglob("*.proto"))
        source = next(path for path in sources if path.name.startswith("report"))
        command = [sys.executable, "-m", "grpc_tools.protoc", f"-I{source.parent}"]
        command += [f"--python_out={folder}", f"--grpc_python_out={folder}", str(source)]
        subprocess.run(command, check=True, timeout=120)
        sys.path.insert(0, folder)
        generated.stem = source.stem
    stem = generated.stem
    return importlib.import_module(f"{stem}_pb2"), importlib.import_module(f"{stem}_pb2_grpc")


def channel(node, address, unit):
    """A connection with the identity in a node's folder."""
    os.environ["no_proxy"] = "*"
    identity = node.folder / "identity"
    credentials = grpc.ssl_channel_credentials(
        root_certificates=(identity / "ca.pem").read_bytes(),
        private_key=(identity / "key.pem").read_bytes(),
        certificate_chain=(identity / "certificate.pem").read_bytes(),
    )
    return grpc.secure_channel(address, credentials, [("grpc.ssl_target_name_override", f"node-{unit}.cunbang")])


def fails_with(code, call, *arguments, **options):
    try:
        result = call(*arguments, **options)
        list(result) if hasattr(result, "__iter__") else None
    except grpc.RpcError as error:
        assert error.code() == code, f"{error.code()}: {error.details()}"
        return error.details()
    raise AssertionError(f"expected {code}")


def test_an_inspectors_program_reads_reports(place):
    """Ranking, coverage, score sheet, candidates, findings and export, with reflection and health."""
    messages, stubs = generated()
    county = place.county()
    township = place.township(county)
    for number, unit in enumerate(VILLAGES[:4]):
        terminal = place.terminal(county, county.address, unit)
        send_quarter(terminal, unit, number + 1)
    inspector = place.terminal(county, county.address, COUNTY, "inspector", role="inspector")
    finding = {
        "unit": VILLAGES[1],
        "finding": "f1",
        "date": "2026-08-20",
        "clause": "台账",
        "text": "记录不全",
        "points": "2",
        "due": "2026-09-01",
        "told_on": "2026-08-21",
    }
    write_table(place.folder / "findings", "findings", [finding])
    inspector.run("import", place.folder / "findings")
    inspector.run("sync")
    ranking = county.run("run", PERIOD, "--format", "json").json()
    expected = {row["unit"]: row for row in ranking["levels"]["village"]}

    def status(one):
        return messages.Status.Name(one.status).removeprefix("STATUS_").lower()

    with channel(inspector, county.address, COUNTY) as connection:
        reports = stubs.ReportsStub(connection)
        units = reports.ListUnits(messages.ListUnitsRequest(), timeout=30).units
        assert len(units) == 19 and units[0].code == COUNTY

        reply = reports.GetRanking(messages.RankingRequest(period=PERIOD, level=messages.LEVEL_VILLAGE), timeout=30)
        assert reply.run.id == ranking["run"]
        assert {row.unit for row in reply.rows} == set(expected)
        for row in reply.rows:
            assert (row.score or None) == expected[row.unit]["score"], row.unit
            assert (row.rank or None) == expected[row.unit]["rank"], row.unit
            assert status(row) == expected[row.unit]["status"], row.unit
        # In pages.
        pages, token = [], ""
        while True:
            asked = messages.RankingRequest(period=PERIOD, level=messages.LEVEL_VILLAGE, page_size=5, page_token=token)
            page = reports.GetRanking(asked, timeout=30)
            pages.extend(row.unit for row in page.rows)
            token = page.next_page_token
            if not token:
                break
        assert pages == [row.unit for row in reply.rows]

        coverage = reports.GetCoverage(messages.PeriodRequest(period=PERIOD), timeout=30).units
        states = {unit.unit: status(unit) for unit in coverage}
        assert [states[unit] for unit in VILLAGES[:5]] == ["received"] * 4 + ["not_received"]
        assert all(unit.sealed_at_ms > 0 for unit in coverage if unit.status == messages.STATUS_RECEIVED)

        sheet = reports.GetScoreSheet(messages.ScoreSheetRequest(period=PERIOD, unit=VILLAGES[1]), timeout=30).row
        reasons = {reason.row for indicator in sheet.indicators for reason in indicator.reasons}
        assert {"findings/f1", "deeds/d0"} <= reasons, sorted(reasons)

        candidates = reports.ListCandidates(messages.CandidatesRequest(period=PERIOD), timeout=30)
        marked = {unit for unit, row in expected.items() if row["candidate"]}
        assert {row.unit for row in candidates.candidates} == marked and candidates.count == len(marked)

        findings = reports.ListFindings(messages.FindingsRequest(period=PERIOD), timeout=30).findings
        assert [(one.unit, one.finding, one.text) for one in findings] == [(VILLAGES[1], "f1", "记录不全")]

        def export(kind):
            asked = messages.ExportRequest(period=PERIOD, level=messages.LEVEL_VILLAGE, format=kind)
            return b"".join(chunk.data for chunk in reports.Export(asked, timeout=60))

        overview = reports.GetOverview(messages.PeriodRequest(period=PERIOD), timeout=30)
        whole = overview.whole
        assert (whole.villages, whole.received, whole.not_received) == (17, 4, 13), whole
        assert whole.findings_open + whole.findings_overdue == 1, whole
        assert [area.unit for area in overview.areas] == [TOWNSHIP] and overview.areas[0].received == 4
        standings = overview.standings
        scores = sorted(float(row["score"]) for row in expected.values() if row["rank"])
        assert (standings.spread.ranked, float(standings.spread.least), float(standings.spread.most)) == (
            len(scores), scores[0], scores[-1]), standings.spread
        assert standings.run.id == ranking["run"] and sum(one.villages for one in standings.stars) <= len(expected)
        rows = {unit.unit: {one.table: one.rows for one in unit.tables} for unit in coverage}
        assert rows[VILLAGES[2]]["deeds"] == 3 and not rows[VILLAGES[4]], rows

        exported = export(messages.FILE_FORMAT_CSV)
        assert exported.startswith(b"\xef\xbb\xbf"), exported[:20]
        table = list(csv.DictReader(io.StringIO(exported.decode("utf-8-sig"))))
        assert len(table) == len(expected), table[:1]
        is_the_same(export(messages.FILE_FORMAT_PARQUET), table)
        assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(export(messages.FILE_FORMAT_XLSX))).namelist()

        page = export(messages.FILE_FORMAT_HTML).decode()
        assert page.startswith("<!DOCTYPE html>") and VILLAGES[1] in page and "<svg" in page

        for level in (messages.LEVEL_UNSPECIFIED, 77):
            asked = messages.RankingRequest(period=PERIOD, level=level)
            told = fails_with(grpc.StatusCode.INVALID_ARGUMENT, reports.GetRanking, asked, timeout=30)
            assert "LEVEL_TOWNSHIP" in told, told
        told = fails_with(
            grpc.StatusCode.INVALID_ARGUMENT, reports.GetCoverage, messages.PeriodRequest(period="2026Q9"), timeout=30
        )
        assert "2026Q9" in told, told

        from grpc_health.v1 import health_pb2, health_pb2_grpc
        health = health_pb2_grpc.HealthStub(connection)
        serving = health.Check(health_pb2.HealthCheckRequest(service="cunbang.v1.Reports"), timeout=30)
        assert serving.status == health_pb2.HealthCheckResponse.SERVING
        for services in reflected_services(connection):
            assert {"cunbang.v1.Reports", "cunbang.v1.Sync", "grpc.health.v1.Health"} <= set(services), services

    # And with the program's own client, into files by their ending.
    for ending, beginning in [("html", b"<!DOCTYPE html>"), ("xlsx", b"PK")]:
        file = place.folder / f"list.{ending}"
        inspector.run("report", "export", "--period", PERIOD, "--level", "village", "--out", file)
        assert file.read_bytes().startswith(beginning), file.read_bytes()[:40]
    prints_on_a4(place.folder / "list.xlsx", expected)
    by_command = place.folder / "list.parquet"
    inspector.run("report", "export", "--period", PERIOD, "--level", "village", "--out", by_command)
    is_the_same(by_command.read_bytes(), table)
    # A table's rows: days are days, points are decimals.
    for name, types in [
        ("findings", {"date": "date32[day]", "points": "decimal128(38, 4)", "text": "string"}),
        ("deeds", {"date": "date32[day]", "confirmed_on": "date32[day]"}),
    ]:
        file = place.folder / f"{name}.parquet"
        asked = ("list", name, "--period", PERIOD, "--unit", VILLAGES[1])
        inspector.run(*asked, "--format", "parquet", "--out", file)
        read = parquet(file.read_bytes())
        assert {name: str(read.schema.field(name).type) for name in types} == types, read.schema
        listed = list(csv.DictReader(io.StringIO(inspector.run(*asked, "--format", "csv").out.removeprefix("\ufeff"))))
        assert len(listed) == read.num_rows > 0
        for one, written in zip(read.to_pylist(), listed):
            for column, value in one.items():
                is_number = isinstance(value, decimal.Decimal)
                same = value == decimal.Decimal(written[column]) if is_number else str(value or "") == written[column]
                assert same, (name, column, value, written[column])
    counted = inspector.run("report", "overview", "--period", PERIOD, "--format", "json").json()
    assert [(one["unit"], one["received"]) for one in counted] == [(COUNTY, 4), (TOWNSHIP, 4)], counted
    listed = inspector.run("report", "ranking", "--period", PERIOD, "--format", "csv").out
    assert listed.startswith("\ufeffrank,"), listed[:40]
    told = inspector.run("report", "export", "--period", PERIOD, "--out", place.folder / "list.doc", code=2).said
    assert ".xlsx" in told, told

    # The township's node and a village see their own part.
    village = place.node(VILLAGES[0])
    with channel(village, county.address, COUNTY) as connection:
        reports = stubs.ReportsStub(connection)
        assert [unit.code for unit in reports.ListUnits(messages.ListUnitsRequest(), timeout=30).units] == [VILLAGES[0]]
        told = fails_with(
            grpc.StatusCode.PERMISSION_DENIED, reports.GetOverview, messages.PeriodRequest(period=PERIOD, under=COUNTY), timeout=30
        )
        assert COUNTY in told, told
        asked = messages.ScoreSheetRequest(period=PERIOD, unit=VILLAGES[1])
        told = fails_with(grpc.StatusCode.PERMISSION_DENIED, reports.GetScoreSheet, asked, timeout=30)
        assert VILLAGES[1] in told, told
    with channel(township, county.address, COUNTY) as connection:
        asked = messages.ListUnitsRequest()
        assert stubs.ReportsStub(connection).ListUnits(asked, timeout=30).units[0].code == TOWNSHIP
        own = stubs.ReportsStub(connection).GetOverview(messages.PeriodRequest(period=PERIOD), timeout=30)
        assert own.unit == TOWNSHIP and own.whole.received == 4, own

    # Without a certificate there is nothing to see.
    root = (inspector.folder / "identity" / "ca.pem").read_bytes()
    name = [("grpc.ssl_target_name_override", f"node-{COUNTY}.cunbang")]
    with grpc.secure_channel(county.address, grpc.ssl_channel_credentials(root), name) as connection:
        try:
            stubs.ReportsStub(connection).ListUnits(messages.ListUnitsRequest(), timeout=10)
        except grpc.RpcError as error:
            assert error.code() in (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.UNAVAILABLE), error
        else:
            raise AssertionError("units were shown to a stranger")

    # A revoked one is sent away, on the connection that it has too.
    with channel(inspector, county.address, COUNTY) as connection:
        reports = stubs.ReportsStub(connection)
        reports.ListUnits(messages.ListUnitsRequest(), timeout=30)
        county.run("enrol", "revoke", inspector.status()["device"], "--reason", "调离")

        def is_sent_away():
            try:
                reports.ListUnits(messages.ListUnitsRequest(), timeout=30)
            except grpc.RpcError as error:
                return error.code() == grpc.StatusCode.PERMISSION_DENIED
            return False

        wait_until("the revoked inspector is sent away", is_sent_away)


def is_the_same(data, rows):
    """A Parquet file says what a CSV says, each column with a type of its own."""
    table = parquet(data)
    # The rank's stars and the points for them are two columns.
    expected = [heading.split(" ")[0] if heading != "stars" else "stars_points" for heading in rows[0]]
    assert table.column_names == expected, table.column_names
    for heading, name in zip(rows[0], table.column_names):
        for read, written in zip(table[name].to_pylist(), (row[heading] for row in rows), strict=True):
            if isinstance(read, bool):
                assert written == ("yes" if read else "no"), (name, read, written)
            elif isinstance(read, decimal.Decimal):
                assert read == decimal.Decimal(written), (name, read, written)
            else:
                assert ("" if read is None else str(read)) == written, (name, read, written)
    types = {name: str(table.schema.field(name).type) for name in table.column_names}
    wanted = {"rank": "int64", "unit": "string", "score": "decimal128(38, 2)", "candidate": "bool", "warned": "bool"}
    assert {name: types[name] for name in wanted} == wanted, types


def prints_on_a4(file, expected):
    """Every sheet of a workbook is set up for A4, its headers on each page; what is a number is one."""
    try:
        import openpyxl
    except ImportError as error:
        raise Missing("openpyxl for Python is not here: tests/run installs it") from error
    book = openpyxl.load_workbook(file)
    for sheet in book:
        setup = sheet.page_setup
        assert int(setup.paperSize) == 9 and sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        # As wide as a page, and as many of them as it takes; the chart is on one.
        is_chart = bool(sheet._charts)
        assert (setup.fitToWidth or 1) == 1 and (setup.fitToHeight == 0 or is_chart), (sheet.title, setup.fitToHeight)
        assert is_chart or sheet.print_title_rows == "$1:$1", (sheet.title, sheet.print_title_rows)
        assert "&P" in sheet.oddFooter.center.text and "&N" in sheet.oddFooter.center.text, sheet.title
    charts = [sheet for sheet in book if sheet._charts]
    assert len(charts) == 1 and charts[0].max_row == 1, "the chart has a sheet of its own"
    sheet = book["村 village"]
    headings = [cell.value for cell in sheet[1]]
    assert sheet.print_area.startswith("'村 village'!$A$1:"), sheet.print_area
    for cells in sheet.iter_rows(min_row=2):
        row = dict(zip(headings, cells))
        known = expected[row["unit 单位"].value]
        score = row["score 得分"].value
        assert score == (float(known["score"]) if known["score"] else None), score
        assert row["rank 名次"].value == known["rank"]
        assert row["movement 升降"].value is None or row["movement 升降"].number_format == '"▲"0;"▼"0;"＝"'
        assert row["status 状态"].value in ("已收到", "未收到"), row["status 状态"].value


def reflected_services(connection):
    """What the node tells of itself: to the client library, which asks v1alpha, and to those that ask v1."""
    from grpc_reflection.v1alpha import reflection_pb2
    from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

    database = ProtoReflectionDescriptorDatabase(connection)
    assert database.FindFileContainingSymbol("cunbang.v1.Reports").service, "the service is not described"
    yield database.get_services()
    # The two versions differ in their package alone.
    call = connection.stream_stream(
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        request_serializer=reflection_pb2.ServerReflectionRequest.SerializeToString,
        response_deserializer=reflection_pb2.ServerReflectionResponse.FromString,
    )
    answers = call(iter([reflection_pb2.ServerReflectionRequest(list_services="*")]), timeout=30)
    yield [service.name for service in next(answers).list_services_response.service]


def test_the_readmes_example_in_python(place):
    """The lines as they stand, with this county's address and code: a reader's program prints the ranking."""
    county = place.county()
    terminal = place.terminal(county, county.address, VILLAGES[0])
    send_quarter(terminal, VILLAGES[0])
    reader = place.terminal(county, county.address, COUNTY, "reader", role="reader")
    ranking = county.run("run", PERIOD, "--format", "json").json()
    expected = ranking["levels"]["township"]
    assert expected

    page = (ROOT / "README.md").read_text(encoding="utf-8")
    example = page.split("```python\n")[1].split("```")[0]
    assert len(example.strip().splitlines()) <= 12, "it has grown"
    source = example.replace("county.example:7443", county.address).replace("330522", COUNTY)
    protoc = next(line for line in page.split("`") if line.startswith("python -m grpc_tools.protoc "))
    protoc = protoc.replace("proto/cunbang/v1", str(ROOT / "proto" / "cunbang" / "v1"))
    generated()  # or says that grpcio is missing
    command = [sys.executable, *protoc.split()[1:]]
    subprocess.run(command, cwd=reader.folder, check=True, timeout=120)
    done = place.start([sys.executable, "-c", source], {"no_proxy": "*"}, cwd=reader.folder)
    lines = place.finish(done, ["the README's example"]).out.splitlines()
    assert len(lines) == len(expected), lines
    for line, row in zip(lines, expected):
        assert line.split()[:2] == [str(row["rank"] or 0), row["name"]], (line, row)
        assert line.split()[-1] == f"STATUS_{row['status'].upper()}", (line, row)


def test_a_program_reads_on_after_the_authority_was_replaced(place):
    """One whose folder has not followed yet reads while the node has a certificate that it can check; one that has
    followed reads ever after."""
    messages, stubs = generated()
    county = place.county()
    behind, followed = [
        place.terminal(county, county.address, COUNTY, name, role="reader") for name in ("behind", "followed")
    ]

    def reads(node):
        with channel(node, county.address, COUNTY) as connection:
            try:
                return len(stubs.ReportsStub(connection).ListUnits(messages.ListUnitsRequest(), timeout=10).units) > 0
            except grpc.RpcError as error:
                assert error.code() == grpc.StatusCode.UNAVAILABLE, error
                return False

    (county.folder / "identity" / "ca-key.pem").unlink()
    county.run("authority", "replace", "--reason", "硬盘损坏")
    followed.run("sync")
    assert reads(behind) and reads(followed)
    county.stop()
    # As the node is when its former certificates have ended.
    for name in ("certificate.pem", "service-certificate.pem"):
        path = county.folder / "identity" / name
        blocks = path.read_text().split("-----END CERTIFICATE-----\n")
        assert len(blocks) == 3, name
        path.write_text(blocks[0] + "-----END CERTIFICATE-----\n")
    county.serve()
    assert reads(followed) and not reads(behind)
