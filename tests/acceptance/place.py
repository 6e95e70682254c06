"""A folder with nodes in it, and `cunbang` as people start it there."""

import contextlib
import csv
import io
import json
import os
import pathlib
import random
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("CUNBANG_BINARY", ROOT / "target" / "debug" / "cunbang"))
# A county of one township that ships with the program, and its villages.
COUNTY, TOWNSHIP = "620724", "620724101"
VILLAGES = [f"620724101{number}" for number in range(200, 217)]
PERIOD = "2026Q3"
# What a node's set-up is given to have pages, on a port that is free.
PAGES = ("--pages", "127.0.0.1:0")
# Nothing here takes so long on a machine that works.
PATIENCE_SECONDS = 60


class Missing(Exception):
    """Something that the tests need is not on this machine."""


def wait_until(what, condition, seconds=PATIENCE_SECONDS):
    """Waits until a condition holds, and gives what it gave; looks again every 50 ms."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.05)


def off_by(shift):
    """The surroundings of a program whose clock is off, as `-2h` or `+3d`."""
    library = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    if library is None:
        raise Missing("libfaketime is not here: tests/run installs it")
    return {"LD_PRELOAD": str(library), "FAKETIME": shift, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def free_port():
    """A port that nobody listens at, for what will be started later.

    It lies below those that the system gives to connections: one of them would be somebody's by then.
    """
    while True:
        port = random.randrange(12_000, 32_000)
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", port))
            return port


class Done:
    """A command that has ended."""

    def __init__(self, process, out, said):
        self.code, self.out, self.said = process.returncode, out, said

    def json(self):
        return json.loads(self.out)


class Node:
    """A node's folder, and the process that serves it if one does."""

    def __init__(self, place, name, environment=None):
        self.place, self.name = place, name
        self.folder = place.folder / name
        self.environment = environment or {}
        self.process = None
        self.address = None
        # Another build of the program than the one that is tested.
        self.binary = None

    def start(self, *arguments):
        """A `cunbang` command in this folder, not waited for."""
        command = [str(self.binary or BINARY), *map(str, arguments), "--dir", str(self.folder)]
        return self.place.start(command, self.environment)

    def run(self, *arguments, code=0):
        """A `cunbang` command in this folder, which must end with a code."""
        return self.place.finish(self.start(*arguments), [self.name, *map(str, arguments)], code)

    def serve(self):
        """Starts `cunbang serve` and waits until it says that it is up."""
        log = self.folder / "serve.log"
        before = log.stat().st_size if log.exists() else 0
        with log.open("ab") as output:
            self.process = self.place.start(
                [str(self.binary or BINARY), "serve", "--dir", str(self.folder)], self.environment, stdout=output, stderr=output
            )

        def is_up():
            said = log.read_bytes()[before:].decode(errors="replace")
            if self.process.poll() is not None:
                raise AssertionError(f"{self.name} ended with {self.process.returncode}: {said}")
            return "health page on" in said and said

        said = wait_until(f"{self.name} serves", is_up)
        listens = re.search(r"listens on ([\w.:\[\]]+)", said)
        self.address = listens and listens[1]
        self.health = re.search(r"health page on http://(\S+?)/", said)[1]
        return self

    def kill(self):
        """Ends it at once, as a power cut does."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Asks it to end, as a service manager does."""
        self.process.terminate()
        assert self.process.wait(PATIENCE_SECONDS) == 0, f"{self.name} did not end well"

    def sync(self, code=0):
        return self.run("sync", "--format", "json", code=code)

    def status(self, *more):
        return self.run("status", "--format", "json", *more).json()

    def documents(self):
        """By document: entries here, received by the township, received by the county, and the mark."""
        return {one["document"]: one for one in self.status("--documents")["documents"]}

    def export(self, document):
        """What stands in a document: key → rows."""
        return self.run("export", document, "--format", "json").json()

    def code_for(self, unit, *more):
        """A one-time code of this county for a device of a unit."""
        return self.run("enrol", "code", "--unit", unit, "--format", "json", *more).json()[0]["code"]


class Place:
    """A folder of its own for one test. What was started there ends with it."""

    def __init__(self):
        if not BINARY.exists():
            raise Missing(f"{BINARY}: `cargo build -p cunbang` makes it, or name it with CUNBANG_BINARY")
        self.processes = []
        self.databases = []
        # Called once all processes have ended; what came last goes first.
        self.endings = contextlib.ExitStack()

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cunbang-acceptance-"))
        return self

    def __exit__(self, *_):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
        for process in self.processes:
            process.wait()
        for name in self.databases:
            psql("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        try:
            self.endings.close()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def tell_logs(self):
        """Prints what the nodes said, for a test that failed."""
        for log in sorted(self.folder.rglob("serve.log")):
            text = log.read_text(errors="replace")
            print(f"--- {log.relative_to(self.folder)}\n{text[-2000:]}")

    def start(self, command, environment=None, **options):
        surroundings = {key: value for key, value in os.environ.items() if not key.startswith("CUNBANG_")}
        surroundings |= {"CUNBANG_OPERATOR": "张三", "CUNBANG_PASSPHRASE": "试验用的备份口令", "NO_COLOR": "1"} | (environment or {})
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": self.folder} | options
        process = subprocess.Popen(command, env=surroundings, stdin=subprocess.DEVNULL, **options)
        self.processes.append(process)
        return process

    def finish(self, process, what, code=0):
        out, said = process.communicate(timeout=PATIENCE_SECONDS * 2)
        self.processes.remove(process)
        done = Done(process, out.decode(), said.decode())
        assert code is None or done.code == code, (
            f"{' '.join(what)}: ended with {done.code}, not {code}\n{done.out}\n{done.said}"
        )
        return done

    def run(self, *arguments, code=0):
        """A `cunbang` command that needs no node's folder."""
        return self.finish(self.start([str(BINARY), *map(str, arguments)]), [str(one) for one in arguments], code)

    def node(self, name, environment=None):
        return Node(self, name, environment)

    def database(self):
        """The URL of a new database in the PostgreSQL that CUNBANG_TEST_POSTGRES names."""
        name = f"acceptance_{os.getpid()}_{len(self.databases)}_{time.monotonic_ns()}"
        psql("postgres", f'CREATE DATABASE "{name}"')
        self.databases.append(name)
        parts = urllib.parse.urlsplit(postgres())
        return urllib.parse.urlunsplit(parts._replace(path=f"/{name}"))

    def county(self, name="county", store=None, serve=True, units="gaotai", scheme="standard", more=()):
        """A county's node, set up and serving."""
        node = self.node(name)
        root = COUNTY if units == "gaotai" else "330522"
        stored = ["--store", store] if store else []
        listen = f"127.0.0.1:{free_port()}"
        arguments = ["--unit", root, "--units", units, "--scheme", scheme, "--from", PERIOD]
        node.run("init", "county", *arguments, "--listen", listen, "--health", "127.0.0.1:0", *stored, *more)
        return node.serve() if serve else node

    def township(self, county, name="township", unit=TOWNSHIP, more=(), binary=None):
        """A township's node, enrolled at the county and serving."""
        node = self.node(name)
        node.binary = binary
        code = county.code_for(unit)
        addresses = ["--listen", f"127.0.0.1:{free_port()}", "--health", "127.0.0.1:0"]
        node.run("init", "township", "--upstream", county.address, "--code", code, *addresses, *more)
        node.run("sync")
        return node.serve()

    def terminal(self, county, upstream, unit, name=None, more=(), role=None):
        """A terminal that enrolled through its upstream and has fetched what is there for it."""
        node = self.node(name or unit)
        code = county.code_for(unit, *(("--role", role) if role else ()))
        addresses = ["--health", "127.0.0.1:0", *PAGES]
        node.run("init", "terminal", "--upstream", upstream, "--code", code, *addresses, *more)
        node.run("sync")
        return node


    def desks(self, villages):
        """A county and its township with pages, and terminals of villages beneath."""
        county = self.county(more=PAGES)
        township = self.township(county, more=PAGES)
        return county, township, [self.terminal(county, township.address, one) for one in villages]


def health(node, page="health"):
    """The status code and the text of a node's page."""
    try:
        with urllib.request.urlopen(f"http://{node.health}/{page}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def postgres():
    url = os.environ.get("CUNBANG_TEST_POSTGRES")
    if not url:
        raise Missing("CUNBANG_TEST_POSTGRES names no PostgreSQL: tests/run starts one")
    return url


def psql(database, statement):
    parts = urllib.parse.urlsplit(postgres())
    url = urllib.parse.urlunsplit(parts._replace(path=f"/{database}"))
    subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statement], check=True, timeout=60)


def in_background(function, *arguments):
    """Runs a function on a thread of its own; `join` gives its result or raises what it raised."""
    result = {}

    def work():
        try:
            result["value"] = function(*arguments)
        except BaseException as error:  # told to whoever joins
            result["error"] = error

    thread = threading.Thread(target=work, daemon=True)
    thread.start()

    def join():
        thread.join(PATIENCE_SECONDS * 3)
        assert not thread.is_alive(), "it does not end"
        if "error" in result:
            raise result["error"]
        return result.get("value")

    return join


def write_table(folder, name, rows):
    """Writes rows, all with the same columns, as a table that `cunbang import` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def deeds(unit, ids, text="清理河道"):
    return [
        {
            "unit": unit,
            "deed": one,
            "member": "m1",
            "date": "2026-08-02",
            "kind": "serving_others",
            "text": f"{text} {one}",
            "confirmed_on": "2026-08-15",
            "confirmed_by": "支部",
        }
        for one in ids
    ]


def write_quarter(folder, unit, strength=3):
    """Writes a village's quarter: six members, three theme days, some deeds."""
    members = [f"m{number}" for number in range(1, 7)]
    write_table(
        folder,
        "members",
        [{"unit": unit, "member": one, "name": f"党员{one}", "status": "full"} for one in members],
    )
    days = [f"t{month}" for month in (7, 8, 9)]
    write_table(
        folder,
        "meetings",
        [{"unit": unit, "meeting": day, "kind": "theme_day", "date": f"2026-0{day[1:]}-15"} for day in days],
    )
    write_table(
        folder,
        "attendance",
        [
            {
                "unit": unit,
                "meeting": day,
                "member": one,
                "mark": "absent" if one == "m6" and strength % 2 else "present",
            }
            for day in days
            for one in members
        ],
    )
    write_table(folder, "deeds", deeds(unit, [f"d{number}" for number in range(strength)]))


def send_quarter(terminal, unit, strength=3):
    """Imports a village's quarter at its terminal, seals it and sends it."""
    folder = terminal.place.folder / f"records-{unit}"
    write_quarter(folder, unit, strength)
    terminal.run("import", folder)
    terminal.run("seal", PERIOD, "--yes")
    terminal.run("sync")


def publish_quarter(county, township, terminal, folder, sealed_by="王会计"):
    """A village's quarter from a folder, sealed, and in a list that the county has published; all three have it."""
    terminal.run("import", folder, "--period", PERIOD, "--operator", "王会计")
    terminal.run("seal", PERIOD, "--yes", "--operator", sealed_by)
    terminal.run("sync")
    wait_until("the county has it", lambda: ledger(terminal.name) in county.documents())
    county.run("run", PERIOD)
    county.run("publish", "--yes")
    township.run("sync")
    terminal.run("sync")


def ledger(unit):
    return f"ledger/{unit}/{PERIOD}"


def set_upstreams(node, addresses):
    """Writes other addresses into a node's configuration, in their order."""
    path = node.folder / "cunbang.toml"
    rest = iter(addresses)
    text = re.sub(r'^address = ".*"$', lambda _: f'address = "{next(rest)}"', path.read_text(), flags=re.M)
    path.write_text(text)


def parquet(data):
    """The table that a Parquet file holds."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise Missing("pyarrow for Python is not here: tests/run installs it") from error
    return pyarrow.parquet.read_table(io.BytesIO(data))
