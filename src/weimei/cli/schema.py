"""`weimei schema`: JSON Schema of the file formats, generated from the types."""

from __future__ import annotations

import click


@click.command(name="schema")
@click.argument("kind", type=click.Choice(["matter", "policy", "assessment"]), default="matter")
def command(kind: str) -> None:
    """JSON Schema of the matter file, the policy file or the assessment, generated from the types.

    案件文件、条款文件、评估结果的 JSON Schema。
    """
    import msgspec

    from weimei.files.schema import schema_of

    click.echo(msgspec.json.format(msgspec.json.encode(schema_of(kind)), indent=2).decode())
