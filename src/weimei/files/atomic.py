"""Writing a file whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from weimei.files.problems import FileProblem, Remark
from weimei.files.source import is_stream


def write_whole(path: str | Path, data: bytes | str, *, inputs: Iterable[str | Path] = ()) -> None:
    """Write all of `data`, or leave the folder as it was. A file of `inputs` is never overwritten."""
    with open_whole(path, inputs=inputs) as stream:
        stream.write(data.encode("utf-8") if isinstance(data, str) else data)


@contextmanager
def open_whole(path: str | Path, *, inputs: Iterable[str | Path] = ()) -> Iterator[BinaryIO]:
    """A stream whose content takes the name `path` when the block ends well; after an error nothing is left of it.

    The content is written beside its place, forced to the disk and renamed. Where `path` is no ordinary file (a terminal, a
    pipe that somebody reads), it is written through.
    """
    target = checked_target(path, inputs)
    if is_stream(path) or (target.exists() and not target.is_file()):
        with _in_words(path), _opened_through(target) as stream:
            yield stream
        return
    with _in_words(path):
        part, beside = _new_beside(target)
    is_done = False
    try:
        with beside:
            yield beside
            with _in_words(path):
                beside.flush()
                os.fsync(beside.fileno())
        with _in_words(path):
            keep_mode(target, part)
            part.replace(target)
            _sync_folder(target.parent)
        is_done = True
    finally:
        if not is_done:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def checked_target(path: str | Path, inputs: Iterable[str | Path] = ()) -> Path:
    """Where really to write: links followed, inputs refused, the folder there."""
    with _in_words(path):
        target = Path(path) if is_stream(path) else Path(path).resolve()
        for one in inputs:
            source = Path(one).resolve()
            if source == target or (source.exists() and target.exists() and source.samefile(target)):
                raise FileProblem.of(Remark(code="write.is_input", file=str(path)))
        if target.is_dir():
            raise FileProblem.of(Remark(code="file.directory", file=str(path)))
        if not target.parent.is_dir():
            raise FileProblem.of(Remark(code="write.folder", file=str(path)))
    return target


def check_replaceable(path: str | Path) -> None:
    """Refuse to put a file in the place of a pipe or a device: what is written in steps cannot be written through."""
    target = Path(path).resolve()
    if target.exists() and not target.is_file():
        raise FileProblem.of(Remark(code="file.directory" if target.is_dir() else "write.special", file=str(path)))


def _opened_through(target: Path) -> BinaryIO:
    """A pipe or device for writing. Opening a pipe that nobody reads would wait for ever, so it fails instead."""
    try:
        handle = os.open(target, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise FileProblem.of(Remark(code="write.pipe", file=str(target))) from None
        raise
    os.set_blocking(handle, True)
    return os.fdopen(handle, "wb")


def keep_mode(target: Path, part: Path) -> None:
    """A file that is replaced keeps its permissions."""
    if target.exists():
        part.chmod(target.stat().st_mode & 0o777)


def _new_beside(target: Path) -> tuple[Path, BinaryIO]:
    for number in range(100):
        part = target.with_name(f".{target.name[:100]}.{os.getpid()}.{number}.part")
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        except FileExistsError:
            continue
        return part, os.fdopen(handle, "wb")
    raise FileExistsError(f"{target.name}: too many unfinished parts")


def _sync_folder(folder: Path) -> None:
    """Force the rename to the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _in_words(path: str | Path) -> Iterator[None]:
    """Errors of the system as problems in plain words."""
    try:
        yield
    except PermissionError:
        raise FileProblem.of(Remark(code="write.denied", file=str(path))) from None
    except (OSError, ValueError) as error:
        detail = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise FileProblem.of(Remark(code="write.failed", file=str(path), args={"detail": detail})) from None
