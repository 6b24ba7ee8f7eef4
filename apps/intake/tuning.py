"""Sizes and times of the batch machine; settings of the same names override them."""

from pathlib import Path
from typing import Final

from django.conf import settings

MB: Final = 1024 * 1024


def lease_seconds() -> int:
    """How long a worker may be silent before another takes its batch over (`INTAKE_LEASE_SECONDS`)."""
    return int(getattr(settings, "INTAKE_LEASE_SECONDS", 30))


def block_bytes() -> int:
    """Bytes of a file read at once; one block is one transaction (`INTAKE_BLOCK_BYTES`)."""
    return int(getattr(settings, "INTAKE_BLOCK_BYTES", 3 * MB))


def block_rows() -> int:
    """Rows of a sheet taken at once (`INTAKE_BLOCK_ROWS`)."""
    return int(getattr(settings, "INTAKE_BLOCK_ROWS", 50_000))


def most_unpacked_bytes() -> int:
    """The largest workbook, unpacked, that is read: a sheet is held in memory (`INTAKE_UNPACKED_BYTES`)."""
    return int(getattr(settings, "INTAKE_UNPACKED_BYTES", 160 * MB))


def most_unpacked_text() -> int:
    """The largest text file that is unpacked from gzip or zip (`INTAKE_UNPACKED_TEXT_BYTES`)."""
    return int(getattr(settings, "INTAKE_UNPACKED_TEXT_BYTES", 2000 * MB))


def sheet_memory_bytes() -> int:
    """What the process that reads a workbook may take before it is stopped (`INTAKE_SHEET_MEMORY_BYTES`)."""
    return int(getattr(settings, "INTAKE_SHEET_MEMORY_BYTES", 1024 * MB))


def most_kept_bytes() -> int:
    """What is kept on disk of a profile for the import; the rest is read twice (`INTAKE_KEPT_BYTES`)."""
    return int(getattr(settings, "INTAKE_KEPT_BYTES", 1024 * MB))


def most_upload_bytes() -> int:
    """The largest file a browser may send; larger ones come by `import_file` (`INTAKE_UPLOAD_BYTES`)."""
    return int(getattr(settings, "INTAKE_UPLOAD_BYTES", 500_000_000))


def scratch() -> Path:
    """The folder for what a batch writes beside the database while it is at work; made when missing."""
    folder = Path(settings.HOME) / "tmp" / "intake"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
