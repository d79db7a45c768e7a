"""The shipped schemas as validators, for responses that must hold nothing undocumented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PROFILE = {
    file.name: json.loads(file.read_text(encoding="utf-8"))
    for file in (resources.files("tui.server") / "profile").iterdir()
    if file.name.endswith(".json")
}
OPENAPI: dict[str, Any] = PROFILE["openapi.json"]
COMPONENTS: dict[str, Any] = OPENAPI["components"]["schemas"]
OF_COLLECTION = {
    "organizations": "Organization",
    "services": "Service",
    "service_at_locations": "ServiceAtLocation",
    "agreements": "Agreement",
}


def closed(schema: Any) -> Any:
    """A schema in which every object with listed properties may have no others."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    more = {"additionalProperties": False} if schema.get("type") == "object" and "properties" in schema else {}
    return {**{key: closed(part) for key, part in schema.items()}, **more}


def _registry() -> Registry[Any]:
    document = {"$schema": DIALECT, "components": {"schemas": closed(COMPONENTS)}}
    named: dict[str, Any] = {"openapi": document}
    named |= {name: {"$schema": DIALECT, **schema} for name, schema in PROFILE.items() if name != "openapi.json"}
    # what the profile takes over from HSDS unchanged is described in the OpenAPI document
    named["contact.json"] = {"$schema": DIALECT, "$ref": "openapi#/components/schemas/Contact"}
    return Registry[Any]().with_resources([(name, Resource.from_contents(schema)) for name, schema in named.items()])


REGISTRY = _registry()


def faults(reference: str, value: Any) -> list[str]:
    """What is wrong with a value: `reference` is a component's name, or a file of the profile."""
    target = reference if reference.endswith(".json") else f"openapi#/components/schemas/{reference}"
    validator = Draft202012Validator({"$ref": target}, registry=REGISTRY, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def page_faults(component: str, page: dict[str, Any]) -> list[str]:
    """What is wrong with a list and each of its records."""
    return [*faults("Page", page), *(fault for record in page["contents"] for fault in faults(component, record))]


def references(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for part in schema:
            yield from references(part)
    elif isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"]
        for part in schema.values():
            yield from references(part)
