"""Setting up: when it is repeated, and what it says when it cannot go on."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "bootstrap.py"


@pytest.fixture
def bootstrap(tmp_path, monkeypatch):
    """The set-up script, pointed at an empty project."""
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    inputs = tuple(tmp_path / name for name in ("a.lock", "b.lock"))
    for path in inputs:
        path.write_text("x==1")
    for name, value in {
        "ROOT": tmp_path, "VENV": tmp_path / "venv", "PYTHON": tmp_path / "venv/bin/python",
        "STAMP": tmp_path / "venv/stamp", "INPUTS": inputs,
    }.items():  # fmt: skip
        monkeypatch.setattr(module, name, value)
    return module


def set_up_by_hand(bootstrap):
    bootstrap.PYTHON.parent.mkdir(parents=True)
    bootstrap.PYTHON.touch()
    bootstrap.STAMP.write_text(bootstrap.wanted_stamp())


def test_nothing_is_ready_in_a_fresh_clone(bootstrap):
    assert not bootstrap.is_ready()


def test_a_second_start_sets_nothing_up(bootstrap, monkeypatch):
    set_up_by_hand(bootstrap)
    monkeypatch.setattr(bootstrap, "set_up", lambda: pytest.fail("set up again"))

    bootstrap.ensure_ready()


@pytest.mark.parametrize("changed", [0, 1])
def test_a_changed_lock_is_noticed(bootstrap, changed):
    set_up_by_hand(bootstrap)

    bootstrap.INPUTS[changed].write_text("x==2")

    assert not bootstrap.is_ready()


def test_a_set_up_that_fails_is_repeated_next_time(bootstrap, monkeypatch):
    set_up_by_hand(bootstrap)
    bootstrap.INPUTS[0].write_text("x==2")
    for step in ("make_venv", "fetch_with_uv", "fetch_with_pip"):
        monkeypatch.setattr(bootstrap, step, lambda: False)

    with pytest.raises(bootstrap.SetUpError, match="Check the network"):
        bootstrap.ensure_ready()

    bootstrap.INPUTS[0].write_text("x==1")
    assert not bootstrap.is_ready()


def test_pip_takes_over_where_uv_does_not_run(bootstrap, monkeypatch):
    bootstrap.VENV.mkdir()
    for step, went_well in (("make_venv", True), ("fetch_with_uv", False), ("fetch_with_pip", True)):
        monkeypatch.setattr(bootstrap, step, lambda result=went_well: result)
    monkeypatch.setattr(bootstrap, "install_project", lambda: True)

    bootstrap.ensure_ready()

    assert bootstrap.STAMP.read_text() == bootstrap.wanted_stamp()


def test_a_project_that_cannot_be_installed_is_no_network_trouble(bootstrap, monkeypatch):
    bootstrap.VENV.mkdir()
    for step, went_well in (("make_venv", True), ("fetch_with_uv", True), ("install_project", False)):
        monkeypatch.setattr(bootstrap, step, lambda result=went_well: result)

    with pytest.raises(bootstrap.SetUpError, match="project itself"):
        bootstrap.ensure_ready()
    assert not bootstrap.is_ready()


def test_who_is_not_root_is_told_what_to_type(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)

    with pytest.raises(bootstrap.SetUpError, match="sudo apt-get install -y python3-venv"):
        bootstrap.install_system_venv()


def test_an_old_python_is_told_which_one_is_needed(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap, "PYTHON_MIN", (sys.version_info[0], sys.version_info[1] + 1))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)

    with pytest.raises(bootstrap.SetUpError, match="or later is needed"):
        bootstrap.use_suitable_python(["bootstrap.py"])


def test_a_mirror_chosen_for_pip_serves_uv_too(bootstrap, monkeypatch):
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/packages")

    assert bootstrap.mirror_settings() == {"UV_DEFAULT_INDEX": "https://mirror.example/packages"}


def test_a_mirror_chosen_for_uv_stays(bootstrap, monkeypatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://own.example/")
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/packages")

    assert bootstrap.mirror_settings() == {}
