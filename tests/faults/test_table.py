"""No fault is forgotten, and no line of the table points to nothing."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.faults.table import ELSEWHERE, FAULTS, NOT_HERE

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def functions(path: Path) -> set[str]:
    """Names of the tests in a file, also of those in classes."""
    tree = ast.parse(path.read_text("utf-8"))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}


def named() -> set[int]:
    """Numbers that stand in the name of a test here."""
    found = set()
    for path in HERE.glob("test_faults_*.py"):
        matches = (re.match(r"test_fault_(\d\d)_", name) for name in functions(path))
        found |= {int(match[1]) for match in matches if match}
    return found


def test_every_fault_is_accounted_for() -> None:
    tested, elsewhere, never = named(), set(ELSEWHERE), set(NOT_HERE)
    assert tested | elsewhere | never == set(FAULTS)
    twice = (tested & elsewhere) | (tested & never) | (elsewhere & never)
    assert twice == set()
    assert all(NOT_HERE.values())


def test_what_is_proven_elsewhere_is_there() -> None:
    for number, nodes in ELSEWHERE.items():
        assert nodes, number
        for node in nodes:
            file, _, name = node.partition("::")
            assert (ROOT / file).is_file(), node
            assert name in functions(ROOT / file), node
