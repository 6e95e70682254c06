"""Runs the acceptance tests: `run.py [WORD...]` runs those whose name contains one of the words.

A test is a function `test_…` of a file `test_*.py` here, its docstring what it shows. It is given a Place, a
folder of its own with the processes that it starts; these are ended when it ends. Each runs in a process of its own,
two at a time, as they wait more than they work. What fails beside others is run once more by itself at the end: where
it passes then, it counts, and is named as unsteady, which is a fault to be looked for, in the test or in the program.
Prints a line for each test, and at the end one that counts them.
"""

import concurrent.futures
import importlib
import os
import pathlib
import subprocess
import sys
import time
import traceback

# How many tests run at once.
AT_ONCE = 2
# What takes minutes goes first, so that no processor waits for it at the end.
FIRST = ("soak", "roles: every link", "display: every panel", "demo", "ages")
# How many tests are run once more at most.
MOST_UNSTEADY = 3
# Before the name of the one test that a process runs.
ONE = "--one"
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from place import Missing, Place  # noqa: E402


def tests(words):
    for path in sorted(HERE.glob("test_*.py")):
        module = importlib.import_module(path.stem)
        for name, function in list(vars(module).items()):
            title = f"{path.stem.removeprefix('test_')}: {name.removeprefix('test_').replace('_', ' ')}"
            chosen = not words or any(word in title for word in words)
            if name.startswith("test_") and callable(function) and chosen:
                yield title, function


def run(title, function):
    """Runs one test here; gives whether it passed."""
    began = time.monotonic()
    try:
        with Place() as place:
            try:
                function(place)
            except BaseException:
                place.tell_logs()
                raise
    except KeyboardInterrupt:
        raise
    except Missing as missing:
        print(f"FAIL {title}: {missing}")
        return False
    except Exception:
        traceback.print_exc(file=sys.stdout)
        print(f"FAIL {title} ({time.monotonic() - began:.1f} s)")
        return False
    print(f"ok   {title} ({time.monotonic() - began:.1f} s)")
    return True


def run_apart(title):
    """Runs one test in a process of its own, and prints what it said once it has ended."""
    done = subprocess.run([sys.executable, __file__, ONE, title], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    print(done.stdout.decode(errors="replace"), end="")
    return done.returncode == 0


def main():
    sys.stdout.reconfigure(line_buffering=True)
    if sys.argv[1:2] == [ONE]:
        passed = all([run(title, function) for title, function in tests([]) if title == sys.argv[2]])
        sys.stdout.flush()
        os._exit(0 if passed else 1)
    chosen = [title for title, _ in tests(sys.argv[1:])]
    chosen.sort(key=lambda title: not title.startswith(FIRST))
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as workers:
        failed = [title for title, passed in zip(chosen, workers.map(run_apart, chosen), strict=True) if not passed]
    # More than a few are no matter of what ran beside them.
    unsteady = [title for title in failed if run_apart(title)] if len(failed) <= MOST_UNSTEADY else []
    for title in unsteady:
        print(f"unsteady: {title}: it failed beside others and passed by itself; its first output is above")
    failed = len(failed) - len(unsteady)
    print(f"{len(chosen) - failed} passed, {failed} failed")
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
