"""What design §2 says of imports and writes, as far as a linter cannot see it; and the linter itself."""

import ast
import re
import subprocess
import sys
import tomllib

import pytest

from tests.structure.source import APPS, ROOT, calls, place, python_files, tracked, tree

WRITES = {
    *(
        "save",
        "delete",
        "create",
        "update",
        "bulk_create",
        "bulk_update",
        "get_or_create",
        "update_or_create",
    ),
    *("acreate", "asave", "adelete", "aupdate", "abulk_create", "aget_or_create", "aupdate_or_create", "raw"),
}
# dict.update, set.update and the like are told from QuerySet.update by what they are called on.
PLAIN_UPDATES = re.compile(r"(context|data|values|params|attrs|kwargs|options|initial|headers|extra)$")
GIVE_FLOATS = {"math.sqrt", "math.exp", "math.log", "math.fsum", "statistics.mean"}
CLOCKS = {"datetime.now", "datetime.today", "datetime.utcnow", "date.today", "timezone.now"}


def test_the_layers_hold() -> None:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", program, "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_every_app_is_in_the_layers() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    named = {name for line in layers for name in re.findall(r"apps\.(\w+)", line)}
    there = {path.parent.name for path in tracked() if path.match("apps/*/__init__.py")}
    assert named == there


@pytest.mark.parametrize("room", ["web", "api"])
def test_pages_and_api_write_nothing_themselves(room: str) -> None:
    found = [
        f"{place(path, call)} {ast.unparse(call.func)}"
        for path in python_files("apps")
        if room in path.relative_to(APPS).parts
        for call in calls(path)
        if is_write(call)
    ]
    assert not found, "an operation is to do this: " + ", ".join(found)


def is_write(call: ast.Call) -> bool:
    """Whether a call is the ORM writing, by its name and by what it is called on."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
        return False
    owner = ast.unparse(call.func.value)
    if "operations" in owner or owner.startswith(("super()", "default_storage")):
        return False
    return call.func.attr != "update" or not PLAIN_UPDATES.search(owner)


def test_pages_and_api_know_nothing_of_each_other() -> None:
    found = [
        place(path, node)
        for path in python_files("apps")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        and node.module
        and {"web", "api"} == {*path.relative_to(APPS).parts, *node.module.split(".")} & {"web", "api"}
        and path.relative_to(APPS).parts[0] in node.module
    ]
    assert not found


def test_the_engine_imports_the_standard_library_only() -> None:
    found = [
        f"{place(path, node)} {module}"
        for path in python_files("apps/engine")
        for node in ast.walk(tree(path))
        for module in imported(node)
        if module.split(".")[0] not in sys.stdlib_module_names and not module.startswith("apps.engine")
    ]
    assert not found


def imported(node: ast.AST) -> list[str]:
    """The modules an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_the_engine_has_no_clock_and_no_float() -> None:
    found = [
        f"{place(path, node)} {ast.unparse(node)}"
        for path in python_files("apps/engine")
        for node in ast.walk(tree(path))
        if is_float(node) or is_clock(node)
    ]
    assert not found


def is_float(node: ast.AST) -> bool:
    """A float literal, `float`, or a function of `math` that gives one."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    if isinstance(node, ast.Name):
        return node.id == "float"
    return isinstance(node, ast.Call) and ast.unparse(node.func) in GIVE_FLOATS


def is_clock(node: ast.AST) -> bool:
    """A call that reads the time."""
    if not isinstance(node, ast.Call):
        return False
    name = ast.unparse(node.func)
    return name.startswith("time.") or any(name.endswith(clock) for clock in CLOCKS)


def test_no_import_hides_inside_a_function() -> None:
    found = [
        place(path, node)
        for path in python_files("apps", "kpiportal", "deploy", "benchmarks")
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not found


def test_nothing_happens_by_signal_or_inside_save() -> None:
    found = [
        place(path, node)
        for path in python_files("apps")
        for node in ast.walk(tree(path))
        if is_signal(node) or ("models" in str(path) and is_hidden_write(node))
    ]
    assert not found


def is_signal(node: ast.AST) -> bool:
    """An import of Django's signals."""
    signals = {"django.dispatch", "django.db.models.signals", "django.core.signals"}
    return bool(signals.intersection(imported(node)))


def is_hidden_write(node: ast.AST) -> bool:
    """A `save` or `delete` of our own that does more than refuse."""
    if not isinstance(node, ast.FunctionDef) or node.name not in {"save", "delete"}:
        return False
    return not any(isinstance(part, ast.Raise) for part in ast.walk(node))


def test_no_drawer_for_everything() -> None:
    drawers = {"utils", "helpers", "misc", "common"}
    found = [place(path, 1) for path in python_files("apps") if drawers & {path.stem, path.parent.name}]
    assert not found


def test_files_stay_small_enough_to_read() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {lines}"
        for path in python_files("apps", "kpiportal", "deploy", "benchmarks", "tests")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    ]
    assert not found


def test_functions_stay_short() -> None:
    lengths = sorted(
        (node.end_lineno or 0) - node.lineno + 1
        for path in python_files("apps", "kpiportal", "deploy")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef)
    )
    assert lengths[len(lengths) // 2] <= 9, "the median function"
    assert lengths[len(lengths) * 9 // 10] <= 33, "nine of ten functions"
