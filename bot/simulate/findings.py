"""A fault an audit found, and every audit in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.simulate.records import Records, Talk

KINDS: Mapping[str, str] = {
    "below_floor": "低于底价",
    "unbacked_price": "说的价没有依据",
    "unbacked_figure": "数字没有事实",
    "wrong_list_price": "标价对不上",
    "worse_than_promised": "比承诺的差",
    "not_in_ledger": "承诺没有记账",
    "expiry_changed": "承诺到期变了",
    "gift_forgotten": "忘了答应的赠品",
    "silent": "没有回应",
    "parroting": "同一句连说三遍",
    "stuck": "同一规则连答五次",
    "trouble": "引擎出错",
}
PARROTED, STUCK = 3, 5


@dataclass(frozen=True)
class Finding:
    """One fault: `kind` is one of KINDS, `turn` the place of the buyer's message in the talk.

    A fault of an order or of the ledger stands at the last turn.
    """

    kind: str
    talk: Talk
    turn: int
    what: str


Audit = Callable[[Records], Iterable[Finding]]


def every_turn(records: Records) -> Iterable[tuple[Talk, int]]:
    """Each talk with the place of each of its turns."""
    for talk in records.talks:
        for place in range(len(talk.turns)):
            yield talk, place
