"""Worker processes that take chunks of rows and give results back in the order of the input.

Each worker holds one chunk at a time, and no more than a few chunks are under way, so memory does not grow with the input.
A worker that dies (killed, out of memory) is replaced. Its chunk is tried once more; if a worker dies again, the chunk is
halved until the row that kills workers stands alone. That row is reported as lost and the others are kept.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from weimei.services.told import ToldError

Rows = list[tuple[int, bytes]]
R = TypeVar("R")
READY = "ready"
DEATHS_MAX = 40
"""So many deaths without one finished chunk between them mean that the machine, not a row, is at fault."""
END_SECONDS = 5


class Work(Protocol[R]):
    """What is done with rows. It is sent to the workers, so it holds plain values only."""

    def start(self) -> None:
        """Import what is needed, once in each worker."""

    def do(self, rows: Rows) -> R:
        """The result of some rows."""

    def lost(self, number: int) -> R:
        """The result of a row on which workers died."""

    def join(self, parts: list[R]) -> R:
        """One result for a chunk that was done in parts, in the order of the rows."""


class Piece(msgspec.Struct):
    """Rows to be done together: a whole chunk, or a part of one that was halved. `tries`: workers that died on it."""

    chunk: int
    rows: Rows
    tries: int = 0


class Member(msgspec.Struct):
    """One worker: its process, our end of its pipe, what it is busy with, whether it ever came up."""

    process: Any
    pipe: Connection
    piece: Piece | None = None
    is_up: bool = False


def serve(pipe: Connection, work: Work[Any]) -> None:
    """What a worker does until the pipe is closed, or until whoever started it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    work.start()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe.send(READY)
        while True:
            pipe.send(work.do(pipe.recv()))


class Crew(Generic[R]):
    """Workers for one run. Use as a context manager; leaving it ends them."""

    def __init__(self, work: Work[R], size: int) -> None:
        self.work = work
        self.size = size
        self.deaths = 0
        self._deaths_in_a_row = 0
        self._members: list[Member] = []
        self._again: deque[Piece] = deque()
        self._open: dict[int, int] = {}
        self._parts: dict[int, list[tuple[int, R]]] = {}

    def __enter__(self) -> Crew[R]:
        return self

    def __exit__(self, *_: object) -> None:
        for member in self._members:
            member.pipe.close()
            if member.piece is not None or not member.is_up:
                member.process.kill()
        for member in self._members:
            member.process.join(END_SECONDS)
            if member.process.is_alive():
                member.process.kill()
                member.process.join()
        self._members.clear()

    def run(self, chunks: Iterable[Rows]) -> Iterator[tuple[Rows, R]]:
        """Each chunk with its result, in order. Work goes on while the caller handles what it was given."""
        source = enumerate(chunks)
        under_way: deque[tuple[int, Rows]] = deque()
        whole: dict[int, R] = {}
        while True:
            self._hand_out(source, under_way)
            while under_way and under_way[0][0] in whole:
                number, rows = under_way.popleft()
                self._hand_out(source, under_way)
                yield rows, whole.pop(number)
            busy = [member for member in self._members if member.piece is not None]
            if not busy:
                return
            ready = wait([member.pipe for member in busy])
            for member in busy:
                if member.pipe in ready:
                    self._take(member, whole)

    def _hand_out(self, source: Iterator[tuple[int, Rows]], under_way: deque[tuple[int, Rows]]) -> None:
        """Give every idle worker something, as long as there is something and not too much is under way."""
        while self._again or len(under_way) < 2 * self.size + 2:
            idle = next((member for member in self._members if member.piece is None), None)
            if idle is None and len(self._members) >= self.size:
                return
            if self._again:
                piece = self._again.popleft()
            else:
                found = next(source, None)
                if found is None:
                    return
                under_way.append(found)
                self._open[found[0]] = 1
                piece = Piece(*found)
            self._send(idle or self._hire(), piece)

    def _hire(self) -> Member:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self.work), daemon=True)
        # Ctrl-C is for the one who started the run. A child begins with the signal as it is here when it is started.
        before = _ignore_interrupts()
        try:
            process.start()
        finally:
            _restore_interrupts(before)
        theirs.close()
        member = Member(process, ours)
        self._members.append(member)
        return member

    def _send(self, member: Member, piece: Piece) -> None:
        member.piece = piece
        with suppress(BrokenPipeError, ConnectionResetError):  # it died: reading from it will say so
            member.pipe.send(piece.rows)

    def _take(self, member: Member, whole: dict[int, R]) -> None:
        """What a worker has to say: that it is up, a result, or by a broken pipe that it is dead."""
        try:
            said = member.pipe.recv()
        except (EOFError, ConnectionResetError, BrokenPipeError):
            self._bury(member, whole)
            return
        if said == READY:
            member.is_up = True
            return
        piece, member.piece = member.piece, None
        self._deaths_in_a_row = 0
        if piece is not None:
            self._keep(piece, said, whole)

    def _keep(self, piece: Piece, result: R, whole: dict[int, R]) -> None:
        chunk = piece.chunk
        parts = self._parts.setdefault(chunk, [])
        parts.append((piece.rows[0][0], result))
        self._open[chunk] -= 1
        if self._open[chunk]:
            return
        del self._open[chunk], self._parts[chunk]
        parts.sort(key=lambda part: part[0])
        whole[chunk] = parts[0][1] if len(parts) == 1 else self.work.join([part for _, part in parts])

    def _bury(self, member: Member, whole: dict[int, R]) -> None:
        """A worker died. Its piece goes to another one, in halves after the second time; a single row is given up."""
        self._members.remove(member)
        member.pipe.close()
        member.process.join()
        self.deaths += 1
        self._deaths_in_a_row += 1
        if not member.is_up or self._deaths_in_a_row > DEATHS_MAX:
            raise _broken(member.process.exitcode)
        piece = member.piece
        if piece is None:
            return
        piece.tries += 1
        if piece.tries < 2:
            self._again.append(piece)
        elif len(piece.rows) == 1:
            self._keep(piece, self.work.lost(piece.rows[0][0]), whole)
        else:
            middle = len(piece.rows) // 2
            self._open[piece.chunk] += 1
            for rows in (piece.rows[:middle], piece.rows[middle:]):
                self._again.append(Piece(piece.chunk, rows, tries=0 if len(rows) == 1 else 1))


def _ignore_interrupts() -> Any:
    """Let a worker be born deaf to Ctrl-C, which is for this process: one that comes meanwhile waits and is heard after."""
    with suppress(ValueError):  # not in the main thread: there the signal never arrives
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        return signal.signal(signal.SIGINT, signal.SIG_IGN)
    return None


def _restore_interrupts(before: Any) -> None:
    if before is not None:
        signal.signal(signal.SIGINT, before)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _broken(exitcode: int | None) -> ToldError:
    return ToldError(
        "batch.workers",
        zh=f"工作进程不断退出（退出码{exitcode}），这次运行停下来了。已经算好的都留着。多半是内存不够："
        "关掉别的程序，或用 --workers 1 --chunk 50 再运行一次，会接着算。",
        en=f"The worker processes keep ending (exit code {exitcode}), so this run stopped. What was done is kept. Memory may be "
        "short: close other programs, or run it again with --workers 1; it goes on from where it stopped.",
    )
