"""`weimei schema`: JSON Schema of the file formats, generated from the types."""

from __future__ import annotations

import click


@click.command(name="schema")
@click.argument("kind", type=click.Choice(["matter", "policy", "assessment", "csv"]), default="matter")
def command(kind: str) -> None:
    """案件文件、条款文件、评估结果的 JSON Schema；csv：表格的表头，存成 .csv 就能在 Excel 里填。

    JSON Schema of the matter file, the policy file or the assessment; csv: the header of a spreadsheet for batch.
    """
    if kind == "csv":
        from weimei.files.sheet import COLUMNS

        click.echo("\ufeff" + ",".join(column.zh for column in COLUMNS))
        return
    import msgspec

    from weimei.files.schema import schema_of

    click.echo(msgspec.json.format(msgspec.json.encode(schema_of(kind)), indent=2).decode())
