"""An output that grows chunk by chunk and survives being killed: OUT.part, and OUT.part.journal that says how far it is good.

The journal is JSON Lines: first what the run is about, then one line for every sync: the last row done, the size and the
checksum of the part up to there, and the counts. The part is forced to the disk before its line is written. After a kill
the last line that agrees with the part counts, whatever stands behind it is cut off, and the run goes on from there.
"""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from weimei.files.atomic import checked_target, keep_mode
from weimei.services.told import ToldError

SYNC_SECONDS = 0.5
"""Syncs are at least so far apart: what a kill can cost is half a second of work."""
BLOCK = 1 << 20


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """What a run is about. A journal of another run is not gone on with. `given_as_of` None: the day it began was taken."""

    input_digest: str
    input_bytes: int
    mode: str
    as_of: str
    given_as_of: str | None
    lang: str
    chunk: int
    confirmations: str
    engine: str


class State(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far the part is good: the number of the last row, its bytes and checksum, rows done, rows with problems.

    `noted`: the first problems in words, for the summary at the end; a line of the journal holds the new ones only.
    """

    row: int = 0
    size: int = 0
    checksum: int = 0
    done: int = 0
    bad: int = 0
    noted: tuple[str, ...] = ()


class Header(msgspec.Struct, frozen=True):
    """The first line of a journal."""

    weimei_journal: int
    run: Identity


def part_of(out: Path) -> Path:
    """Where an output grows until it is whole."""
    return out.with_name(out.name + ".part")


def journal_of(out: Path) -> Path:
    """The journal beside it."""
    return out.with_name(out.name + ".part.journal")


class Journal:
    """One output being written. Opens or goes on; `write` adds a chunk, `sync` makes it good, `finish` gives it its name."""

    def __init__(self, out: Path, identity: Identity, *, inputs: tuple[Path, ...], restart: bool = False) -> None:
        self.out = checked_target(out, inputs)
        self.part = part_of(self.out)
        self.path = journal_of(self.out)
        self._file = _locked(self.path, self.part, restart)
        self._synced_at = time.monotonic()
        try:
            header, states = (None, []) if restart else _read(self._file)
            self.identity = identity if header is None else _same_run(header.run, identity)
            self.state = State()
            if header is not None and self.part.exists():
                self.state = _last_good(self.part, states)
            self._noted: tuple[str, ...] = ()
            self._begin(fresh=self.state.size == 0)
        except BaseException:
            self._file.close()
            raise

    @property
    def is_resumed(self) -> bool:
        """Whether an earlier run is gone on with."""
        return self._resumed

    def _begin(self, *, fresh: bool) -> None:
        self._resumed = not fresh
        if fresh:
            self._file.seek(0)
            self._file.truncate()
            self._line(Header(1, self.identity))
            self._stream: BinaryIO = self.part.open("w+b")
        else:
            self._stream = self.part.open("r+b")
            self._stream.truncate(self.state.size)
        self._stream.seek(0, os.SEEK_END)

    def _line(self, value: msgspec.Struct) -> None:
        self._file.seek(0, os.SEEK_END)
        self._file.write(msgspec.json.encode(value) + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def write(self, data: bytes, *, row: int, done: int, bad: int, noted: tuple[str, ...]) -> None:
        """Add the result of a chunk whose last row is `row`."""
        self._stream.write(data)
        before = self.state
        self.state = State(
            row=row,
            size=before.size + len(data),
            checksum=zlib.crc32(data, before.checksum),
            done=before.done + done,
            bad=before.bad + bad,
            noted=before.noted + noted,
        )
        self._noted += noted
        if time.monotonic() - self._synced_at >= SYNC_SECONDS:
            self.sync()

    def sync(self) -> None:
        """Force the part to the disk, then say so."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._line(msgspec.structs.replace(self.state, noted=self._noted))
        self._noted = ()
        self._synced_at = time.monotonic()

    def lines(self) -> Iterator[bytes]:
        """The finished part line by line, for an output that is not made of lines."""
        with self.part.open("rb") as stream:
            yield from (line.rstrip(b"\n") for line in stream)

    def finish(self) -> None:
        """Everything is there: the part takes the name of the output, and the journal goes."""
        self.sync()
        self._stream.close()
        keep_mode(self.out, self.part)
        self.part.replace(self.out)
        self.forget()

    def forget(self) -> None:
        """The output stands: nothing is left beside it."""
        self._stream.close()
        self.part.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)
        _sync_folder(self.out.parent)
        self._file.close()

    def close(self) -> None:
        """Keep everything for the next time."""
        self._stream.close()
        self._file.close()


def _locked(path: Path, part: Path, restart: bool) -> BinaryIO:
    """The journal, held by us alone. A part without a journal is somebody else's file and is left alone."""
    if part.exists() and not path.exists() and not restart:
        raise ToldError(
            "batch.part_exists",
            zh=f"{part} 已经在了，但旁边没有运行记录，不知道是什么，没有动它。挪走它，或者加 --restart 覆盖。",
            en=f"{part} is there without a journal beside it; it was left alone. Move it away, or add --restart to overwrite it.",
        )
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
    try:
        import fcntl
    except ImportError:  # a system without such locks
        return file
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise ToldError(
            "batch.busy",
            zh=f"另一个 weimei batch 正在写 {part}。等它结束，或者换一个输出文件名。",
            en=f"Another weimei batch is writing {part}. Wait for it, or name another output.",
        ) from None
    return file


def _read(file: BinaryIO) -> tuple[Header | None, list[State]]:
    """What a journal holds: only whole lines count; without a whole first line nothing was begun."""
    file.seek(0)
    lines = file.read().split(b"\n")[:-1]
    if not lines:
        return None, []
    try:
        header = msgspec.json.decode(lines[0], type=Header)
    except msgspec.MsgspecError:
        raise ToldError(
            "batch.journal",
            zh=f"{file.name} 不是这个版本能读的运行记录。加 --restart 从头开始。",
            en=f"{file.name} is not a journal that this version can read. Add --restart to begin again.",
        ) from None
    states = []
    for line in lines[1:]:
        try:
            states.append(msgspec.json.decode(line, type=State))
        except msgspec.MsgspecError:
            break
    return header, states


def _last_good(part: Path, states: list[State]) -> State:
    """The furthest state that agrees with what stands in the part."""
    best = State()
    noted: tuple[str, ...] = ()
    checksum = size = 0
    with part.open("rb") as stream:
        for state in states:
            noted += state.noted
            while size < state.size and (block := stream.read(min(BLOCK, state.size - size))):
                checksum = zlib.crc32(block, checksum)
                size += len(block)
            if size != state.size or checksum != state.checksum:
                break
            best = msgspec.structs.replace(state, noted=noted)
    return best


OPTIONS = {
    "mode": "--amounts/--full",
    "as_of": "--as-of",
    "lang": "--lang",
    "chunk": "--chunk",
    "confirmations": "--confirmations",
}


def _same_run(begun: Identity, asked: Identity) -> Identity:
    """The run that was begun, if what is asked now is the same; the day it began counts where none was given."""
    if begun.given_as_of is None and asked.given_as_of is None:
        asked = msgspec.structs.replace(asked, as_of=begun.as_of)
    if msgspec.structs.replace(asked, given_as_of=begun.given_as_of) == begun:
        return begun
    zh, en = [], []
    if (begun.input_digest, begun.input_bytes) != (asked.input_digest, asked.input_bytes):
        zh.append("输入文件变了")
        en.append("the input changed")
    for name, option in OPTIONS.items():
        old, new = getattr(begun, name), getattr(asked, name)
        if old != new:
            zh.append(f"{option} 原来是{old}，现在是{new}")
            en.append(f"{option} was {old}, now {new}")
    if begun.engine != asked.engine:
        zh.append(f"引擎版本原来是{begun.engine}，现在是{asked.engine}")
        en.append(f"the engine was {begun.engine}, now {asked.engine}")
    raise ToldError(
        "batch.changed",
        zh=f"上次没算完的不能接着算：{'；'.join(zh)}。换回原来的再运行，或者加 --restart 从头开始。",
        en=f"The unfinished run cannot be gone on with: {'; '.join(en)}. Run it as it was, or add --restart to begin again.",
    )


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
