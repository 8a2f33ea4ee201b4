"""`weimei backtest --policy A --policy B IN`: what other terms would have done to past matters."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from weimei.cli.common import Language, as_of_option, columns, day, errors_told, lang_option, language, put

if TYPE_CHECKING:
    from weimei.services.backtest import Backtest, Sums, Tally

EXIT_BAD_ROWS = 1
FULL, BAND = "█", "░"
BAR_LEAST = 10
WORDS = {
    "zh": {
        "title": "换一版条款会怎样",
        "group": "因为什么退", "matters": "件数", "paid": "实付", "low": "低", "middle": "可能", "high": "高",
        "all": "全部", "change": "相差", "better": "对买的人更好", "worse": "更差", "same": "一样", "mixed": "有高有低",
        "terms": "条款", "chart": "每一版条款下该退的本金合计", "by_cause": "按原因分",
        "lead": "{count}件事，按{as_of}的法律各算两遍：换成{b}，可能退的合计比{a}{moved}。",
        "more": "多{sum}", "less": "少{sum}", "equal": "不多不少", "none": "没有一件能算，所以没有数。",
        "undecided": "{count}件没有可能的数，“可能”一列里按低的算。",
        "unstated": "{count}件不知道付了多少，没有算进实付。",
        "bad": "{count}件有问题，没有算进去。",
        "fallen": "{name}里不管算多少都没有效力的：{terms}。", "join": "、",
        "legend": "实心到低的数，浅色到高的数，竖线是可能的数。", "bars": "█到低的数，░到高的数。",
        "note": "问的是“要是买的人都接受了这版条款会怎样”。没有接受过的条款不约束人。这是估算，不是保证。",
    },
    "en": {
        "title": "What other terms would have done",
        "group": "Cause", "matters": "Matters", "paid": "Paid", "low": "Low", "middle": "Likely", "high": "High",
        "all": "All", "change": "Difference", "better": "Better for the buyer", "worse": "Worse", "same": "Same",
        "mixed": "Mixed",
        "terms": "Terms", "chart": "Principal to be returned under each version", "by_cause": "By cause",
        "lead": "Matters: {count}, each judged twice under the law of {as_of}. Under {b} the likely sum is {moved} under {a}.",
        "more": "{sum} more than", "less": "{sum} less than", "equal": "the same as",
        "none": "No matter could be judged, so there is no figure.",
        "undecided": "Matters without a likely figure: {count}; the column Likely takes their low one.",
        "unstated": "Matters whose payment is not known: {count}; they are left out of Paid.",
        "bad": "Matters that are bad and not counted: {count}.",
        "fallen": "Without force in {name}, whatever the sum: {terms}.", "join": ", ",
        "legend": "Solid up to the low figure, pale up to the high one; the line is the likely one.",
        "bars": "█ up to the low figure, ░ up to the high one.",
        "note": "This asks what would be if every buyer had accepted these terms. A term never accepted binds nobody. "
        "These are estimates, not guarantees.",
    },
}  # fmt: skip
Rows = list[list[str]]


@click.command(name="backtest")
@click.argument("sources", metavar="IN...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--policy", "policies", multiple=True, required=True, type=click.Path(path_type=Path),
    help="条款文件，写两次：先原来的，后新的。A policy file; give two: the terms to compare with, then the others.",
)  # fmt: skip
@as_of_option
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="写到这个文件，.html或.csv。File to write: .html or .csv.",
)
@lang_option
def command(
    sources: tuple[Path, ...], policies: tuple[Path, ...], as_of: Any, out: Path | None, lang: str | None
) -> None:
    """换一版条款会怎样：过去的每件事，商家的条款换成第一版、再换成第二版，各算一遍，看差多少、对买的人是好是坏。

    Judge past matters again under two versions of the seller's terms, everything else as it was.

    IN: spreadsheets (.csv), JSON Lines (.jsonl, .jsonl.gz), Parquet, or single matters (.yaml). Exit code 0: all matters
    judged; 1: some rows bad, each named on standard error; 2: could not begin.
    """
    chosen = language(lang)
    with errors_told(chosen):
        from weimei.files import load_policy
        from weimei.services.backtest import run_backtest

        _usable(policies, out)
        both = (load_policy(policies[0]), load_policy(policies[1]))
        found = run_backtest(sources, both, day(as_of), chosen, lambda text: click.echo(text, err=True))
        form = out.suffix.lower() if out is not None else ""
        content = as_csv(found) if form == ".csv" else as_html(found, chosen) if form == ".html" else ""
        put(content or as_text(found, chosen, columns()), out, (*sources, *policies))
    if out is not None:
        click.echo("\n".join(said(found, chosen)), err=True)
    sys.exit(EXIT_BAD_ROWS if found.bad else 0)


def _usable(policies: tuple[Path, ...], out: Path | None) -> None:
    from weimei.services.told import ToldError

    if len(policies) != 2:
        raise ToldError(
            "backtest.policies",
            zh="要给两版条款：--policy 写两次。",
            en="Give two versions of the terms: --policy twice.",
        )
    if out is not None and out.suffix.lower() not in (".html", ".csv"):
        raise ToldError(
            "backtest.out",
            zh=f"不会写{out.name}这种文件，名字要以 .html 或 .csv 结尾。",
            en=f"Cannot write {out.name}: the name must end in .html or .csv.",
        )


def said(found: Backtest, lang: Language) -> list[str]:
    """The finding in sentences: how much more or less, what is left out, which terms fell."""
    from weimei.reports.labels import term_kind
    from weimei.reports.wording import clean, money

    words, whole = WORDS[lang], found.whole
    moved = whole.second.middle - whole.first.middle
    kind = "more" if moved > 0 else "less" if moved < 0 else "equal"
    how = words[kind].format(sum=money(abs(moved), found.currency))
    first, second = (clean(name, 60) for name in found.names)
    lead = words["lead"].format(count=f"{whole.matters:,}", as_of=found.as_of.isoformat(), a=first, b=second, moved=how)
    lines = [lead if whole.matters else words["none"]]
    for key, count in (("undecided", whole.undecided), ("unstated", whole.unstated), ("bad", found.bad)):
        if count:
            lines.append(words[key].format(count=f"{count:,}"))
    for name, fallen in zip((first, second), found.fallen, strict=True):
        kinds = dict.fromkeys(term_kind(term.kind, lang) for term in fallen)
        if kinds:
            lines.append(words["fallen"].format(name=name, terms=words["join"].join(kinds)))
    return lines


def _groups(found: Backtest, lang: Language) -> list[tuple[str, Tally]]:
    from weimei.reports.labels import ground_label

    groups = [(ground_label(cause, lang), tally) for cause, tally in sorted(found.by_cause.items())]
    return [(WORDS[lang]["all"], found.whole), *groups]


def _sums(found: Backtest, lang: Language) -> Rows:
    """Each version's sums of all matters, and the difference."""
    from weimei.reports.wording import clean, money

    words, one, two = WORDS[lang], found.whole.first, found.whole.second
    rows = [[words["terms"], words["low"], words["middle"], words["high"]]]
    for name, of in ((found.names[0], one), (found.names[1], two)):
        rows.append([clean(name, 40), *(money(value, found.currency) for value in (of.low, of.middle, of.high))])
    change = (two.low - one.low, two.middle - one.middle, two.high - one.high)
    return [*rows, [words["change"], *(money(value, found.currency) for value in change)]]


def _causes(found: Backtest, lang: Language) -> Rows:
    """By cause: matters, paid, the change of the likely sum, for how many the change is better or worse."""
    from weimei.reports.wording import money

    words = WORDS[lang]
    rows = [[words[key] for key in ("group", "matters", "paid", "change", "better", "worse", "same", "mixed")]]
    for name, of in _groups(found, lang):
        sums = (money(of.paid, found.currency), money(of.second.middle - of.first.middle, found.currency))
        counts = (f"{count:,}" for count in (of.better, of.worse, of.same, of.mixed))
        rows.append([name, f"{of.matters:,}", *sums, *counts])
    return rows


def as_text(found: Backtest, lang: Language, width: int) -> str:
    """For the terminal: the finding, bars from zero, the tables."""
    from weimei.reports.terminal import wrap

    words = WORDS[lang]
    parts = [words["title"], "", *(part for line in said(found, lang) for part in wrap(line, width))]
    if found.whole.matters:
        parts += ["", *wrap(words["chart"], width), *_bars(found, lang, width), *wrap(words["bars"], width)]
        parts += ["", *_aligned(_sums(found, lang), width)]
        parts += ["", words["by_cause"], *_aligned(_causes(found, lang), width)]
    return "\n".join([*parts, "", *wrap(words["note"], width)])


def _bars(found: Backtest, lang: Language, width: int) -> list[str]:
    from weimei.reports.terminal import pad
    from weimei.reports.terminal import width as wide
    from weimei.reports.wording import clean, money, span

    names = [WORDS[lang]["paid"], *(clean(name, 24) for name in found.names)]
    sums = [found.whole.first, found.whole.second]
    labels = [money(found.whole.paid, found.currency), *(span(of.low, of.high, found.currency) for of in sums)]
    left = max(map(wide, names))
    room = width - left - max(map(wide, labels)) - 2
    is_narrow = room < BAR_LEAST  # then name, bar and sum stand below one another
    room = width if is_narrow else room
    top = _top(found)
    bars = [FULL * (found.whole.paid * room // top)]
    bars += [FULL * (of.low * room // top) + BAND * (of.high * room // top - of.low * room // top) for of in sums]
    rows = zip(names, bars, labels, strict=True)
    if is_narrow:
        return [line for name, bar, label in rows for line in (name, bar, label)]
    return [f"{pad(name, left)} {bar} {label}" for name, bar, label in rows]


def _top(found: Backtest) -> int:
    """The end of the scale, which starts at zero."""
    return max(found.whole.paid, found.whole.first.high, found.whole.second.high, 1)


def _aligned(rows: Rows, columns: int) -> list[str]:
    """A table where it fits, else each row by itself with the names of its values."""
    from weimei.reports.terminal import pad, width, wrap

    wide = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    if sum(wide) + 2 * len(wide) - 2 > columns:
        named = [zip(rows[0][1:], row[1:], strict=True) for row in rows[1:]]
        return [
            line
            for row, values in zip(rows[1:], named, strict=True)
            for line in (*wrap(row[0], columns), *(f"  {head} {value}" for head, value in values))
        ]
    return [
        "  ".join(pad(cell, wide[place], right=place > 0) for place, cell in enumerate(row)).rstrip() for row in rows
    ]


def as_csv(found: Backtest) -> str:
    """One row for all matters, one for each cause; sums as plain decimals of the currency."""
    import csv
    import io

    from weimei.core.money import currency_digits, format_amount

    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    sides = [f"{side}_{end}" for side in ("a", "b", "change") for end in ("low", "likely_or_low", "high")]
    counts = ("better", "worse", "same", "mixed", "undecided", "unstated")
    writer.writerow(["cause", "policy_a", "policy_b", "currency", "matters", "paid", *sides, *counts])
    digits = currency_digits(found.currency)
    for cause, of in [("all", found.whole), *sorted(found.by_cause.items())]:
        sums = [of.paid, *_ends(of.first), *_ends(of.second)]
        sums += [after - before for before, after in zip(_ends(of.first), _ends(of.second), strict=True)]
        numbers = [format_amount(value, digits) for value in sums]
        names = [_no_formula(name) for name in found.names]
        row = [cause.removeprefix("cause:"), *names, found.currency, of.matters, *numbers]
        writer.writerow([*row, *(getattr(of, count) for count in counts)])
    return stream.getvalue()


def _ends(sums: Sums) -> tuple[int, int, int]:
    return sums.low, sums.middle, sums.high


def _no_formula(text: str) -> str:
    """A name that a spreadsheet does not take for a formula."""
    from weimei.reports.wording import clean

    return "'" + clean(text) if text[:1] in "=+-@" else clean(text)


def as_html(found: Backtest, lang: Language) -> str:
    """One page: the finding, a drawing, the tables beside it. No script, nothing fetched, light and dark."""
    from html import escape

    words = WORDS[lang]
    said_ = "".join(f"<p>{escape(line)}</p>" for line in said(found, lang))
    body = ""
    if found.whole.matters:
        figure = f"<figure>{_svg(found, lang)}<figcaption>{escape(words['legend'])}</figcaption></figure>"
        sums = _table(_sums(found, lang), words["chart"])
        body = f'<div class="beside">{figure}{sums}</div>{_table(_causes(found, lang), words["by_cause"])}'
    title = escape(words["title"])
    code = "zh-CN" if lang == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{code}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{STYLE}</style></head>\n<body><main><h1>{title}</h1>{said_}{body}"
        f'<p class="muted">{escape(words["note"])}</p></main></body>\n</html>\n'
    )


def _table(rows: Rows, caption: str) -> str:
    from html import escape

    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in rows[0])
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in rows[1:]
    )
    inside = f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="scroll"><table>{inside}</table></div>'


def _svg(found: Backtest, lang: Language) -> str:
    """Three bars on one scale from zero: paid, then each version from its low to its high figure."""
    from html import escape

    from weimei.reports.wording import clean, money, span

    top, room = _top(found), 600

    def at(value: int) -> int:
        return max(0, value) * room // top

    paid = found.whole.paid
    bars: list[tuple[str, str, tuple[int, int], int | None]] = [
        (WORDS[lang]["paid"], money(paid, found.currency), (0, paid), None)
    ]
    for name, of in zip(found.names, (found.whole.first, found.whole.second), strict=True):
        bars.append((clean(name, 20), span(of.low, of.high, found.currency), (of.low, of.high), of.middle))
    drawn = []
    for place, (name, label, (low, high), middle) in enumerate(bars):
        y = place * 64
        drawn.append(f'<text x="0" y="{y + 18}">{escape(name)} {escape(label)}</text>')
        if middle is None:
            drawn.append(f'<rect class="paid" x="0" y="{y + 28}" width="{at(high)}" height="20"/>')
            continue
        drawn.append(f'<rect class="sure" x="0" y="{y + 28}" width="{at(low)}" height="20"/>')
        drawn.append(f'<rect class="band" x="{at(low)}" y="{y + 28}" width="{at(high) - at(low)}" height="20"/>')
        drawn.append(f'<path class="tick" d="M{at(middle)} {y + 24}v28"/>')
    drawn.append(f'<path class="zero" d="M0 24V{len(bars) * 64 - 8}"/>')
    label = escape(said(found, lang)[0])
    return f'<svg viewBox="-4 0 {room + 8} {len(bars) * 64}" role="img" aria-label="{label}">{"".join(drawn)}</svg>'


STYLE = """
:root { color-scheme: light dark; --page: #F6F4EF; --surface: #FFFFFF; --line: #DEDAD1; --edge: #858984; --ink: #1D2A2E;
  --muted: #566468; --primary: #1C5A66; --band: #93BDC5; }
@media (prefers-color-scheme: dark) { :root { --page: #12181A; --surface: #1A2123; --line: #313B3E; --edge: #7C888B;
  --ink: #E9E7E2; --muted: #A2ADB0; --primary: #82C5CF; --band: #35626B; } }
* { box-sizing: border-box; margin: 0; }
body { background: var(--page); color: var(--ink); font: 400 1rem/1.7 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; }
main { max-width: 66rem; margin-inline: auto; padding: 1.5rem 1rem 2.5rem; display: grid; gap: .75rem; }
main > * { min-width: 0; }
h1 { font-size: 1.5rem; line-height: 1.35; }
.beside { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); align-items: start; }
figure, .scroll { background: var(--surface); border: 1px solid var(--line); border-radius: .875rem; padding: 1rem 1.25rem;
  min-width: 0; }
figcaption, caption, .muted { color: var(--muted); font-size: .875rem; text-align: start; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .375rem .75rem .375rem 0; border-bottom: 1px solid var(--line); text-align: end; white-space: nowrap;
  font-size: .875rem; }
th:first-child { text-align: start; white-space: normal; }
svg { display: block; width: 100%; }
svg text { fill: var(--ink); font-size: 18px; }
.paid { fill: var(--edge); } .sure { fill: var(--primary); } .band { fill: var(--band); }
.tick { stroke: var(--ink); stroke-width: 3; } .zero { stroke: var(--edge); stroke-width: 1.5; }
"""
