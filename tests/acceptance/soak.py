"""A soak: real processes, killed, destroyed, put back and cut off at random, for as long as one likes.

    tests/run soak SECONDS [SEED]

A seed decides the world and what happens in it; worlds follow one another until the time is over, each from the
next seed, and the last is played to its end. In each world every fault of its kind happens once, in an order that
the seed decides, and then some of them again. What a terminal was told is received (✓✓) must be at the county in
the end, whatever happened; every node that is left shows the same, `doctor` finds nothing, what anybody holds a
receipt for is there, and the ranking verifies. While a store is away, health says so. Where that fails, the seed and
everything that happened are printed; what happened how often, and how each command ended, is printed at the end.
A fault that never happened in a world of its kind is a failure too.

No two holders of the same rows are rolled back without a sync between: then nobody could know of them.
"""

import collections
import signal
import sys
import time

import soak_faults as faults
from disk import may_mount
from place import Place
from soak_world import World

# How often a fault happens once each has happened, and what it counts when it did.
IN_EVERY_WORLD = [
    (8, faults.kill_command, "commands killed"),
    (3, faults.kill_county, "county killed"),
    (3, faults.kill_township, "township killed"),
    (4, faults.restore, "nodes restored"),
    (3, faults.put_back_by_hand, "databases put back"),
    (2, faults.destroy_terminal, "terminals destroyed under ✓✓"),
    (2, faults.copy_terminal, "terminals copied"),
]
WITH_DISKS = [
    (2, faults.fill_terminal, "disks full: terminal"),
    (2, faults.fill_township, "disks full: township"),
    (2, faults.fill_county, "disks full: county"),
]
ON_POSTGRES = [
    (3, faults.put_back_a_dump, "databases put back from a dump"),
    (2, faults.restart_fast, "databases restarted: fast"),
    (2, faults.restart_immediate, "databases restarted: immediate"),
    (2, faults.start_without, "county started without its database"),
    (2, faults.end_sessions, "databases ended all sessions"),
    (2, faults.refuse, "databases cut off: refused"),
    (2, faults.swallow, "databases cut off: silent"),
    (2, faults.lose_standby, "standbys lost"),
    (2, faults.stop_without_standby, "county stopped without its standby"),
    (2, faults.fail_over, "failovers"),
    (2, faults.fail_over_without_a_word, "failovers without a word"),
    (2, faults.fail_over_behind, "failovers to a standby that was behind"),
]
ALL = IN_EVERY_WORLD + ON_POSTGRES + (WITH_DISKS if may_mount() else [])
ORDINARY = [(50, World.ordinary_step, None), (6, faults.back_up, None)]
# Ordinary steps between two faults, while each happens once.
MOST_STEPS_BETWEEN = 2
STEPS_AFTER = 30


def faults_of(world):
    """What can go wrong in a world."""
    return IN_EVERY_WORLD + (ON_POSTGRES if world.cluster else []) + (WITH_DISKS if world.disks else [])


def play(world, kinds, steps):
    """Each fault once, then ordinary steps and faults by their weights."""
    deck = list(kinds)
    world.chance.shuffle(deck)
    for _, fault, what in deck:
        for _ in range(world.chance.randint(0, MOST_STEPS_BETWEEN)):
            world.tell("an ordinary step")
            world.ordinary_step()
        world.require(do(world, fault, what), f"{what}: it did not happen")
    choices = ORDINARY + faults_of(world)
    weights = [weight for weight, _, _ in choices]
    for _ in range(steps):
        _, step, what = world.chance.choices(choices, weights)[0]
        do(world, step, what)


def do(world, step, what=None):
    """Counts what happened, if it did and has a name."""
    began = time.monotonic()
    world.tell(step.__name__)
    happened = step(world) is not False
    world.counts[f"seconds of {step.__name__}"] += time.monotonic() - began
    if what and happened:
        world.counts[what] += 1
    return happened


def soak_world(seed, counts, kinds=None, steps=STEPS_AFTER):
    """Plays one world, with some kinds of faults or all that it knows, and checks it in the end."""
    again = f"tests/run soak 1 {seed}" if kinds is None else "tests/run acceptance soak"
    with Place() as place:
        world = None
        try:
            world = World(place, seed, counts)
            play(world, kinds or faults_of(world), steps)
            do(world, World.check)
        except BaseException:
            place.tell_logs()
            print(f"`{again}` plays seed {seed} again: {world.happened if world else 'no world'}")
            raise
    counts["worlds"] += 1


def soak(seconds, seed):
    """Plays whole worlds until some time is over; gives what happened, counted."""
    counts = collections.Counter({what: 0 for _, _, what in ALL})
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        soak_world(seed, counts)
        seed += 1
    return counts


def main():
    sys.stdout.reconfigure(line_buffering=True)
    # Disks are unmounted and databases ended then too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    counts = soak(seconds, seed)
    for what, count in sorted(counts.items()):
        print(f"{round(count):8} {what}")
    if not may_mount():
        print("full disks were left out: no small disk may be mounted here")
    never = [what for _, _, what in ALL if not counts[what]]
    # A world of each kind was played.
    if never and counts["worlds"] > 1:
        sys.exit(f"soak: never happened: {', '.join(never)}")
    print("soak: well")


if __name__ == "__main__":
    main()
