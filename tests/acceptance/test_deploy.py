"""The README's page "For real": its commands, run as they stand.

A block ```sh MACHINE holds commands that a person gives on one machine, after one another in one shell; a block
```sh MACHINE serve starts what is left running. What the test puts in other words:

- host names and ports: everything is on loopback, on free ports, and each health page too;
- /var/lib/cunbang and ~ lie in the test's folder, and each machine has a working folder of its own;
- `sudo -u postgres` speaks to the test's PostgreSQL, whose socket lies elsewhere than in /run/postgresql;
- CODE is the code that the county printed last, and RUN the run's beginning;
- `# shows A B` after a command: a line of its output holds all of these words. Where that line depends on what
  goes on between other machines meanwhile, the block is a question that is asked again until it does.
"""

import os
import re
import shutil
import subprocess
import time
import tomllib
import urllib.parse
import urllib.request

from place import BINARY, PATIENCE_SECONDS, ROOT, free_port, postgres, psql, wait_until

README = ROOT / "README.md"
BLOCK = re.compile(r"^```sh (\w+)( serve)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def page():
    text = README.read_text(encoding="utf-8")
    return text.split("<!-- deploy:begin -->")[1].split("<!-- deploy:end -->")[0]


def is_question(text):
    """Whether a block only asks for what is new, and may be asked again."""
    return text.startswith(("cunbang sync\n", "cunbang report "))


class Machines:
    """The machines of the page, all on this one."""

    def __init__(self, place):
        self.place = place
        self.ports = {name: free_port() for name in ("county", "township")}
        self.health = {name: free_port() for name in ("county", "township", "village")}
        self.exports = {}
        self.code = self.run_id = "nothing yet"
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(postgres()).query)
        self.socket = query.get("host", ["/run/postgresql"])[0]
        programs = place.folder / "programs"
        programs.mkdir()
        shutil.copy2(BINARY, programs / "cunbang")
        sudo = programs / "sudo"
        sudo.write_text('#!/bin/sh\n[ "$1 $2" = "-u postgres" ] || exit 1\nshift 2\nexec "$@"\n')
        sudo.chmod(0o755)
        self.environment = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PGHOST": self.socket,
            "PGUSER": "postgres",
        }

    def words(self, machine, text):
        """The page's words for what they are here."""
        home = self.place.folder / machine / "home"
        home.mkdir(parents=True, exist_ok=True)
        for theirs, ours in {
            "county.example:7443": f"127.0.0.1:{self.ports['county']}",
            "township.example:7443": f"127.0.0.1:{self.ports['township']}",
            "0.0.0.0:7443": f"127.0.0.1:{self.ports.get(machine)}",
            "/var/lib/cunbang": str(self.place.folder / "lib"),
            "~/": f"{home}/",
            "/run/postgresql": self.socket,
            "CODE": self.code,
            "RUN": self.run_id,
        }.items():
            end = r"\b" if theirs[-1].isalnum() else ""
            text = re.sub(rf"(?<![\w-]){re.escape(theirs)}{end}", lambda _, ours=ours: ours, text)
        # The one default that three machines on one cannot share.
        return re.sub(r"(cunbang init .*)", rf"\1 --health 127.0.0.1:{self.health.get(machine)}", text)

    def script(self, machine, text):
        kept = self.exports.setdefault(machine, [])
        script = self.words(machine, text)
        whole = "set -euo pipefail\n" + "\n".join(kept) + "\n" + script
        kept.extend(line for line in script.splitlines() if line.startswith("export "))
        return whole

    def start(self, machine, script, **options):
        folder = self.place.folder / machine
        folder.mkdir(exist_ok=True)
        return self.place.start(["bash", "-c", script], self.environment, cwd=folder, **options)

    def serve(self, machine, text):
        folder = self.place.folder / machine
        folder.mkdir(exist_ok=True)
        log_file = folder / "serve.log"
        with log_file.open("ab") as log:
            process = self.start(machine, self.script(machine, f"exec {text.strip()}\n"), stdout=log, stderr=log)

        def is_well():
            said = "" if process.poll() is None else log_file.read_text(encoding="utf-8", errors="replace")
            assert process.poll() is None, f"{machine}: `{text.strip()}` ended with {process.returncode}: {said}"
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.health[machine]}/health", timeout=5) as answer:
                    return answer.status == 200
            except OSError:
                return False

        wait_until(f"{machine} serves", is_well)

    def run(self, machine, text):
        """Runs a block; gives what is not shown as the page says."""
        script = self.script(machine, text)
        # Each command's output by itself, where the page says something of it.
        marked, shown = [], []
        for line in script.splitlines():
            command, shows, words = line.partition("   # shows ")
            if shows:
                shown.append((command, words.split()))
                command = f"{command} > shown-{len(shown) - 1}"
            marked.append(command)
        done = self.place.finish(
            self.start(machine, "\n".join(marked)), [machine, text], None if is_question(text) else 0
        )
        if done.code != 0:
            return [f"{machine}: {text}\n{done.out}\n{done.said}"]
        self.code = (re.findall(r"\b(?:[0-9A-Z]{8}-){5}[0-9A-Z]{8}\b", done.out) or [self.code])[-1]
        self.run_id = (re.findall(r"\brun ([0-9a-f]{12})\b", done.said) or [self.run_id])[-1]
        missing = []
        for number, (command, words) in enumerate(shown):
            output = (self.place.folder / machine / f"shown-{number}").read_text()
            if not any(
                all(word in line.replace("│", " ").split() or word in line for word in words)
                for line in output.splitlines()
            ):
                missing.append(f"`{command}` does not show {words}:\n{output}")
        return missing


def test_the_readmes_page_from_nothing_to_three_marks(place):
    """Three machines, by the commands of the page and no others."""
    blocks = BLOCK.findall(page())
    assert len(blocks) > 8, "README.md has no page between <!-- deploy:begin --> and <!-- deploy:end -->"
    machines = Machines(place)
    (place.folder / "lib").mkdir()
    try:
        for machine, serve, text in blocks:
            if serve:
                machines.serve(machine, text)
                continue
            if machine == "anyone":
                folder = place.folder / machine
                folder.mkdir(exist_ok=True)
                for file in [*(place.folder / "county").glob("*.jsonl.zst"), place.folder / "village" / "receipts.jsonl"]:
                    if file.exists():
                        shutil.copy2(file, folder)
            end = time.monotonic() + PATIENCE_SECONDS
            while missing := machines.run(machine, text):
                assert is_question(text), "\n".join(missing)
                assert time.monotonic() < end, "\n".join(missing)
        html = (place.folder / "county" / "2026Q3.html").read_text(encoding="utf-8")
        assert "长平村" in html
    finally:
        for process in place.processes:
            process.kill()
            process.wait()
        psql("postgres", "DROP DATABASE IF EXISTS cunbang WITH (FORCE)")
        psql("postgres", "DROP ROLE IF EXISTS cunbang")


def test_the_configurations_in_deploy_are_what_the_program_reads(place):
    """Each is read to its end: what fails is that nobody enrolled there, and not a setting."""
    for name in ["county", "township", "terminal"]:
        folder = place.folder / name
        folder.mkdir()
        example = ROOT / "deploy" / name / "cunbang.toml"
        shutil.copy2(example, folder)
        assert tomllib.loads(example.read_text())["root"] == "330522"
        said = place.node(name).run("status", code=2).said
        assert "not enrolled" in said, said
        (folder / "cunbang.toml").write_text(f"{example.read_text()}\nunknown = 1\n")
        assert "unknown" in place.node(name).run("status", code=2).said


def test_the_service_file_holds_what_systemd_knows(place):
    """With systemd's own check where it is here, and by its sections elsewhere."""
    unit = ROOT / "deploy" / "systemd" / "cunbang@.service"
    text = unit.read_text()
    for wanted in [
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "SystemCallFilter=@system-service",
        "Restart=on-failure",
    ]:
        assert f"\n{wanted}\n" in text, wanted
    if shutil.which("systemd-analyze"):
        copy = place.folder / "cunbang@.service"
        copy.write_text(text.replace("/usr/local/bin/cunbang", str(BINARY)))
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(copy).replace("@.", "@county.")],
            capture_output=True,
            text=True,
            timeout=60,
        )
        complaints = [line for line in done.stderr.splitlines() if "cunbang@" in line and "Unknown" in line]
        assert not complaints, done.stderr
