#!/usr/bin/env python3
"""The one entry for a fresh machine: `python3 run.py` sets the portal up and runs it; `--help` says the rest.

This file is written so that an old Python can still read it, and say that it is too old.
"""

import os
import signal
import sys

OLDEST = (3, 11)


def complaint(version):
    """What to tell the user of this Python, or None where it will do."""
    if tuple(version[:2]) >= OLDEST:
        return None
    return "This is Python %d.%d; the portal needs Python 3.11 or later. %s" % (
        version[0],
        version[1],
        remedy(),
    )


def remedy():
    """A newer Python that is on this machine already, or how to get one."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    for minor in range(14, 10, -1):
        name = "python3.%d" % minor
        if any(os.access(os.path.join(folder, name), os.X_OK) for folder in folders):
            return "This machine has one: run  %s run.py" % name
    return "Install one (for example: apt install python3.11 python3.11-venv) and run it with that."


if __name__ == "__main__":
    # Until something runs that must be ended first, Ctrl-C simply ends this, without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    problem = complaint(sys.version_info)
    if problem:
        sys.stderr.write(problem + "\n")
        sys.exit(1)
    from deploy.commands import main

    sys.exit(main(sys.argv[1:]))
