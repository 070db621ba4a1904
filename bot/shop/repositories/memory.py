"""What a turn has read it does not read again: it sees one state of the shop."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

Method = TypeVar("Method", bound=Callable[..., Any])


def read_once(method: Method) -> Method:
    """Remember what the method returned for its arguments, for as long as its repository lives.

    Only for methods that read what no transaction of the engine changes.
    """

    @wraps(method)
    def remembering(self: Any, *args: Any, **kwargs: Any) -> Any:
        known: dict[Any, Any] = self.__dict__.setdefault("_read", {})
        key = (method.__name__, args, tuple(sorted(kwargs.items())))
        if key not in known:
            known[key] = method(self, *args, **kwargs)
        return known[key]

    return remembering  # type: ignore[return-value]
