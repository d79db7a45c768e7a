"""The change feed: positions, tombstones, and when a position is gone."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

import pytest

from tui.server.changes import KEPT, PAGE, ChangeLog, TokenGoneError, difference
from tui.server.listing import Listing
from tui.server.records import COLLECTIONS

from .folders import AGREEMENTS, PARTNERS, Running, running, write
from .schemas import faults


def feed(server: Running, since: str | None = None) -> Any:
    reply = server.http.get("/changes", params={} if since is None else {"since": since})
    assert reply.status_code == 200
    assert faults("Changes", reply.json()) == []
    assert faults("changes.json", reply.json()) == []
    return reply.json()


def gone(server: Running, since: str) -> bool:
    reply = server.http.get("/changes", params={"since": since})
    if reply.status_code == 410:
        assert reply.headers["content-type"] == "application/problem+json"
        assert faults("Problem", reply.json()) == []
    return reply.status_code == 410


def test_without_a_position_the_position_now_is_given(server: Running) -> None:
    now = feed(server)
    assert (now["changes"], now["has_more"]) == ([], False)
    assert feed(server, now["next"]) == now


def test_changed_added_and_removed_records(server: Running) -> None:
    before = feed(server)["next"]
    ids = {record["name"]: record["id"] for record in server.http.get("/organizations").json()["contents"]}
    partners = PARTNERS.replace("Nav Vefsna", "Nav Vefsn").replace("[partner.tromso]", "[partner.tromso-new]")
    write(server.folder, partners=partners)
    answer = feed(server, before)
    organizations = [change for change in answer["changes"] if change["collection"] == "organizations"]
    removed = {change["id"] for change in answer["changes"] if change.get("deleted")}
    assert removed == {ids["Tromsø frivilligsentral"]}
    assert {change["record"]["name"] for change in organizations if "record" in change} == {
        "Nav Vefsn",
        "Tromsø frivilligsentral",
    }
    # the renamed partner is nested in office hours, services and the agreement
    assert {change["collection"] for change in answer["changes"]} == set(COLLECTIONS)
    for change in answer["changes"]:
        if "record" in change:
            assert server.http.get(f"/{change['collection']}/{change['id']}").json() == change["record"]
        else:
            assert server.http.get(f"/{change['collection']}/{change['id']}").status_code == 404
    assert feed(server, answer["next"])["changes"] == []


def test_of_several_changes_the_latest_counts(server: Running) -> None:
    before = feed(server)["next"]
    write(server.folder, agreements=AGREEMENTS.replace("Letter of intent", "First"))
    middle = feed(server, before)["next"]
    write(server.folder, agreements=AGREEMENTS.replace("Letter of intent", "Second"))
    assert [change["record"]["title"] for change in feed(server, before)["changes"]] == ["Second"]
    assert [change["record"]["title"] for change in feed(server, middle)["changes"]] == ["Second"]
    write(server.folder, agreements="")
    assert [change.get("deleted") for change in feed(server, before)["changes"]] == [True]


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "token", ["", "x", "æ", encoded("a.b.c"), encoded("a.0.c"), encoded("a.1"), "====", "a" * 5000]
)
def test_unknown_positions_are_gone(server: Running, token: str) -> None:
    assert gone(server, token)


def test_a_position_ahead_of_the_feed_is_gone(server: Running) -> None:
    token = feed(server)["next"]
    epoch, _, digest = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode().split(".")
    assert gone(server, encoded(f"{epoch}.1.{digest}"))
    assert gone(server, encoded(f"{epoch}.-1.{digest}"))


def test_a_position_of_an_earlier_process_is_good_while_nothing_changed(tmp_path: Path) -> None:
    folder = write(tmp_path)
    with running(folder) as server:
        token = feed(server)["next"]
    with running(folder) as server:
        answer = feed(server, token)
        assert (answer["changes"], answer["has_more"]) == ([], False)
        assert answer["next"] != token
    write(folder, agreements="")
    with running(folder) as server:
        assert gone(server, token)


def test_saving_a_file_as_it_was_changes_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path)
    with running(folder) as server:
        token = feed(server)["next"]
        os.utime(folder / "partners.toml", (1_700_000_000, 1_700_000_000))
        assert feed(server, token)["changes"] == []
    with running(folder) as server:
        assert feed(server, token)["changes"] == []


def listings(**organizations: int) -> dict[str, Listing]:
    """Listings whose organizations have these ids and values."""
    records = [{"id": id_, "name": id_, "value": value} for id_, value in organizations.items()]
    return {collection: Listing(records if collection == "organizations" else []) for collection in COLLECTIONS}


def test_the_difference_names_every_change_once() -> None:
    old, new = listings(a=1, b=1, c=1), listings(a=1, b=2, d=1)
    assert difference(old, new) == (("organizations", "b"), ("organizations", "d"), ("organizations", "c"))
    assert difference(new, new) == ()


def test_long_feeds_come_in_parts() -> None:
    log = ChangeLog("start")
    start = log.answer(None, listings())["next"]
    changes = tuple(("organizations", f"id{number:04}") for number in range(PAGE + 3))
    log = log.extended(changes, "end")
    first = log.answer(start, listings())
    second = log.answer(first["next"], listings())
    assert (len(first["changes"]), first["has_more"]) == (PAGE, True)
    assert (len(second["changes"]), second["has_more"]) == (3, False)
    assert [c["id"] for c in (*first["changes"], *second["changes"])] == [id_ for _, id_ in changes]
    assert log.answer(second["next"], listings())["changes"] == []


def test_a_position_within_the_feed_is_not_good_for_another_process() -> None:
    log = ChangeLog("start").extended((("organizations", "x"),) * 2, "end")
    middle = encoded(f"{log.epoch}.1.")
    assert log.answer(middle, listings())["has_more"] is False
    with pytest.raises(TokenGoneError):
        ChangeLog("end").answer(middle, listings())


def test_the_log_is_bounded() -> None:
    log = ChangeLog("0")
    start = log.answer(None, listings())["next"]
    log = log.extended((("organizations", "a"),) * KEPT, "1")
    assert log.answer(start, listings())["changes"] == [{"collection": "organizations", "id": "a", "deleted": True}]
    log = log.extended((("organizations", "b"),), "2")
    assert len(log.entries) == KEPT
    with pytest.raises(TokenGoneError):
        log.answer(start, listings())


def test_more_changes_than_are_kept_forget_all_positions() -> None:
    log = ChangeLog("0")
    start = log.answer(None, listings())["next"]
    log = log.extended((("organizations", "a"),) * (KEPT + 1), "1")
    assert log.entries == ()
    with pytest.raises(TokenGoneError):
        log.answer(start, listings())
    assert log.answer(log.answer(None, listings())["next"], listings())["changes"] == []
