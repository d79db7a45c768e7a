"""Whatever is done to a record: it is read, or refused with a place; nothing else happens."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.api.body import BodyError, parse
from tui.api.decode_agreement import agreement
from tui.api.decode_hours import from_organization, from_service, from_service_at_location
from tui.api.decode_partner import partner
from tui.api.fields import DecodeError, Fields
from tui.domain.schedule import OfficeHours
from tui.domain.text import is_clean

from .asking import fixture

READERS: dict[str, tuple[str, Callable[[Fields], object]]] = {
    "partner": ("organization", partner),
    "service_at_location": ("service_at_location", from_service_at_location),
    "service": ("service", from_service),
    "uk 1.0 service": ("service_uk1", from_service),
    "organization": ("organization", from_organization),
    "agreement": ("agreement", agreement),
}

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(
        ["", "2026-02-30", "9999-12-31", "0001-01-01", "24:00", "WEEKLY", "53MO", "1e5", "\x1b[0m", "-1"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


OTHERS: tuple[Any, ...] = (None, True, -1, 0.5, 10**300, "x", "\x1b", [], [None], [[]], ["x"], {}, {"id": {}})


def _spots(data: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, one in inner:
        found += _spots(one, (*path, key))
    return found


def _with(data: Any, path: tuple[str | int, ...], value: object) -> None:
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value


@pytest.mark.parametrize("kind", READERS)
@settings(max_examples=150, deadline=None)
@given(changes=st.lists(st.tuples(st.integers(0, 10**6), JSON), min_size=1, max_size=4))
def test_only_decode_errors_come_out(kind: str, changes: list[tuple[int, object]]) -> None:
    name, reader = READERS[kind]
    data = copy.deepcopy(fixture(name))
    for choice, value in changes:
        spots = _spots(data)
        _with(data, spots[choice % len(spots)], value)
    where = "x[0]"
    found: object = None
    try:
        found = reader(Fields.of(data, where))
    except DecodeError as error:
        where = error.where
    assert where.startswith("x[0]")
    assert is_clean(where)
    if isinstance(found, tuple):
        hours = [one for one in found if isinstance(one, OfficeHours)]
        assert len({one.id for one in hours}) == len(found)
        assert all(is_clean(line) for one in hours for line in one.unreadable)


@given(data=JSON)
@settings(max_examples=200, deadline=None)
def test_anything_at_all(data: object) -> None:
    for _, reader in READERS.values():
        try:
            reader(Fields.of(data, "x"))
        except DecodeError:
            continue


@pytest.mark.parametrize("kind", READERS)
def test_every_single_field_may_be_of_another_kind(kind: str) -> None:
    name, reader = READERS[kind]
    for path in _spots(fixture(name)):
        for value in OTHERS:
            data = copy.deepcopy(fixture(name))
            _with(data, path, value)
            try:
                reader(Fields.of(data, "x"))
            except DecodeError:
                continue


def test_bytes_flipped_on_the_wire() -> None:
    random_ = random.Random(20261122)
    for name, reader in READERS.values():
        whole = msgspec.json.encode(fixture(name))
        for _ in range(100):
            data = bytearray(whole)
            for _ in range(random_.randint(1, 4)):
                data[random_.randrange(len(data))] = random_.randrange(256)
            try:
                reader(Fields.of(parse(bytes(data), delimited=True), "x"))
            except (DecodeError, BodyError):
                continue
