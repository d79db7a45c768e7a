"""Dataclasses that cost little until they are used.

`dataclasses` writes and compiles six methods for every class when it is defined, which for all of ours took a third of
what the program needs to import itself. Here `__init__` is compiled when the first instance is made, and the other
methods are the same few functions for all classes. Type checkers are told that it is the standard decorator, and it
behaves like it: `fields`, `replace`, `asdict`, `match` and equality see no difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    import dataclasses
    from operator import attrgetter
    from types import MemberDescriptorType

    def dataclass(cls=None, /, *, frozen=False, slots=False, kw_only=False, eq=True, order=False):
        """As the standard one with the same arguments. Methods that a class defines itself stay."""

        def wrap(defined):
            if order:
                return dataclasses.dataclass(frozen=frozen, slots=slots, kw_only=kw_only, eq=eq, order=True)(defined)
            return _made(defined, frozen=frozen, slots=slots, kw_only=kw_only, eq=eq)

        return wrap if cls is None else wrap(cls)

    def _made(defined, *, frozen, slots, kw_only, eq):
        defined.__doc__ = defined.__doc__ or defined.__name__  # else a signature is worked out for it
        own = {name for name, value in vars(defined).items() if value is not None}  # __eq__ alone makes __hash__ None
        made = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)(defined)
        fields = dataclasses.fields(made)
        methods = {"__init__": _first_init(made), "__repr__": _repr}
        if eq:
            methods |= _comparing(fields, hashed=frozen)
        if frozen:
            methods |= _unchanging(made, fields)
        if frozen and slots:
            methods |= {"__getstate__": _state, "__setstate__": _restore}
        for name, method in methods.items():
            if name not in own:
                setattr(made, name, method)
        return made

    def _first_init(made):
        def __init__(self, *given, **named):  # noqa: N807 - it stands in for one
            compiled = _init(made)
            if made.__init__ is __init__:
                made.__init__ = compiled
            compiled(self, *given, **named)

        return __init__

    def _init(made):
        """The method as if it had been written by hand."""
        known = {"_set": object.__setattr__, "_missing": dataclasses.MISSING}
        first, named, body = [], [], []
        for one in dataclasses.fields(made):
            name = one.name
            value = name
            parameter = name
            if one.default_factory is not dataclasses.MISSING:
                known[f"_make_{name}"] = one.default_factory
                parameter = f"{name}=_missing"
                value = f"_make_{name}() if {name} is _missing else {name}"
            elif one.default is not dataclasses.MISSING:
                known[f"_default_{name}"] = one.default
                parameter = f"{name}=_default_{name}"
            if one.init:
                (named if one.kw_only else first).append(parameter)
            place = getattr(made, name, None)
            if isinstance(place, MemberDescriptorType):  # a slot, which need not be looked up by its name
                known[f"_set_{name}"] = place.__set__
                body.append(f"_set_{name}(self, {value})")
            else:
                body.append(f"_set(self, {name!r}, {value})")
        if hasattr(made, "__post_init__"):
            body.append("self.__post_init__()")
        parameters = ", ".join(["self", *first, *(["*", *named] if named else [])])
        lines = "".join(f"\n    {line}" for line in body or ["pass"])
        exec(f"def __init__({parameters}):{lines}", known)  # noqa: S102 - of names in our own source
        compiled = known["__init__"]
        compiled.__qualname__ = f"{made.__qualname__}.__init__"
        return compiled

    def _unchanging(made, fields):
        names = frozenset(one.name for one in fields)

        def __setattr__(self, name, value):  # noqa: N807
            if type(self) is made or name in names:
                raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
            super(made, self).__setattr__(name, value)

        def __delattr__(self, name):  # noqa: N807
            if type(self) is made or name in names:
                raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
            super(made, self).__delattr__(name)

        return {"__setattr__": __setattr__, "__delattr__": __delattr__}

    def _comparing(fields, *, hashed):
        names = [one.name for one in fields if one.compare]
        values = attrgetter(*names) if names else lambda _self: ()

        def __eq__(self, other):  # noqa: N807
            if other.__class__ is self.__class__:
                return values(self) == values(other)
            return NotImplemented

        def __hash__(self):  # noqa: N807
            return hash(values(self))

        return {"__eq__": __eq__, "__hash__": __hash__ if hashed else None}

    def _repr(self):
        said = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in dataclasses.fields(self) if one.repr)
        return f"{self.__class__.__qualname__}({said})"

    def _state(self):
        return [getattr(self, one.name) for one in dataclasses.fields(self)]

    def _restore(self, state):
        for one, value in zip(dataclasses.fields(self), state, strict=True):
            object.__setattr__(self, one.name, value)
