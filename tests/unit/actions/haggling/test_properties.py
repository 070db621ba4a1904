"""Whatever is haggled: the floor holds, concessions shrink, a promise stays, and it ends."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from actions.haggling.deal import Deal, standing_of
from actions.haggling.rules import CONCEDED, Decision, Haggle, decide, price_now
from bot.pricing.hand_price import HandPrice, Step
from bot.pricing.promised import floor_of
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.policy import Concession
from bot.shop.model.trade import Commitment
from tests.unit.actions.haggling.haggles import NOW, product, sku

CENT = Decimal("0.01")
PLEAS = st.sampled_from([None, "gift", "shipping", "round", "old", "lowest"])
Rounds = list[tuple[Decimal | None, str | None]]

money = st.integers(500, 90000).map(lambda fen: Decimal(fen) / 100)
steps = st.lists(
    st.one_of(
        st.integers(1, 30).map(lambda percent: Concession(0, "percent", percent, None, "")),
        st.integers(1, 60).map(lambda off: Concession(0, "amount", None, Decimal(off), "")),
        st.just(Concession(0, "gift", None, None, "发圈")),
        st.just(Concession(0, "shipping", None, None, "")),
    ),
    max_size=6,
).map(lambda drawn: tuple(replace(step, step=at) for at, step in enumerate(drawn, start=1)))


@st.composite
def deals(draw: st.DrawFn) -> Deal:
    """Pieces of one SKU, with live offers and a floor that these may have passed already."""
    quantity, price = draw(st.integers(1, 4)), draw(money)
    floor = draw(st.none() | st.integers(1, 100))
    total = price * quantity
    off = (total * draw(st.integers(0, 40)) / 100).quantize(CENT)
    hand = HandPrice(total, (Step("m", "满减", off),) if off else (), total - off, (), False)
    lowest = None if floor is None else (total * floor / 100).quantize(CENT)
    return Deal(product(), quantity, hand, lowest)


def haggled(of: Deal, ledger: list[Commitment], told: list[str], **fields: object) -> Decision:
    """One round, its promise written to the ledger and its code to the chat's memory."""
    case = {"store_type": "marketplace", "gift_budget": Decimal(15), **fields}
    decision = decide(
        Haggle(deal=of, standing=standing_of(ledger, of), told=tuple(told), **case)  # type: ignore[arg-type]
    )
    told.append(decision.what)
    if decision.promise is not None:
        terms, kind = decision.promise.terms, decision.promise.kind
        ledger.append(Commitment("b", kind, "A1", terms, "r", "bot", NOW, None))
    return decision


@given(deals(), steps, st.lists(st.tuples(st.none() | money, PLEAS), min_size=1, max_size=12))
def test_a_price_shrinks_in_ever_smaller_steps_and_never_below_the_floor(
    of: Deal, owners: tuple[Concession, ...], rounds: Rounds
) -> None:
    ledger: list[Commitment] = []
    told: list[str] = []
    before, last_off = of.hand.total, None
    for offered, plea in rounds:
        decision = haggled(of, ledger, told, steps=owners, offered=offered, plea=plea)
        assert decision.total <= before
        assert decision.total >= min(of.floor_total or Decimal(0), of.hand.total)
        off = before - decision.total
        if off:
            assert last_off is None or off < last_off
            last_off = off
        before = decision.total


@given(deals(), steps, st.lists(st.tuples(money, PLEAS), min_size=1, max_size=12))
def test_a_counter_is_never_below_what_was_offered_and_no_offer_is_taken_advantage_of(
    of: Deal, owners: tuple[Concession, ...], rounds: Rounds
) -> None:
    ledger: list[Commitment] = []
    told: list[str] = []
    for offered, plea in rounds:
        assert offered is not None
        before = price_now(of, standing_of(ledger, of))
        total = haggled(of, ledger, told, steps=owners, offered=offered, plea=plea).total
        assert total >= offered or (offered > before and total == before)


@given(deals(), steps, st.sampled_from(["mall", "marketplace"]))
def test_haggling_ends_and_no_step_is_made_twice(
    of: Deal, owners: tuple[Concession, ...], store_type: str
) -> None:
    ledger: list[Commitment] = []
    told: list[str] = []
    for _ in range(len(owners) + 8):
        haggled(of, ledger, told, steps=owners, store_type=store_type, offers_to_tell=True)
    assert told[-2:] == ["settled", "settled"]
    made = [promise.terms["step"] for promise in ledger]
    assert len(made) == len(set(made)) <= len(owners)
    assert sum(what in CONCEDED for what in told) == len(ledger)
    if store_type == "mall":
        assert all(promise.kind in ("gift", "shipping") for promise in ledger)


@given(deals(), steps, st.integers(0, 40), st.lists(money, min_size=1, max_size=6))
def test_what_was_promised_is_never_more_later_whatever_becomes_of_the_offers(
    of: Deal, owners: tuple[Concession, ...], percent: int, offers: list[Decimal]
) -> None:
    ledger: list[Commitment] = []
    told = ["value"]
    promised = [haggled(of, ledger, told, steps=owners, offered=each).total for each in offers][-1]
    listed = of.hand.list_total
    later = replace(of.hand, total=listed - (listed * percent / 100).quantize(CENT), steps=())
    then = replace(of, hand=later)
    total = price_now(then, standing_of(ledger, then))
    if any(promise.kind == "price" for promise in ledger):
        assert total <= promised
    assert total >= min(of.floor_total or Decimal(0), later.total)


NINE_PERCENT = tuple(Concession(step, "percent", 9, None, "") for step in (1, 2, 3))


@st.composite
def skus(draw: st.DrawFn) -> tuple[Sku, ...]:
    """Colours of different prices and floors."""
    drawn = draw(
        st.lists(st.tuples(st.integers(50, 300), st.integers(10, 100)), min_size=2, max_size=4)
    )
    return tuple(
        replace(sku(f"{at}", f"{price}", f"{max(1, price * percent // 100)}"), colour=f"{at}")
        for at, (price, percent) in enumerate(drawn)
    )


def in_colour(goods: Product, colour: str | None, quantity: int, off: int) -> Deal:
    """Pieces in one colour (exact), or in whichever (None), with `off` yuan of live offers."""
    quoted = goods.quoted(colour=colour)
    listed = quoted.price * quantity
    floor = floor_of(goods, quoted, quantity, exact=colour is not None)
    taken = (Step("MJ", "满减", Decimal(off)),) if off else ()
    return Deal(goods, quantity, HandPrice(listed, taken, listed - off, (), False), floor)


@given(
    skus(),
    st.lists(
        st.tuples(st.integers(-1, 3), st.integers(1, 3), st.integers(0, 30), st.none() | money),
        min_size=1,
        max_size=8,
    ),
    st.integers(1, 3),
    st.integers(0, 30),
)
def test_no_row_of_colours_brings_a_confirmed_total_below_its_floor(
    made: tuple[Sku, ...],
    rounds: list[tuple[int, int, int, Decimal | None]],
    quantity: int,
    off: int,
) -> None:
    goods = product(*made)
    ledger: list[Commitment] = []
    told = ["value"]
    for which, pieces, off_now, offered in rounds:
        colour = None if which < 0 else str(which % len(made))
        at = in_colour(goods, colour, pieces, off_now)
        haggled(at, ledger, told, steps=NINE_PERCENT, offered=offered)
    for bought in made:
        at = in_colour(goods, bought.colour, quantity, off)
        total = price_now(at, standing_of(ledger, at))
        assert bought.floor_price is not None
        assert total >= min(bought.floor_price * quantity, at.hand.total)
