"""Our corrections to Rasa 3.6.21, applied once when a process starts.

Each one is small, says why it is there and what it gained, and changes no answer. They were
written against one version and are refused on any other: at an upgrade, look at each again,
measure, and then raise `RASA_VERSION`. Gains are CPU milliseconds of one turn, measured by taking
each fix out alone, on a project of 35 intents and 35 rules: with all of them a turn takes 3.6 ms
and one with an action 4.8; with none, 7.1 and 25.4.
"""

from __future__ import annotations

from bot.errors import EngineError
from bot.serving import tensorflow_absent

RASA_VERSION = "3.6.21"
_applied = False


def prepare() -> None:
    """What a process does before it imports Rasa: no TensorFlow, and the fixes below.

    Further calls do nothing. Raises EngineError when another Rasa is installed.
    """
    tensorflow_absent.install()
    apply()


def apply() -> None:
    """Correct the Rasa of this process; further calls do nothing. Raises EngineError."""
    global _applied
    check_version()
    if _applied:
        return
    from bot.serving.fixes import (
        action_call,
        empty_domain,
        event_classes,
        graph_run,
        rule_lookup,
        stores,
    )

    for fix in (
        action_call,
        empty_domain,
        event_classes,
        graph_run,
        rule_lookup,
        stores,
    ):
        fix.apply()
    _applied = True


def check_version() -> None:
    """Raise EngineError unless the Rasa installed is the one that the fixes were written for."""
    import rasa

    if rasa.__version__ != RASA_VERSION:
        raise EngineError(
            f"Rasa {rasa.__version__} is installed; bot/serving/fixes was written for "
            f"{RASA_VERSION}.",
            hint=f"Install rasa=={RASA_VERSION} (`uv sync`), or review every fix in "
            "bot/serving/fixes and raise RASA_VERSION in bot/serving/rasa_fixes.py.",
        )
