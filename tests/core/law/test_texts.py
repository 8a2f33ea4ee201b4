"""The restated law: every norm that the reference cites is found, and every text is complete and tied to the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import weimei
from weimei.core.errors import DomainError
from weimei.core.law import instruments, texts
from weimei.core.law.instruments import Verification, instrument
from weimei.core.law.parameters import parameter_ids
from weimei.core.law.texts import Interaction, article, cite, question, reading, search

# Every article that the reference cites in its norms, situations, reference data and channels (a-b: each of them).
CITED = {
    "spc-prepaid-2025": "1-27",
    "cpl-2013": "6 8 15 16 20 23 24 25 26 28 44 45 46 48 49 51 52 53 55",
    "cpl-reg-2024": "7 10 12 14 17 18 21 22 27 33 45 46 49",
    "samr-121-2026": "7 9 13 15 16 17 22 23 27 31 32 42 43 45",
    "livestream-ec-2026": "16 18 20 23 26 27 28 31 32 34 35 47",
    "online-trade-2021": "18 20 21 23 31",
    "platform-rules-2026": "4 7 8 12-16 19-21 29 30 32",
    "livestream-mkt-2021": "3 5 6",
    "spc-online-2022": "1 4 5 6 10-14 16 17",
    "civil-code": "137 142 144 145 147 148 152 153 155 157-160 186 188 189 192-195 199 201-204 465 470 496-498 506"
    " 509-511 533 560 561 563-566 577 580 582-588 591-593 770 772 778 781 787 933 1019 1020 1024-1028 1032-1034 1173"
    " 1194-1196 1218-1225",
    "spc-contract-2023": "9 10 24 25 32 52-54 59-61 63-68",
    "ecommerce-law": "31 38 49 51 58 61-63",
    "ad-law": "16 28 46 55 56",
    "ad-internet-2023": "6 9 14 19 20",
    "ma-ad-guide-2021": "3 5 8",
    "price-56-2022": "5-7 12 16-19",
    "penalty-consumer": "5 6 8 10 12 13 16",
    "contract-admin": "7 8 22",
    "return7-2017": "7-10 12-17 20",
    "pipl": "28-31 38 39 44-47 50 69",
    "ma-service": "2 11 12 15-19 23",
    "med-inst-reg": "14 23 26 27 43 46 47",
    "med-inst-rules": "53 88",
    "med-dispute-reg": "16 24 31 38 40",
    "med-record-2013": "17 18 21",
    "health-promotion-law": "99",
    "doctor-law": "13 29 59",
    "med-damage-spc": "1",
    "drug-law": "12 36 70 98 124 144",
    "drug-reg-2026": "46 64 67 71 72 86",
    "food-drug-spc": "15 18",
    "fd-punitive-2024": "2 9-11 15 16",
    "device-reg-2021": "38 45 48 51 55 75 86 90",
    "device-use-2015": "9 12-14 16",
    "barcode-2026": "18 19 22",
    "civil-procedure": "13 24 35 67 85 122 165-169 205 211 225-228 264",
    "civil-procedure-spc": "18 20 31 90-92 108 109 112 232 272 275 326 390",
    "spc-evidence-2019": "3 4 31 47 48 95",
    "online-litigation": "4 16 17",
    "internet-court-2025": "1",
    "samr-penalty-proc": "18 64",
    "court-fee": "13-16 20 29",
    "delay-interest-2014": "1-3",
    "limitation-spc-2020": "4 5 8-11",
    "health-penalty-proc": "14 32 42 69",
    "conflict-law": "42",
    "mofcom-card": "2 7",
    "local-beijing-2022": "15-17 19",
    "local-zhejiang-2017": "2 10 11 17 40",
    "local-shandong-2017": "22 30",
    "local-shanghai-2019": "17",
}
# Parts of articles cited by number, and norms that have none.
CITED_PARTS = [
    "spc-prepaid-2025:9(1)", "spc-prepaid-2025:9(2)", "spc-prepaid-2025:9(3)", "spc-prepaid-2025:9(4)",
    "spc-prepaid-2025:9(5)", "spc-prepaid-2025:9(6)", "spc-prepaid-2025:9(7)", "spc-prepaid-2025:13(1)(1)",
    "spc-prepaid-2025:13(1)(2)", "spc-prepaid-2025:13(1)(3)", "spc-prepaid-2025:13(1)(4)", "spc-prepaid-2025:13 para 2",
    "spc-prepaid-2025:14 para 2", "spc-prepaid-2025:15 para 2", "spc-prepaid-2025:15 para 3",
    "spc-prepaid-2025:17 para 2",
    "spc-prepaid-2025:18(1)", "spc-prepaid-2025:18(2)", "spc-prepaid-2025:18 para 2", "spc-prepaid-2025:19 para 2",
    "spc-prepaid-2025:22 para 3", "spc-prepaid-2025:23 para 2", "civil-code:563 para 2", "civil-code:563(1)(3)",
    "civil-code:563(1)(4)", "civil-code:566 para 2", "civil-code:580 para 2", "civil-code:585 para 2",
    "civil-code:588 para 2", "civil-code:1222(1)", "spc-contract-2023:52 para 3", "spc-contract-2023:63 para 3",
    "spc-contract-2023:64 para 3", "spc-contract-2023:67 para 1", "spc-contract-2023:67 para 4",
    "spc-contract-2023:68 para 2", "cpl-2013:16 para 2", "cpl-2013:20 para 3", "cpl-2013:23 para 2",
    "cpl-2013:23 para 3",
    "cpl-2013:55 para 1", "ad-law:16(4)", "ma-ad-guide-2021:5(6)", "price-56-2022:16 para 2", "penalty-consumer:5(7)",
    "penalty-consumer:5(10)", "penalty-consumer:6(1)", "penalty-consumer:6(2)", "penalty-consumer:6(6)",
    "penalty-consumer:6(8)", "penalty-consumer:16 para 2", "drug-law:144 para 3", "civil-procedure:13 para 2",
    "civil-procedure:122(3)", "civil-procedure:166(2)", "civil-procedure:211(11)", "civil-procedure-spc:91(2)",
    "court-fee:14(2)", "court-fee:14(3)", "internet-court-2025:1(7)", "samr-121-2026:16(2)", "samr-121-2026:16(4)",
    "samr-121-2026:23(5)", "samr-20-2019:all", "udi-rule-2019:rule", "ma-11dept-2023:policy",
    "spc-cases-2022:medical-aesthetics", "spc-cases-2022:photo-studio", "case-library:yu-01-4000",
]  # fmt: skip
SOURCES = sorted(Path(weimei.__file__).parent.rglob("*.py")) + sorted(Path(weimei.__file__).parent.rglob("*.toml"))


def _cited() -> Iterator[str]:
    for instrument_id, labels in CITED.items():
        for label in labels.split():
            first, _, last = label.partition("-")
            yield from (f"{instrument_id}:{n}" for n in range(int(first), int(last or first) + 1))
    yield from CITED_PARTS


@pytest.mark.parametrize("ref", list(_cited()))
def test_every_norm_that_the_reference_cites_is_restated(ref: str) -> None:
    norm = article(ref)

    assert norm.ref == ref
    assert norm.zh.endswith("。")
    assert norm.en.endswith(".")
    assert norm.sets


def test_every_instrument_of_the_reference_has_its_texts() -> None:
    assert set(CITED) | {ref.partition(":")[0] for ref in CITED_PARTS} | {"local-prepaid"} == set(
        instruments.instrument_ids()
    )


def test_every_norm_is_complete_and_its_readings_and_questions_exist() -> None:
    for norm in texts.all_norms():
        assert re.search(r"[\u4e00-\u9fff]", norm.zh), norm.ref
        assert norm.en.isprintable(), norm.ref
        assert not re.search(r"您", norm.zh), norm.ref
        assert [reading(r).ref for r in norm.readings] == [f"model:{r}" for r in norm.readings]
        assert all(1 <= question(n).number <= 39 for n in norm.open)


def test_every_reading_stands_on_a_norm_and_says_what_else_it_could_be() -> None:
    for ours in texts.readings():
        assert ours.norms, ours.ref
        assert all(article(ref).ref == ref for ref in ours.norms)
        assert ours.alternative_zh
        assert ours.alternative_en
        assert ours.zh != ours.alternative_zh
        assert all(question(n) for n in ours.open)
        assert ours.parameter is None or ours.parameter in parameter_ids()


def test_the_open_questions_are_the_39_of_the_reference() -> None:
    assert [q.number for q in texts.questions()] == list(range(1, 40))
    assert all((q.default_zh is None) == (q.default_en is None) for q in texts.questions())


def test_a_question_without_a_default_names_none() -> None:
    assert question("open:28").default_zh is None
    assert question("open:32").default_en == "Oldest first."


def _named_in_code() -> set[str]:
    names = "|".join(sorted(map(re.escape, (*instruments.instrument_ids(), "model", "open")), key=len, reverse=True))
    pattern = re.compile(rf"[\"'`]((?:{names}):[0-9a-z_()-]+(?: para \d+)?)[\"'`]")
    return {ref for path in SOURCES for ref in pattern.findall(path.read_text(encoding="utf-8"))}


def test_everything_the_code_cites_is_restated() -> None:
    cited = _named_in_code()

    assert "spc-prepaid-2025:18(1)" in cited
    for ref in cited:
        assert cite(ref, "zh"), ref
        assert cite(ref, "en"), ref


@pytest.mark.parametrize(
    ("ref", "zh", "en"),
    [
        ("spc-prepaid-2025:18", "法释〔2025〕4号第18条", "SPC prepaid interpretation 2025, art 18"),
        ("civil-code:563(1)(4)", "民法典第563条第1款第4项", "Civil Code, art 563(1)(4)"),
        ("spc-prepaid-2025:19 para 2", "法释〔2025〕4号第19条第2款", "SPC prepaid interpretation 2025, art 19 para 2"),
        ("samr-121-2026:16(4)", "市场监督管理投诉举报处理办法第16条第4项",
         "Complaint and Report Measures 2026, art 16(4)"),
        ("pipl:28-30", "个人信息保护法第28至30条", "Personal Information Protection Law, arts 28-30"),
        ("ma-ad-guide-2021:3", "医疗美容广告执法指南第3项", "Medical Aesthetics Advertising Guide 2021, item 3"),
        ("ma-service:23", "医疗美容服务管理办法第23条（2016年修改前第24条）",
         "Medical Aesthetics Service Measures, art 23 (24 before 2016)"),
        ("udi-rule-2019:rule", "医疗器械唯一标识系统规则", "UDI Rules 2019"),
        ("civil-code", "民法典", "Civil Code"),
        ("model:day_count_365", "我们的读法：一年按365天计息", "our reading: a year has 365 days for interest"),
        ("open:5", "没有定论的问题5", "open question 5"),
    ],
)  # fmt: skip
def test_a_citation_is_short_and_reads_as_people_write_it(ref: str, zh: str, en: str) -> None:
    assert (cite(ref, "zh"), cite(ref, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("asked", "settled"),
    [
        ("spc-prepaid-2025:19(2)", "spc-prepaid-2025:19 para 2"),
        ("spc-prepaid-2025:22(1)", "spc-prepaid-2025:22 para 1"),
        ("spc-prepaid-2025:13(4)", "spc-prepaid-2025:13(1)(4)"), ("spc-prepaid-2025: art 18", "spc-prepaid-2025:18"),
        ("drug-law:144(3)", "drug-law:144 para 3"), ("civil-code:563(2)", "civil-code:563 para 2"),
    ],
)  # fmt: skip
def test_other_spellings_of_a_part_settle_on_one(asked: str, settled: str) -> None:
    assert article(asked).ref == settled


def test_an_article_inside_a_range_is_cited_by_its_own_number() -> None:
    norm = article("spc-contract-2023:10")

    assert norm.heading == "9-10"
    assert cite(norm.ref, "zh") == "法释〔2023〕13号第10条"


def test_a_part_that_could_be_two_things_must_be_named() -> None:
    with pytest.raises(DomainError) as unclear:
        article("spc-prepaid-2025:13(2)")

    assert unclear.value.code == "law.unclear_reference"


@pytest.mark.parametrize(
    ("ref", "near"),
    [
        ("spc-prepaid-2026:18", "spc-prepaid-2025"), ("civil-code:5855", "civil-code:585"),
        ("spc-prepaid-2025", "colon"),
        ("spc-prepaid-2025:28", "spc-prepaid-2025"), ("local-prepaid:1", "norms"),
        ("civil-code:585a", "civil-code:585"),
    ],
)  # fmt: skip
def test_an_unknown_norm_is_refused_with_the_nearest(ref: str, near: str) -> None:
    with pytest.raises(DomainError, match=near):
        article(ref)


def test_an_unknown_reading_or_question_is_refused_with_the_nearest() -> None:
    with pytest.raises(DomainError, match="model:day_count_365"):
        reading("model:day_count_366")
    with pytest.raises(DomainError, match="open:4"):
        question("open:40")


def test_the_codes_of_the_central_articles() -> None:
    codes = {n: article(f"spc-prepaid-2025:{n}") for n in (14, 16, 18, 20, 21)}

    assert [codes[n].interaction for n in codes] == [
        Interaction.FLOOR, Interaction.DEFAULT, Interaction.FLOOR, Interaction.MANDATORY, Interaction.DISCRETION,
    ]  # fmt: skip
    assert codes[18].flag == "LAW"
    assert codes[21].flag == "RANGE"
    assert "free_units_in_bargain" in codes[18].readings


def test_what_was_only_read_in_part_or_never_says_so() -> None:
    assert article("ma-service:11").verification is Verification.READ_PART
    assert article("udi-rule-2019:rule").is_unverified
    assert not article("spc-prepaid-2025:1").is_unverified


def test_a_norm_takes_the_days_of_its_instrument() -> None:
    assert article("spc-prepaid-2025:14").in_force_from == date(2025, 5, 1)
    assert article("samr-20-2019:all").in_force_to == date(2026, 4, 14)


def test_the_complaint_rules_change_over_on_15_april_2026() -> None:
    old, new = instrument("samr-20-2019"), instrument("samr-121-2026")

    assert (old.is_in_force(date(2026, 4, 14)), new.is_in_force(date(2026, 4, 14))) == (True, False)
    assert (old.is_in_force(date(2026, 4, 15)), new.is_in_force(date(2026, 4, 15))) == (False, True)
    assert (old.repealed_by, new.repeals) == (new.id, old.id)


def test_an_instrument_without_dates_does_not_claim_to_be_in_force() -> None:
    assert instrument("case-library").is_in_force(date(2026, 1, 1)) is None


def test_fields_from_memory_are_named() -> None:
    assert "number" in instrument("civil-code").unverified
    assert "in_force_from" in instrument("cpl-2013").unverified
    assert "currency" in instrument("local-beijing-2022").unverified
    assert instrument("spc-prepaid-2025").unverified == ()


def test_every_instrument_is_complete_and_notes_stand_in_both_languages() -> None:
    for one in instruments.instruments():
        assert one.title_zh
        assert one.source_zh
        assert "http" not in one.source_zh
        assert len(one.notes_zh) == len(one.notes_en), one.id


@pytest.mark.parametrize(
    ("words", "expected"),
    [("双倍 定金", "civil-code:587"), ("unlimited plan", "spc-prepaid-2025:22"), ("第一千零五", None), ("", None)],
)
def test_search_needs_every_word_in_chinese_or_english(words: str, expected: str | None) -> None:
    found = [norm.ref for norm in search(words)]

    assert (expected in found) if expected else found == []


@pytest.mark.parametrize(
    ("written", "ref"),
    [
        ("法释〔2025〕4号第18条", "spc-prepaid-2025:18"), ("法释(2025)4号第18条第2项", "spc-prepaid-2025:18(2)"),
        ("《中华人民共和国民法典》第 563 条第 1 款第 4 项", "civil-code:563(1)(4)"),
        ("民法典第580条第2款", "civil-code:580 para 2"),
        ("消费者权益保护法第55条", "cpl-2013:55"),
    ],
)  # fmt: skip
def test_a_written_chinese_citation_finds_its_norm(written: str, ref: str) -> None:
    found = texts.read_citation(written)

    assert found is not None
    assert found.ref == ref


@pytest.mark.parametrize("written", ["定金", "不存在的法第3条", "民法典第9999条"])
def test_what_is_no_citation_finds_nothing(written: str) -> None:
    assert texts.read_citation(written) is None
