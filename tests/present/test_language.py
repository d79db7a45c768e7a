from __future__ import annotations

from collections.abc import Mapping

import pytest

from tui.present import language
from tui.present.language import _, ngettext


@pytest.mark.parametrize(
    ("configured", "environ", "expected"),
    [
        (None, {}, "nb"),
        ("nn", {"LANG": "en_GB.UTF-8"}, "nn"),
        (None, {"LANG": "nn_NO.UTF-8"}, "nn"),
        (None, {"LANG": "nb_NO.ISO-8859-1"}, "nb"),
        (None, {"LANG": "no_NO"}, "nb"),
        (None, {"LANG": "en"}, "en"),
        (None, {"LANG": "en_US.UTF-8", "LC_MESSAGES": "nn_NO"}, "nn"),
        (None, {"LANG": "en_US.UTF-8", "LC_MESSAGES": "nn_NO", "LC_ALL": "nb_NO"}, "nb"),
        (None, {"LANG": "en_US.UTF-8", "LC_ALL": ""}, "en"),
        (None, {"LANG": "en_US.UTF-8", "LC_ALL": "C"}, "nb"),
        (None, {"LANG": "POSIX"}, "nb"),
        (None, {"LANG": "C.UTF-8"}, "nb"),
        (None, {"LANG": "de_DE.UTF-8"}, "nb"),
        (None, {"LANG": "nn@modifier"}, "nn"),
        ("xx", {"LANG": "nn_NO"}, "nn"),
    ],
)
def test_choice(configured: str | None, environ: Mapping[str, str], expected: str) -> None:
    assert language.choose(configured, environ) == expected


def test_use_changes_what_is_said_from_then_on() -> None:
    said = []
    for code in language.LANGUAGES:
        language.use(code)
        assert language.current() == code
        said.append((_("Office hours"), ngettext("{count} day left", "{count} days left", 1)))
    assert said == [
        ("Kontortid", "{count} dag igjen"),
        ("Kontortid", "{count} dag igjen"),
        ("Office hours", "{count} day left"),
    ]


def test_a_language_nobody_translated_is_refused_and_changes_nothing() -> None:
    language.use("nn")
    with pytest.raises(ValueError, match="de"):
        language.use("de")
    assert language.current() == "nn"
