"""Text files in blocks: whole records whatever the block's size, and what refuses the file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from apps.intake.mapping.spec import Reading
from apps.intake.reading import FIRST_ROW, FileRefused
from apps.intake.reading.text import TextTable, _last_border


def table(folder: Path, content: bytes, delimiter: str = "auto") -> TextTable:
    path = folder / "x.csv"
    path.write_bytes(content)
    return TextTable(path, Reading(delimiter=delimiter))


def rows(of: TextTable) -> list[tuple[int, tuple[str, ...]]]:
    blocks = list(of.blocks(of.start, FIRST_ROW))
    numbers = [n for block in blocks for n in block.rows]
    return list(zip(numbers, (row for block in blocks for row in block.frame.rows()), strict=True))


@pytest.mark.parametrize("size", [1, 7, 20, 1_000_000])
def test_blocks_hold_whole_records(tmp_path: Path, settings: Settings, size: int) -> None:
    settings.INTAKE_BLOCK_BYTES = size
    content = b'a,b\n1,"x\ny"\n2,"say ""no"""\n3,\r\n4,last'
    assert rows(table(tmp_path, content)) == [
        (2, ("1", "x\ny")),
        (3, ("2", 'say "no"')),
        (4, ("3", "")),
        (5, ("4", "last")),
    ]


def test_reading_goes_on_from_any_checkpoint(tmp_path: Path, settings: Settings) -> None:
    settings.INTAKE_BLOCK_BYTES = 10
    whole = table(tmp_path, b"a,b\n" + b"".join(b"%d,x\n" % n for n in range(50)))
    blocks = list(whole.blocks(whole.start, FIRST_ROW))
    assert len(blocks) > 5
    stop = blocks[3]
    rest = list(whole.blocks(stop.next_offset, int(stop.rows[-1]) + 1))
    assert [r for b in rest for r in b.frame.rows()] == [r for b in blocks[4:] for r in b.frame.rows()]
    assert rest[0].rows[0] == stop.rows[-1] + 1


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (b"a,b;c,d\n1,2,3\n", ("a", "b;c", "d")),
        (b"a;b;c\n1;2;3\n", ("a", "b", "c")),
        (b"a\tb\tc\n1\t2\t3\n", ("a", "b", "c")),
        (b"\xef\xbb\xbfa,b,c\n1,2,3\n", ("a", "b", "c")),
        (b'"a, x",b,c\n1,2,3\n', ("a, x", "b", "c")),
        (b"only\n1\n", ("only",)),
    ],
)
def test_the_delimiter_is_the_one_the_header_holds_most_of(
    tmp_path: Path, content: bytes, headers: tuple[str, ...]
) -> None:
    assert table(tmp_path, content).headers == headers


def test_short_and_long_rows_are_marked_and_a_trailing_blank_cell_is_not(tmp_path: Path) -> None:
    block = next(table(tmp_path, b"a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,2,3,\n").blocks(6, FIRST_ROW))
    assert dict(block.ragged) == {1: 2, 2: 4}
    assert block.frame.rows() == [("1", "2", "3"), ("4", "5", ""), ("6", "7", "8"), ("1", "2", "3")]


def test_a_short_and_a_long_row_do_not_hide_each_other(tmp_path: Path) -> None:
    block = next(table(tmp_path, b"a,b\n1\n2,3,4\n").blocks(4, FIRST_ROW))
    assert dict(block.ragged) == {0: 1, 1: 3}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a,b\n1,\xff\n", "encoding"),
        (b"a,\xe4\n1,2\n", "encoding"),
        (b'a,b\n1,"never closed\n2,x\n', "unterminated_quote"),
    ],
)
def test_what_cannot_be_read_refuses_the_file(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        rows(table(tmp_path, content))
    assert refused.value.code == code


def test_an_invalid_byte_names_its_row(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        rows(table(tmp_path, b"a,b\n1,2\n3,\xff\n"))
    assert refused.value.values == {"row": 3}


@given(st.lists(st.text(alphabet='ab,"\n\r ', max_size=6), min_size=1, max_size=8))
def test_a_border_never_lies_inside_quotes(cells: list[str]) -> None:
    lines = ['"' + cell.replace('"', '""') + '"\n' for cell in cells]
    content = "".join(lines).encode()
    ends = {sum(len(line.encode()) for line in lines[: n + 1]) for n in range(len(lines))}
    for length in range(1, len(content) + 1):
        assert _last_border(content[:length]) in {end for end in ends if end <= length} | {0}
