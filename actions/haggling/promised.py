"""What the buyer holds us to (上次说150给我): what the ledger says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from actions.haggling.deal import Deal, Standing
from actions.haggling.rules import price_now
from actions.haggling.words import claimed_kind, claimed_price
from bot.shop.model.trade import Commitment

What = Literal["kept", "kept_other", "expired", "withdrawn", "elsewhere", "no_promise"]
KINDS = frozenset({"price", "gift", "shipping"})


@dataclass(frozen=True)
class Claim:
    """What was promised as the buyer says: `kind` is None where the words name nothing.

    `price` is in yuan.
    """

    kind: str | None = None
    price: Decimal | None = None

    def is_of_kind(self, promise: Commitment) -> bool:
        """Whether it may be this promise, whatever the figure."""
        return promise.kind == self.kind if self.kind else promise.kind in KINDS

    def names(self, promise: Commitment) -> bool:
        """Whether the figure is that of this promise, for all its pieces or for one."""
        if self.price is None or promise.kind != "price":
            return False
        total, pieces = Decimal(str(promise.terms["total"])), promise.terms.get("quantity", 1)
        return self.price in (total, total / int(pieces))


@dataclass(frozen=True)
class Recalled:
    """What the ledger says of it; `total` is what the goods cost the buyer now, in yuan.

    `claim` is what the buyer says. Of a promise that holds no more, or stands for another product
    (`product_id`): its `kind`, `price` in yuan for `quantity` pieces or `gift`, and when it
    `ended_at` or will, None for no end.
    """

    what: What
    total: Decimal
    claim: Claim = Claim()
    kind: str = ""
    price: Decimal | None = None
    quantity: int = 1
    gift: str = ""
    ended_at: datetime | None = None
    product_id: str = ""


def claim_in(text: str) -> Claim:
    """What a message says that was promised."""
    price = claimed_price(text)
    return Claim(claimed_kind(text)) if price is None else Claim("price", price)


def recalled(
    ledger: Sequence[Commitment], deal: Deal, standing: Standing, *, claim: Claim, now: datetime
) -> Recalled:
    """Kept where it stands; told where it is over; where there was none, what holds now.

    A figure is first looked for among what was promised: it may be one that is over, or that
    stands for another product. Nothing is promised here.
    """
    total = price_now(deal, standing)
    may_be = [promise for promise in ledger if claim.is_of_kind(promise)]
    mine = [promise for promise in may_be if promise.is_for(deal.product.id)]
    over = [promise for promise in mine if not promise.stands(now)]
    elsewhere = [p for p in may_be if not p.is_for(deal.product.id) and p.stands(now)]
    stands = _stands(standing, claim)
    if stands and (claim.price is None or claim.price >= total):
        return Recalled("kept", total, claim)
    for named in (*reversed(over), *reversed(elsewhere)):
        if claim.names(named):
            return _found(named, deal, total, claim)
    if stands:
        return Recalled("kept_other", total, claim)
    found = over or elsewhere
    return _found(found[-1], deal, total, claim) if found else Recalled("no_promise", total, claim)


def _stands(standing: Standing, claim: Claim) -> bool:
    """Whether what is claimed, or of a price anything at all, holds for the goods in view."""
    if claim.kind == "gift":
        return bool(standing.gift)
    return standing.shipping if claim.kind == "shipping" else standing.anything


def _found(promise: Commitment, deal: Deal, total: Decimal, claim: Claim) -> Recalled:
    terms = promise.terms
    other = not promise.is_for(deal.product.id)
    return Recalled(
        "elsewhere" if other else "withdrawn" if promise.withdrawn_at else "expired",
        total,
        claim,
        kind=promise.kind,
        price=Decimal(str(terms["total"])) if promise.kind == "price" else None,
        quantity=int(terms.get("quantity", 1)),
        gift=str(terms.get("gift", "")),
        ended_at=promise.withdrawn_at or promise.valid_until,
        product_id=promise.product_id if other else "",
    )
