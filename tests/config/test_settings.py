from pathlib import Path

import pytest

from weimei.config import SettingError, Settings, read_settings


def test_without_any_variable_the_defaults_hold():
    assert read_settings({}) == Settings(lang="zh", output_folder=Path("var/reports"))


def test_an_empty_variable_counts_as_not_set():
    assert read_settings({"WEIMEI_LANG": "", "WEIMEI_OUTPUT": ""}) == Settings()


def test_language_and_place_come_from_the_environment():
    found = read_settings({"WEIMEI_LANG": "en", "WEIMEI_OUTPUT": "out", "HOME": "elsewhere"})

    assert found == Settings(lang="en", output_folder=Path("out"))


def test_an_unknown_language_is_refused_with_the_words_that_fit():
    with pytest.raises(SettingError, match=r"WEIMEI_LANG is 'zn'; write zh or en"):
        read_settings({"WEIMEI_LANG": "zn"})
