"""Message catalogues: `python .ci/catalogues.py update | check | compile`.

`update` writes the texts of the source into every `.po` file, keeps their translations and drops what is gone;
`check` says what is missing or wrong and exits 1; `compile` makes the `.mo` files, as every build does.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "tui"
LOCALE = SOURCE / "locale"
KEYWORDS = {"_": 1, "N_": 1, "ngettext": 2}
"""Function -> how many of its arguments are texts."""

EXAMPLE = "config.example.toml"
COMMENT = re.compile(r"^# .*(?:\n# .*)*", re.MULTILINE)
"""A paragraph of the example configuration, as `tui.wiring` finds it."""

_PLACEHOLDERS = re.compile(r"\{\w*\}|%(?:\(\w+\))?[-+ #0]*\d*(?:\.\d+)?[a-zA-Z%]")


def catalogues() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def texts(source: str) -> Iterator[str | tuple[str, str]]:
    """What a module says, from its syntax tree: Babel's own extraction does not look inside f-strings."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            said = [one.value for one in node.args[: KEYWORDS[node.func.id]] if isinstance(one, ast.Constant)]
            match said:
                case [str(text)]:
                    yield text
                case [str(singular), str(plural)]:
                    yield singular, plural


def extracted() -> Catalog:
    """Every text of the source that is marked for translation, and the comments of the example configuration."""
    found = Catalog()
    for path in sorted(SOURCE.rglob("*.py")):
        for text in texts(path.read_text(encoding="utf-8")):
            found.add(text, locations=[(path.relative_to(ROOT).as_posix(), 1)])
    for paragraph in COMMENT.findall((ROOT / EXAMPLE).read_text(encoding="utf-8")):
        found.add(paragraph.replace("\n# ", "\n").removeprefix("# "), locations=[(EXAMPLE, 1)])
    return found


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def update(path: Path) -> None:
    catalogue, template = read(path), extracted()
    template.creation_date = catalogue.creation_date
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, ignore_obsolete=True, include_lineno=False)
    part.replace(path)


def compile_all(*, only_stale: bool = False) -> None:
    for path in catalogues():
        target = path.with_suffix(".mo")
        if only_stale and target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        part = target.with_suffix(f".{os.getpid()}.part")
        with part.open("wb") as file:
            write_mo(file, read(path))
        part.replace(target)


def faults(path: Path) -> list[str]:
    """What keeps a catalogue from being complete and right, as lines of text."""
    catalogue, wanted = read(path), extracted()
    found = [f"obsolete: {message}" for message in catalogue.obsolete]
    ids = {message.id for message in wanted if message.id}
    found += [f"not in the source: {message.id}" for message in catalogue if message.id and message.id not in ids]
    for message in wanted:
        if message.id:
            translated = catalogue.get(message.id)
            found += [f"missing: {message.id}"] if translated is None else _faults(translated, catalogue.num_plurals)
    return found


def _faults(message: Message, plurals: int) -> list[str]:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    said = message.string or ""
    texts = [said] if isinstance(said, str) else list(said)
    if message.fuzzy:
        return [f"fuzzy: {message.id}"]
    if not all(texts):
        return [f"not translated: {message.id}"]
    if len(texts) != (1 if isinstance(message.id, str) else plurals):
        return [f"wrong number of plural forms: {message.id}"]
    expected = sorted(_PLACEHOLDERS.findall(ids[-1]))
    if any(sorted(_PLACEHOLDERS.findall(text)) != expected for text in texts):
        return [f"placeholders differ: {message.id}"]
    if any(
        (text[:1].isspace(), text[-1:].isspace()) != (ids[0][:1].isspace(), ids[0][-1:].isspace()) for text in texts
    ):
        return [f"spaces at the ends differ: {message.id}"]
    return []


def main(words: list[str]) -> int:
    match words:
        case ["update"]:
            for path in catalogues():
                update(path)
            return 0
        case ["check"]:
            found = [f"{path.parent.parent.name}: {fault}" for path in catalogues() for fault in faults(path)]
            print("\n".join(found) or "complete")
            return 1 if found else 0
        case ["compile"]:
            compile_all()
            return 0
        case _:
            print(__doc__)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
