"""The demonstration as people start it at a terminal: it plays a county, and serves it until it is stopped."""

import os
import pty
import re
import signal

from place import BINARY, wait_until


class Played:
    """`cunbang demo` at a terminal of its own, once it serves: what it told, and with what one logs in."""

    def __init__(self, place, *arguments, seconds):
        ours, its = pty.openpty()
        self.process = place.start([str(BINARY), "demo", *map(str, arguments)], {}, stdout=its, stderr=its)
        os.close(its)
        os.set_blocking(ours, False)
        said = bytearray()

        def printed():
            try:
                while more := os.read(ours, 65536):
                    said.extend(more)
            except OSError:
                pass  # there is no more, or nobody writes any more
            text = said.decode(errors="replace").replace("\r", "")
            assert self.process.poll() is None, text
            return "Ctrl-C ends it" in text and text

        self.shown, self.told = wait_until("the county is served", printed, seconds).split("网页登录", 1)
        self.operator = re.search(r"经办人 ([^，\s]+)，", self.told)[1]
        self.password = re.search(r"，密码 (\S+)", self.told)[1]

    def stop(self):
        """Ctrl-C; gives the code with which it ended."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)
