"""The profile: valid schemas and patches, one description of each object, nothing that leads nowhere."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tui.server.app import PROFILE as FOLDER
from tui.server.listing import Listing
from tui.server.query import MOST_PER_PAGE, NOT_OFFERED, PER_PAGE
from tui.server.records import COLLECTIONS

from .schemas import COMPONENTS, OF_COLLECTION, OPENAPI, PROFILE, faults, references

SCHEMAS = sorted(set(PROFILE) - {"openapi.json"})
PATCHES = {"organization.json", "location.json", "schedule.json", "service.json", "service_at_location.json"}
OWN = set(SCHEMAS) - PATCHES
TAKEN_OVER = {"contact.json"}
"""Schemas of HSDS that the profile points to without changing them."""

COMPONENT_OF = {
    "changes.json": "Changes",
    **{f"{name}.json": name.title() for name in ("agreement", "goal", "action", "indicator")},
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_file_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(PROFILE[name])
    assert PROFILE[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", SCHEMAS)
def test_references_lead_to_files_of_the_profile_or_the_standard(name: str) -> None:
    assert set(references(PROFILE[name])) <= set(SCHEMAS) | TAKEN_OVER


def test_the_profile_is_complete() -> None:
    assert {"agreement.json", "goal.json", "action.json", "indicator.json", "changes.json"} == OWN
    assert set(SCHEMAS) > PATCHES


@pytest.mark.parametrize("name", sorted(PATCHES))
def test_a_patch_removes_nothing(name: str) -> None:
    def nothing_removed(value: Any) -> bool:
        return value is not None and (
            not isinstance(value, dict) or all(nothing_removed(inner) for inner in value.values())
        )

    assert nothing_removed(PROFILE[name])  # null in a merge patch removes (RFC 7386)


def test_a_patch_repeats_what_an_array_had() -> None:
    # in HSDS 3.0 a service requires these three; a merge patch replaces the whole array
    assert {"id", "name", "status"} < set(PROFILE["service.json"]["required"])
    assert {"WEEKLY", "MONTHLY"} < set(PROFILE["schedule.json"]["properties"]["freq"]["enum"])
    assert not any("required" in PROFILE[name] for name in PATCHES - {"service.json"})


def bare(schema: Any) -> Any:
    """A schema without what only one of its two homes needs."""
    if isinstance(schema, list):
        return [bare(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    left_out = {"$schema", "datapackage_metadata", "constraints", "path"}
    kept = {k: v for k, v in schema.items() if k not in left_out and not (k == "name" and isinstance(v, str))}
    if "$ref" in kept:
        word = kept["$ref"].rpartition("/")[2].removesuffix(".json").replace("_", "")
        kept["$ref"] = word.lower()
    return {key: bare(value) for key, value in kept.items()}


@pytest.mark.parametrize("name", sorted(OWN))
def test_profile_and_openapi_say_the_same_of_our_objects(name: str) -> None:
    assert bare(PROFILE[name]) == bare(COMPONENTS[COMPONENT_OF[name]])


@pytest.mark.parametrize(
    ("name", "component"),
    [
        ("organization.json", "Organization"),
        ("location.json", "Location"),
        ("schedule.json", "Schedule"),
        ("service.json", "Service"),
        ("service_at_location.json", "ServiceAtLocation"),
    ],
)
def test_openapi_has_every_added_field(name: str, component: str) -> None:
    for key, schema in bare(PROFILE[name])["properties"].items():
        assert bare(COMPONENTS[component])["properties"][key].items() >= schema.items(), key


def test_openapi_leads_nowhere_else() -> None:
    for reference in set(references(OPENAPI)):
        target: Any = OPENAPI
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]
        assert target


def test_openapi_is_of_this_server() -> None:
    assert OPENAPI["openapi"].startswith("3.1")
    lists = {f"/{collection}" for collection in COLLECTIONS}
    details = {f"/{collection}/{{id}}" for collection in COLLECTIONS}
    others = {"/", "/changes", "/openapi.json", "/profile/", "/profile/{name}"}
    assert set(OPENAPI["paths"]) == lists | details | others
    parameters = OPENAPI["components"]["parameters"]
    assert set(parameters) == {"page", "per_page", "full", "minimal", "modified_after", "search"}
    assert not NOT_OFFERED & set(parameters)
    assert parameters["per_page"]["schema"]["maximum"] == MOST_PER_PAGE
    assert parameters["per_page"]["schema"]["default"] == PER_PAGE
    assert set(OF_COLLECTION) == set(COLLECTIONS)


def test_the_page_names_every_file() -> None:
    page = (FOLDER / "index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'href="([a-z_]+\.json)"', page)) == set(PROFILE)


def test_no_schema_has_an_address_of_its_own() -> None:
    # references are file names: an absolute $id would make them lead elsewhere
    assert '"$id"' not in json.dumps(PROFILE)


@pytest.mark.parametrize(
    ("reference", "value"),
    [
        ("agreement.json", {"id": "x", "title": "t"}),
        ("agreement.json", {"id": "x", "title": "t", "last_modified": "now", "status": "active"}),
        ("goal.json", {"id": "x", "agreement_id": "y", "title": "t", "achievement_status": "fine"}),
        ("organization.json", {"sector": "church"}),
        ("organization.json", {"municipality_code": 1824}),
        ("Organization", {"id": "x", "name": "n", "description": "", "undocumented": 1}),
        (
            "changes.json",
            {"changes": [{"collection": "nowhere", "id": "x", "deleted": True}], "next": "t", "has_more": False},
        ),
    ],
)
def test_the_schemas_can_fail(reference: str, value: Any) -> None:
    assert faults(reference, value) != []


def test_lists_have_an_order_of_their_own() -> None:
    records = [{"id": "2", "name": "b"}, {"id": "1", "name": "B"}, {"id": "3", "title": "a"}]
    assert [record["id"] for record in Listing(records).records] == ["3", "1", "2"]
