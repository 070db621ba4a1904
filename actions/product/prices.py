"""What a product costs: list prices only; what an offer takes off is for the order page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.product.rules import price_span
from actions.turn import Outcome, Say
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.promotions import PriceTier, Promotion, PromotionKind, Scope
from bot.text.spoken import listed, yuan

_PARTICULAR = (Scope.PRODUCT, Scope.CATEGORY, Scope.SHOP)
_KINDS = (
    PromotionKind.AMOUNT_OFF,
    PromotionKind.COUPON,
    PromotionKind.BUY_N_GET_M,
    PromotionKind.GIFT,
    PromotionKind.FREE_SHIPPING,
)


@dataclass(frozen=True)
class Wanted:
    """What the price is asked for; None leaves it open. `quantity` only where one was said.

    `after_offers`: the buyer asks what is left to pay (到手价), not the list price.
    """

    colour: str | None = None
    size: str | None = None
    quantity: int | None = None
    after_offers: bool = False


def price_of(
    product: Product,
    wanted: Wanted,
    *,
    tiers: Sequence[PriceTier],
    promotions: Sequence[Promotion],
) -> Outcome:
    """The list price of what is wanted, the total of a quantity, one offer that is on."""
    skus = product.matching(colour=wanted.colour, size=wanted.size)
    if not skus:
        return _not_offered(product, wanted)
    low, high = min(sku.price for sku in skus), max(sku.price for sku in skus)
    quantity = wanted.quantity or 1
    unit = _tier_price(tiers, quantity)
    paid_low, paid_high = (low, high) if unit is None else (min(low, unit), min(high, unit))
    facts = {
        "product": product.name + (wanted.colour or "") + (wanted.size or ""),
        "price": price_span(low, high),
        "quantity": str(quantity),
        "unit_price": price_span(paid_low, paid_high),
        "total": price_span(paid_low * quantity, paid_high * quantity),
        "options": _by_option(skus),
    }
    reason, name = _wording(quantity, low, high, paid_low, facts["options"])
    offer = best_offer(promotions, product, amount=paid_low * quantity, quantity=quantity)
    following = next((tier for tier in tiers if tier.min_quantity > quantity), None)
    more: tuple[str, ...] = ()
    if following is not None and following.unit_price < paid_low:
        more += ("utter_product_next_tier",)
        facts |= {
            "tier_quantity": str(following.min_quantity),
            "tier_price": yuan(following.unit_price),
        }
    if offer is not None:
        more += ("utter_product_offer",)
        facts["promotion"] = offer.title
    if not any(sku.in_stock for sku in skus):
        more = ("utter_product_none_left",)
    if wanted.after_offers:
        more += ("utter_product_price_not_final",)
    return Outcome(reason, (Say(name, facts, more=more),))


def prices_of(products: Sequence[Product]) -> Outcome:
    """List prices of several products, and what one of each comes to."""
    spans = [(product.lowest_price, product.highest_price) for product in products]
    prices = "，".join(
        f"{product.name}{price_span(*span)}元"
        for product, span in zip(products, spans, strict=True)
    )
    total = price_span(
        sum((low for low, _ in spans), Decimal(0)), sum((high for _, high in spans), Decimal(0))
    )
    return Outcome(
        "product.prices", (Say("utter_product_prices", {"prices": prices, "total": total}),)
    )


def prices_in(name: str, products: Sequence[Product]) -> Outcome:
    """The range of list prices of a category, or of the whole shop, called `name`."""
    low = min(product.lowest_price for product in products)
    high = max(product.highest_price for product in products)
    popular = sorted(products, key=lambda product: (not product.in_stock, -product.sales))
    return Outcome(
        "product.price_range",
        (
            Say(
                "utter_product_prices_in",
                {"group": name, "price": price_span(low, high)},
                offers=tuple(dict.fromkeys(product.name for product in popular[:3])),
            ),
        ),
    )


def best_offer(
    promotions: Sequence[Promotion], product: Product, *, amount: Decimal, quantity: int
) -> Promotion | None:
    """The offer worth naming: made for this product before the shop's, the highest one reached.

    An offer of the whole shop counts only when `amount` and `quantity` reach it.
    """
    covering = [
        promotion
        for promotion in promotions
        if promotion.covers(product_id=product.id, category=product.category)
        and promotion.gift_stock != 0
        and (promotion.scope is not Scope.SHOP or _reached(promotion, amount, quantity))
    ]
    return min(
        covering,
        key=lambda promotion: (
            _PARTICULAR.index(promotion.scope),
            not _reached(promotion, amount, quantity),
            _KINDS.index(promotion.kind),
            -(promotion.min_amount or 0),
        ),
        default=None,
    )


def _reached(promotion: Promotion, amount: Decimal, quantity: int) -> bool:
    return (promotion.min_amount is None or amount >= promotion.min_amount) and (
        promotion.min_quantity is None or quantity >= promotion.min_quantity
    )


def _wording(
    quantity: int, low: Decimal, high: Decimal, paid_low: Decimal, options: str
) -> tuple[str, str]:
    if quantity > 1:
        lowered = paid_low < low
        return "product.price_total", (
            "utter_product_price_tiered" if lowered else "utter_product_price_total"
        )
    if low == high:
        return "product.price", "utter_product_price"
    if options:
        return "product.price_by_option", "utter_product_price_options"
    return "product.price_by_option", "utter_product_price_between"


def _not_offered(product: Product, wanted: Wanted) -> Outcome:
    facts = {
        "product": product.name,
        "wanted": (wanted.colour or "") + (wanted.size or ""),
        "offered": listed(product.colours or product.sizes),
        "price": price_span(product.lowest_price, product.highest_price),
    }
    return Outcome("product.option_not_offered", (Say("utter_product_not_offered", facts),))


def _tier_price(tiers: Sequence[PriceTier], quantity: int) -> Decimal | None:
    reached = [tier.unit_price for tier in tiers if tier.min_quantity <= quantity]
    return min(reached, default=None)


def _by_option(skus: Sequence[Sku]) -> str:
    """Which colour or which size costs what, where one of them decides the price; else ""."""
    for option in ("colour", "size"):
        prices: dict[str, set[Decimal]] = {}
        for sku in skus:
            prices.setdefault(getattr(sku, option), set()).add(sku.price)
        if len(prices) < 2 or any(len(found) > 1 for found in prices.values()):
            continue
        groups: dict[Decimal, list[str]] = {}
        for name, found in prices.items():
            groups.setdefault(found.pop(), []).append(name)
        return "，".join(f"{listed(names)}{yuan(price)}元" for price, names in groups.items())
    return ""
