"""Every error names file, line and column, what was found, what was expected, the nearest valid word, and what to do."""

from __future__ import annotations

import os
import re
import time
import tomllib
from pathlib import Path

import pytest

from files.shaped import SECOND
from weimei.files import FileProblem, Remark, load_matter, load_matter_with_notices, parse_matter, parse_policy
from weimei.files.messages import messages
from weimei.files.problems import shown

SOURCE = Path(__file__).parents[2] / "src" / "weimei" / "files"
BASE = (Path(__file__).parent / "data" / "ten-sessions.yaml").read_text("utf-8")


def problems(data: str | bytes, name: str = "m.yaml") -> tuple[Remark, ...]:
    started = time.process_time()
    with pytest.raises(FileProblem) as caught:
        parse_matter(data.encode() if isinstance(data, str) else data, name)
    assert time.process_time() - started < SECOND
    return caught.value.problems


def changed(old: str, new: str) -> str:
    assert old in BASE
    return BASE.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "column", "nearest"),
    [
        ("paid_on: 2026-05-21", "payd_on: 2026-05-21", "key.unknown", 60, 5, "paid_on"),
        ("rail: wechat_pay", "rail: WeChat Pay", "value.word", 48, 11, "wechat_pay"),
        ("percent: 30", "basis_points: 3000", "key.unknown", 87, 9, "percent"),
        ("percent: 30", "percent: 30%", "percent.form", 87, 18, "30"),
        ("percent: 30", "percent: 120", "percent.range", 87, 18, ""),
        ("percent: 30", "percent: 12.555", "percent.decimals", 87, 18, ""),
        ("clause: penalty_percent", "clause: penalty-percent", "value.word", 84, 17, "penalty_percent"),
        ("price: 8800.00", "price: ￥8,800.5元", "amount.form", 29, 12, "8800.5"),
        ("price: 8800.00", "price: 1.5万", "amount.form", 29, 12, "15000"),
        ("price: 8800.00", "price: 8800.005", "amount.decimals", 29, 12, ""),
        ("price: 8800.00", "price: -8800", "amount.negative", 29, 12, ""),
        ("price: 8800.00", "price: 1e3", "amount.exponent", 29, 12, ""),
        ("price: 8800.00", "price: 99999999999999", "amount.large", 29, 12, ""),
        ("price: 8800.00", "price: [1]", "shape.leaf", 29, 12, ""),
        ("amount: 500\n", "amount: unknown\n", "value.must_be_known", 39, 13, ""),
        ("amount: 500\n", "amount:\n", "value.nothing", 39, 12, ""),
        ("currency: CNY", "currency: 人民币", "currency.unknown", 5, 11, "CNY"),
        ("currency: CNY", "currency: cny", "currency.unknown", 5, 11, "CNY"),
        ("units: 10", "units: ten", "whole.form", 30, 12, ""),
        ("units: 10", "units: 10次", "whole.form", 30, 12, "10"),
        ("units: 10", "units: 10.0", "whole.form", 30, 12, "10"),
        ("units: 10", "units: -10", "whole.negative", 30, 12, ""),
        ("units: 10", "units: 999999999", "whole.range", 30, 12, ""),
        ("on: 2026-05-28", "on: 2026/5/28", "day.form", 62, 29, "2026-05-28"),
        ("on: 2026-05-28", "on: 2026年5月28日", "day.form", 62, 29, "2026-05-28"),
        ("on: 2026-05-28", "on: 2026-02-30", "day.calendar", 62, 29, ""),
        ("on: 2026-05-28", "on: 0026-05-28", "day.year", 62, 29, ""),
        ("on: 2026-05-28", "on: 2026-05-28 25:00", "day.time", 62, 29, "2026-05-28"),
        ("livestream: yes", "livestream: yess", "value.answer", 20, 15, "yes"),
        ("evidence: [e1]", "evidence: e1", "shape.list", 75, 15, ""),
        ("  place:\n    province: CN-ZJ\n", "  place: CN-ZJ\n", "shape.mapping", 22, 10, ""),
        ("  - id: p2\n    rail: alipay\n", "  - rail: alipay\n", "key.missing", 52, 5, ""),
    ],
)  # fmt: skip
def test_a_slip_is_found_where_it_is(old: str, new: str, code: str, line: int, column: int, nearest: str) -> None:
    text = changed(old, new).replace("    city: 杭州\n", "") if code == "shape.mapping" else changed(old, new)
    found = problems(text)

    assert [(one.code, one.line, one.column, one.nearest) for one in found] == [(code, line, column, nearest)]
    assert all(one.file == "m.yaml" for one in found)


def test_all_problems_of_a_file_are_told_at_once_in_its_order() -> None:
    text = changed("price: 8800.00", "price: 8,800").replace("used: 6", "used: six").replace("rail: card", "rail: kard")

    assert [one.line for one in problems(text)] == [29, 31, 58]


def test_no_more_than_twenty_problems_are_told_and_the_rest_is_counted() -> None:
    text = "id: m\nlines: []\n" + "".join(f"key{number}: 1\n" for number in range(500))
    with pytest.raises(FileProblem) as caught:
        parse_matter(text.encode(), "m.yaml")

    assert len(caught.value.problems) == 20
    assert caught.value.left_out > 0
    assert str(caught.value.left_out) in caught.value.text("zh").splitlines()[-1]


def test_a_problem_reads_well_in_both_languages() -> None:
    with pytest.raises(FileProblem) as caught:
        parse_matter(changed("price: 8800.00", "price: 8800.005").encode(), "购买.yaml")

    assert caught.value.text("zh") == (
        "购买.yaml 第29行第12列（lines[0].price）：8800.005的小数位太多。应为：最多2位小数。按实际收付的金额写。"
    )
    assert str(caught.value) == (
        "购买.yaml, line 29, column 12 (lines[0].price): 8800.005 has too many decimals. Expected: at most 2. "
        "Write it as it was really paid."
    )


def test_what_stands_in_the_file_cannot_command_the_terminal() -> None:
    assert shown("\x1b[2Jboo\u2028") == "\\x1b[2Jboo\\u2028"
    assert len(shown("x" * 1000)) == 60


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: &x [1]\nb: *x\n", "yaml.alias", 1, 4),
        ("id: *nobody\n", "yaml.alias", 1, 5),
        ("id: m\n<<: {a: 1}\n", "yaml.merge", 2, 1),
        ("id: !!python/object/apply:os.system [x]\n", "yaml.tag", 1, 5),
        ("%TAG ! tag:x,2000:\n---\nid: m\n", "yaml.tag", 1, 1),
        ("id: m\n---\nid: n\n", "yaml.documents", 2, 1),
        ("id: m\nlines:\n\t- id: L1\n", "yaml.tab", 3, 1),
        ("id: m\ntitle：abc\nlines: []\n", "yaml.colon", 2, 6),
        ("id:m\nlines: []\n", "yaml.space", 1, 4),
        ("id: a: b\n", "yaml.two_values", 1, 6),
        ('id: "m\nlines: []\n', "yaml.unclosed", 1, 5),
        ("id: @m\n", "yaml.character", 1, 5),
        ("lines:\n  - id: L1\n   plan: x\n", "yaml.indent", 3, 4),
        ("? [a]\n: 1\n", "key.not_text", 1, 3),
        ("id: m\nid: n\n", "key.duplicate", 2, 1),
        ("[" * 100_000, "tree.depth", 1, 1001),
        ("{a: " * 100_000, "tree.depth", 1, 129),
        ("- " * 100_000, "tree.depth", 1, 65),
        ("lines: [" + "1," * 300_000 + "]", "tree.nodes", 1, 40005),
        ("# only a remark\n", "file.empty", 1, 1),
        ("", "file.empty", None, None),
        ("id: a\x00b\n", "file.control", 1, 6),
        ("id: m\nname: \x1b[31m\n", "file.control", 2, 7),
        ('id: "a\\0b"\nlines: [{id: L1, plan: sessions}]\n', "text.control", 1, 5),
    ],
)
def test_tricks_of_yaml_are_refused_within_a_second(text: str, code: str, line: int | None, column: int | None) -> None:
    found = problems(text)

    assert (found[0].code, found[0].line, found[0].column) == (code, line, column)


def test_aliases_that_would_explode_are_refused_at_the_first() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))

    assert [one.code for one in problems(bomb)] == ["yaml.alias"]


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ('{"id": "m",}', "json.key", 1, 12),
        ('{"id": "m"', "json.after_entry", 1, 11),
        ('{"id":\n nope}', "json.value", 2, 2),
        ('{"id": "m"} 3', "json.end", 1, 13),
        ('{"id" "m"}', "json.colon", 1, 7),
        ('{"lines": [1 2]}', "json.after_item", 1, 14),
        ('{"lines": [01]}', "json.value", 1, 12),
        ('{"id": "m", "id": "n"}', "key.duplicate", 1, 13),
        ('{"id": "\\ud800"}', "json.escape", 1, 8),
        ('{"id": "\\x41"}', "json.escape", 1, 8),
        ('{"id": NaN}', "json.value", 1, 8),
        ('{"a":' * 100_000, "tree.depth", 1, 161),
        ("[" * 100_000, "tree.depth", 1, 33),
        ('{"id": 1e5, "lines": []}', "lines.none", 1, 22),
    ],
)
def test_json_is_read_to_the_letter(text: str, code: str, line: int, column: int) -> None:
    found = problems(text.replace('"id": 1e5', '"id": "m"'), "m.json")

    assert (found[0].code, found[0].line) == (code, line)
    assert found[0].column == (column if code != "lines.none" else 22)


def test_a_file_in_another_encoding_names_the_byte() -> None:
    found = problems("id: 中文".encode("gbk"))[0]

    assert (found.code, found.line, found.column, found.found, found.args["at"]) == ("file.encoding", 1, 5, "0xd6", "5")
    assert problems("id: 中文".encode("utf-16"))[0].code == "file.utf16"


def test_a_fifty_megabyte_file_is_refused_from_its_size(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    started = time.process_time()
    with pytest.raises(FileProblem, match=r"2,000,000"):
        load_matter(path)

    assert time.process_time() - started < SECOND


def test_a_device_and_a_pipe_are_refused_unopened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    for path in ("/dev/zero", "/dev/null", tmp_path / "pipe.yaml"):
        with pytest.raises(FileProblem, match="no ordinary file"):
            load_matter(path)


def test_a_stream_that_stands_open_is_read(tmp_path: Path) -> None:
    """A shell's `<(…)` hands over a pipe by its number."""
    reading, writing = os.pipe()
    os.write(writing, (Path(__file__).parent / "data" / "ten-sessions.yaml").read_bytes())
    os.close(writing)

    assert load_matter(f"/dev/fd/{reading}").id == "ten-sessions"
    os.close(reading)


def test_a_stream_without_an_end_is_not_read_to_its_end() -> None:
    endless = os.open("/dev/zero", os.O_RDONLY)
    with pytest.raises(FileProblem, match="too large"):
        load_matter(f"/dev/fd/{endless}")
    os.close(endless)


def test_a_policy_handed_over_as_a_matter_is_told_as_such() -> None:
    found = problems(b"format: weimei.policy/1\nid: t\nby: merchant\nclauses: []\n")[0]
    assert (found.code, found.line, found.column) == ("file.is_policy", 1, 9)
    with pytest.raises(FileProblem, match="weimei assess"):
        parse_policy(b"format: weimei.matter/1\nid: m\n", "m.yaml")


@pytest.mark.parametrize(
    ("old", "new", "nearest"),
    [
        ("plan: sessions", "plan: 次卡", "sessions"),
        ("plan: sessions", "plan: sessions\u200b", "sessions"),
        ("units: 10", "units: 十次", "10"),
        ("units: 10", "units: １０", "10"),
        ("units: 10", "次数: 10", "units"),
        ("price: 8800.00", "price: 九千八百元", "9800"),
        ("price: 8800.00", "price: 9,800元", "9800"),
        ("price: 8800.00", "price: 0.98万", "9800"),
        ("price: 8800.00", "price: +9800.00", "9800.00"),
        ("price: 8800.00", "price: 9_800", "9800"),
        ("price: 8800.00", "price: 0x10", ""),
        ("price: 8800.00", "price: 1e5", ""),
        ("price: 8800.00", "price: 九千六", ""),
        ("price: 8800.00", "price: 12800,50", ""),
        ("price: 8800.00", "price: 12,80", ""),
        ("price: 8800.00", "price: 12.800,00", ""),
        ("price: 8800.00", "price: 九千六百", "9600"),
        ("price: 8800.00", "price: .nan", ""),
        ("price: 8800.00", "price: 190:20", ""),
    ],
)
def test_what_people_write_instead_is_understood_and_never_taken(old: str, new: str, nearest: str) -> None:
    assert old in BASE
    found = problems(BASE.replace(old, new, 1).encode())
    assert [one.nearest for one in found][:1] == [nearest]


@pytest.mark.parametrize("space", ["\u00a0", "\u3000"])
def test_a_space_that_is_none_to_yaml_is_named_where_it_stands(space: str) -> None:
    found = problems(BASE.replace("plan: sessions", f"plan:{space}sessions", 1).encode())[0]

    assert found.code == "yaml.odd_space"
    assert (
        BASE.replace("plan: sessions", f"plan:{space}sessions", 1).splitlines()[found.line - 1][found.column - 1]
        == space
    )


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "no.yaml", "file.missing"), (tmp_path, "file.directory")):
        with pytest.raises(FileProblem) as caught:
            load_matter(path)
        assert caught.value.problems[0].code == code
        assert caught.value.problems[0].file == str(path)


def test_a_policy_file_is_refused_with_the_same_care() -> None:
    with pytest.raises(FileProblem) as caught:
        parse_policy(
            b"id: t\nby: merchant\nclauses:\n  - clause: fee_fixed\n    amount: 200RMB\n  - clause: nothing\n", "t.yaml"
        )

    assert [(one.code, one.line) for one in caught.value.problems] == [("amount.form", 5), ("value.word", 6)]


def test_a_slip_that_does_not_stop_the_sum_is_a_notice() -> None:
    path = Path(__file__).parent / "data" / "ten-sessions.yaml"
    assert load_matter_with_notices(path)[1] == ()


def test_every_code_has_its_words_in_both_languages_and_every_word_is_used() -> None:
    used = set()
    for path in SOURCE.glob("*.py"):
        used |= set(re.findall(r'"([a-z]+\.[a-z_0-9]+)"', path.read_text("utf-8")))
    codes = set(messages())

    assert codes <= used
    for code, row in messages().items():
        assert set(row) == {"zh", "en"}, code
        for field in ("what", "expected", "advice"):
            zh, en = getattr(row["zh"], field), getattr(row["en"], field)
            assert bool(zh) == bool(en), code
        names = {lang: set(re.findall(r"\{(\w+)\}", " ".join(row[lang]))) for lang in row}
        assert names["zh"] == names["en"], code
    raw = (SOURCE / "messages.toml").read_text("utf-8")
    assert len(tomllib.loads(raw)) == raw.count("\nzh = ")
