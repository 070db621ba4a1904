"""In which words an order is reminded: what the buyer asked before, and one thing that is true."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

LAST = "reason"


@dataclass(frozen=True)
class Facts:
    """What is true of the order at this moment, every figure as text from its row.

    `item` are the goods; the others are empty where they are not true: `offer` and `until` of the
    first offer to end, `stock` of `scarce` where little of it is left, `total` and `gift` promised
    and standing, `cutoff` until when a payment leaves today.
    """

    item: str = ""
    offer: str = ""
    until: str = ""
    scarce: str = ""
    stock: str = ""
    total: str = ""
    gift: str = ""
    cutoff: str = ""


@dataclass(frozen=True)
class Words:
    """The wordings of a reminder, said in one breath, with their facts; `case` names them."""

    case: str
    names: tuple[str, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    asks_reason: bool = False


def words_of(
    facts: Facts,
    *,
    asked: str,
    number: int,
    most: int,
    told_by_buyer: bool,
    used: Collection[str] = (),
) -> Words:
    """The words of reminder `number` of at most `most`; `used` are the cases said of it before.

    The first takes up what the buyer asked; the last offers help and asks for the reason. The
    others tell one thing more each, another one every time.
    """
    if told_by_buyer:
        return _worded("reported", facts)
    if number > 1 and number >= most:
        return Words(LAST, (f"utter_followup_{LAST}",), asks_reason=True)
    base = "again" if number > 1 else {"": "silent"}.get(asked, f"asked_{asked}")
    before = {part for case in used for part in case.split("+")}
    more = next((name for name in _true_of(facts) if name not in before), "")
    return _worded(base, facts, more=more)


def _worded(base: str, facts: Facts, *, more: str = "") -> Words:
    """A buyer whose order names no goods that the shop knows reads no name."""
    known = {name: value for name, value in vars(facts).items() if value}
    first = f"utter_followup_{base}" if facts.item else "utter_followup_unnamed"
    names = (first, f"utter_followup_then_{more}") if more else (first,)
    return Words("+".join(filter(None, (base, more))), names, known)


def _true_of(facts: Facts) -> list[str]:
    """What can be told beside, the most pressing first."""
    said = {
        "offer_ends": facts.offer and facts.until,
        "kept_price": facts.total,
        "kept_gift": facts.gift,
        "few_left": facts.stock and facts.scarce,
        "today": facts.cutoff,
    }
    return [name for name, is_true in said.items() if is_true]
