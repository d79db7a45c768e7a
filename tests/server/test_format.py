"""The page about the folder format: its example works, and it names every key."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from tui.server.shapes import KINDS, SETTINGS, Shape

from .folders import running
from .schemas import OF_COLLECTION, page_faults

TEXT = (resources.files("tui.server") / "FORMAT.md").read_text(encoding="utf-8")


def example(folder: Path) -> Path:
    """The example of the page, written to disk."""
    for name, text in re.findall(r"^### `([^`]+)`\n\n```toml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_the_example_is_served(tmp_path: Path) -> None:
    with running(example(tmp_path)) as server:
        counts = {}
        for collection, component in OF_COLLECTION.items():
            page = server.http.get(f"/{collection}?full=true").json()
            assert page_faults(component, page) == []
            counts[collection] = page["total_items"]
        assert counts == {"organizations": 2, "services": 1, "service_at_locations": 1, "agreements": 1}
        assert server.reports == []


def keys(shape: Shape) -> set[str]:
    return set(shape.keys).union(*(keys(inner) for inner in shape.tables.values()))


def test_every_key_is_described() -> None:
    described = set(re.findall(r"`(?:\[\[)?(?:[a-zA-Z]+\.)*([a-z_]+)(?:\]\])?`", TEXT))
    described |= set(re.findall(r"([a-z_]+) = ", TEXT))
    missing = set().union(*(keys(shape) for shape in (SETTINGS, *KINDS.values()))) - described
    assert missing == set()
