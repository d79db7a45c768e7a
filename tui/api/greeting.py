"""The first question to an address somebody typed: does a service answer there that speaks HSDS?"""

from __future__ import annotations

from ..domain.errors import BadResponse, BadResponseReason
from .client import Client
from .fields import DecodeError, Fields
from .policy import Policy

POLICY = Policy(attempts=1, deadline=10.0)
"""Somebody is waiting, and can ask again."""


def greet(url: str) -> None:
    """Ask the front page once, without a token. Returns where it names its version, as HSDS 3 wants it.

    Raises SyncError: no answer, Unauthorized where a token is asked for first, BadResponse from anything else that
    answers.
    """
    with Client(url, policy=POLICY) as client:
        reply = client.get()
        try:
            version = Fields.of(reply.data, "").line("version")
        except DecodeError as error:
            raise BadResponse(url, BadResponseReason.SHAPE) from error
        if version is None:
            raise BadResponse(url, BadResponseReason.SHAPE)
