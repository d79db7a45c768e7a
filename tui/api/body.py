"""Reading an answer within bounds: what comes over the wire, what it unpacks to, and what it may be.

httpx unpacks gzip without a limit and takes a cut stream for a whole one, so the raw bytes are read here.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import msgspec

from ..domain.errors import BadResponseReason


class BodyError(Exception):
    """A body that cannot be used. `again` when a second attempt may bring a whole one."""

    def __init__(self, reason: BadResponseReason, detail: str, *, again: bool = False) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
        self.again = again


def read(chunks: Iterable[bytes], encoding: str, *, wire_cap: int, decoded_cap: int) -> bytes:
    """The decoded body. One layer of gzip (RFC 1952, end of stream and CRC required) or none at all."""
    coding = encoding.strip().lower()
    if coding in {"", "identity"}:
        return b"".join(_capped(chunks, min(wire_cap, decoded_cap)))
    if coding in {"gzip", "x-gzip"}:
        return _gunzip(_capped(chunks, wire_cap), decoded_cap)
    raise BodyError(BadResponseReason.ENCODING, "content encoding was not asked for")


def _capped(chunks: Iterable[bytes], cap: int) -> Iterable[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > cap:
            raise BodyError(BadResponseReason.TOO_LARGE, f"more than {cap} bytes")
        yield chunk


def _gunzip(chunks: Iterable[bytes], cap: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    parts: list[bytes] = []
    room = cap + 1
    for chunk in chunks:
        data = chunk
        while data:
            if unpacker.eof:
                raise BodyError(BadResponseReason.ENCODING, "data after the end of the gzip stream")
            try:
                part = unpacker.decompress(data, room)
            except zlib.error:
                raise BodyError(BadResponseReason.TRUNCATED, "damaged gzip stream", again=True) from None
            room -= len(part)
            if room <= 0:
                raise BodyError(BadResponseReason.TOO_LARGE, f"unpacks to more than {cap} bytes")
            parts.append(part)
            data = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    if not unpacker.eof:
        raise BodyError(BadResponseReason.TRUNCATED, "the gzip stream ends early", again=True)
    return b"".join(parts)


def check_type(content_type: str) -> None:
    """Refuse what says it is not JSON; a type that says nothing is judged by its content."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind in {"text/html", "application/xhtml+xml"}:
        raise BodyError(BadResponseReason.HTML, "a page for people")
    if kind in {"", "application/json", "text/json", "text/plain", "application/octet-stream"} or kind.endswith(
        "+json"
    ):
        return
    raise BodyError(BadResponseReason.NOT_JSON, "content type is not JSON")


def parse(body: bytes, *, delimited: bool) -> object:
    """JSON (RFC 8259) as builtins: no NaN, no byte order mark, no lone surrogates, no bad UTF-8.

    `delimited`: the message said how long it is, so that a cut one would have been noticed before.
    """
    if body.lstrip()[:1] == b"<":
        raise BodyError(BadResponseReason.HTML, "a page for people")
    if not body.strip():
        raise BodyError(BadResponseReason.SHAPE, "an empty answer", again=not delimited)
    try:
        return msgspec.json.decode(body)
    except RecursionError:
        raise BodyError(BadResponseReason.NOT_JSON, "nested too deeply") from None
    except ValueError as error:
        cut = not delimited and "truncated" in str(error)
        reason = BadResponseReason.TRUNCATED if cut else BadResponseReason.NOT_JSON
        raise BodyError(reason, str(error), again=cut) from None
