"""Checks an evidence file without anything of cunbang's: what README.md says under 「With a program of your own」.

It is written from that section alone, with hashlib and an Ed25519 of somebody else's. `check(lines)` gives what it found,
and raises `Wrong` where a hash or a signature does not hold.
"""

import base64
import hashlib
import json
import struct

from cryptography.exceptions import InvalidSignature
from cryptography.x509 import SubjectAlternativeName, UniformResourceIdentifier, load_der_x509_certificate

KINDS = {"org": 101, "scheme": 102}


class Wrong(Exception):
    """A hash or a signature does not hold."""


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def compact(value):
    """JSON as it was written: no white space, no escapes that are not needed, the order of the file."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


# ------------------------------------------------------------------------------------------------ Automerge's changes


def unsigned(number):
    out = bytearray()
    while True:
        number, low = number >> 7, number & 0x7F
        out.append(low | (0x80 if number else 0))
        if not number:
            return bytes(out)


def signed(number):
    out = bytearray()
    while True:
        low = number & 0x7F
        number >>= 7
        if (number == 0 and not low & 0x40) or (number == -1 and low & 0x40):
            out.append(low)
            return bytes(out)
        out.append(low | 0x80)


def prefixed(data):
    return unsigned(len(data)) + data


def runs(values, write):
    """Run-length encoding: equal values as their number and one of them, others as minus their number and all."""
    out, at = b"", 0
    while at < len(values):
        end = at
        while end < len(values) and values[end] == values[at]:
            end += 1
        if end - at > 1:
            out, at = out + signed(end - at) + write(values[at]), end
            continue
        end = at + 1
        while end < len(values) and (end + 1 == len(values) or values[end] != values[end + 1]):
            end += 1
        out += signed(at - end) + b"".join(write(value) for value in values[at:end])
        at = end
    return out


def writer_of(text):
    device, incarnation = text.split(".")
    return bytes.fromhex(device), int(incarnation)


def actor_of(writer):
    device, incarnation = writer_of(writer)
    return sha256(b"cunbang actor\x01", device, struct.pack(">I", incarnation))[:16]


def change_hash(entry, rows, writer, changes):
    """The hash of the Automerge change that an entry is. `rows` are keys and the bytes of their JSON."""
    own = actor_of(writer)
    seen = sorted(changes[point] for point in entry["seen"])
    replaced = []
    for row in entry["rows"]:
        operations = [operation.split("@") for operation in row["supersedes"]]
        replaced.append(sorted((int(counter), actor_of(by)) for counter, by in operations))
    others = sorted({actor for of_row in replaced for _, actor in of_row if actor != own})
    places = {own: 0, **{actor: place + 1 for place, actor in enumerate(others)}}
    counters = [counter for of_row in replaced for counter, _ in of_row]
    columns = [
        (0x15, runs([key for key, _ in rows], lambda key: prefixed(key.encode()))),
        (0x34, unsigned(len(rows))),
        (0x42, runs([1] * len(rows), unsigned)),
        (0x56, runs([len(text) << 4 | 6 for _, text in rows], unsigned)),
        (0x57, b"".join(text for _, text in rows)),
        (0x70, runs([len(of_row) for of_row in replaced], unsigned)),
        (0x71, runs([places[actor] for of_row in replaced for _, actor in of_row], unsigned)),
        (0x73, runs([now - before for before, now in zip([0] + counters, counters)], signed)),
    ]
    columns = [(number, data) for number, data in columns if data]
    content = b"".join([
        unsigned(len(seen)),
        *seen,
        prefixed(own),
        unsigned(entry["number"]),
        unsigned(entry["first_operation"]),
        signed(seconds_of(entry["claimed_at"])),
        prefixed(entry["operator"].encode()),
        unsigned(len(others)),
        *(prefixed(actor) for actor in others),
        unsigned(len(columns)),
        *(unsigned(number) + unsigned(len(data)) for number, data in columns),
        *(data for _, data in columns),
        unsigned(entry["release"]) if entry["release"] > 1 else b"",
    ])
    return sha256(b"\x01", unsigned(len(content)), content)


def seconds_of(text):
    import datetime

    if text.lstrip("-").isdigit():
        return int(text)
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


# ---------------------------------------------------------------------------------------------------------- the file


def numbered(document, numbers):
    """A document's name as it is signed: with the number of its kind."""
    kind, rest = document.split("/", 1)
    return f"{numbers[kind]}/{rest}"


def key_of(row, keys):
    cells = row["row"]
    return "/".join([row["table"], *(cells.get(column) or "-" for column in keys[row["table"]])])


def holds(key, signature, message):
    try:
        key.verify(base64.b64decode(signature), message)
    except InvalidSignature:
        return False
    return True


def demand(is_so, what):
    if not is_so:
        raise Wrong(what)


def root_of(leaves):
    """RFC 6962."""
    if len(leaves) == 1:
        return sha256(b"\x00", leaves[0])
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01", root_of(leaves[:half]), root_of(leaves[half:]))


def note_of(text):
    """The signed text of a checkpoint, and its signatures: name, id of the key, bytes."""
    body, lines = text.split("\n\n", 1)
    signatures = []
    for line in lines.strip("\n").split("\n"):
        _, name, encoded = line.split(" ")
        data = base64.b64decode(encoded)
        signatures.append((name, data[:4], data[4:]))
    return body + "\n", signatures


def check_note(text, leaves, keys):
    """Checks a checkpoint over leaves; gives who signed it, by unit."""
    body, signatures = note_of(text)
    origin, size, root = body.split("\n")[:3]
    demand(len(leaves) >= int(size), "leaves are missing")
    demand(base64.b64decode(root) == root_of(leaves[: int(size)]), "another root than the leaves'")
    by = set()
    for name, id_of_key, data in signatures:
        kind = 1 if name == origin else 4
        for unit, key in keys:
            raw = key.public_bytes_raw()
            if f"cunbang/{unit}" != name or sha256(name.encode(), b"\n", bytes([kind]), raw)[:4] != id_of_key:
                continue
            if kind == 1:
                demand(holds(key, base64.b64encode(data), body.encode()), f"signature of {name}")
            else:
                at = struct.unpack(">Q", data[:8])[0]
                message = f"cosignature/v1\ntime {at}\n{body}".encode()
                demand(holds(key, base64.b64encode(data[8:]), message), f"countersignature of {name}")
            by.add(unit)
    return by


def check(raw, numbers, keys_of_tables):
    """Checks the bytes of an unpacked file. The two tables stand in README.md."""
    lines = [json.loads(line) for line in raw.splitlines()]
    header, statement = lines[0], lines[-1]
    found = {"entries": 0, "pieces": 0, "receipts": 0, "checkpoints": 0}
    # The id of the run.
    demand(hashlib.sha256(compact(header["record"])).hexdigest() == header["run"], "run id")
    # Certificates: signed by the authority, whose certificate the record names; the device's id is of its key.
    authority = next(line for line in lines if line["kind"] == "authority")
    der = base64.b64decode(authority["certificate"])
    demand(hashlib.sha256(der).hexdigest() == header["record"]["authority"], "authority")
    authority = load_der_x509_certificate(der).public_key()
    devices, units = {}, []
    for line in lines:
        if line["kind"] != "device":
            continue
        certificate = load_der_x509_certificate(base64.b64decode(line["certificate"]))
        demand(holds(authority, base64.b64encode(certificate.signature), certificate.tbs_certificate_bytes), "device")
        names = certificate.extensions.get_extension_for_class(SubjectAlternativeName).value
        unit, role, device = names.get_values_for_type(UniformResourceIdentifier)[0].split("/")[-3:]
        key = certificate.public_key()
        demand(sha256(key.public_bytes_raw())[:16].hex() == device, "device id")
        devices[device] = key
        if role == "node":
            units.append((unit, key))
    # Logs: pieces in whatever order, each entry after what it has seen.
    pieces, piece = [], None
    for number, line in enumerate(lines):
        if line["kind"] == "log":
            piece = {**line, "list": []}
            pieces.append(piece)
        elif line["kind"] == "entry":
            piece["list"].append(line)
    changes, hashes, leaves, notes = {}, {}, {}, []
    waiting = pieces
    while waiting:
        later = []
        for piece in waiting:
            document, writer = piece["document"], piece["writer"]
            name = numbered(document, numbers)
            device, incarnation = writer_of(writer)
            start = sha256(b"cunbang log\x01", name.encode(), b"\x00", device, struct.pack(">I", incarnation))
            of_log = hashes.setdefault((document, writer), [start])
            known = changes.setdefault(document, {})
            own = {f"{writer}:{entry['number']}" for entry in piece["list"]}
            lacking = {point for entry in piece["list"] for point in entry["seen"]} - set(known) - own
            if len(of_log) != piece["first"] or lacking:
                later.append(piece)
                continue
            for entry in piece["list"]:
                rows = [(key_of(row, keys_of_tables), compact(row["row"])) for row in entry["rows"]]
                for row, (_, text) in zip(entry["rows"], rows):
                    demand(hashlib.sha256(text).hexdigest()[:16] == row["hash"], f"{document} row {row}")
                    if row["table"] == "leaves":
                        leaves[int(row["row"]["leaf"])] = text
                    if row["table"] in ("witnesses", "checkpoints"):
                        notes.append(row["row"]["checkpoint"])
                of_change = change_hash(entry, rows, writer, known)
                known[f"{writer}:{entry['number']}"] = of_change
                of_log.append(sha256(b"cunbang entry\x01", of_log[-1], struct.pack(">Q", entry["number"]), of_change))
                demand(of_log[-1].hex() == entry["hash"], f"{document} by {writer}, entry {entry['number']}")
                found["entries"] += 1
            demand(of_log[-1].hex() == piece["entry_hash"], f"{document}: its head")
            message = b"cunbang head\x01" + of_log[-1]
            demand(holds(devices[writer.split(".")[0]], piece["signature"], message), f"{document}: its signature")
            found["pieces"] += 1
        demand(len(later) < len(waiting), "logs build on each other in a circle")
        waiting = later
    # What the logs hold is in the run's record, and so in its id.
    named = ""
    for document, vector in header["record"]["inputs"].items():
        for point in vector.split():
            writer, number = point.rsplit(":", 1)
            named += f"{document} {point} {hashes[document, writer][int(number)].hex()}\n"
    demand(hashlib.sha256(named.encode()).hexdigest() == header["record"]["contents"], "contents")
    # Receipts.
    for line in lines:
        if line["kind"] != "receipt":
            continue
        demand(hashes[line["document"], line["writer"]][line["number"]].hex() == line["entry_hash"], "receipt's hash")
        parts = [line["unit"], line["node"], numbered(line["document"], numbers), line["writer"], str(line["number"])]
        at = milliseconds_of(line["received_at"])
        message = "cunbang receipt\x01" + "\n".join([*parts, line["entry_hash"], str(at)])
        demand(holds(devices[line["node"]], line["signature"], message.encode()), "receipt's signature")
        found["receipts"] += 1
    # The public log, and what was signed of it.
    ordered = [leaves[place] for place in sorted(leaves)]
    demand(sorted(leaves) == list(range(len(leaves))), "leaves")
    for note in notes:
        found["checkpoints"] += len(check_note(note, ordered, units)) > 0
    # The statement.
    before = raw[: raw.rstrip(b"\n").rfind(b"\n") + 1]
    message = f"cunbang evidence\x01{header['run']}\n{hashlib.sha256(before).hexdigest()}"
    demand(holds(devices[statement["device"]], statement["signature"], message.encode()), "statement")
    return found


def milliseconds_of(text):
    import datetime

    whole = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return round(whole.timestamp() * 1000)
