"""Build the demo company beside the running portal."""

import subprocess
import threading
import time

from deploy import data
from deploy.places import Home, manage
from deploy.processes import Processes
from deploy.services import open_log
from deploy.terminal import Terminal


class DemoBuild:
    """`manage.py build_demo` at work; its progress is shown line by line."""

    def __init__(self, *, home: Home, terminal: Terminal, processes: Processes) -> None:
        self.home = home
        self.terminal = terminal
        self.began = time.monotonic()
        data.note_demo(home, "begun")
        terminal.say("  Building the demo company; the portal can be used meanwhile.")
        with open_log(home, "demo") as errors:
            self.process = processes.start(manage("build_demo"), output=subprocess.PIPE, errors=errors)
        self.reader = threading.Thread(target=self._show, daemon=True)
        self.reader.start()

    def is_over(self) -> bool:
        """Whether it has ended and all it said was shown."""
        return self.process.poll() is not None and not self.reader.is_alive()

    def report(self) -> bool:
        """Say how it ended; whether the demo company is whole."""
        if self.process.returncode == 0:
            data.note_demo(self.home, "built")
            self.terminal.say(f"  The demo company is whole after {time.monotonic() - self.began:.0f} s.\n")
            return True
        self.terminal.say(
            f"  The demo company could not be finished. Its log says why: {self.home.logs / 'demo.log'}. "
            "The portal goes on; the next start takes it up again."
        )
        return False

    def _show(self) -> None:
        for line in self.process.stdout or ():
            self.terminal.say(f"    {line.rstrip()}")
