"""A soak: real processes, killed, destroyed, put back and cut off at random, for as long as one likes.

    tests/run soak SECONDS [SEED]

A seed decides the world and what happens in it; worlds follow one another until the time is over, each from the
next seed. What a terminal was told is received (✓✓) must be at the county in the end, whatever happened; every
node that is left shows the same, `doctor` finds nothing, and the ranking verifies. Where that fails, the seed and
everything that happened are printed; how each command ended is printed at the end.

No two holders of the same rows are rolled back without a sync between: then nobody could know of them.
"""

import collections
import random
import shutil
import sys
import time

from place import PERIOD, VILLAGES, Place, deeds, ledger, psql, write_table

# A village with two terminals, and two with one each.
HOMES = [VILLAGES[0], VILLAGES[0], VILLAGES[1], VILLAGES[2]]
# Commands may end so while something is broken: refused, unreachable, busy, killed.
ENDINGS_UNDER_FAULTS = {0, 1, 2, 3, 4, -9}


class Broken(Exception):
    """A law does not hold."""


class World:
    """A county on PostgreSQL or SQLite, a township and terminals, and what is known of their rows."""

    def __init__(self, place, seed, counts):
        self.place, self.seed, self.counts = place, seed, counts
        self.chance = random.Random(seed)
        self.happened = []
        self.on_postgres = seed % 2 == 0
        store = place.database() if self.on_postgres else None
        self.county = place.county(store=store)
        self.township = place.township(self.county)
        self.terminals = []
        self.rows = 0
        # By unit, the ids of deeds that a terminal was told are received above.
        self.received = collections.defaultdict(set)
        # By terminal's name, the ids it has recorded.
        self.recorded = collections.defaultdict(set)
        self.backups = {}
        self.is_whole = True
        for unit in HOMES:
            self.add_terminal(unit)

    def tell(self, what):
        self.happened.append(what)

    def add_terminal(self, unit):
        name = f"terminal-{len(self.terminals)}-{self.rows}"
        terminal = self.place.terminal(self.county, self.township.address, unit, name)
        terminal.unit = unit
        self.terminals.append(terminal)
        return terminal

    # What people do.

    def record(self, terminal):
        ids = [f"r{self.rows + number}" for number in range(self.chance.randint(1, 5))]
        self.rows += len(ids)
        folder = self.place.folder / "rows"
        write_table(folder, "deeds", deeds(terminal.unit, ids))
        done = terminal.run("import", folder, "--partial", code=None)
        self.expect(done.code, {0})
        self.recorded[terminal.name].update(ids)

    def sync(self, terminal):
        done = terminal.sync(code=None)
        self.expect(done.code, ENDINGS_UNDER_FAULTS)
        self.note_received(terminal)
        return done.code

    def note_received(self, terminal):
        """What the terminal shows as ✓✓ or more: all that it has recorded, if all of it is."""
        shown = terminal.documents().get(ledger(terminal.unit))
        if shown and shown["mark"] != "✓":
            here = {key.removeprefix("deeds/") for key in terminal.export(ledger(terminal.unit))}
            self.received[terminal.unit] |= here & self.recorded[terminal.name]

    # What goes wrong.

    def kill_command(self, terminal):
        command = self.chance.choice([["sync"], ["status"], ["doctor"]])
        process = terminal.start(*command)
        time.sleep(self.chance.uniform(0, 0.25))
        process.kill()
        done = self.place.finish(process, command, code=None)
        self.counts["commands killed"] += done.code == -9

    def kill_node(self, node):
        node.kill()
        self.counts["nodes killed"] += 1
        if self.chance.random() < 0.5:
            self.sync(self.chance.choice(self.terminals))
        node.serve()

    def cut_database(self):
        if self.on_postgres:
            name = self.place.databases[-1]
            statement = f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{name}'"
            psql("postgres", f"DO $$ BEGIN PERFORM ({statement}); END $$")
            self.counts["databases cut off"] += 1

    def back_up(self, node):
        file = self.place.folder / f"{node.name}-{self.rows}-{len(self.happened)}.tar.zst"
        if node.run("backup", file, code=None).code == 0:
            self.backups[node.name] = file

    def restore_node(self, node):
        """As an operator does it, from the last backup."""
        file = self.backups.get(node.name)
        if file is None or (node is self.county and self.on_postgres):
            return
        self.roll_back()
        if node in (self.county, self.township):
            node.kill()
        node.run("restore", file, "--force")
        self.counts["nodes restored"] += 1
        if node in (self.county, self.township):
            node.serve()
        else:
            self.forget_unsent(node)

    def put_back_by_hand(self, node):
        """Its database is copied away, and some time later copied back, past the program."""
        if node is self.county and self.on_postgres:
            return
        self.roll_back()
        serves = node in (self.county, self.township)
        if serves:
            node.stop()
        copy = self.place.folder / "copy.sqlite"
        for ending in ["", "-wal", "-shm"]:
            copied = copy.with_name(copy.name + ending)
            copied.unlink(missing_ok=True)
            original = node.folder / f"data.sqlite{ending}"
            if original.exists():
                shutil.copy(original, copied)
        if serves:
            node.serve()
        for _ in range(self.chance.randint(1, 4)):
            self.ordinary_step()
        if serves:
            node.kill()
        for ending in ["", "-wal", "-shm"]:
            (node.folder / f"data.sqlite{ending}").unlink(missing_ok=True)
            copied = copy.with_name(copy.name + ending)
            if copied.exists():
                shutil.copy(copied, node.folder / f"data.sqlite{ending}")
        self.counts["databases put back"] += 1
        if serves:
            node.serve()
        else:
            self.forget_unsent(node)

    def destroy_terminal(self, terminal):
        """Its computer is gone; the village gets another. What was received is above."""
        self.roll_back()
        self.terminals.remove(terminal)
        shutil.rmtree(terminal.folder)
        self.counts["terminals destroyed"] += 1
        self.settle()
        self.add_terminal(terminal.unit)

    def forget_unsent(self, terminal):
        """A terminal that was rolled back may have lost what it had not sent."""
        self.recorded[terminal.name] &= self.received[terminal.unit]

    def roll_back(self):
        """Only one holder of the same rows at a time."""
        if not self.is_whole:
            self.settle()
        self.is_whole = False

    # How it goes on.

    def ordinary_step(self):
        terminal = self.chance.choice(self.terminals)
        if self.chance.random() < 0.55:
            self.record(terminal)
        else:
            self.sync(terminal)

    def step(self):
        everybody = [self.county, self.township, *self.terminals]
        choices = [
            (50, "an ordinary step", self.ordinary_step),
            (8, "a command is killed", lambda: self.kill_command(self.chance.choice(self.terminals))),
            (6, "a node is killed", lambda: self.kill_node(self.chance.choice([self.county, self.township]))),
            (4, "the database is cut off", self.cut_database),
            (6, "a backup", lambda: self.back_up(self.chance.choice(everybody))),
            (4, "a restore", lambda: self.restore_node(self.chance.choice(everybody))),
            (3, "put back by hand", lambda: self.put_back_by_hand(self.chance.choice(everybody))),
            (2, "a terminal is destroyed", lambda: self.destroy_terminal(self.chance.choice(self.terminals))),
        ]
        weights = [weight for weight, _, _ in choices]
        _, what, do = self.chance.choices(choices, weights)[0]
        self.tell(what)
        do()

    def settle(self):
        """Everything is up; everybody exchanges until nothing is new. What nobody has is given up, as people do."""
        before = None
        for _ in range(40):
            for terminal in self.terminals:
                code = terminal.sync(code=None).code
                self.expect(code, ENDINGS_UNDER_FAULTS)
                if any(one["kind"] == "own_fork" for one in terminal.status()["incidents"]):
                    terminal.run("rejoin", code=None)
                self.note_received(terminal)
            now = self.shown()
            if now == before and self.agrees(now) and self.all_received():
                self.is_whole = True
                return
            before = now
            time.sleep(0.2)
        raise Broken(f"never settles: {self.marks()}")

    def agrees(self, shown):
        """Whether of each unit every node shows the same."""
        return all(len({str(rows) for (_, of), rows in shown.items() if of == unit}) == 1 for unit in HOMES)

    def all_received(self):
        return all(
            terminal.documents().get(ledger(terminal.unit), {"mark": "✓✓✓"})["mark"] == "✓✓✓" for terminal in self.terminals
        )

    def marks(self):
        return {one.name: one.documents().get(ledger(one.unit)) for one in self.terminals}

    def shown(self):
        """By node and unit, the deeds that it shows."""
        found = {}
        for unit in sorted(set(HOMES)):
            for node in [self.county, self.township, *(one for one in self.terminals if one.unit == unit)]:
                rows = node.run("export", ledger(unit), "--format", "json", code=None)
                found[(node.name, unit)] = sorted(rows.json()) if rows.code == 0 else []
        return found

    def expect(self, code, endings):
        self.counts[f"commands ended with {code}"] += 1
        if code not in endings:
            raise Broken(f"a command ended with {code}")

    def check(self):
        """The laws, after everybody has exchanged with everybody."""
        self.settle()
        for unit in set(HOMES):
            there = self.county.run("export", ledger(unit), "--format", "json", code=None)
            lost = self.received[unit] - {key.removeprefix("deeds/") for key in (there.json() if there.code == 0 else [])}
            if lost:
                raise Broken(f"{unit}: received and lost: {sorted(lost)}")
        for node in [self.county, self.township, *self.terminals]:
            if node.status()["missing"]:
                node.run("resume", "--reason", "无人再有")
            node.run("doctor")
        run = self.county.run("run", PERIOD, "--format", "json").json()["run"]
        file = self.place.folder / "evidence.jsonl"
        self.county.run("evidence", run, "--out", file)
        self.place.run("verify", file, "--run", run)
        self.counts["rows received and there"] += sum(len(rows) for rows in self.received.values())


def soak(seconds, seed):
    """Plays worlds for some time; gives what happened, counted."""
    counts = collections.Counter()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with Place() as place:
            world = None
            try:
                world = World(place, seed, counts)
                for _ in range(60):
                    world.step()
                    if time.monotonic() > end:
                        break
                world.check()
            except BaseException:
                place.tell_logs()
                print(f"seed {seed}: {world.happened if world else 'no world'}")
                raise
        counts["worlds"] += 1
        seed += 1
    return counts


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for what, count in sorted(soak(seconds, seed).items()):
        print(f"{count:8} {what}")
    print("soak: well")


if __name__ == "__main__":
    main()
