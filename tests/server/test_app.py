"""Every answer of a running server: envelope, forms, filters, caching, compression, errors, and the shipped schemas."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import httpx
import pytest

from tui.server.app import create_app
from tui.server.live import Live, Served

from .folders import Running, running, write
from .schemas import OF_COLLECTION, OPENAPI, faults, page_faults

COLLECTIONS = sorted(OF_COLLECTION)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for all, since nothing here changes its folder."""
    with running(write(tmp_path_factory.mktemp("data"))) as started:
        yield started


def get(server: Running, path: str, **parameters: str | int) -> Any:
    reply = server.http.get(path, params=parameters)
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"] == "application/json"
    return reply.json()


def problem(server: Running, path: str, status: int, **parameters: str | int) -> Any:
    reply = server.http.get(path, params=parameters)
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")
    body = reply.json()
    assert faults("Problem", body) == []
    assert (body["status"], body["instance"]) == (status, path)
    return body


def test_the_root_says_what_this_is(server: Running) -> None:
    about = get(server, "/")
    assert faults("About", about) == []
    assert about["title"] == "Test"
    assert about["profile"] == f"{server.url}/profile/"
    assert server.http.get(about["profile"]).status_code == 200
    assert server.http.get(about["openapi_url"]).json() == OPENAPI


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_lists_and_details_hold_to_the_schemas(server: Running, collection: str) -> None:
    component = OF_COLLECTION[collection]
    short, full = get(server, f"/{collection}"), get(server, f"/{collection}", full="true")
    assert page_faults(component, short) == []
    assert page_faults(component, full) == []
    assert short["total_items"] == full["total_items"] > 0
    for record in full["contents"]:
        detail = get(server, f"/{collection}/{record['id']}")
        assert detail == record
        assert faults(component, detail) == []
        assert faults(f"{component_file(collection)}.json", detail) == []


def component_file(collection: str) -> str:
    return collection.removesuffix("s")


def arrays(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, list):
                yield key
            yield from arrays(inner)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_list_without_full_has_no_arrays(server: Running, collection: str) -> None:
    for record in get(server, f"/{collection}")["contents"]:
        assert list(arrays(record)) == []


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_minimal_is_id_and_time(server: Running, collection: str) -> None:
    page = get(server, f"/{collection}", minimal="true", full="1")
    assert page_faults("Minimal", page) == []


def test_what_the_folder_says_is_what_is_served(server: Running) -> None:
    hours = {
        record["service"]["name"]: record for record in get(server, "/service_at_locations", full="true")["contents"]
    }
    cafe = hours["Nav at the cafe"]
    tuesday, monthly = cafe["schedules"]
    assert tuesday == {
        "id": tuesday["id"],
        "service_at_location_id": cafe["id"],
        "valid_from": "2026-01-01",
        "valid_to": "2026-12-31",
        "dtstart": "2026-01-06",
        "freq": "WEEKLY",
        "interval": 2,
        "byday": "TU",
        "until": "2026-12-31",
        "wkst": "MO",
        "opens_at": "10:00",
        "closes_at": "12:00",
        "notes": "Ring the bell",
        "attending_type": "in person",
        "timezone_name": "Europe/Oslo",
        "by_appointment": False,
        "holiday_policy": "closed",
        "exceptions": [
            {"date": "2026-03-31", "status": "moved", "note": "Easter", "opens_at": "13:00", "closes_at": "15:00"},
            {"date": "2026-04-14", "status": "cancelled"},
        ],
    }
    assert (monthly["byday"], monthly["bymonthday"], monthly["count"]) == ("1TU,-1FR", "1,-1", 5)
    assert monthly["timezone_name"] == "Europe/Helsinki"
    assert cafe["location"]["addresses"][0]["state_province"] == "Nordland"
    names = {record["id"]: record["name"] for record in get(server, "/organizations")["contents"]}
    assert names[cafe["location"]["organization_id"]] == "Kirkens Bymisjon"
    assert cafe["service"]["organization"]["name"] == names[cafe["service"]["organization_id"]] == "Nav Vefsna"


def test_an_agreement_is_served_whole(server: Running) -> None:
    agreement = get(server, "/agreements", full="true")["contents"][0]
    talks, prose = agreement["goals"]
    assert agreement["signed_date"] == "2023-05"
    assert [party["name"] for party in agreement["parties"]] == ["Nav Vefsna", "Kirkens Bymisjon"]
    assert talks["indicators"][0]["baseline"] == {"value": 2.5, "date": "2025-12-31"}
    assert talks["indicators"][0]["periods"][0]["actual"] == 12
    assert talks["actions"][0]["date_met"] == "2026-01-20"
    assert set(prose) == {"id", "agreement_id", "title", "last_modified"}


def test_pages(server: Running) -> None:
    pages = [get(server, "/organizations", per_page=2, page=number) for number in (1, 2, 3)]
    assert [[record["name"] for record in page["contents"]] for page in pages] == [
        ["Kirkens Bymisjon", "Nav Vefsna"],
        ["Tromsø frivilligsentral"],
        [],
    ]
    envelope = ("total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty")
    assert [[page[key] for key in envelope] for page in pages] == [
        [3, 2, 1, 2, True, False, False],
        [3, 2, 2, 1, False, True, False],
        [3, 2, 3, 0, False, True, True],
    ]
    assert [faults("Page", page) for page in pages] == [[], [], []]


def test_nothing_found_is_one_empty_page(server: Running) -> None:
    page = get(server, "/organizations", search="nowhere")
    assert (page["total_items"], page["total_pages"], page["first_page"], page["last_page"]) == (0, 0, True, True)
    assert faults("Page", page) == []


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("tromso", ["Tromsø frivilligsentral"]),
        ("TROMSOE", ["Tromsø frivilligsentral"]),
        ("Tromsö sentral", ["Tromsø frivilligsentral"]),
        ("974760673", ["Nav Vefsna"]),
        ("974 760 673", ["Nav Vefsna"]),
        ("mosjoen storgata", []),
        ("mosjøen kafeen", ["Kirkens Bymisjon"]),
        ("", ["Kirkens Bymisjon", "Nav Vefsna", "Tromsø frivilligsentral"]),
    ],
)
def test_search(server: Running, search: str, names: list[str]) -> None:
    for _ in range(2):  # the second answer is remembered
        assert [record["name"] for record in get(server, "/organizations", search=search)["contents"]] == names


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        ("2026-11-21T07:00:00Z", 1),
        ("2026-11-21T08:00:00+01:00", 1),
        ("2026-11-21T08:00:00 01:00", 1),  # a plus sign that was not encoded
        ("2026-11-21T07:00:00.001Z", 0),
        ("2026-11-20", 3),
        ("2026-11-21T07:00:00", 1),
    ],
)
def test_modified_on_or_after(server: Running, moment: str, count: int) -> None:
    assert get(server, "/organizations", modified_after=moment)["total_items"] == count


@pytest.mark.parametrize("collection", ["organizations", "services", "service_at_locations", "agreements"])
def test_what_was_modified_comes_in_the_order_of_modification(server: Running, collection: str) -> None:
    whole = get(server, f"/{collection}", minimal="true")["contents"]
    since = get(server, f"/{collection}", minimal="true", modified_after="2000-01-01")["contents"]
    keys = [(datetime.fromisoformat(one["last_modified"]), one["id"]) for one in since]
    assert keys == sorted((datetime.fromisoformat(one["last_modified"]), one["id"]) for one in whole)
    paged = [
        get(server, f"/{collection}", minimal="true", modified_after="2000-01-01", per_page="1", page=str(page + 1))
        for page in range(len(since))
    ]
    assert [page["contents"] for page in paged] == [[one] for one in since]


def test_filters_are_joined(server: Running) -> None:
    assert get(server, "/organizations", modified_after="2026-11-21", search="nav")["total_items"] == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"),
        ("page", "-1"),
        ("page", "x"),
        ("page", "1.5"),
        ("page", "٣"),
        ("page", "99999999999999999999"),
        ("per_page", "501"),
        ("per_page", "0"),
        ("per_page", ""),
        ("full", "maybe"),
        ("minimal", ""),
        ("modified_after", "yesterday"),
        ("modified_after", ""),
        ("modified_after", "0001-01-01T00:00:00+10:00"),
        ("search", "x" * 201),
        ("format", "ndjson"),
        ("taxonomy_id", "x"),
        ("organization_id", "x"),
    ],
)
def test_a_bad_parameter_is_named(server: Running, name: str, value: str) -> None:
    body = problem(server, "/organizations", 400, **{name: value})
    assert body["parameter"] == name
    assert name in body["detail"]


def test_a_parameter_given_twice_is_named(server: Running) -> None:
    assert server.http.get("/organizations?page=1&page=2").json()["parameter"] == "page"


def test_parameters_nobody_knows_are_ignored(server: Running) -> None:
    assert get(server, "/organizations", format="json", cache="1")["total_items"] == 3


@pytest.mark.parametrize(
    "path", ["/organizations/none", "/nowhere", "/nowhere/x", "/profile/none.json", "/profile/..%2Fapp.py", "/a/b/c"]
)
def test_what_is_not_there_is_a_problem(server: Running, path: str) -> None:
    reply = server.http.get(path)
    assert (reply.status_code, reply.headers["content-type"]) == (404, "application/problem+json")
    assert faults("Problem", reply.json()) == []


def test_the_server_is_only_read(server: Running) -> None:
    reply = server.http.post("/organizations", json={})
    assert (reply.status_code, reply.headers["content-type"]) == (405, "application/problem+json")
    assert {word.strip() for word in reply.headers["allow"].split(",")} == {"GET", "HEAD"}


PATHS = ["/", "/openapi.json", "/profile/", "/profile/goal.json", "/changes", "/agreements", "/services?full=true"]


@pytest.mark.parametrize("path", PATHS)
def test_what_is_known_is_not_sent_again(server: Running, path: str) -> None:
    first = server.http.get(path)
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = server.http.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert server.http.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_the_body(server: Running, path: str) -> None:
    head, whole = server.http.head(path), server.http.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]


def test_large_answers_are_compressed_for_who_can_read_that(server: Running) -> None:
    with urlopen(Request(f"{server.url}/agreements?full=true", headers={"Accept-Encoding": "gzip"})) as reply:  # noqa: S310
        assert reply.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in reply.headers["Vary"]
        compressed = gzip.decompress(reply.read())
    with urlopen(f"{server.url}/agreements?full=true") as reply:  # noqa: S310
        assert reply.headers["Content-Encoding"] is None
        assert reply.read() == compressed


def test_no_answer_is_guessed_at_by_a_browser(server: Running) -> None:
    for path in (*PATHS, "/nowhere"):
        assert server.http.get(path).headers["x-content-type-options"] == "nosniff"


def test_the_page_for_people_runs_nothing(server: Running) -> None:
    reply = server.http.get("/profile/")
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in reply.headers["content-security-policy"]


def test_every_documented_path_answers(server: Running) -> None:
    for path, operations in OPENAPI["paths"].items():
        assert set(operations) == {"get"}
        if path == "/profile/{name}":
            filled = "/profile/goal.json"
        elif path.endswith("/{id}"):
            collection = path.removesuffix("/{id}")
            filled = f"{collection}/{get(server, collection)['contents'][0]['id']}"
        else:
            filled = path
        reply = server.http.get(filled)
        assert str(reply.status_code) in operations["get"]["responses"]
        documented = operations["get"]["responses"]["200"]["content"]
        assert reply.headers["content-type"].partition(";")[0] in documented


class Failing(Live):
    """A fault of the server's own."""

    def current(self) -> Served:
        raise RuntimeError("secret detail")


def test_a_fault_of_the_server_tells_nothing(tmp_path: Path) -> None:
    app = create_app(Failing(write(tmp_path), report=pytest.fail))

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
            return await http.get("/organizations")

    reply = asyncio.run(ask())
    assert (reply.status_code, reply.headers["content-type"]) == (500, "application/problem+json")
    assert faults("Problem", reply.json()) == []
    assert "secret" not in reply.text


def test_urls_follow_the_name_that_was_asked(server: Running) -> None:
    port = urlsplit(server.url).port
    about = server.http.get("/", headers={"Host": f"localhost:{port}"}).json()
    assert about["openapi_url"] == f"http://localhost:{port}/openapi.json"
