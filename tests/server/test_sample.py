"""The sample folder in the package, served whole and held against the shipped schemas."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from .folders import Running, running
from .schemas import OF_COLLECTION, faults, page_faults

SAMPLE = Path(str(resources.files("tui.server") / "sample"))


@pytest.fixture(scope="module")
def sample() -> Iterator[Running]:
    with running(SAMPLE) as started:
        yield started


@pytest.mark.parametrize("collection", sorted(OF_COLLECTION))
@pytest.mark.parametrize("form", ["full", "short"])
def test_every_record_holds_to_the_schemas(sample: Running, collection: str, form: str) -> None:
    page = sample.http.get(f"/{collection}", params={"per_page": 500, "full": str(form == "full").lower()}).json()
    assert page["last_page"]
    assert page["total_items"] == len(page["contents"]) > 0
    assert page_faults(OF_COLLECTION[collection], page) == []
    assert [fault for record in page["contents"] for fault in faults(f"{collection[:-1]}.json", record)] == []


def test_every_organization_that_is_named_is_there(sample: Running) -> None:
    def everything(collection: str) -> list[dict[str, object]]:
        contents: list[dict[str, object]] = sample.http.get(f"/{collection}?full=true&per_page=500").json()["contents"]
        return contents

    known = {record["id"] for record in everything("organizations")}
    for record in everything("service_at_locations"):
        location, service = record["location"], record["service"]
        assert isinstance(location, dict)
        assert isinstance(service, dict)
        assert {location.get("organization_id", service["organization_id"]), service["organization_id"]} <= known


def test_the_sample_has_no_faults(sample: Running) -> None:
    assert sample.reports == []
    assert sample.http.get("/").json()["title"]
