"""The Debian package: made from the program under test, unpacked into a folder, and looked at there."""

import gzip
import os
import pathlib
import re
import shutil
import subprocess

from place import BINARY, ROOT, Missing


def output(*command, **options):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=300, **options)
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def newest(versions):
    return max(versions, key=lambda version: [int(part) for part in version.split(".")])


def package(place):
    """The package's path. It is packed quickly here, as a debug build is large."""
    for program in ["dpkg-deb", "readelf", "strip"]:
        if not shutil.which(program):
            raise Missing(program)
    made = output(ROOT / "deploy" / "debian" / "package", BINARY, place.folder, "-Zgzip", "-z1")
    return pathlib.Path(made.strip())


def test_the_package_installs_a_node(place):
    """Program, service, user, folders, manual, completions and configurations, each where systems look for it."""
    deb = package(place)
    fields = dict(
        line.split(": ", 1) for line in output("dpkg-deb", "-f", deb).splitlines() if re.match(r"^[A-Z][\w-]*: ", line)
    )
    version = output(BINARY, "--version").split()[1]
    assert (fields["Package"], fields["Version"]) == ("cunbang", version)
    glibc = output(ROOT / "deploy" / "glibc", BINARY).strip()
    assert f"libc6 (>= {glibc})" in fields["Depends"], fields
    symbols = output("objdump", "-T", BINARY)
    assert glibc == newest(re.findall(r"GLIBC_(\d+(?:\.\d+)+)", symbols))

    here = place.folder / "system"
    output("dpkg-deb", "-x", deb, here)
    assert output(here / "usr/bin/cunbang", "--version").split() == ["cunbang", version]
    unit = (here / "usr/lib/systemd/system/cunbang@.service").read_text()
    assert unit.startswith("[Unit]\n") and "\nExecStart=/usr/bin/cunbang serve\n" in unit, unit
    for name in ["county", "township", "terminal"]:
        packed = here / "usr/share/doc/cunbang/examples" / name / "cunbang.toml"
        assert packed.read_text() == (ROOT / "deploy" / name / "cunbang.toml").read_text()
    manual = here / "usr/share/man/man1"
    for page in ["cunbang.1.gz", "cunbang-init-county.1.gz"]:
        assert b".TH" in gzip.decompress((manual / page).read_bytes()), page
    for completions in [
        "usr/share/bash-completion/completions/cunbang",
        "usr/share/zsh/vendor-completions/_cunbang",
        "usr/share/fish/vendor_completions.d/cunbang.fish",
    ]:
        assert "enrol" in (here / completions).read_text(), completions
    # The menu's entry is the program without arguments, which opens the pages.
    entry = (here / "usr/share/applications/cunbang.desktop").read_text()
    assert entry.startswith("[Desktop Entry]\n") and "\nExec=/usr/bin/cunbang\n" in entry and "\nName[zh_CN]=村榜\n" in entry
    if shutil.which("desktop-file-validate"):
        output("desktop-file-validate", here / "usr/share/applications/cunbang.desktop")
    licence = (here / "usr/share/doc/cunbang/copyright").read_text()
    assert "License: Expat\n" in licence and "WITHOUT WARRANTY" in licence
    output("md5sum", "--check", "--quiet", control(place, deb) / "md5sums", cwd=here)

    if shutil.which("systemd-sysusers"):
        (here / "etc").mkdir()
        output("systemd-sysusers", f"--root={here}", here / "usr/lib/sysusers.d/cunbang.conf")
        assert "cunbang:" in (here / "etc/passwd").read_text()
    if shutil.which("systemd-analyze"):
        installed = here / "usr/lib/systemd/system/cunbang@county.service"
        installed.write_text(unit.replace("/usr/bin/cunbang", str(here / "usr/bin/cunbang")))
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(installed)], capture_output=True, text=True, timeout=60
        )
        complaints = [line for line in done.stderr.splitlines() if "cunbang@" in line and "Unknown" in line]
        assert not complaints, complaints


def control(place, deb):
    folder = place.folder / "control"
    output("dpkg-deb", "-e", deb, folder)
    return folder


def test_the_packages_scripts_run_where_there_is_no_systemd(place):
    """In a container they have nothing to do, and do it without complaint; purging leaves every record."""
    deb = package(place)
    folder = control(place, deb)
    kept = place.folder / "kept"
    kept.write_text("")
    quiet = {"PATH": "/usr/bin:/bin"}
    for script, action in [("postinst", "triggered"), ("prerm", "upgrade"), ("postrm", "purge")]:
        output("sh", "-n", folder / script)
        if not os.path.isdir("/run/systemd/system"):
            output("sh", folder / script, action, env=quiet)
    assert "rm " not in "".join((folder / script).read_text() for script in ["prerm", "postrm"])
