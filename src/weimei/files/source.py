"""Bytes of a file as text: within the size limit, UTF-8, without control characters."""

from __future__ import annotations

import os
import re
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from weimei.files.problems import FileProblem, Remark

FILE_BYTES_MAX = 2_000_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Characters that no text of ours holds. Tab, line feed and carriage return are no part of them."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_STREAM = re.compile(r"/dev/std(?:in|out|err)|(?:/dev|/proc/self)/fd/\d+", re.ASCII)


def read_bytes(path: str | Path, limit: int = FILE_BYTES_MAX) -> bytes:
    """The whole file. One that is too large is refused from its size alone, unread; a named pipe or a device is not opened."""
    try:
        if not is_stream(path):
            check_size(check_ordinary(path).st_size, str(path), limit)
        with Path(path).open("rb") as stream:
            data = stream.read(limit + 1)
    except FileNotFoundError:
        raise _problem("file.missing", str(path)) from None
    except PermissionError:
        raise _problem("file.denied", str(path)) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    check_size(len(data), str(path), limit)
    return data


def is_stream(path: str | Path) -> bool:
    """Whether this names what stands open already: standard input and output, a shell's `<(…)`. It waits for nobody to open it."""
    return _STREAM.fullmatch(str(path)) is not None


def check_ordinary(path: str | Path) -> os.stat_result:
    """Refuse a folder, a named pipe or a device before it is opened: opening or reading it might never end."""
    try:
        state = Path(path).stat()
    except FileNotFoundError:
        raise _problem("file.missing", str(path)) from None
    except PermissionError:
        raise _problem("file.denied", str(path)) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    if S_ISDIR(state.st_mode):
        raise _problem("file.directory", str(path))
    if not S_ISREG(state.st_mode):
        raise _problem("file.special", str(path))
    return state


def _unreadable(path: str | Path, error: OSError | ValueError) -> FileProblem:
    detail = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return _problem("file.unreadable", str(path), detail=detail)


def check_size(size: int, name: str, limit: int = FILE_BYTES_MAX) -> None:
    """Refuse what is too large to be one matter or policy."""
    if size > limit:
        raise _problem("file.size", name, found=f"{size:,}", limit=f"{limit:,}")


def decode(data: bytes, name: str) -> str:
    """The text of a file. A byte order mark is taken off; anything but UTF-8 is refused with the byte that gives it away."""
    check_size(len(data), name)
    if data[:2] in _UTF16:
        raise _problem("file.utf16", name, line=1, column=1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line, column = place_in(before, len(before))
        byte = f"0x{data[error.start]:02x}"
        raise _problem("file.encoding", name, line=line, column=column, found=byte, at=str(error.start + 1)) from None
    text = text.removeprefix("\ufeff")
    found = CONTROL.search(text)
    if found is not None:
        line, column = place_in(text, found.start())
        raise _problem("file.control", name, line=line, column=column, found=f"U+{ord(found.group()):04X}")
    if not text.strip():
        raise _problem("file.empty", name)
    return text


def place_in(text: str, at: int) -> tuple[int, int]:
    """Line and column of a character, both from 1.

    >>> place_in("ab\\ncd", 4)
    (2, 2)
    """
    before = text[:at].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _problem(
    code: str, name: str, *, line: int | None = None, column: int | None = None, found: str = "", **args: str
) -> FileProblem:
    return FileProblem.of(Remark(code=code, file=name, line=line, column=column, found=found, args=args))
