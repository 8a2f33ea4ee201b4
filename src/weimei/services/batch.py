"""Many matters at once: a table of matters in, a table of assessments out, on all cores, in the order of the input.

A row that cannot be assessed is reported with its number in its own place of the output and never stops the others. A run
that was stopped or killed goes on from where it was (services/journal).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal

import msgspec

from weimei.core.law.parameters import Confirmation
from weimei.files.atomic import checked_target
from weimei.files.tables import RowWriter, read_rows, table_kind
from weimei.services.crew import Crew, Rows
from weimei.services.journal import Identity, Journal
from weimei.services.rows import Done, Mode, RowWork
from weimei.services.told import ToldError

CHUNK_ROWS = 50
"""Small enough that a chunk of whole assessments (about 1.5 MB) stays in the processor's cache on its way to the disk."""
CHUNK_BYTES = 2 << 20
"""A chunk ends here too, so that large rows do not pile up."""
NOTED_MAX = 20
"""So many problems are told on the terminal; all of them stand in the output."""
BLOCK = 1 << 20


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for. `given_as_of` None: `today` is taken. `workers` 0: one for each core."""

    source: Path
    out: Path
    today: date
    given_as_of: date | None = None
    mode: Mode = "full"
    lang: Literal["zh", "en"] = "zh"
    workers: int = 0
    chunk: int = CHUNK_ROWS
    restart: bool = False
    confirmations: tuple[Confirmation, ...] = ()


class Progress(msgspec.Struct, frozen=True):
    """How far a run is. `row`: number of the last row done; `rows`: of how many, None where only reading it all would tell."""

    row: int
    rows: int | None
    done: int
    bad: int
    is_resumed: bool


class Summary(msgspec.Struct, frozen=True):
    """What came of a run. `resumed_at`: the row after which it went on, 0 for a run in one go. `deaths`: workers that died."""

    done: int
    bad: int
    noted: tuple[str, ...]
    as_of: str
    resumed_at: int
    deaths: int


class Stopped(Exception):  # noqa: N818  # a person stopped it; it is not an error
    """Ctrl-C: everything up to `row` is kept."""

    def __init__(self, row: int) -> None:
        super().__init__(f"stopped after row {row}")
        self.row = row


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_batch(job: Job, tell: Callable[[Progress], None] = lambda _: None) -> Summary:
    """Assess every row of `job.source` into `job.out`. Raises DomainError where it cannot begin, Stopped on Ctrl-C."""
    kind, source_kind = table_kind(job.out), table_kind(job.source)
    if kind == "csv" and job.mode == "full":
        raise ToldError(
            "batch.sheet_full",
            zh=f"{job.out} 是表格，只放得下金额。去掉 --full，或者让输出文件名以 .jsonl 结尾。",
            en=f"{job.out} is a spreadsheet, which holds the sums alone. Leave --full out, or let the name end in .jsonl.",
        )
    checked_target(job.out, (job.source,))
    scan = look_through(job.source, source_kind)
    as_of = job.given_as_of or job.today
    identity = Identity(
        input_digest=scan.digest,
        input_bytes=scan.size,
        mode=job.mode,
        as_of=as_of.isoformat(),
        given_as_of=job.given_as_of.isoformat() if job.given_as_of else None,
        lang=job.lang,
        chunk=job.chunk if kind == "jsonl.gz" else 0,
        confirmations=digest_of(job.confirmations),
        engine=engine(),
    )
    journal = Journal(job.out, identity, inputs=(job.source,), restart=job.restart)
    begun = journal.state.row
    work = RowWork(
        mode=job.mode,
        as_of=date.fromisoformat(journal.identity.as_of),
        lang=job.lang,
        name=str(job.source),
        zipped=kind == "jsonl.gz",
        confirmations=job.confirmations,
    )
    try:
        deaths = _work_through(job, journal, work, source_kind, scan.rows, tell)
        _still_the_same(job.source, scan)
        _close_up(job, journal, kind)
    except KeyboardInterrupt:
        journal.sync()
        raise Stopped(journal.state.row) from None
    except OSError as error:
        raise _no_room(journal.part, error) from error
    finally:
        journal.close()
    state = journal.state
    return Summary(state.done, state.bad, state.noted, journal.identity.as_of, begun, deaths)


def _work_through(
    job: Job, journal: Journal, work: RowWork, source_kind: str, rows: int | None, tell: Callable[[Progress], None]
) -> int:
    chunks = chunks_of(job.source, source_kind, job.chunk, after=journal.state.row)
    resumed = journal.is_resumed
    tell(Progress(journal.state.row, rows, journal.state.done, journal.state.bad, resumed))
    with Crew[Done](work, job.workers or cores()) as crew:
        for chunk, done in crew.run(chunks):
            room = max(0, NOTED_MAX - len(journal.state.noted))
            journal.write(done.data, row=chunk[-1][0], done=done.done, bad=done.bad, noted=done.noted[:room])
            tell(Progress(journal.state.row, rows, journal.state.done, journal.state.bad, resumed))
        return crew.deaths


def chunks_of(source: Path, kind: str, most: int, *, after: int = 0) -> Iterator[Rows]:
    """Rows in chunks of at most `most` rows and about two megabytes. The same file is always cut at the same rows."""
    chunk: Rows = []
    size = 0
    for rows in read_rows(source, 256 if kind == "parquet" else 1):
        for number, line in rows:
            chunk.append((number, line))
            size += len(line)
            if len(chunk) >= most or size >= CHUNK_BYTES:
                if number > after:
                    yield chunk
                chunk, size = [], 0
    if chunk and chunk[-1][0] > after:
        yield chunk


class Scan(msgspec.Struct, frozen=True):
    """The input looked through once: its digest, size and time of change; its rows where they can be counted on the way."""

    digest: str
    size: int
    changed_ns: int
    rows: int | None


def look_through(source: Path, kind: str) -> Scan:
    """Digest and count, in one pass and flat memory. Refuses what is not an ordinary file that can be read."""
    for _ in read_rows(source, 1):
        break  # what cannot be read is refused here, in the words of the reader
    found = hashlib.blake2b(digest_size=16)
    lines, last = 0, b"\n"
    with source.open("rb") as stream:
        before = os.fstat(stream.fileno())
        while block := stream.read(BLOCK):
            found.update(block)
            lines += block.count(b"\n")
            last = block[-1:]
    rows: int | None = lines + (last != b"\n") if kind == "jsonl" else None
    if kind == "parquet":
        import pyarrow.parquet

        rows = pyarrow.parquet.read_metadata(source).num_rows
    return Scan(found.hexdigest(), before.st_size, before.st_mtime_ns, rows)


def digest_of(confirmations: tuple[Confirmation, ...]) -> str:
    """What an operator vouched for, in short; empty for nothing."""
    return hashlib.blake2b(msgspec.json.encode(confirmations), digest_size=8).hexdigest() if confirmations else ""


def engine() -> str:
    """The engine's name and version: another one may decide otherwise, so it does not go on with a run."""
    from weimei.core.assessment.outcome import ENGINE

    return ENGINE


def _still_the_same(source: Path, scan: Scan) -> None:
    now = source.stat()
    if (now.st_size, now.st_mtime_ns) != (scan.size, scan.changed_ns):
        raise ToldError(
            "batch.input_moved",
            zh=f"{source} 在运行时被改过，结果没有写成。等它不再变，加 --restart 再运行一次。",
            en=f"{source} was changed while it was read, so no result was written. Run again with --restart once it is settled.",
        )


def _close_up(job: Job, journal: Journal, kind: str) -> None:
    """The part becomes the output; for Parquet its lines are first turned into a column, for a spreadsheet into cells."""
    if kind == "csv":
        from weimei.services.sheet import write_sheet

        journal.sync()
        write_sheet(job.out, journal.lines(), job.lang, inputs=(job.source,))
        journal.forget()
        return
    if kind != "parquet":
        journal.finish()
        return
    journal.sync()
    with RowWriter(job.out, inputs=(job.source,), column="assessment") as writer:
        for line in journal.lines():
            writer.write((line,))
    journal.forget()


def _no_room(part: Path, error: OSError) -> ToldError:
    detail: Any = error.strerror or error
    return ToldError(
        "batch.write_failed",
        zh=f"写不下去：{detail}。写好的留在 {part}。腾出空间后用同样的参数再运行一次，会接着算。",
        en=f"Writing failed: {detail}. What was written is kept in {part}. Make room and run the same command again; it goes on.",
    )
