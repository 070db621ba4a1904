"""What is counted and measured: every metric of the engine, in one place.

Each process shows those that it has something to say about. Names follow Prometheus' conventions:
the unit in the name, counters end in `_total`. Labels take few values; never a buyer's.
"""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
)

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)

MESSAGES_TAKEN = Counter(
    "xiaoer_messages_taken_total",
    "Buyers' messages that were logged and acknowledged, repeated deliveries left out.",
    ["channel"],
    registry=REGISTRY,
)
MESSAGES_ANSWERED = Counter(
    "xiaoer_messages_answered_total",
    "Buyers' messages that a turn of the bot ended, with replies or with an apology.",
    ["channel"],
    registry=REGISTRY,
)
MESSAGES_REFUSED = Counter(
    "xiaoer_messages_refused_total",
    "Buyers' messages that were not taken in, by the protocol's code.",
    ["channel", "why"],
    registry=REGISTRY,
)
TURN_SECONDS = Histogram(
    "xiaoer_turn_seconds",
    "From asking the dialogue engine to its answer, as the gateway waits for it.",
    buckets=_SECONDS,
    registry=REGISTRY,
)
TURNS_FAILED = Counter(
    "xiaoer_turns_failed_total",
    "Turns that ended in an apology and a ticket: timeout, error, silence or a withheld reply.",
    ["why"],
    registry=REGISTRY,
)
SOCKETS_OPEN = Gauge(
    "xiaoer_sockets_open", "Buyers' open WebSockets of this process.", registry=REGISTRY
)
ACTION_SECONDS = Histogram(
    "xiaoer_action_seconds",
    "What an action took to decide, its database reads included.",
    ["topic"],
    buckets=_SECONDS,
    registry=REGISTRY,
)
ACTIONS_FAILED = Counter(
    "xiaoer_actions_failed_total",
    "Actions that broke; the buyer got an apology and a ticket.",
    ["topic"],
    registry=REGISTRY,
)
MODEL = Gauge(
    "xiaoer_model_info",
    "Always 1; the label names the model that understands.",
    ["model"],
    registry=REGISTRY,
)
MODEL_BEHIND = Gauge(
    "xiaoer_model_behind",
    "1 while another model answers than the promoted one, whose file is missing or faulty; else 0.",
    registry=REGISTRY,
)
READY = Gauge(
    "xiaoer_ready",
    "Whether what the process needs answered at the last look: 1 or 0.",
    ["part"],
    registry=REGISTRY,
)
