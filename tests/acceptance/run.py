"""Runs the acceptance tests: `run.py [WORD...]` runs those whose name contains one of the words.

A test is a function `test_…` of a file `test_*.py` here, its docstring what it shows. It is given a Place, a
folder of its own with the processes that it starts; these are ended when it ends. Prints a line for each
test, and at the end one that counts them.
"""

import importlib
import os
import pathlib
import sys
import time
import traceback

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


def main():
    sys.stdout.reconfigure(line_buffering=True)
    passed = failed = 0
    for title, function in tests(sys.argv[1:]):
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
            failed += 1
            print(f"FAIL {title}: {missing}")
        except Exception:
            failed += 1
            traceback.print_exc()
            print(f"FAIL {title} ({time.monotonic() - began:.1f} s)")
        else:
            passed += 1
            print(f"ok   {title} ({time.monotonic() - began:.1f} s)")
    print(f"{passed} passed, {failed} failed")
    sys.stdout.flush()
    os._exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
