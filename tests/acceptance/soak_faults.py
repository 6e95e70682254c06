"""What goes wrong in a soak's world. A fault gives False where it did not happen."""

import shutil
import time

from place import Node, health, ledger, wait_until

SQLITE_FILES = ["data.sqlite", "data.sqlite-wal", "data.sqlite-shm"]
# Done in room that there still was, or full.
ENDINGS_WHEN_FULL = {0, 5}


# Processes.


def kill_command(world):
    """Until one was cut off in its work: some end before they are killed."""
    terminal = world.chance.choice(world.terminals)
    for _ in range(20):
        command = world.chance.choice([["sync"], ["status"], ["doctor"]])
        process = terminal.start(*command)
        time.sleep(world.chance.uniform(0, 0.1))
        process.kill()
        if world.place.finish(process, command, code=None).code == -9:
            return True
    return False


def kill_county(world):
    kill_node(world, world.county)


def kill_township(world):
    kill_node(world, world.township)


def kill_node(world, node):
    node.kill()
    if world.chance.random() < 0.5:
        world.sync(world.chance.choice(world.terminals))
    node.serve()


# Stores that go back.


def back_up(world, node=None):
    node = node or world.chance.choice(world.nodes)
    file = world.place.folder / f"{node.name}-{len(world.happened)}.tar.zst"
    if node.run("backup", file, code=None).code == 0:
        world.backups[node.name] = file


def with_sqlite(world):
    """A node whose store can be put back by copying files."""
    return world.chance.choice([one for one in world.nodes if one is not world.county or not world.cluster])


def restore(world):
    """As an operator does it, from the last backup."""
    node = with_sqlite(world)
    world.roll_back()
    if node.name not in world.backups:
        back_up(world, node)
        for _ in range(world.chance.randint(1, 4)):
            world.ordinary_step()
    if world.is_served(node):
        node.kill()
    node.run("restore", world.backups[node.name], "--force")
    come_back(world, node)


def come_back(world, node):
    if world.is_served(node):
        node.serve()
    else:
        world.forget_unsent(node)


def put_back_by_hand(world):
    """A database is copied away, and some time later copied back, past the program."""
    node = with_sqlite(world)
    copy = world.place.folder / "copy"

    def copy_away():
        if world.is_served(node):
            node.stop()
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for name in SQLITE_FILES:
            if (node.folder / name).exists():
                shutil.copy(node.folder / name, copy)
        if world.is_served(node):
            node.serve()

    def copy_back():
        for name in SQLITE_FILES:
            (node.folder / name).unlink(missing_ok=True)
            if (copy / name).exists():
                shutil.copy(copy / name, node.folder)

    put_back(world, node, copy_away, copy_back)


def put_back_a_dump(world):
    """The county's database is dumped, and some time later the dump takes its place."""
    file = world.place.folder / "county.dump"
    put_back(world, world.county, lambda: world.cluster.dump(file), lambda: world.cluster.put_back(file))


def put_back(world, node, copy_away, copy_back):
    world.roll_back()
    copy_away()
    for _ in range(world.chance.randint(1, 4)):
        world.ordinary_step()
    if world.is_served(node):
        node.kill()
    copy_back()
    come_back(world, node)


def destroy_terminal(world):
    """Its computer is gone a moment after ✓✓, and the village gets another, which enrols. What was received is above."""
    world.roll_back()
    terminal = world.chance.choice(world.terminals)
    world.record(terminal)
    world.sync(terminal)
    is_received = terminal.documents()[ledger(terminal.unit)]["mark"] != "✓"
    world.remove_terminal(terminal)
    world.add_terminal(terminal.unit)
    return is_received


def copy_terminal(world):
    """A terminal's folder is carried to a second computer, and people go on at both. Once all have exchanged, the
    second computer is put away."""
    world.roll_back()
    terminal = world.chance.choice(world.terminals)
    copy = Node(world.place, f"copy-{len(world.happened)}")
    shutil.copytree(terminal.folder, copy.folder)
    copy.unit = terminal.unit
    world.recorded[copy.name] = set(world.recorded[terminal.name])
    world.terminals.append(copy)
    for one in world.chance.choice([[terminal, copy], [copy, terminal]]):
        world.record(one)
    for one in world.chance.choice([[terminal, copy], [copy, terminal]]):
        world.sync(one)
    world.settle()
    world.remove_terminal(copy)


# Full disks.


def fill_terminal(world):
    """An import is kept whole or not at all, and says that the disk is full."""
    terminal = world.chance.choice([one for one in world.terminals if one.name in world.disks])
    disk = world.disks[terminal.name]
    disk.fill()
    ids, done = world.import_rows(terminal, world.chance.randint(1, 40))
    world.expect(done, ENDINGS_WHEN_FULL)
    world.expect(terminal.sync(code=None), ENDINGS_WHEN_FULL)
    disk.free()
    kept = terminal.run("export", ledger(terminal.unit), "--format", "json", code=None)
    kept = {key.removeprefix("deeds/") for key in (kept.json() if kept.code == 0 else [])}.intersection(ids)
    world.require(kept == (set(ids) if done.code == 0 else set()), f"half of an import is here: {kept} of {ids}")
    world.recorded[terminal.name].update(kept)
    world.sync(terminal)


def fill_township(world):
    fill_node(world, world.township)


def fill_county(world):
    """The township was told that the county's disk is full, and would wait for minutes: it is started anew."""
    fill_node(world, world.county)
    world.township.stop()
    world.township.serve()


def fill_node(world, node):
    """Nothing is acknowledged, health says why, and as soon as there is room all goes on; also after a kill."""
    disk = world.disks[node.name]
    with world.at_work():
        disk.fill()
        world.wait_until_ill(node)
        world.work_in_vain(node)
        is_killed = world.chance.random() < 0.5
        if is_killed:
            node.kill()
            world.expect(node.run("status", code=None), ENDINGS_WHEN_FULL)
        disk.free()
        if is_killed:
            node.serve()
        world.wait_until_well(node)


# PostgreSQL.


def restart_fast(world):
    restart(world, "fast")


def restart_immediate(world):
    restart(world, "immediate")


def restart(world, mode):
    with world.at_work():
        world.cluster.primary.stop(mode)
        world.wait_until_ill(world.county)
        world.work_in_vain(world.county)
        world.cluster.primary.start()
        world.wait_until_well(world.county)


def start_without(world):
    """The county starts while its database is away: it says so, and whoever watches the service starts it again."""
    county, primary = world.county, world.cluster.primary
    county.kill()
    primary.stop("fast")
    world.expect(county.run("serve", code=None), {4})
    primary.start()
    county.serve()


def end_sessions(world):
    with world.at_work():
        world.cluster.end_sessions()
        world.wait_until_well(world.county)


def refuse(world):
    """Nobody reaches the database for a time, and everybody is told at once."""
    door = world.cluster.door
    with world.at_work():
        door.refuse()
        world.wait_until_ill(world.county)
        world.work_in_vain(world.county)
        door.open()
        world.wait_until_well(world.county)


def swallow(world):
    """The line is dead, and nobody is told; then it goes on, or ends."""
    door = world.cluster.door
    with world.at_work():
        door.swallow()
        world.wait_until_ill(world.county)
        world.work_in_vain(world.county)
        if world.chance.random() < 0.5:
            door.cut()
        door.open()
        world.wait_until_well(world.county)


def lose_standby(world):
    """Nothing is acknowledged without the standby, until it is back or an administrator goes on alone."""
    cluster = world.cluster
    with world.at_work():
        cluster.standby.stop("immediate")
        world.wait_until_ill(world.county)
        world.work_in_vain(world.county)
        if world.chance.random() < 0.5:
            cluster.go_on_alone()
            world.wait_until_well(world.county)
        cluster.standby.start()
        cluster.wait_for_standby()
        world.wait_until_well(world.county)


def stop_without_standby(world):
    """Where nothing can be acknowledged, the county still ends when it is asked to, and a command says why it can't."""
    cluster = world.cluster
    cluster.standby.stop("immediate")
    world.wait_until_ill(world.county)
    world.county.stop()
    world.expect(world.county.run("status", code=None), {0, 4})
    cluster.standby.start()
    cluster.wait_for_standby()
    world.county.serve()


def fail_over(world):
    """The primary dies under load, the standby takes its place, and later there is a new standby."""
    cluster = world.cluster
    with world.at_work():
        cluster.primary.stop("immediate")
        world.wait_until_ill(world.county)
        if world.chance.random() < 0.5:
            # The address is faster than the promotion, and the county reads what it can't write.
            cluster.door.target = cluster.standby.folder
            wait_until("the county reads from the standby", lambda: "read-only" in health(world.county)[1])
            world.work_in_vain(world.county)
        cluster.promote()
        world.wait_until_well(world.county)
    for _ in range(world.chance.randint(0, 3)):
        world.ordinary_step()
    cluster.add_standby()


def fail_over_without_a_word(world):
    """The primary's machine loses its power, so nobody ends the county's connections to it."""
    cluster = world.cluster
    with world.at_work():
        cluster.door.swallow()
        world.wait_until_ill(world.county)
        cluster.door.abandon()
        cluster.primary.stop("immediate")
        cluster.promote()
        world.wait_until_well(world.county)
    cluster.add_standby()


def fail_over_behind(world):
    """The standby is cut off, so that nothing more is acknowledged; the primary starts anew, and shows what it never
    acknowledged; then it dies, and the standby, which has none of that, takes its place."""
    world.roll_back()
    cluster = world.cluster
    with world.at_work():
        cluster.standby.stop("immediate")
        world.wait_until_ill(world.county)
        world.work_in_vain(world.county)
        cluster.primary.stop("immediate")
        cluster.primary.start()
        # It has found that there, and begun to work on it.
        world.wait_until_ill(world.county)
        cluster.primary.stop("immediate")
        world.wait_until_ill(world.county)
        cluster.standby.start()
        cluster.promote()
        world.wait_until_well(world.county)
    cluster.add_standby()
