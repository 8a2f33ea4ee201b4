"""Matter and policy files: bytes in and out, with line and column, JSON Schema, tables of matters, whole-or-nothing writing."""

from weimei.files.atomic import open_whole, write_whole
from weimei.files.load import (
    PolicyFile,
    load_matter,
    load_matter_with_notices,
    load_policy,
    parse_matter,
    parse_matter_with_notices,
    parse_policy,
)
from weimei.files.problems import FileProblem, Remark
from weimei.files.rows import decode_row, encode_matter_row
from weimei.files.tables import RowWriter, read_rows, table_kind
from weimei.files.writing import dump_json, dump_matter, dump_policy

__all__ = [
    "FileProblem",
    "PolicyFile",
    "Remark",
    "RowWriter",
    "decode_row",
    "dump_json",
    "dump_matter",
    "dump_policy",
    "encode_matter_row",
    "load_matter",
    "load_matter_with_notices",
    "load_policy",
    "open_whole",
    "parse_matter",
    "parse_matter_with_notices",
    "parse_policy",
    "read_rows",
    "table_kind",
    "write_whole",
]
