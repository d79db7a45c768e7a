"""The parts of README.md that the program makes itself: its picture and its table of keys.

SAMSPILL_ACCEPT=1 writes what the program shows now.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from tui.present.commands import COMMANDS, Scope
from tui.present.keyboard import label
from tui.ui.services import Services

from .conftest import opened, rest

ROOT = Path(__file__).parent.parent.parent
PICTURE = ROOT / "screenshot.svg"
README = ROOT / "README.md"
KEYS = re.compile(r"(?<=<!-- keys: begin -->\n).*?(?=<!-- keys: end -->)", re.DOTALL)


async def test_the_picture_is_of_the_app(services: Services) -> None:
    async with opened(services, size=(120, 30), lang="nb") as (app, pilot):
        assert app.main is not None
        found = services.reader.partners("mosj").window(0, 1)[0]
        assert app.main.pane.find(found.id)
        await rest(pilot)
        shown = app.export_screenshot(title="samspill")
    if os.environ.get("SAMSPILL_ACCEPT"):
        PICTURE.write_text(shown, encoding="utf-8")
    assert shown == PICTURE.read_text(encoding="utf-8")


def key_table() -> str:
    """The command table, as README prints it."""
    lines = ["| keys | what | where |", "|---|---|---|"]
    for scope in Scope:
        for command in COMMANDS:
            if command.scope is scope:
                keys = " ".join(f"`{label(key)}`" for key in command.keys) or "`:`"
                lines.append(f"| {keys} | {command.title} | {scope.value.lower()} |")
    return "\n".join(lines) + "\n"


def test_the_keys_are_those_of_the_command_table() -> None:
    text = README.read_text(encoding="utf-8")
    if os.environ.get("SAMSPILL_ACCEPT"):
        text = KEYS.sub(lambda _: key_table(), text)
        README.write_text(text, encoding="utf-8")
    found = KEYS.search(text)
    assert found
    assert found[0] == key_table()
