"""Every failed set-up becomes one sentence with its remedy."""

import errno
import re
from pathlib import Path

import pytest

from deploy import failures
from deploy.failures import explain, refused
from deploy.terminal import from_os_error

PIP_UNREACHABLE = """\
WARNING: Retrying (Retry(total=1)) after connection broken by 'NewConnectionError(...): Connection refused'
ERROR: Could not find a version that satisfies the requirement amqp==5.4.2 (from versions: none)
"""
PIP_FULL = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"
PIP_TAMPERED = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."
NPM_UNREACHABLE = "npm error code ECONNREFUSED\nnpm error errno ECONNREFUSED"
NPM_TAMPERED = "npm error code EINTEGRITY"
NPM_READ_ONLY = "npm error code EROFS\nnpm error rofs Often virtualized file systems"


@pytest.mark.parametrize(
    ("output", "says"),
    [
        (PIP_UNREACHABLE, "the package registry does not answer"),
        (PIP_UNREACHABLE, "Check the network and pip's settings"),
        (PIP_FULL, "The disk is full. Free about 1 GB"),
        (PIP_TAMPERED, "the hashes do not match"),
        (NPM_UNREACHABLE, "the package registry does not answer"),
        (NPM_TAMPERED, "the hashes do not match"),
        (NPM_READ_ONLY, "Give yourself the right to write"),
        ("ERROR: something new", "something new"),
    ],
)
def test_a_failure_names_cause_and_remedy(output: str, says: str, tmp_path: Path) -> None:
    problem = explain(
        what="The Python packages", registry="pip's settings", output=output, log=str(tmp_path / "log")
    )
    assert says in str(problem)
    assert re.search("run (this|the same command) again", str(problem), re.IGNORECASE)


def test_a_disk_too_full_for_a_reason_is_still_recognised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures, "ROOM_FOR_A_WORD", 2**63)
    assert "The disk is full" in str(explain(what="It", registry="", output="", log=str(tmp_path / "log")))


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EACCES, "/home/kpi may not be written"),
        (errno.EROFS, "KPIPORTAL_HOME"),
        (errno.EIO, "The machine refused"),
    ],
)
def test_a_refused_write_of_our_own_is_explained(number: int, says: str) -> None:
    assert says in str(from_os_error(OSError(number, "it says", "/home/kpi")))


def test_a_command_that_refuses_is_quoted_without_its_prefix() -> None:
    problem = refused("some warning\nCommandError: The database cannot be used: it sleeps.\n")
    assert str(problem) == "The database cannot be used: it sleeps."
    assert refused("Traceback (most recent call last):\nValueError: 1") is None
