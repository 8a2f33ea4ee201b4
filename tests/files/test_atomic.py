"""A file is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from weimei.files import FileProblem, atomic, open_whole, write_whole


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    write_whole(path, "一")
    path.chmod(0o640)
    write_whole(path, b"two")

    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    write_whole(tmp_path / "ours", "x")
    (tmp_path / "usual").write_text("x")

    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_after_an_error_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), open_whole(path) as stream:
        stream.write(b"%d" % (1 // (stream.write(b"half") - 4)))

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(FileProblem, match="No space left"):
        write_whole(path, "new")

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_input_is_never_overwritten_by_whatever_name(tmp_path: Path) -> None:
    source = tmp_path / "in.yaml"
    source.write_text("id: m")
    (tmp_path / "link").symlink_to(source)
    (tmp_path / "hard").hardlink_to(source)
    for name in ("in.yaml", "link", "hard", "./x/../in.yaml"):
        (tmp_path / "x").mkdir(exist_ok=True)
        with pytest.raises(FileProblem) as caught:
            write_whole(tmp_path / name, "gone", inputs=[source])
        assert caught.value.problems[0].code == "write.is_input"

    assert source.read_text() == "id: m"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("old")
    link = tmp_path / "link"
    link.symlink_to(target)
    write_whole(link, "new")

    assert link.is_symlink()
    assert target.read_text() == "new"


@pytest.mark.parametrize(
    ("name", "code"), [("nowhere/out", "write.folder"), ("", "file.directory"), ("a\x00b", "write.failed")]
)
def test_what_cannot_be_written_is_told(name: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        write_whole(f"{tmp_path}/{name}", "x")

    assert caught.value.problems[0].code == code
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(atomic.os, "open", denied)
    with pytest.raises(FileProblem) as caught:
        write_whole(tmp_path / "out", "x")

    assert caught.value.problems[0].code == "write.denied"


def test_a_pipe_is_written_through(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, "through")

    assert os.read(reading, 100) == b"through"
    os.close(reading)
    assert list(tmp_path.iterdir()) == [pipe]


def test_a_pipe_that_nobody_reads_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe")
    with pytest.raises(FileProblem) as caught:
        write_whole(pipe, "lost")

    assert caught.value.problems[0].code == "write.pipe"
    assert pipe.is_fifo()


def test_a_stream_that_stands_open_is_written_through() -> None:
    """A shell's `>(…)` and /dev/stdout hand over a pipe by its number."""
    reading, writing = os.pipe()
    write_whole(f"/dev/fd/{writing}", "through")
    os.close(writing)

    assert os.read(reading, 100) == b"through"
    os.close(reading)


def test_what_is_written_in_steps_takes_the_place_of_files_alone(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe")
    for path, code in ((pipe, "write.special"), (tmp_path, "file.directory"), (Path("/dev/null"), "write.special")):
        with pytest.raises(FileProblem) as caught:
            atomic.check_replaceable(path)
        assert caught.value.problems[0].code == code
    atomic.check_replaceable(tmp_path / "new")
