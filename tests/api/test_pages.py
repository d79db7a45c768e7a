from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tui.api.pages import PER_PAGE, Caps, Page, envelope, first_page, walk
from tui.api.reply import Reply
from tui.domain.errors import BadResponse, BadResponseReason

from .asking import NOW

URL = "https://example.no/organizations"


def ids(*numbers: int) -> list[dict[str, object]]:
    return [{"id": number} for number in numbers]


def served(pages: Callable[[int], object]) -> Callable[[int], Reply]:
    return lambda number: Reply(url=URL, data=pages(number), server_time=NOW)


def read(pages: Callable[[int], object], **options: Any) -> list[Page]:
    return list(walk(served(pages), **options))


def shape(pages: list[Page]) -> list[tuple[int, int, str | None]]:
    return [(len(one.items), one.done, one.cursor) for one in pages]


@pytest.mark.parametrize(
    "data",
    [
        {"contents": ids(1, 2), "total_items": 2, "total_pages": 1},
        {"content": ids(1, 2), "totalElements": "2", "totalPages": 1.0, "number": 1, "last": True},
        {"items": ids(1, 2), "total": 2},
        {"data": ids(1, 2), "count": 2, "last": "true"},
        ids(1, 2),
    ],
)
def test_envelopes(data: object) -> None:
    found = envelope(data, URL)
    assert list(found.items) == ids(1, 2)
    assert found.total in {2, None}


@pytest.mark.parametrize("data", [{"empty": True}, {"contents": None}, {"contents": []}, {"total_items": 0}, []])
def test_empty_envelopes(data: object) -> None:
    assert envelope(data, URL).items == ()


@pytest.mark.parametrize("data", [None, 5, "x", {}, {"detail": "no"}, {"contents": {}}, {"contents": "x"}])
def test_what_is_no_envelope(data: object) -> None:
    with pytest.raises(BadResponse) as caught:
        envelope(data, URL)
    assert caught.value.reason is BadResponseReason.SHAPE


def test_counts_that_are_nonsense_are_not_stated() -> None:
    found = envelope({"contents": [], "total_items": "many", "total_pages": -1, "last_page": "maybe"}, URL)
    assert (found.total, found.pages, found.last) == (None, None, False)


def test_ends_with_the_number_of_pages() -> None:
    # `last_page` is a lie on the first of them
    found = read(lambda n: {"contents": ids(n), "total_items": 3, "total_pages": 3, "last_page": n == 1})
    assert shape(found) == [(1, 1, "2"), (1, 2, "3"), (1, 3, None)]
    assert {one.total for one in found} == {3}
    assert {one.server_time for one in found} == {NOW}


def test_ends_where_the_server_says_last() -> None:
    found = read(lambda n: {"contents": ids(n), "last_page": n == 2})
    assert shape(found) == [(1, 1, "2"), (1, 2, None)]


def test_does_not_believe_in_a_last_page_that_leaves_some_out() -> None:
    found = read(lambda n: {"contents": ids(n), "total_items": 3, "last_page": True})
    assert shape(found) == [(1, 1, "2"), (1, 2, "3"), (1, 3, None)]


def test_ends_on_an_empty_page() -> None:
    found = read(lambda n: {"contents": ids(n) if n < 3 else [], "last_page": False})
    assert shape(found) == [(1, 1, "2"), (1, 2, "3"), (0, 2, None)]


def test_ends_where_nothing_new_comes() -> None:
    found = read(lambda _: ids(1, 2))
    assert shape(found) == [(2, 2, "2"), (0, 2, None)]


def test_records_without_ids_do_not_go_round_for_ever() -> None:
    found = read(lambda _: [{"name": "x"}, 5])
    assert shape(found) == [(2, 2, "2"), (0, 2, None)]


def test_an_empty_collection_is_one_empty_page() -> None:
    assert shape(read(lambda _: {"contents": [], "total_pages": 0, "last_page": True})) == [(0, 0, None)]


def test_no_number_of_pages_can_make_it_endless() -> None:
    with pytest.raises(BadResponse) as caught:
        read(lambda n: {"contents": ids(n), "total_pages": 10**9}, caps=Caps(pages=20))
    assert caught.value.reason is BadResponseReason.ENDLESS
    with pytest.raises(BadResponse) as caught:
        read(lambda n: ids(2 * n, 2 * n + 1), caps=Caps(records=7))
    assert caught.value.reason is BadResponseReason.ENDLESS


def test_goes_on_where_it_was() -> None:
    found = read(lambda n: {"contents": ids(n), "total_pages": 4}, start=3)
    assert shape(found) == [(1, 2 * PER_PAGE + 1, "4"), (1, 2 * PER_PAGE + 2, None)]


@pytest.mark.parametrize(
    ("cursor", "page"), [(None, 1), ("7", 7), ("0", 1), ("-1", 1), ("x", 1), ("٣", 1), ("9" * 5000, 1)]
)
def test_cursors(cursor: str | None, page: int) -> None:
    assert first_page(cursor) == page
