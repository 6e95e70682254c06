"""The world of a soak: its nodes, what people do there, what is known of their rows, and the laws."""

import collections
import contextlib
import itertools
import random
import shutil
import sqlite3
import threading
import time

from cluster import DATABASE, Cluster
from disk import Disk, may_mount
from place import PERIOD, VILLAGES, deeds, health, in_background, ledger, wait_until, write_table

# A village with two terminals, and two with one each.
HOMES = [VILLAGES[0], VILLAGES[0], VILLAGES[1], VILLAGES[2]]
# So a sync may end while something above is broken: done, refused, unreachable or busy.
ENDINGS_UNDER_FAULTS = {0, 3, 4}
# What health says of a store that takes nothing; of forks and copies it speaks too.
OF_THE_STORE = ("数据库无法写入", "数据库未在")
# By log: how far receipts for it reach, and how far it is here.
RECEIPTS = (
    "SELECT l.kind, l.unit, l.period, {device}, l.incarnation, max(r.number)"
    " FROM receipts r JOIN logs l ON l.id = r.log_id GROUP BY 1, 2, 3, 4, 5"
)
LOGS = "SELECT l.kind, l.unit, l.period, {device}, l.incarnation, l.number FROM logs l"


def is_of_the_store(text):
    return any(words in text for words in OF_THE_STORE)


class Broken(Exception):
    """A law does not hold."""


def mark(terminal, status):
    """The mark of a terminal's own ledger, if it has one."""
    return next((one["mark"] for one in status["documents"] if one["document"] == ledger(terminal.unit)), None)


class World:
    """A county, a township and terminals. The county of an even seed stands on a PostgreSQL with a standby, and
    takes one terminal directly; in an odd world all stores are SQLite's, each on a small disk where one may be
    mounted."""

    def __init__(self, place, seed, counts):
        self.place, self.seed, self.counts = place, seed, counts
        self.chance = random.Random(seed)
        self.happened = []
        self.terminals = []
        self.rows = 0
        # Imports take their ids in turn, and none comes between a mark and the rows that it stands for.
        self.one_import = threading.Lock()
        # By unit, the ids of deeds that a terminal was told are received above.
        self.received = collections.defaultdict(set)
        # By terminal's name, the ids it has recorded.
        self.recorded = collections.defaultdict(set)
        # By document, the most entries that a terminal was told the township and the county have.
        self.held = collections.Counter()
        # By terminal's name, how often it was told that it has a fork and rejoined.
        self.forks_answered = collections.Counter()
        self.backups = {}
        self.disks = {}
        self.is_whole = True
        self.cluster = Cluster(place) if seed % 2 == 0 else None
        self.has_disks = self.cluster is None and may_mount()
        self.prepare("county")
        self.county = place.county(store=self.cluster and self.cluster.url)
        self.prepare("township")
        self.township = place.township(self.county)
        for unit in HOMES:
            self.add_terminal(unit)

    def prepare(self, name):
        if self.has_disks:
            self.disks[name] = Disk(self.place, name)

    def tell(self, what):
        self.happened.append(what)

    def add_terminal(self, unit):
        name = f"terminal-{len(self.happened)}-{len(self.terminals)}"
        upstream = self.county if self.is_direct(unit) else self.township
        self.prepare(name)
        terminal = self.place.terminal(self.county, upstream.address, unit, name)
        terminal.unit = unit
        self.terminals.append(terminal)
        return terminal

    def is_direct(self, unit):
        """Whether a unit's terminals know no township."""
        return self.cluster is not None and unit == HOMES[-1]

    def remove_terminal(self, terminal):
        self.terminals.remove(terminal)
        if terminal.name in self.disks:
            self.disks.pop(terminal.name).unmount()
        shutil.rmtree(terminal.folder)

    @property
    def nodes(self):
        return [self.county, self.township, *self.terminals]

    def is_served(self, node):
        return node in (self.county, self.township)

    # What people do.

    def import_rows(self, terminal, number):
        """Records new rows at a terminal. Gives their ids and how that ended."""
        with self.one_import:
            ids = [f"r{self.rows + one}" for one in range(number)]
            self.rows += number
            folder = self.place.folder / "rows"
            write_table(folder, "deeds", deeds(terminal.unit, ids))
            return ids, terminal.run("import", folder, code=None)

    def record(self, terminal, number=None):
        ids, done = self.import_rows(terminal, number or self.chance.randint(1, 5))
        self.expect(done, {0})
        with self.one_import:
            self.recorded[terminal.name].update(ids)

    def sync(self, terminal):
        done = terminal.sync(code=None)
        self.expect(done, ENDINGS_UNDER_FAULTS)
        self.note_received(terminal)
        return done.code

    def note_received(self, terminal):
        """What the terminal shows as ✓✓ or more: all that it has recorded, if all of it is. Gives its status."""
        with self.one_import:
            status = terminal.status("--documents")
            # A roster goes no higher than the township.
            for one in (one for one in status["documents"] if one["county"] is not None):
                self.held[one["document"]] = max(self.held[one["document"]], one["township"], one["county"])
            if mark(terminal, status) in ("✓✓", "✓✓✓"):
                here = {key.removeprefix("deeds/") for key in terminal.export(ledger(terminal.unit))}
                self.received[terminal.unit] |= here & self.recorded[terminal.name]
        return status

    def ordinary_step(self):
        terminal = self.chance.choice(self.terminals)
        if self.chance.random() < 0.55:
            self.record(terminal)
        else:
            self.sync(terminal)

    @contextlib.contextmanager
    def at_work(self):
        """All terminals record and sync, one after the other, for as long as this lasts."""
        is_over = threading.Event()

        def work():
            for terminal in itertools.cycle(list(self.terminals)):
                self.record(terminal, 1)
                self.sync(terminal)
                if is_over.is_set():
                    return

        join = in_background(work)
        try:
            yield
        finally:
            is_over.set()
            join()

    def forget_unsent(self, terminal):
        """A terminal that was rolled back may have lost what it had not sent."""
        self.recorded[terminal.name] &= self.received[terminal.unit]

    def roll_back(self):
        """Only one holder of the same rows at a time."""
        if not self.is_whole:
            self.settle()
        self.is_whole = False

    # What a node says of its store.

    def wait_until_ill(self, node):
        """Nothing can be acknowledged, and the node's health says so."""

        def says_so():
            code, text = health(node)
            return code == 503 and is_of_the_store(text)

        wait_until(f"health of the {node.name} says that its store is away", says_so)
        for other in {self.county, self.township} - {node}:
            self.wait_until_well(other)
        self.counts["health was 503 under trouble"] += 1

    def work_in_vain(self, node):
        """What is recorded while a node's store is away, that node does not acknowledge."""
        terminal = self.chance.choice([one for one in self.terminals if not self.is_direct(one.unit)])
        self.record(terminal, 1)
        self.sync(terminal)
        shown = mark(terminal, terminal.status("--documents"))
        if shown == "✓✓✓" or (node is self.township and shown != "✓"):
            raise Broken(f"the store of the {node.name} is away, and {terminal.name} shows {shown}")
        code, text = health(node)
        if code != 503:
            raise Broken(f"the store of the {node.name} is away, and its health says {code}: {text}")
        self.counts["rows that were not acknowledged, as there was nowhere to keep them"] += 1

    def wait_until_well(self, node):
        """Whatever else may be missing, its store works again."""
        wait_until(f"health of the {node.name} says that its store is back", lambda: not is_of_the_store(health(node)[1]))

    # How it goes on, and what must hold.

    def settle(self):
        """Everything is up; everybody exchanges until nothing is new. What nobody has is given up, as people do."""
        before = None
        for _ in range(60):
            marks = set()
            for terminal in self.terminals:
                self.expect(terminal.sync(code=None), ENDINGS_UNDER_FAULTS)
                status = self.note_received(terminal)
                self.rejoin_if_told(terminal, status)
                marks.add(mark(terminal, status))
            now = self.shown() if marks <= {"✓✓✓", None} else None
            if now and now == before and self.agrees(now):
                self.is_whole = True
                return
            before = now
            time.sleep(0.2)
        raise Broken(f"never settles: {self.marks()}")

    def rejoin_if_told(self, terminal, status):
        """Once for each time that it was told of another branch of its own log."""
        forks = sum(one["kind"] == "own_fork" for one in status["incidents"])
        if forks > self.forks_answered[terminal.name] and terminal.run("rejoin", code=None).code == 0:
            self.forks_answered[terminal.name] = forks

    def agrees(self, shown):
        """Whether of each unit every node shows the same."""
        return all(len({rows for (_, of), rows in shown.items() if of == unit}) == 1 for unit in HOMES)

    def marks(self):
        return {one.name: one.documents().get(ledger(one.unit)) for one in self.terminals}

    def shown(self):
        """By node and unit, what it shows: every row, and where there are several values of one, all of them."""
        found = {}
        for unit in sorted(set(HOMES)):
            for node in [self.county, self.township, *(one for one in self.terminals if one.unit == unit)]:
                rows = node.run("export", ledger(unit), "--format", "json", code=None)
                found[(node.name, unit)] = rows.out if rows.code == 0 else ""
        return found

    def expect(self, done, endings):
        self.counts[f"commands ended with {done.code}"] += 1
        if done.code not in endings:
            raise Broken(f"a command ended with {done.code}: {done.out}\n{done.said}")

    def require(self, holds, what):
        if not holds:
            raise Broken(what)

    def check(self):
        """The laws, after everybody has exchanged with everybody."""
        self.settle()
        sealing = {one.unit: one for one in self.terminals if self.received[one.unit]}
        for terminal in sealing.values():
            self.expect(terminal.run("seal", PERIOD, "--yes", code=None), {0})
        self.settle()
        self.check_rows()
        self.check_receipts()
        for node in self.nodes:
            if node.status()["missing"]:
                node.run("resume", "--reason", "无人再有", "--yes")
            node.run("doctor")
        for node in (self.county, self.township):
            wait_until(f"the {node.name} is well", lambda node=node: health(node)[0] == 200)
        self.check_ranking(sealing)
        self.counts["rows received and there"] += sum(len(rows) for rows in self.received.values())

    def check_ranking(self, sealed):
        """The list rests on every row under ✓✓, and comes out again from its evidence."""
        ranking = self.county.run("run", PERIOD, "--format", "json").json()
        for village in ranking["levels"]["village"]:
            unit = village["unit"]
            reasons = [reason.get("row", "") for one in village["indicators"] for reason in one["reasons"]]
            left_out = {f"deeds/{one}" for one in self.received[unit]} - set(reasons)
            if left_out or (unit in sealed and village["status"] != "received"):
                raise Broken(f"{unit} is {village['status']} in the ranking, without {sorted(left_out)}")
        file = self.place.folder / "evidence.jsonl"
        self.county.run("evidence", ranking["run"], "--out", file)
        self.place.run("verify", file, "--run", ranking["run"])

    def check_rows(self):
        """Every row under ✓✓ is at the county, and every entry that a node was said to have."""
        for unit in set(HOMES):
            there = self.county.run("export", ledger(unit), "--format", "json", code=None)
            lost = self.received[unit] - {key.removeprefix("deeds/") for key in (there.json() if there.code == 0 else [])}
            if lost:
                raise Broken(f"{unit}: received and lost: {sorted(lost)}")
        for node in (self.county, self.township):
            here = node.documents()
            for name, number in self.held.items():
                if name.startswith("ledger/") and here.get(name, {"entries": 0})["entries"] < number:
                    raise Broken(f"{node.name}: {number} entries of {name} were received, and here are {here.get(name)}")

    def check_receipts(self):
        """Whatever any node holds a receipt for, the county has."""
        heads = {one[:5]: one[5] for one in self.ask(self.county, LOGS)}
        for node in self.nodes:
            # Kinds of the third hundred tell of persons, and go no higher than the township.
            for one in (one for one in self.ask(node, RECEIPTS) if one[0] // 100 != 3):
                self.counts["logs whose receipts were compared"] += 1
                if heads.get(one[:5], 0) < one[5]:
                    raise Broken(f"{node.name} holds a receipt for {one}, and the county has {heads.get(one[:5])}")

    def ask(self, node, query):
        """Rows of a node's own database, as texts and numbers."""
        if node is self.county and self.cluster:
            said = self.cluster.primary.sql(query.format(device="encode(l.device, 'hex')"), DATABASE)
            rows = [line.split("|") for line in said.splitlines()]
        else:
            with contextlib.closing(sqlite3.connect(node.folder / "data.sqlite", timeout=10)) as store:
                rows = store.execute(query.format(device="lower(hex(l.device))")).fetchall()
        return [tuple(int(value) if at in (0, 4, 5) else value for at, value in enumerate(row)) for row in rows]
