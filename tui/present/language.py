"""The language of the screen: English in the source, bokmål and nynorsk from compiled catalogues.

A source tree whose catalogues were never compiled (`.ci/hatch_build.py` does that for every build and editable
install) shows English.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("nb", "nn", "en")
SOURCE: Final = "en"
DEFAULT: Final = "nb"
DOMAIN: Final = "samspill"
LOCALE: Final = Path(__file__).parent.parent / "locale"

_SPOKEN: Final = {"nb": "nb", "no": "nb", "nn": "nn", "en": "en"}
"""First part of a locale name -> our language."""

_code: str = SOURCE
_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use(code: str) -> None:
    """Everything said from now on, in every thread, is said in this language. ValueError for one we do not speak."""
    global _code, _catalogue
    if code not in LANGUAGES:
        raise ValueError(code)
    if code == SOURCE:
        _catalogue = gettext.NullTranslations()
    else:
        _catalogue = gettext.translation(DOMAIN, LOCALE, [code], fallback=True)
    _code = code


def current() -> str:
    return _code


def choose(configured: str | None, environ: Mapping[str, str]) -> str:
    """The configured language, else that of the environment (POSIX order), else bokmål; C and POSIX say nothing."""
    if configured in LANGUAGES:
        return configured
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        name = environ.get(variable, "")
        if name:  # POSIX: the first one that is set decides, also when we do not speak it
            return _SPOKEN.get(name.partition(".")[0].partition("@")[0].partition("_")[0].lower(), DEFAULT)
    return DEFAULT


def _(message: str) -> str:
    return _catalogue.gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    return _catalogue.ngettext(singular, plural, number)


def N_(message: str) -> str:  # noqa: N802 - the name gettext's tools look for
    """Marks a text that is translated where it is shown."""
    return message
