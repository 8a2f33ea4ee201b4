"""What ./run and ./test do with their words."""

from __future__ import annotations

import pytest

from weimei.boot import checks, launch


@pytest.fixture
def called(monkeypatch):
    """The weimei commands that were asked for, without running them."""
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(launch, "weimei", lambda *words: calls.append(words) or 0)
    return calls


def test_run_alone_shows_the_published_case_three_ways(called, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(launch, "ROOT", tmp_path)

    assert launch.main([]) == 0

    case, reports = str(tmp_path / launch.SHOWN_CASE), tmp_path / "var/reports"
    html, pdf = (str(reports / f"court-hefei-livestream-card.{kind}") for kind in ("html", "pdf"))
    assert called == [
        ("assess", case),
        ("assess", case, "--format", "html", "-o", html),
        ("assess", case, "--format", "pdf", "-o", pdf),
    ]
    told = capsys.readouterr().out
    assert html in told
    assert pdf in told
    assert "接下来可以试试" in told


def test_run_stops_at_the_first_thing_that_fails(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(launch, "weimei", lambda *words: 2)

    assert launch.show(tmp_path / "case.yaml", tmp_path) == 2
    assert capsys.readouterr().out == ""


def test_the_case_that_run_shows_is_there():
    assert (launch.ROOT / launch.SHOWN_CASE).is_file()


def test_run_with_words_is_the_weimei_command(called):
    assert launch.main(["assess", "my.yaml", "--lang", "en"]) == 0
    assert called == [("assess", "my.yaml", "--lang", "en")]


@pytest.mark.parametrize(("ending", "code"), [(None, 0), (0, 0), (3, 3), ("went wrong", 1)])
def test_the_exit_code_of_the_command_is_passed_on(monkeypatch, ending, code):
    def command(words, *, prog_name):
        assert (words, prog_name) == (["norms"], "./run")
        raise SystemExit(ending)

    monkeypatch.setattr("weimei.cli.main", command)

    assert launch.weimei("norms") == code


def test_what_run_says_can_be_typed_as_it_stands(capsys):
    assert launch.weimei("assess") == 2
    assert "./run assess --help" in capsys.readouterr().err


@pytest.fixture
def ran(monkeypatch):
    """The commands that the checks would run; all of them go well."""
    commands: list[tuple[tuple[str, ...], dict[str, str]]] = []
    monkeypatch.setattr(checks, "run", lambda command, **more: commands.append((tuple(command), more)) or True)
    monkeypatch.setattr(checks, "install_system_packages", lambda: None)
    return commands


def test_test_alone_runs_every_static_check_and_every_test(ran):
    assert launch.main(["test"]) == 0

    commands = [command for command, _ in ran]
    assert commands == [*checks.LINT.values(), (*checks.PYTEST, *checks.COVERAGE)]


def test_one_failed_static_check_fails_the_whole_but_hides_no_test(ran, monkeypatch, capsys):
    monkeypatch.setattr(checks, "lint", lambda: ["types"])

    assert checks.main([]) == 1
    assert ran[-1][0][0] == "pytest"
    assert "lint failed: types" in capsys.readouterr().out


def test_core_runs_the_rules_alone(ran):
    assert checks.main(["core", "-x"]) == 0
    assert ran == [((*checks.PYTEST, "tests/core", "src/weimei/core", "-x"), {})]


def test_long_fuzzes_deeply_and_mutates(ran, monkeypatch, tmp_path):
    (tmp_path / "tools").mkdir()
    (tmp_path / checks.MUTATE).touch()
    monkeypatch.setattr(checks, "ROOT", tmp_path)

    assert checks.main(["long"]) == 0
    assert ran[-2] == ((*checks.PYTEST, *checks.COVERAGE), {"WEIMEI_LONG": "1"})
    assert ran[-1][0] == ("python", "tools/mutate.py")


def test_other_words_go_to_the_test_runner(ran):
    assert checks.main(["-k", "cooling"]) == 0
    assert ran == [(("pytest", "-k", "cooling"), {})]


def test_without_root_the_packages_to_install_are_named(monkeypatch, capsys):
    monkeypatch.setattr(checks, "needs_browser", lambda: True)
    monkeypatch.setattr(checks, "missing_packages", lambda: ["chromium"])
    monkeypatch.setattr(checks.os, "geteuid", lambda: 1000)

    checks.install_system_packages()

    assert capsys.readouterr().out == "For the browser tests: sudo apt-get install -y chromium\n"
