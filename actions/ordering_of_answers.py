"""In which order several questions of one message are answered.

A word of greeting, then what the goods are and whether they fit and are there; then their price,
what is off it and how far it goes; then the parcel; then what comes after; buying last, because
its question stays open. Thanks and goodbyes end a reply.
"""

from __future__ import annotations

from collections.abc import Iterable

ORDER = (
    "request_human", "complain", "after_sales",
    "greet",
    "ask_product", "ask_quality", "compare_products",
    "ask_size", "ask_stock", "ask_recommendation",
    "ask_price", "ask_promotion", "ask_gift", "bargain", "ask_wholesale",
    "ask_dispatch", "ask_courier", "ask_delivery_time", "ask_shipping_fee",
    "ask_return", "ask_invoice", "order_note",
    "report_order", "change_order", "order",
    "hesitate", "thank", "goodbye",
)  # fmt: skip
_PLACES = {intent: place for place, intent in enumerate(ORDER)}


def in_order(intents: Iterable[str]) -> list[str]:
    """The intents, each once, as a reply answers them; what is no question keeps its place last."""
    return sorted(dict.fromkeys(intents), key=lambda intent: _PLACES.get(intent, len(ORDER)))
