"""What ./run and ./test start, inside the environment that tools/bootstrap.py made.

./run                 shows what the product does, on a published court case
./run COMMAND ARG…    the weimei command, for example ./run assess my.yaml
./test …              the checks, see weimei.boot.checks
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
NAME = "./run"
SHOWN_CASE = "examples/court-hefei-livestream-card.yaml"
NEXT = """
{rule}
报告写好了，可以直接打开：
The reports are ready to open:
  {html}
  {pdf}

接下来可以试试 · What to try next:
  ./run assess {case} --lang en        同一个案子，英文 · the same case in English
  ./run compare {case}   换个退款理由，各能退多少 · each reason side by side
  ./run new                            回答几个问题，写下你自己的情况 · answer a few questions about your own purchase
  ./run --help                         所有命令 · every command
{rule}
"""


def weimei(*arguments: str) -> int:
    """The weimei command in this process, under the name that the person typed; its exit code."""
    from weimei.cli import main as command

    try:
        return _exit_code(command(list(arguments), prog_name=NAME))
    except SystemExit as end:
        return _exit_code(end.code)


def _exit_code(result: object) -> int:
    match result:
        case None:
            return 0
        case int():
            return result
        case _:
            print(result, file=sys.stderr)
            return 1


def show(case: Path, reports: Path) -> int:
    """Assess a published case: the text here, HTML and PDF in a folder, and a hint what to try next."""
    reports.mkdir(parents=True, exist_ok=True)
    html, pdf = reports / f"{case.stem}.html", reports / f"{case.stem}.pdf"
    for output in ((), ("--format", "html", "-o", str(html)), ("--format", "pdf", "-o", str(pdf))):
        if code := weimei("assess", str(case), *output):
            return code
    rule = "─" * min(shutil.get_terminal_size().columns, 100)
    print(NEXT.format(rule=rule, html=html, pdf=pdf, case=SHOWN_CASE))
    return 0


def main(arguments: list[str]) -> int:
    """Do what ./run or ./test was asked for; the exit code."""
    match arguments:
        case ["test", *rest]:
            from weimei.boot import checks

            return checks.main(rest)
        case []:
            from weimei.config import read_settings

            return show(ROOT / SHOWN_CASE, ROOT / read_settings().output_folder)
        case _:
            return weimei(*arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
