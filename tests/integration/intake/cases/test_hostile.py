"""Files made to do harm: refused or inert, and the memory stays flat while they are looked at.

Each is read in a process of its own, whose peak is measured, with that of the processes it starts.
"""

import gzip
import io
import json
import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from apps.intake.models import Call
from tests import deliveries as d
from tests.cases import CALL, check, company, declared
from tests.files import edited, ods, xlsx

pytestmark = pytest.mark.once  # read in a process of their own, without a database

PROJECT: Final = Path(__file__).resolve().parents[4]
FLAT_MB: Final = 330  # the portal itself takes half of it
CHILD_MB: Final = 1_100  # the limit the reader of workbooks is under
MB: Final = 1024 * 1024
HEADERS: Final = d.CALLS.split(",")
SHEET: Final = "xl/worksheets/sheet1.xml"

READ: Final = """
import json, resource, sys
from pathlib import Path
import django
django.setup()
from apps.intake.mapping.spec import Reading
from apps.intake.reading import FileRefused, open_unbound
told = {"refused": "", "rows": 0, "faults": []}
try:
    table = open_unbound(Path(sys.argv[1]), sys.argv[2], Reading())
    for block in table.blocks(table.start, table.first_row):
        told["rows"] += block.frame.height
        told["faults"] += [fault.code for fault in block.faults]
except FileRefused as refused:
    told["refused"] = refused.code
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
told["own"] = int(status["VmHWM"].split()[0]) // 1024
told["children"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
print(json.dumps(told))
"""


def read(folder: Path, content: bytes, name: str) -> dict[str, Any]:
    """What became of a file, and the peaks in MB."""
    path = folder / "hostile"
    path.write_bytes(content)
    environment = {
        **os.environ,
        "KPIPORTAL_HOME": str(folder),
        "DJANGO_SETTINGS_MODULE": "kpiportal.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path), name],
        cwd=PROJECT,
        env=environment,
        check=True,
        capture_output=True,
        timeout=120,
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def bomb(megabytes: int) -> bytes:
    """As many zeros, packed a thousand times smaller."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=9) as file:
        for _ in range(megabytes):
            file.write(b"0" * MB)
    return buffer.getvalue()


def zip_bomb(name: str, megabytes: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as member:
        for _ in range(megabytes):
            member.write(b"0" * MB)
    return buffer.getvalue()


def book_with(sheet: Callable[[Any], None], *, says: int | None = None) -> bytes:
    """A workbook whose sheet `sheet` writes into an open member; the directory may say another size."""
    buffer, name = io.BytesIO(), SHEET
    with zipfile.ZipFile(io.BytesIO(xlsx(HEADERS))) as source, zipfile.ZipFile(buffer, "w", 8) as target:
        for entry in source.infolist():
            if entry.filename != name:
                target.writestr(entry, source.read(entry))
        with target.open(name, "w") as part:
            part.write(
                b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            )
            sheet(part)
            part.write(b"</sheetData></worksheet>")
    content = bytearray(buffer.getvalue())
    if says is not None:
        at = content.rindex(b"PK\x01\x02", 0, content.rindex(name.encode()))
        struct.pack_into("<I", content, at + 24, says)
    return bytes(content)


def _many_zeros(part: Any) -> None:
    for n in range(2, 302):
        part.write(f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>'.encode())
        part.write(b"0" * MB)
        part.write(b"</t></is></c></row>")


def _far_corner(part: Any) -> None:
    part.write(b'<row r="1"><c r="A1"><v>1</v></c></row>')
    part.write(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


LAUGHS: Final = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION_LAUGHS: Final = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'
XXE: Final = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'


def with_type(document_type: str, part: str) -> bytes:
    start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return edited(xlsx(HEADERS, CALL.split(",")), part, start, start + document_type)


def _repeated(rows: int, columns: int) -> bytes:
    value = 'office:value-type="float" office:value="1"'
    cell = f'<table:table-cell table:number-columns-repeated="{columns}" {value}/>'
    return ods(HEADERS, raw=f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>')


@pytest.mark.parametrize(
    ("content", "name", "codes"),
    [
        pytest.param(lambda: bomb(600), "x.csv.gz", {"too_large_packed"}, id="gzip bomb"),
        pytest.param(lambda: zip_bomb("x.csv", 300), "x.zip", {"too_large_packed"}, id="zip bomb"),
        pytest.param(lambda: zip_bomb("x.xlsx", 300), "x.zip", {"too_large_packed"}, id="zip bomb as a book"),
        pytest.param(lambda: book_with(_many_zeros), "x.xlsx", {"too_large_unpacked"}, id="51 workbook"),
        pytest.param(
            lambda: book_with(_many_zeros, says=1000),
            "x.xlsx",
            {"too_large_unpacked", "broken_workbook"},
            id="51 workbook that lies about its size",
        ),
        pytest.param(lambda: book_with(_far_corner), "x.xlsx", {"too_large_unpacked"}, id="far corner"),
        pytest.param(lambda: with_type(XXE, SHEET), "x.xlsx", {"xml_entities"}, id="52 XXE"),
        pytest.param(
            lambda: with_type(XXE, "xl/workbook.xml"), "x.xlsx", {"xml_entities"}, id="52 XXE elsewhere"
        ),
        pytest.param(
            lambda: with_type(BILLION_LAUGHS, "xl/sharedStrings.xml"),
            "x.xlsx",
            {"xml_entities"},
            id="52 laughs",
        ),
        pytest.param(lambda: _repeated(1_000_000, 1_000), "x.ods", {"too_many_cells"}, id="repeated cells"),
        pytest.param(lambda: b"a" * 100 * MB, "x.csv", {"endless_record"}, id="no line ends"),
        pytest.param(
            lambda: b'a,b\n1,"' + b"a\n" * 100 * MB, "x.csv", {"unterminated_quote"}, id="open quote"
        ),
        pytest.param(
            lambda: b"," * 5 * MB + b"\n1\n", "x.csv", {"too_many_columns"}, id="columns without end"
        ),
    ],
)
def test_a_hostile_file_is_refused_with_flat_memory(
    tmp_path: Path, content: Callable[[], bytes], name: str, codes: set[str]
) -> None:
    told = read(tmp_path, content(), name)
    assert told["refused"] in codes
    assert told["own"] < FLAT_MB
    assert told["children"] < CHILD_MB


def test_46_a_cell_without_end_is_marked_with_flat_memory(tmp_path: Path) -> None:
    told = read(tmp_path, b"a,b\n1,2\n2," + b"x" * 10_000_000 + b"\n3,4\n", "x.csv")
    assert (told["refused"], told["rows"], told["faults"]) == ("", 3, ["cell_too_long"])
    assert told["own"] < FLAT_MB


def test_a_large_file_is_read_with_flat_memory(tmp_path: Path) -> None:
    """The measure itself: 100 MB of rows take no more than any other file."""
    told = read(tmp_path, b"a,b,c\n" + b"1,hello there,3\n" * (100 * MB // 16), "x.csv")
    assert told["rows"] == 100 * MB // 16
    assert told["own"] < FLAT_MB


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["=cmd|'/c calc'!A1", "@SUM(1)", "+1+1", "-2+3"])
def test_a_text_that_is_a_formula_stays_a_text(text: str) -> None:
    company()
    batch = d.deliver(declared("dialer"), d.lines(f"{d.CALLS},Topic", f"{CALL},{text}"))
    check(batch, None)
    assert Call.objects.get().topic == text
