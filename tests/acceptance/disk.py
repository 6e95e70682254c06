"""A small disk for one node, which can be full."""

import contextlib
import functools
import os
import sqlite3
import subprocess
import tempfile

from place import wait_until

MIB = 64


def mount(folder):
    """Whether a small disk could be mounted on a folder."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={MIB}m,mode=700", "tmpfs", folder]
    return subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode == 0


def unmount(folder):
    # At once out of sight, though a process may still have a file open there.
    subprocess.run(["umount", "--lazy", folder], check=True)


@functools.cache
def may_mount():
    """Root may, but in some containers."""
    if os.getuid() != 0:
        return False
    with tempfile.TemporaryDirectory() as folder:
        if not mount(folder):
            return False
        unmount(folder)
        return True


class Disk:
    """A disk of some MiB, mounted on the folder of a node that is not there yet."""

    def __init__(self, place, name):
        self.folder = place.folder / name
        self.ballast = self.folder / "ballast"
        self.folder.mkdir()
        self.is_mounted = mount(self.folder)
        assert self.is_mounted, f"nothing can be mounted on {self.folder}"
        place.endings.callback(self.unmount)

    def fill(self):
        """Leaves no room, not even in files that have some of their own: SQLite's log is folded into its store."""
        store = self.folder / "data.sqlite"

        def is_folded():
            with contextlib.closing(sqlite3.connect(store, timeout=10)) as connection:
                is_busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                return not is_busy

        wait_until("the log is folded into the store", is_folded)
        with self.ballast.open("wb", buffering=0) as file:
            for size in (1 << 20, 1 << 12):
                with contextlib.suppress(OSError):
                    while True:
                        file.write(bytes(size))

    def free(self):
        self.ballast.unlink()

    def unmount(self):
        if self.is_mounted:
            unmount(self.folder)
            self.is_mounted = False
