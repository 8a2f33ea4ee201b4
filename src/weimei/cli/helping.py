"""How `--help` looks: Chinese first, then English, in columns that fit wide letters."""

from __future__ import annotations

from collections.abc import Iterable

import click

SECTIONS = {"Options": "选项 Options", "Commands": "命令 Commands", "Arguments": "参数 Arguments"}
OF_CLICK = {
    "Show this message and exit.": "显示这段说明。Show this message.",
    "Show the version and exit.": "显示版本。Show the version.",
}
FIRST_COLUMN_MAX = 34


class Formatter(click.HelpFormatter):
    """The words around a command in both languages, wrapped by the width that letters take on a terminal."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that shows how the command is written."""
        super().write_usage(prog, args, prefix if prefix is not None else "用法 Usage: ")

    def write_heading(self, heading: str) -> None:
        """The name of a part."""
        super().write_heading(SECTIONS.get(heading, heading))

    def write_text(self, text: str) -> None:
        """Paragraphs."""
        from weimei.reports.terminal import wrap

        indent = " " * self.current_indent
        for number, paragraph in enumerate(text.split("\n\n")):
            if number:
                self.write("\n")
            for line in wrap(_joined(paragraph), max(20, self.width - self.current_indent)):
                self.write(f"{indent}{line}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Names at the left, what they do at the right."""
        from weimei.reports.terminal import pad, width, wrap

        rows = list(rows)
        left = min(FIRST_COLUMN_MAX, max((width(name) for name, _ in rows), default=0)) + col_spacing
        indent = " " * self.current_indent
        room = max(20, self.width - self.current_indent - left)
        for name, said in rows:
            lines = wrap(OF_CLICK.get(said, said), room) or [""]
            if width(name) + col_spacing > left:
                self.write(f"{indent}{name}\n")
            else:
                self.write(f"{indent}{pad(name, left)}{lines.pop(0)}".rstrip() + "\n")
            for line in lines:
                self.write(f"{indent}{' ' * left}{line}\n")


def _joined(paragraph: str) -> str:
    """Lines of the source as one: nothing between Chinese letters, a space between others."""
    text = ""
    for line in (part.strip() for part in paragraph.strip().split("\n")):
        text += line if not text or (text[-1] > "\u2e7f" and line[:1] > "\u2e7f") else f" {line}"
    return text


class Context(click.Context):
    """A command being called, with help as this room shows it."""

    formatter_class = Formatter


def told_so(command: click.Command) -> click.Command:
    """The command, and those below it, with help as this room shows it."""
    command.context_class = Context
    for below in getattr(command, "commands", {}).values():
        told_so(below)
    return command
