"""What the buyer holds us to (上次说150给我): what the ledger says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from actions.haggling.deal import Deal, Standing
from actions.haggling.rules import price_now
from bot.shop.model.trade import Commitment

What = Literal["kept", "kept_other", "expired", "withdrawn", "no_promise"]


@dataclass(frozen=True)
class Recalled:
    """What the ledger says of it; `total` is what the goods cost the buyer now, in yuan.

    `claimed` is what the buyer says it was; `price` what had been promised in yuan for `quantity`
    pieces, or `gift` the gift, where it holds no more; `ended_at` is when it ended.
    """

    what: What
    total: Decimal
    claimed: Decimal | None = None
    price: Decimal | None = None
    quantity: int = 1
    gift: str = ""
    ended_at: datetime | None = None


def recalled(
    ledger: Sequence[Commitment],
    deal: Deal,
    standing: Standing,
    *,
    claimed: Decimal | None,
    now: datetime,
) -> Recalled:
    """Kept where it stands; told where it is over; where there was none, what holds now.

    `claimed` is the price the buyer names, in yuan. Nothing is promised here.
    """
    total = price_now(deal, standing)
    if standing.anything:
        other = claimed is not None and claimed < total
        return Recalled("kept_other" if other else "kept", total, claimed)
    mine = [promise for promise in ledger if promise.product_id == deal.product.id]
    past = [p for p in mine if p.kind in ("price", "gift") and not p.stands(now)]
    if not past:
        return Recalled("no_promise", total)
    last, terms = past[-1], past[-1].terms
    return Recalled(
        "withdrawn" if last.withdrawn_at else "expired",
        total,
        price=Decimal(str(terms["total"])) if last.kind == "price" else None,
        quantity=int(terms.get("quantity", 1)),
        gift=str(terms.get("gift", "")),
        ended_at=last.withdrawn_at or last.valid_until,
    )
