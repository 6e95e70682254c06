"""A PostgreSQL of a test's own: a primary, a synchronous standby, and a door that leads to whichever is primary.

`cunbang` takes one address. What leads from it to the primary of the day, a proxy or an address that moves, is
played by the door, on which the line can also be refused, or swallow everything.
"""

import os
import pathlib
import shutil
import socket
import subprocess
import threading

from place import PATIENCE_SECONDS, Missing, wait_until

SOCKET = ".s.PGSQL.5432"
DATABASE = "cunbang"
# A standby looks for its primary again at once, not after five seconds.
SETTINGS = " ".join(
    f"-c {one}"
    for one in [
        "listen_addresses=''", "fsync=off", "shared_buffers=16MB", "max_connections=60", "wal_keep_size=64MB",
        "wal_retrieve_retry_interval=100ms",
    ]
)  # fmt: skip


def programs():
    """The folder of PostgreSQL's programs, of which some are not where commands are found."""
    initdb = shutil.which("initdb")
    if initdb is None:
        raise Missing("initdb is not in PATH: tests/run sets it")
    return pathlib.Path(initdb).resolve().parent


def as_postgres(program, *arguments):
    """Runs one of PostgreSQL's programs, which refuse to run as root."""
    command = [str(programs() / program), *map(str, arguments)]
    if os.getuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(
        command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE_SECONDS
    )
    assert done.returncode == 0, f"{program}: {done.stdout.decode(errors='replace')}"
    return done.stdout.decode()


class Server:
    """One PostgreSQL with its folder."""

    def __init__(self, folder):
        self.folder, self.data = folder, folder / "data"
        folder.mkdir()
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        self.runs = False

    def start(self):
        # What the server itself says must go to a file: whoever reads a pipe would wait for its end.
        log = self.folder / "log"
        as_postgres("pg_ctl", "start", "-D", self.data, "-s", "-w", "-l", log, "-o", f"-k {self.folder} {SETTINGS}")
        self.runs = True

    def stop(self, mode):
        if self.runs:
            as_postgres("pg_ctl", "stop", "-D", self.data, "-s", "-w", "-m", mode)
            self.runs = False

    def sql(self, statement, database="postgres"):
        return as_postgres(
            "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-U", "postgres", "-d", database,
            "-c", statement,
        ).strip()  # fmt: skip


class Cluster:
    """A primary, a standby that must have what is acknowledged, and the door to the primary."""

    def __init__(self, place):
        self.place, self.count = place, 0
        # PostgreSQL runs as another user than the tests.
        place.folder.chmod(0o711)
        self.primary = self.new_server()
        as_postgres(
            "initdb", "-D", self.primary.data, "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"
        )
        self.primary.start()
        self.primary.sql(f"CREATE DATABASE {DATABASE}")
        self.standby = None
        self.add_standby()
        self.door = Door(place.folder / "database", self.primary.folder)
        place.endings.callback(self.door.close)
        self.url = f"postgres://postgres@localhost/{DATABASE}?host={self.door.folder}"

    def new_server(self):
        server = Server(self.place.folder / f"postgres-{self.count}")
        self.count += 1
        self.place.endings.callback(server.stop, "immediate")
        return server

    def add_standby(self):
        """Copies the primary, and from then on nothing is acknowledged that the copy does not have too."""
        self.standby = self.new_server()
        as_postgres(
            "pg_basebackup", "-D", self.standby.data, "-h", self.primary.folder, "-U", "postgres", "-R", "-X", "stream",
            "--checkpoint=fast", "--no-sync",
        )  # fmt: skip
        self.standby.start()
        self.wait_for_standby()

    def wait_for_standby(self):
        """Acknowledges nothing without the standby, and waits until that is how it is."""
        self.primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.primary.sql("SELECT pg_reload_conf()")
        state = "SELECT sync_state FROM pg_stat_replication"
        wait_until("the standby is synchronous", lambda: self.primary.sql(state) == "sync")

    def go_on_alone(self):
        """As an administrator does whose standby is gone."""
        self.primary.sql("ALTER SYSTEM RESET synchronous_standby_names")
        self.primary.sql("SELECT pg_reload_conf()")

    def promote(self):
        """The standby is primary from now on, alone, and the door leads there."""
        dead, self.primary, self.standby = self.primary, self.standby, None
        as_postgres("pg_ctl", "promote", "-D", self.primary.data, "-s", "-w")
        self.go_on_alone()
        self.door.target = self.primary.folder
        shutil.rmtree(dead.folder)

    def dump(self, file):
        file.unlink(missing_ok=True)
        content = as_postgres("pg_dump", "--format=plain", "-h", self.primary.folder, "-U", "postgres", DATABASE)
        file.write_text(content)

    def put_back(self, file):
        """The database as it was when it was dumped."""
        self.primary.sql(f"DROP DATABASE {DATABASE} WITH (FORCE)")
        self.primary.sql(f"CREATE DATABASE {DATABASE}")
        file.chmod(0o644)
        as_postgres(
            "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.primary.folder, "-U", "postgres", "-d", DATABASE,
            "-o", "/dev/null", "-f", file,
        )  # fmt: skip

    def end_sessions(self):
        """Ends every session that the county has."""
        backends = f"pg_stat_activity WHERE datname = '{DATABASE}' AND pid <> pg_backend_pid()"
        self.primary.sql(f"SELECT count(pg_terminate_backend(pid)) FROM {backends}")


def new_passing():
    passing = threading.Event()
    passing.set()
    return passing


class Door:
    """A socket that leads to a server's; its line can be refused, or swallow everything."""

    def __init__(self, folder, target):
        self.folder, self.target = folder, target
        folder.mkdir()
        # Lines of the same time share one: while it is not set, nothing passes.
        self.passing = new_passing()
        self.abandoned = []
        self.lines = set()
        self.listener = None
        self.open()

    def open(self):
        """Everything passes again, also what was swallowed meanwhile."""
        self.passing.set()
        if self.listener is None:
            path = self.folder / SOCKET
            path.unlink(missing_ok=True)
            self.listener = socket.socket(socket.AF_UNIX)
            self.listener.bind(str(path))
            self.listener.listen(64)
            threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def refuse(self):
        """Nobody gets in, and who was in is out."""
        listener, self.listener = self.listener, None
        if listener is not None:
            # Wakes whoever waits in accept(), which closing alone does not.
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self.cut()

    def swallow(self):
        """Whoever comes or is there gets no answer, and no word that the line is down."""
        self.passing.clear()

    def cut(self):
        for line in list(self.lines):
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                # The other side was faster.
                continue

    def abandon(self):
        """What is there swallows everything for ever, as where a machine lost its power; who comes is let in."""
        self.passing.clear()
        self.abandoned.append(self.passing)
        self.passing = new_passing()

    def close(self):
        self.refuse()
        for one in (self.passing, *self.abandoned):
            one.set()

    def accept(self, listener):
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self.join, args=(near,), daemon=True).start()

    def join(self, near):
        """Carries bytes both ways until one side ends."""
        far = socket.socket(socket.AF_UNIX)
        passing = self.passing
        self.lines |= {near, far}
        try:
            passing.wait()
            far.connect(str(self.target / SOCKET))
        except OSError:
            pass
        else:
            back = threading.Thread(target=self.carry, args=(far, near, passing), daemon=True)
            back.start()
            self.carry(near, far, passing)
            back.join()
        self.lines -= {near, far}
        near.close()
        far.close()

    def carry(self, source, sink, passing):
        try:
            while data := source.recv(65536):
                passing.wait()
                sink.sendall(data)
        except OSError:
            pass
        # That a side has ended is not told on a line that is dead.
        passing.wait()
        for one in (source, sink):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
