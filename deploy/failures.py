"""Read why a set-up command failed, and say it in one sentence with the remedy."""

import re
import shutil
from pathlib import Path

from deploy.terminal import Stop, disk_full

FULL = re.compile(
    r"No space left on device|ENOSPC|disk is full|database or disk is full|Disk quota exceeded", re.IGNORECASE
)
UNREACHABLE = re.compile(
    r"Connection refused|ConnectionError|NewConnectionError|Max retries exceeded|Could not find a version"
    r"|No matching distribution|Temporary failure in name resolution|Name or service not known|timed out"
    r"|ProxyError"
    r"|SSLError|CERTIFICATE_VERIFY_FAILED|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|ENETUNREACH"
    r"|SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT|network",
    re.IGNORECASE,
)
TAMPERED = re.compile(r"DO NOT MATCH THE HASHES|EINTEGRITY", re.IGNORECASE)
# With less than this, not even the reason could be written down.
ROOM_FOR_A_WORD = 1_000_000
NOT_WRITABLE = re.compile(r"Permission denied|EACCES|Read-only file system|EROFS", re.IGNORECASE)


def explain(*, what: str, registry: str, output: str, log: str) -> Stop:
    """The sentence for a failed command; `registry` is whose settings to check, `output` what it printed."""
    if FULL.search(output) or shutil.disk_usage(Path(log).parent).free < ROOM_FOR_A_WORD:
        return disk_full()
    if TAMPERED.search(output):
        return Stop(
            f"{what} differ from those that were locked (the hashes do not match), so nothing was installed. "
            "Empty the package manager's cache and run this again; if it stays, tell the developers. "
            f"Details: {log}"
        )
    if NOT_WRITABLE.search(output):
        return Stop(
            f"{what} could not be written. Give yourself the right to write in the portal's folder, then run "
            f"the same command again. Details: {log}"
        )
    if UNREACHABLE.search(output):
        return Stop(
            f"{what} could not be fetched: the package registry does not answer or does not have them. Check "
            f"the network and {registry}, then run the same command again; what is already done is kept. "
            f"Details: {log}"
        )
    last = next((line for line in reversed(output.splitlines()) if line.strip()), "it said nothing")
    return Stop(f"{what} could not be made ready: {last.strip()}. Run the same command again. Details: {log}")


def refused(said: str) -> Stop | None:
    """The sentence of a `manage.py` command that refused (`CommandError: …`), if it did."""
    lines = [line for line in said.splitlines() if line.startswith("CommandError: ")]
    return Stop(lines[-1].removeprefix("CommandError: ")) if lines else None
