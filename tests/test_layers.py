"""The import rule of the package: a layer imports only what it may, and libraries have one home each."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "tui"

LAYERS: dict[str, set[str]] = {
    "domain": set(),
    "present": {"domain"},
    "storage": {"domain", "glance"},
    "api": {"domain"},
    "sync": {"domain", "storage", "api"},
    "plain": {"domain", "present", "storage"},
    "ui": {"domain", "present", "plain", "storage", "sync", "config", "settings", "glance", "raw"},
    "server": {"toml_source", "present"},  # its faults and refusals are read by a person, in that person's language
    "toml_source": set(),
    "raw": set(),
    "glance": {"raw"},
    "paths": {"domain", "glance"},
    "applog": {"paths"},
    "settings": {"domain", "toml_source", "present"},  # the commands a person may put on other keys
    "config": {"domain", "toml_source", "present", "settings"},
    "first_config": {"config", "domain", "paths", "present", "settings"},
    "token_source": {"domain", "settings"},
    "arguments": {"domain", "present", "settings"},
    "opening": {"present"},
    "narration": {"present", "sync"},
    "demo": {"domain", "paths"},
    "story": {"domain", "paths", "server", "storage"},
    "exits": {"domain", "sync"},
    "belongings": {"settings", "domain", "glance", "paths", "storage", "sync"},
    "keeping": {"belongings", "settings", "domain", "exits", "paths", "plain", "present", "storage"},
    "taking": {"domain", "exits", "plain", "present", "storage"},
    "reporting": {"domain", "exits", "plain", "present", "storage"},
    "rounds": {"domain", "exits", "narration", "plain", "present", "sync"},
}
"""Layer (folder or module of `tui`) -> layers it may import; those in UNBOUND may import all."""

HOMES = {
    "httpx": {"api"},
    "sqlite3": {"storage"},
    "textual": {"ui"},
    "rich": {"ui"},
    "starlette": {"server"},
    "uvicorn": {"server"},
    "tomli_w": {"ui", "story"},
    "gettext": {"present"},
}
"""Library -> the only layers that may import it."""

STANDARD_ONLY = {"domain"}
UNBOUND = {"call", "cli", "on_screen", "telling", "wiring", "__main__", "__init__"}


def layer_of(path: Path) -> str:
    return path.relative_to(ROOT).with_suffix("").parts[0]


def imported(path: Path) -> set[tuple[str, ...]]:
    """Dotted names imported by a file, relative ones resolved to `("tui", ...)`."""
    package = ("tui", *path.relative_to(ROOT).parent.parts)
    found: set[tuple[str, ...]] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {tuple(alias.name.split(".")) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = (*base, *(node.module.split(".") if node.module else ()))
            found |= {(*module, alias.name) for alias in node.names}
    return found


def violations(layer: str, names: set[tuple[str, ...]]) -> list[str]:
    import sys

    wrong = []
    for name in sorted(names):
        if name[0] == "tui":
            target = name[1] if len(name) > 1 else "__init__"
            if layer not in UNBOUND and target not in {layer, "__version__", *LAYERS[layer]}:
                wrong.append(".".join(name))
        elif (name[0] in HOMES and layer not in HOMES[name[0]]) or (
            layer in STANDARD_ONLY and name[0] not in sys.stdlib_module_names
        ):
            wrong.append(".".join(name))
    return wrong


FILES = sorted(ROOT.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_follow_the_layers(path: Path) -> None:
    assert violations(layer_of(path), imported(path)) == []


def test_every_layer_is_known() -> None:
    assert {layer_of(path) for path in FILES} <= set(LAYERS) | UNBOUND


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        ("domain", ("tui", "storage", "reader")),
        ("domain", ("msgspec",)),
        ("ui", ("tui", "api", "client")),
        ("sync", ("sqlite3",)),
        ("plain", ("textual", "app")),
        ("server", ("tui", "domain", "partner")),
    ],
)
def test_the_rule_can_fail(layer: str, name: tuple[str, ...]) -> None:
    assert violations(layer, {name}) == [".".join(name)]
