"""Domain values as JSON bodies with a hash, and sync errors as JSON."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, get_type_hints

import msgspec

from ..domain import errors
from ..domain.agreement import Agreement
from ..domain.errors import SyncError
from ..domain.partner import Partner
from ..domain.schedule import OfficeHours

Value = Partner | OfficeHours | Agreement

FORM = 2
"""Of stored bodies. Raised whenever the same record is stored in other bytes, so that everything is fetched anew."""

_ENCODER = msgspec.json.Encoder()
_PLAIN = msgspec.json.Decoder()
_PARTNERS = msgspec.json.Decoder(tuple[Partner, ...])
_HOURS = msgspec.json.Decoder(tuple[OfficeHours, ...])
_AGREEMENTS = msgspec.json.Decoder(tuple[Agreement, ...])


_PARTNER = attrgetter(*(field.name for field in fields(Partner)))
_StatedPartner = msgspec.defstruct(
    "_StatedPartner",
    [
        (field.name, object) if field.default is MISSING else (field.name, object, field.default)
        for field in fields(Partner)
    ],
    omit_defaults=True,
)
"""The same fields, written without those that are not stated."""

_UNSTATED = re.compile(rb',"[a-z_]+":(?:null|\[\])(?=[,}])')
"""A field without a value. Inside a text such a run cannot be: its quotation marks would be escaped."""


def encode(values: Sequence[Value]) -> bytes:
    """The values of one record as a JSON array; what is not stated is left out, since it is the default everywhere."""
    first = values[0] if len(values) == 1 else None
    if not isinstance(first, Partner):
        return _UNSTATED.sub(b"", _ENCODER.encode(values))
    body = _ENCODER.encode((_StatedPartner(*_PARTNER(first)),))
    return _UNSTATED.sub(b"", body) if first.contacts or first.phones or first.places else body


def encode_plain(value: object) -> str:
    """One JSON value as text."""
    return _ENCODER.encode(value).decode()


def decode_plain(body: bytes | str) -> Any:
    """JSON as dicts, lists, strings and numbers."""
    return _PLAIN.decode(body)


def decode_partner(body: bytes) -> Partner:
    return _PARTNERS.decode(body)[0]


def decode_hours(body: bytes) -> tuple[OfficeHours, ...]:
    return _HOURS.decode(body)


def decode_agreement(body: bytes) -> Agreement:
    return _AGREEMENTS.decode(body)[0]


def digest(body: bytes) -> bytes:
    """SHA-256 of a body: tells a changed record, and a damaged one."""
    import hashlib  # loads OpenSSL, which reading needs not

    return hashlib.sha256(body).digest()


_ERRORS: dict[str, type[SyncError]] = {
    kind.__name__: kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, SyncError)
}
_NAMES = {**vars(errors), "datetime": datetime}


def encode_error(error: SyncError) -> str:
    """A sync error by its class name and fields."""
    names: list[str] = [field.name for field in fields(error)] if is_dataclass(error) else []
    content = {name: getattr(error, name) for name in names}
    return encode_plain({"kind": type(error).__name__, "fields": content})


def decode_error(text: str | None) -> SyncError | None:
    """The error that was stored; the plain base class where its kind is no longer known."""
    if text is None:
        return None
    stored = decode_plain(text)
    kind = _ERRORS.get(stored["kind"], SyncError)
    hints: dict[str, Any] = get_type_hints(kind, _NAMES) if is_dataclass(kind) else {}
    known = {name: value for name, value in stored["fields"].items() if name in hints}
    return kind(**{name: msgspec.convert(value, hints[name]) for name, value in known.items()})
