"""Every audit of a run, from its database alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.shop.shop import Shop
from bot.simulate import manners, money, promises
from bot.simulate.findings import KINDS, Finding
from bot.simulate.goods import Goods
from bot.simulate.records import Records, Talk

ORDERED = ("order.place", "order.change_price", "order.paid", "order.paid_promised")


@dataclass(frozen=True)
class Audit:
    """What a run shows: every finding, and how the chats went."""

    findings: tuple[Finding, ...]
    outcomes: Mapping[str, int]
    reasons: Mapping[str, int]
    promises: Mapping[str, int]

    @property
    def counts(self) -> dict[str, int]:
        """Findings of each kind, those that there are none of too."""
        found = Counter(finding.kind for finding in self.findings)
        return {kind: found[kind] for kind in KINDS}


def audited(records: Records, goods: Goods, shop: Shop) -> Audit:
    """The findings and the figures of a run; reads the shop's rows, writes nothing."""
    findings = [
        *money.floor_crossings(records, goods),
        *money.prices_without_ground(records, goods, shop),
        *money.figures_without_facts(records),
        *money.wrong_list_prices(records, goods),
        *promises.worse_than_promised(records, goods),
        *promises.not_in_ledger(records),
        *promises.expiry_changed(records, goods),
        *promises.gifts_forgotten(records, goods),
        *manners.silent_turns(records),
        *manners.parroted_turns(records),
        *manners.stuck_turns(records),
        *manners.troubled_turns(records),
    ]
    turns = [turn for talk in records.talks for turn in talk.turns]
    made = [promise for theirs in records.promises.values() for promise in theirs]
    return Audit(
        findings=tuple(findings),
        outcomes=Counter(map(_outcome, records.talks)),
        reasons=Counter(reason for turn in turns for reason in turn.reasons),
        promises=Counter(promise.kind for promise in made),
    )


def _outcome(talk: Talk) -> str:
    reasons = {reason for turn in talk.turns for reason in turn.reasons}
    if reasons & set(ORDERED):
        return "ordered"
    return "with_person" if talk.with_person_from is not None else "left"
