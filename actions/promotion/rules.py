"""Which offers are told: the most useful of those live, what stacks, what is to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from actions.promotion.hand import ends_says, hand_say, with_colours
from actions.promotion.telling import tell
from actions.turn import Outcome, Say
from bot.pricing.basket import REDUCING, for_new_buyers
from bot.pricing.hand_price import Applied, Basket, HandPrice, Missing, applies
from bot.shop.model.catalogue import Product
from bot.shop.model.promotions import Promotion, PromotionKind, Scope
from bot.text.spoken import listed, moment, until, yuan

TOLD = 3
SOON = timedelta(days=14)
NEW_BUYER = "新客"


@dataclass(frozen=True)
class Offers:
    """The live offers and those to come; `basket` and `hand` are of the product in view.

    `events` are words of titles (双11, 新客) that the buyer named; `then` is what the goods cost
    when the event asked for begins.
    """

    live: tuple[Promotion, ...]
    coming: tuple[Promotion, ...]
    now: datetime
    region: str | None = None
    product: Product | None = None
    basket: Basket | None = None
    hand: HandPrice | None = None
    promised_gift: str = ""
    coupons_only: bool = False
    events: tuple[str, ...] = ()
    new_buyer: bool = False
    then: HandPrice | None = None

    def of_event(self, promotion: Promotion) -> bool:
        """Whether the offer belongs to an event that the buyer named."""
        return any(event in promotion.title for event in self.events)


def offers(asked: Offers, *, coming: bool) -> Outcome:
    """What offers there are: for the product in view, else for the shop."""
    says: list[Say] = []
    coming = coming and not any(map(asked.of_event, asked.live))
    if coming:
        says += _coming(asked)
        if asked.product and asked.hand and asked.then:
            return Outcome("promotion.coming", (*says, _then_say(asked.product, asked)))
    hand = hand_says(asked, told=True)
    most = TOLD - 1 if hand else TOLD
    covering = _covering(asked)
    if asked.coupons_only:
        covering = [p for p in covering if p.kind is PromotionKind.COUPON] or covering
    best = sorted(_useful(covering, asked), key=lambda pair: not asked.of_event(pair[0]))
    told = best[: 1 if coming else most]
    if not told:
        nothing = "utter_promotion_none_now" if not says else "utter_promotion_none_until_then"
        if not coming:
            says += _coming(asked) if next_event(asked) else []
        return Outcome("promotion.none", (Say(nothing), *says))
    lead = "utter_promotion_lead_product" if asked.product else "utter_promotion_lead_shop"
    for place, (promotion, judged) in enumerate(told):
        first = lead if place == 0 else None
        say = _told(promotion, asked, first, judged)
        says.append(_with_product(say, asked.product))
    says += hand
    return Outcome("promotion.coming" if coming else "promotion.live", tuple(says))


def gifts(asked: Offers) -> Outcome:
    """What comes free, on which condition."""
    given = [
        promotion
        for promotion in _covering(asked)
        if promotion.gift_name or promotion.kind is PromotionKind.BUY_N_GET_M
    ]
    says = []
    if asked.promised_gift:
        says.append(Say("utter_promotion_gift_promised", {"gift": asked.promised_gift}))
    there = [promotion for promotion in given if promotion.gift_stock != 0]
    gone = [promotion for promotion in given if promotion.gift_stock == 0]
    for promotion, judged in _useful(there, asked)[:TOLD]:
        lead = None if says else "utter_promotion_lead_gift"
        says.append(_with_product(_told(promotion, asked, lead, judged), asked.product))
    if gone and not there:
        says.append(Say("utter_promotion_gift_gone", {"gift": gone[0].gift_name}))
    if says:
        return Outcome("promotion.gifts", tuple(says))
    return Outcome("promotion.no_gift", (Say("utter_promotion_no_gift"),))


def stacking(asked: Offers) -> Outcome:
    """Which offers may be used in one order: of an exclusive group only one."""
    reducing = [promotion for promotion in _covering(asked) if promotion.kind in REDUCING]
    if asked.hand and asked.hand.cut:  # beside the floor (底价) more offers take nothing more off
        used = {step.promotion_id for step in asked.hand.steps}
        reducing = [promotion for promotion in reducing if promotion.id in used]
    groups: dict[str, list[Promotion]] = {}
    for promotion in reducing:
        groups.setdefault(promotion.exclusive_group or promotion.id, []).append(promotion)
    if not reducing:
        return offers(asked, coming=False)
    says = []
    if len(groups) > 1:
        one_each = [_best_of(group, asked) for group in groups.values()]
        facts = {"together": listed(promotion.title for promotion in one_each)}
        says.append(Say("utter_promotion_together", facts))
    for group in groups.values():
        if len(group) > 1:
            facts = {"either": listed(promotion.title for promotion in group)}
            says.append(Say("utter_promotion_either", facts))
    if len(reducing) == 1:
        says.append(Say("utter_promotion_only_one", {"title": reducing[0].title}))
    return Outcome("promotion.stacking", (*says[:TOLD], *hand_says(asked)))


def _covering(asked: Offers) -> list[Promotion]:
    product = asked.product
    new = asked.new_buyer or NEW_BUYER in asked.events
    live = [promotion for promotion in asked.live if new or not for_new_buyers(promotion)]
    if product is None:
        return [promotion for promotion in live if promotion.scope is not Scope.PRODUCT]
    return [
        promotion
        for promotion in live
        if promotion.covers(product_id=product.id, category=product.category)
    ]


def _useful(
    promotions: Sequence[Promotion], asked: Offers
) -> list[tuple[Promotion, Applied | Missing | None]]:
    """Most useful first: what the goods earn by how much, then what is least far away.

    Without goods in view: what covers the whole shop, and of that what ends first. Free shipping
    comes after money and gifts.
    """
    judged = [(p, _judged(p, asked)) for p in promotions]
    kept = [pair for pair in judged if not _is_pointless(pair[1])]
    if asked.basket is None:
        return sorted(
            kept, key=lambda pair: (_is_shipping(pair[0]), _is_partial(pair[0]), pair[0].ends_at)
        )
    used = {step.promotion_id for step in asked.hand.steps} if asked.hand else set()
    return sorted(
        kept,
        key=lambda pair: (pair[0].id not in used, _is_shipping(pair[0]), _distance(pair[1])),
    )


def _judged(promotion: Promotion, asked: Offers) -> Applied | Missing | None:
    if asked.basket is None:
        return None
    return applies(promotion, asked.basket, asked.now, asked.region)


def _is_pointless(judged: Applied | Missing | None) -> bool:
    return isinstance(judged, Missing) and judged.why in ("region", "gone", "not_live")


def _is_shipping(promotion: Promotion) -> bool:
    return promotion.kind is PromotionKind.FREE_SHIPPING


def _is_partial(promotion: Promotion) -> bool:
    return promotion.scope is not Scope.SHOP


def _told(
    promotion: Promotion,
    asked: Offers,
    lead: str | None,
    judged: Applied | Missing | None,
) -> Say:
    with_scope = asked.product is None
    return tell(promotion, now=asked.now, lead=lead, judged=judged, with_scope=with_scope)


def _distance(judged: Applied | Missing | None) -> tuple[int, Decimal]:
    if isinstance(judged, Applied):
        return (0, -judged.reduction)
    if isinstance(judged, Missing):
        return (1, judged.amount) if judged.amount else (1, Decimal(judged.quantity))
    return (2, Decimal(0))


def _best_of(group: Sequence[Promotion], asked: Offers) -> Promotion:
    useful = _useful(group, asked)
    return useful[0][0] if useful else group[0]


def _with_product(say: Say, product: Product | None) -> Say:
    if product is None:
        return say
    return Say(say.name, {**say.facts, "product": product.name}, say.more)


def hand_says(asked: Offers, *, told: bool = False) -> list[Say]:
    """What the goods in view cost after all live offers; empty where none takes anything off.

    `told`: the offers were said just before.
    """
    hand = asked.hand
    if asked.product is None or hand is None or asked.basket is None or not hand.steps:
        return []
    pieces = sum(line.quantity for line in asked.basket.lines)
    goods = with_colours(asked.product, hand.list_total / pieces)
    say = hand_say(goods, hand, pieces=pieces, now=asked.now, told=told)
    return [say] if say else []


def ends(asked: Offers) -> Outcome:
    """Until when each offer holds: those that cover the product in view, else the shop's."""
    told = [p for p in _covering(asked) if not _is_shipping(p)] or _covering(asked)
    if asked.coupons_only:
        told = [p for p in told if p.kind is PromotionKind.COUPON] or told
    if not told:
        return offers(asked, coming=False)
    first = sorted(told, key=lambda p: (not asked.of_event(p), p.ends_at))
    says = ends_says([(p.title, p.ends_at) for p in first], asked.now)
    return Outcome("promotion.ends", tuple(says))


def next_event(asked: Offers) -> tuple[Promotion, ...]:
    """What starts first within two weeks, for the product in view or the shop.

    An event that the buyer named is told however far away it is.
    """
    covering = [
        promotion
        for promotion in asked.coming
        if asked.product is None
        or promotion.covers(product_id=asked.product.id, category=asked.product.category)
    ]
    named = [promotion for promotion in covering if asked.of_event(promotion)]
    soon = named or [each for each in covering if each.starts_at - asked.now <= SOON]
    return tuple(p for p in soon if p.starts_at == soon[0].starts_at)[:TOLD]


def _then_say(product: Product, asked: Offers) -> Say:
    """What the goods in view cost when the event begins, beside what they cost now."""
    now, then = (hand.total if hand else Decimal(0) for hand in (asked.hand, asked.then))
    name = "utter_promotion_then_lower" if then < now else "utter_promotion_then_no_lower"
    pieces = sum(line.quantity for line in asked.basket.lines) if asked.basket else 1
    goods = with_colours(product, asked.hand.list_total / pieces) if asked.hand else product.name
    several = "_for_several" if pieces > 1 else ""
    facts = {"product": goods, "now": yuan(now), "then": yuan(then), "quantity": str(pieces)}
    return Say(f"{name}{several}", facts)


def _coming(asked: Offers) -> list[Say]:
    found = next_event(asked)
    if not found:
        return [Say("utter_promotion_none_planned")]
    facts = {
        "titles": listed(promotion.title for promotion in found),
        "starts": moment(found[0].starts_at),
        "ends": until(found[0].ends_at),
    }
    return [Say("utter_promotion_coming", facts)]
