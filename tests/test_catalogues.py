"""The catalogues say everything the source says, and nothing else."""

from __future__ import annotations

import gettext
import runpy
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from tui.present import language

TOOL: dict[str, Any] = runpy.run_path(str(Path(__file__).parent.parent / ".ci" / "catalogues.py"))
CODES = [code for code in language.LANGUAGES if code != language.SOURCE]


def path_of(code: str) -> Path:
    return language.LOCALE / code / "LC_MESSAGES" / f"{language.DOMAIN}.po"


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_missing_fuzzy_or_left_over(code: str) -> None:
    assert TOOL["faults"](path_of(code)) == []


def test_every_language_has_a_catalogue() -> None:
    assert sorted(path.parent.parent.name for path in TOOL["catalogues"]()) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_singular_and_plural_are_told_apart(code: str) -> None:
    catalogue: Catalog = TOOL["read"](path_of(code))
    assert catalogue.num_plurals == 2
    assert catalogue.plural_expr == "(n != 1)"


@pytest.mark.parametrize("code", CODES)
def test_no_word_for_the_local_copy_but_that(code: str) -> None:
    words = " ".join(str(message.string) for message in TOOL["read"](path_of(code))).casefold()
    assert "cache" not in words
    assert "buffer" not in words


def test_texts_are_found_wherever_they_stand() -> None:
    source = """
_("one"); N_("two" " words"); ngettext("{n} three", "{n} threes", n)
f"{_('four'):<10} {size} {_('five') if size else 0}"
_(variable); other("six"); self._("seven")
"""
    assert set(TOOL["texts"](source)) == {"one", "two words", ("{n} three", "{n} threes"), "four", "five"}


@pytest.mark.parametrize(
    ("text", "translation", "fault"),
    [
        ("today", "", "not translated: today"),
        ("{count} h", "{number} t", "placeholders differ: {count} h"),
        ("expected one argument", "her mangler %s", "placeholders differ: expected one argument"),
        ("usage: ", "bruk:", "spaces at the ends differ: usage: "),
        (("{count} time", "{count} times"), ("{count} gang", "ganger"), "placeholders differ"),
        ("this is said nowhere", "dette sies ingen steder", "not in the source: this is said nowhere"),
    ],
)
def test_a_fault_is_found(tmp_path: Path, text: Any, translation: Any, fault: str) -> None:
    catalogue: Catalog = TOOL["read"](path_of("nb"))
    message = catalogue.get(text) or catalogue.add(text)
    message.string = translation
    assert [one for one in TOOL["faults"](written(tmp_path, catalogue)) if one.startswith(fault)]


def test_a_text_that_was_never_translated_is_found(tmp_path: Path) -> None:
    catalogue: Catalog = TOOL["read"](path_of("nb"))
    catalogue.delete("today")
    assert "missing: today" in TOOL["faults"](written(tmp_path, catalogue))


def test_a_guess_is_found(tmp_path: Path) -> None:
    catalogue: Catalog = TOOL["read"](path_of("nb"))
    message = catalogue["today"]
    assert message is not None
    message.flags.add("fuzzy")
    assert "fuzzy: today" in TOOL["faults"](written(tmp_path, catalogue))


def test_an_update_keeps_what_is_translated_and_drops_what_is_gone(tmp_path: Path) -> None:
    catalogue: Catalog = TOOL["read"](path_of("nb"))
    catalogue.add("this is said nowhere", "dette sies ingen steder")
    path = written(tmp_path, catalogue)
    TOOL["update"](path)
    updated: Catalog = TOOL["read"](path)
    assert updated.get("this is said nowhere") is None
    assert not updated.obsolete
    today = updated.get("today")
    assert today is not None
    assert today.string == "i dag"
    before = path.read_bytes()
    TOOL["update"](path)
    assert path.read_bytes() == before


def test_a_build_compiles_the_catalogues_and_a_second_run_leaves_them(tmp_path: Path) -> None:
    tools = Path(__file__).parent.parent / ".ci"
    (tmp_path / ".ci").mkdir()
    for name in ("catalogues.py", "hatch_build.py"):
        (tmp_path / ".ci" / name).write_bytes((tools / name).read_bytes())
    catalogue = tmp_path / "tui" / "locale" / "nn" / "LC_MESSAGES" / "samspill.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_bytes(path_of("nn").read_bytes())
    hook = runpy.run_path(str(tmp_path / ".ci" / "hatch_build.py"))["CustomBuildHook"]
    hook(str(tmp_path), {}, None, None, "", "wheel").initialize("editable", {})
    compiled = catalogue.with_suffix(".mo")
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("yesterday") == "i går"
    compiled.write_bytes(b"kept")
    runpy.run_path(str(tmp_path / ".ci" / "catalogues.py"))["compile_all"](only_stale=True)
    assert compiled.read_bytes() == b"kept"
    assert [path.name for path in catalogue.parent.iterdir() if path.suffix == ".part"] == []


def written(folder: Path, catalogue: Catalog) -> Path:
    path = folder / "nb" / "LC_MESSAGES" / "samspill.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalogue)
    return path
