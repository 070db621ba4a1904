"""The steps of a turn as spans: understanding, deciding, acting, keeping; where traces are made."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from rasa.core.agent import Agent

from bot.telemetry.tracing import span, tracing

_AWAITED = {
    "parse_message": "understand",
    "_run_action": "act",
    "get_tracker": "remember",
    "save_tracker": "keep",
}
_CALLED = {"predict_next_with_tracker_if_should": "decide"}


def trace_steps(agent: Agent) -> None:
    """Make each step of the agent's turns a span; nothing where this process does not trace."""
    processor = agent.processor
    if not tracing() or processor is None:
        return
    for method, name in _AWAITED.items():
        setattr(processor, method, _awaited(getattr(processor, method), name))
    for method, name in _CALLED.items():
        setattr(processor, method, _called(getattr(processor, method), name))


def _awaited(method: Callable[..., Any], name: str) -> Callable[..., Any]:
    @wraps(method)
    async def within(*args: Any, **kwargs: Any) -> Any:
        with span(name):
            return await method(*args, **kwargs)

    return within


def _called(method: Callable[..., Any], name: str) -> Callable[..., Any]:
    @wraps(method)
    def within(*args: Any, **kwargs: Any) -> Any:
        with span(name):
            return method(*args, **kwargs)

    return within
