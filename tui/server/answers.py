"""Bodies and headers of answers: JSON with a weak entity tag, and problems (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from .listing import Listing, summary
from .query import Form, ListQuery
from .records import Record


def tagged(request: Request, body: bytes, media_type: str = "application/json") -> Response:
    """200 with a weak ETag, or 304 when the reader has it already (RFC 9110, 13.1.2)."""
    tag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": f"W/{tag}", "Cache-Control": "no-cache"}
    known = ",".join(request.headers.getlist("if-none-match"))
    if known.strip() == "*" or tag in (candidate.strip().removeprefix("W/") for candidate in known.split(",")):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def json(request: Request, value: object) -> Response:
    return tagged(request, msgspec.json.encode(value))


def problem(
    status: int, detail: str, instance: str, *, headers: Mapping[str, str] | None = None, **more: str
) -> Response:
    """An error as problem JSON; `more` are extension members."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": instance,
        **more,
    }
    return Response(
        msgspec.json.encode(body),
        status,
        media_type="application/problem+json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def page(listing: Listing, query: ListQuery) -> dict[str, Any]:
    """The envelope of HSDS lists around one page."""
    positions = listing.select(query.modified_after, query.search)
    pages = -(-len(positions) // query.per_page)
    first = (query.page - 1) * query.per_page
    contents = _contents(listing, positions[first : first + query.per_page], query.form)
    return {
        "total_items": len(positions),
        "total_pages": pages,
        "page_number": query.page,
        "size": len(contents),
        "first_page": query.page == 1,
        "last_page": query.page >= pages,
        "empty": not contents,
        "contents": contents,
    }


def _contents(listing: Listing, positions: Sequence[int], form: Form) -> list[Record]:
    records = (listing.records[position] for position in positions)
    match form:
        case Form.FULL:
            return list(records)
        case Form.MINIMAL:
            return [{"id": record["id"], "last_modified": record["last_modified"]} for record in records]
        case Form.SUMMARY:
            return [summary(record) for record in records]
