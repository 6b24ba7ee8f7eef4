"""Set-up steps: stamps, ports, the front end's files, and what an old Python is told."""

import ast
import io
import runpy
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from deploy import frontend, python_steps, stamps
from deploy.places import CODE, base_python, find_home
from deploy.ports import take_port
from deploy.terminal import Stop, Terminal

RUN_PY = CODE / "run.py"


@pytest.fixture
def said() -> io.StringIO:
    return io.StringIO()


def complaint() -> Callable[[tuple[int, ...]], str | None]:
    return runpy.run_path(str(RUN_PY))["complaint"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 8, 18), (3, 10, 13)])
def test_a_python_too_old_is_named_with_the_remedy(version: tuple[int, ...]) -> None:
    said = complaint()(version)
    assert said is not None
    assert said.startswith(
        f"This is Python {version[0]}.{version[1]}; the portal needs Python 3.11 or later."
    )
    assert "run" in said


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (4, 0, 0)])
def test_a_python_new_enough_is_welcome(version: tuple[int, ...]) -> None:
    assert complaint()(version) is None


def test_an_old_python_can_read_run_py() -> None:
    source = RUN_PY.read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 7))
    modern = ast.JoinedStr | ast.NamedExpr | ast.Match | ast.AnnAssign
    assert not [node for node in ast.walk(tree) if isinstance(node, modern)]


def test_a_python_without_ensurepip_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(Stop, match=r"no ensurepip module.*apt install python3-venv"):
        python_steps.refuse_without_venv_module()


def test_a_taken_port_moves_to_the_next_and_says_so(said: io.StringIO) -> None:
    with socket.socket() as other, ExitStack() as until:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        port = take_port(wanted=taken, terminal=Terminal(said), until=until)
    assert port > taken
    assert said.getvalue() == f"  Port {taken} is taken; using {port} instead.\n"


def test_two_starts_at_one_moment_do_not_share_a_port(said: io.StringIO) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    with ExitStack() as until:
        ports = [take_port(wanted=free, terminal=Terminal(said), until=until) for _ in range(2)]
    assert len(set(ports)) == 2


def test_a_step_is_done_again_when_what_it_was_done_from_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "STAMPS", tmp_path / "stamps")
    lock = tmp_path / "requirements.txt"
    lock.write_text("django==5.2.19")
    before = stamps.digest([lock])
    stamps.mark_done("packages", before)
    assert stamps.is_done("packages", before)
    lock.write_text("django==5.2.20")
    assert not stamps.is_done("packages", stamps.digest([lock]))


def test_a_step_that_was_begun_is_not_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "STAMPS", tmp_path)
    stamps.mark_done("packages", "hash")
    stamps.mark_begun("packages")
    assert not stamps.is_done("packages", "hash")


def test_only_the_needed_parts_are_copied_without_their_maps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"a.min.css": "a/a.min.css", "b.min.js": "b/b.min.js", "c.woff2": "c/c.woff2"}
    contents = {
        "a.min.css": b"p{color:red}\n/*# sourceMappingURL=a.min.css.map */",
        "b.min.js": b"run()\n//# sourceMappingURL=b.min.js.map",
        "c.woff2": b"\x00\n//# sourceMappingURL=part.of.the.font\n",
    }
    for name, source in files.items():
        (tmp_path / "node_modules" / source).parent.mkdir(parents=True)
        (tmp_path / "node_modules" / source).write_bytes(contents[name])
    monkeypatch.setattr(frontend, "CODE", tmp_path)
    monkeypatch.setattr(frontend, "VENDOR", tmp_path / "vendor")
    monkeypatch.setattr(frontend, "FILES", files)
    frontend.copy_parts()
    copied = {path.name: path.read_bytes() for path in (tmp_path / "vendor").iterdir()}
    assert copied == {"a.min.css": b"p{color:red}\n", "b.min.js": b"run()\n", "c.woff2": contents["c.woff2"]}


def test_a_home_may_be_named_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_home({"KPIPORTAL_HOME": "here"}).path == tmp_path / "here"
    assert (tmp_path / "here" / "logs").is_dir()


def test_the_environment_is_made_with_a_python_outside_it() -> None:
    from_inside = sys.prefix != sys.base_prefix
    assert not from_inside or base_python() != str(CODE / ".venv" / "bin" / "python")
