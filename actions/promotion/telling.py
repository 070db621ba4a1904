"""One offer in words: its condition, what it gives, until when, and how to get it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from actions.turn import Say
from bot.pricing.basket import Applied, Missing
from bot.shop.model.promotions import Promotion, PromotionKind, Scope
from bot.text.spoken import fold, listed, until, yuan

GIFTS_SAID_UP_TO = 20
FAR_AWAY = timedelta(days=180)


def tell(
    promotion: Promotion,
    *,
    now: datetime,
    lead: str | None = None,
    judged: Applied | Missing | None = None,
    with_scope: bool = False,
) -> Say:
    """The offer as one message; every figure is of its row.

    `judged` is what it makes of the goods in view: what is missing is said too; `with_scope`
    names the categories it covers.
    """
    names = [lead] if lead else []
    names.append("utter_promotion_title")
    if not _said_by_title(promotion):
        names += [*_condition(promotion), _benefit(promotion)]
    if promotion.max_off is not None:
        names.append("utter_promotion_at_most")
    if promotion.excluded_regions:
        names.append("utter_promotion_not_there")
    if with_scope and promotion.scope is Scope.CATEGORY:
        names.append("utter_promotion_only_for")
    long = promotion.ends_at - now > FAR_AWAY
    names.append("utter_promotion_long" if long else "utter_promotion_until")
    facts = _facts(promotion)
    if isinstance(judged, Missing) and judged.why in ("amount", "quantity"):
        names.append(f"utter_promotion_missing_{judged.why}")
        facts["missing"] = yuan(judged.amount) if judged.amount else str(judged.quantity)
    stock = promotion.gift_stock
    if stock is not None and 0 < stock <= GIFTS_SAID_UP_TO:
        names.append("utter_promotion_gifts_left")
        facts["left"] = str(stock)
    if promotion.claim:
        names.append("utter_promotion_claim")
    return Say(names[0], facts, tuple(names[1:]))


def _said_by_title(promotion: Promotion) -> bool:
    """Whether the owner's title already holds the condition and what it gives."""
    figures = (promotion.min_amount, promotion.amount_off, promotion.min_quantity)
    said = [yuan(Decimal(figure)) for figure in figures if figure is not None]
    if promotion.gift_name:
        said.append(promotion.gift_name)
    if promotion.kind is PromotionKind.BUY_N_GET_M:
        said.append(str(promotion.gift_quantity or 1))
    return promotion.percent_off is None and all(text in promotion.title for text in said)


def _condition(promotion: Promotion) -> list[str]:
    if promotion.kind is PromotionKind.BUY_N_GET_M:
        return ["utter_promotion_if_bought"]
    each = "each_" if promotion.every else ""
    names = [f"utter_promotion_if_{each}amount"] if promotion.min_amount else []
    names += [f"utter_promotion_if_{each}quantity"] if promotion.min_quantity else []
    return names or ["utter_promotion_if_nothing"]


def _benefit(promotion: Promotion) -> str:
    if promotion.kind is PromotionKind.FREE_SHIPPING:
        return "utter_promotion_then_ships_free"
    if promotion.gift_name:
        return "utter_promotion_then_gift"
    if promotion.kind is PromotionKind.BUY_N_GET_M:
        return "utter_promotion_then_pieces"
    return "utter_promotion_then_fold" if promotion.percent_off else "utter_promotion_then_off"


def _facts(promotion: Promotion) -> dict[str, str]:
    facts = {
        "title": promotion.title,
        "until": until(promotion.ends_at),
        "goods": listed(promotion.scope_values),
        "claim": promotion.claim,
        "regions": listed(promotion.excluded_regions),
        "gift": promotion.gift_name,
        "pieces": str(promotion.gift_quantity or 1),
        "min_quantity": str(promotion.min_quantity or 1),
    }
    amounts = {
        "min_amount": promotion.min_amount,
        "off": promotion.amount_off,
        "max_off": promotion.max_off,
    }
    facts |= {name: yuan(amount) for name, amount in amounts.items() if amount is not None}
    if promotion.percent_off:
        facts["fold"] = fold(promotion.percent_off)
    return facts
