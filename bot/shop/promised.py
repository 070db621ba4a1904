"""A promise of the ledger in a few words: what agents, owners and who takes over a chat read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.shop.model.trade import Commitment
from bot.text.spoken import day, listed, yuan


def promise_text(promise: Commitment) -> str:
    """What was promised; of what was noted for a delivery, whom it goes to first."""
    terms = promise.terms
    if promise.kind == "price":
        pieces = f"{terms.get('quantity', 1)}件 {yuan(Decimal(str(terms['total'])))}元"
        return " ".join(filter(None, (terms.get("options", ""), pieces)))
    if promise.kind == "gift":
        return f"送{terms.get('gift', '')}"
    if promise.kind == "shipping":
        return "包邮"
    if promise.kind == "dispatch" and "day" in terms:
        return f"{day(date.fromisoformat(terms['day']))}发货"
    if "who" in terms:
        rest = (str(value) for name, value in terms.items() if name != "who")
        return "｜".join((f"买家 {terms['who']}", *rest))
    return listed(str(value) for value in terms.values())
