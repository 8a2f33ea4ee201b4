import hashlib
import json
from importlib.resources import files

FONTS = files("weimei.reports") / "fonts"
VENDOR = json.loads((FONTS / "VENDOR.json").read_text(encoding="utf-8"))


def test_fonts_are_the_ones_that_were_taken_over():
    for name, facts in VENDOR["files"].items():
        assert hashlib.sha256((FONTS / name).read_bytes()).hexdigest() == facts["sha256"], name


def test_no_font_lies_there_unrecorded():
    assert {file.name for file in FONTS.iterdir()} - {"VENDOR.json"} == set(VENDOR["files"])


def test_the_font_licence_comes_with_the_fonts():
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / VENDOR["licence_file"]).read_text(encoding="utf-8")
