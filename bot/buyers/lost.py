"""Why a chat ended without an order (流失原因): one reason, with the buyer's words that show it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from bot.buyers.chat import Chat, Said
from bot.buyers.signs import Signs, read_signs, signs_of
from bot.text.masking import mask_personal
from bot.text.normalise import normalise

Reason = Literal[
    "price", "quality", "style", "value", "no_discount", "function",
    "postage", "courier", "stock", "size", "other",
]  # fmt: skip
MOST_WORDS = 3
# Buyers say much the same: of so many messages what they show is not worked out again.
_REMEMBERED = 1 << 16


@dataclass(frozen=True)
class Lost:
    """The reason, and the buyer's messages that show it, their words without personal data."""

    reason: Reason
    label: str
    words: tuple[str, ...]
    message_ids: tuple[int, ...]


@dataclass(frozen=True)
class LostRules:
    """What lost.yml says: signs by reason, and how much more counts what is said in leaving.

    `later`: how much more the last message counts than the first; `leaving` words in a message
    multiply what it shows, and what was shown last before one that only leaves.
    """

    signs: Mapping[str, Signs]
    later: float
    leaving: re.Pattern[str]
    leaving_weight: float
    no_sale: frozenset[str]


def why_lost(chat: Chat) -> Lost:
    """The reason with the strongest signs; `other` only where nothing shows one."""
    rules = _rules()
    said = chat.said
    shown = [_shown(each, rules) for each in said]
    weights = [_place_weight(place, len(said), rules.later) for place in range(len(said))]
    for place, each in enumerate(said):
        if _leaves(each.text):
            since = _last_shown(shown, place)
            if since is not None:
                weights[since] *= rules.leaving_weight
    scores: dict[str, float] = {}
    for reasons, weight in zip(shown, weights, strict=True):
        for reason, value in reasons.items():
            scores[reason] = scores.get(reason, 0.0) + value * weight
    best = max(scores, key=scores.__getitem__, default="other")
    telling = [
        (weight * reasons[best], each)
        for each, reasons, weight in zip(said, shown, weights, strict=True)
        if best in reasons
    ]
    return _lost(best, sorted(telling, key=lambda pair: -pair[0])[:MOST_WORDS], rules)


def is_for_sale(chat: Chat) -> bool:
    """Whether anything could have been sold: not where only a past order was spoken of."""
    asked = any(line.sender == "buyer" for line in chat.lines)
    return asked and not (chat.intents and chat.intents <= _rules().no_sale)


@lru_cache(maxsize=_REMEMBERED)
def weights_of_words(text: str) -> tuple[tuple[str, float], ...]:
    """The reasons that a buyer's words alone speak for, by how much."""
    plain = normalise(text)
    found = []
    for name, words in _searches():
        for search, weight in words:
            if search(plain):
                found.append((name, weight))
                break
    return tuple(found)


@lru_cache(maxsize=1)
def _searches() -> tuple[tuple[str, tuple[tuple[Callable[[str], object], float], ...]], ...]:
    """The words of each reason as what looks for them, the heaviest first."""
    return tuple(
        (name, tuple((pattern.search, weight) for pattern, weight in signs.words))
        for name, signs in _rules().signs.items()
    )


def weight_of_answer(reason: str) -> tuple[tuple[str, float], ...]:
    """The reasons that our answer with this code speaks for, by how much."""
    return _asked((), (reason,))


def labels_of_reasons() -> Mapping[str, str]:
    """What each reason is called in the shop."""
    return {name: signs.label for name, signs in _rules().signs.items()}


def _shown(said: Said, rules: LostRules) -> dict[str, float]:
    """The reasons that a message or our answer to it speaks for, by how much."""
    told = weights_of_words(said.text)
    asked = _asked(said.intents, said.reasons)
    if not told or not asked:
        return dict(told or asked)
    by_words, by_answers = dict(told), dict(asked)
    return {
        name: by_words.get(name, 0.0) + by_answers.get(name, 0.0)
        for name in rules.signs
        if name in by_words or name in by_answers
    }


@lru_cache(maxsize=_REMEMBERED)
def _asked(intents: tuple[str, ...], reasons: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """The reasons that the reading of a message and the answers to it speak for, by how much."""
    said = Said(0, "", intents, reasons)
    found = ((name, signs.asked(said)) for name, signs in _rules().signs.items())
    return tuple((name, weight) for name, weight in found if weight > 0)


@lru_cache(maxsize=_REMEMBERED)
def _leaves(text: str) -> bool:
    """Whether the buyer says that they leave."""
    return _rules().leaving.search(normalise(text)) is not None


def _place_weight(place: int, count: int, later: float) -> float:
    return 1.0 if count < 2 else 1.0 + (later - 1.0) * place / (count - 1)


def _last_shown(shown: list[dict[str, float]], place: int) -> int | None:
    return next((at for at in range(place, -1, -1) if shown[at]), None)


def _lost(reason: str, telling: list[tuple[float, Said]], rules: LostRules) -> Lost:
    in_order = sorted((said for _, said in telling), key=lambda said: said.message_id)
    label = rules.signs[reason].label if reason in rules.signs else read_signs("lost.yml")["other"]
    return Lost(
        reason=reason,  # type: ignore[arg-type]
        label=label,
        words=tuple(mask_personal(said.text) for said in in_order),
        message_ids=tuple(said.message_id for said in in_order),
    )


@lru_cache(maxsize=1)
def _rules() -> LostRules:
    told: Mapping[str, Any] = read_signs("lost.yml")
    return LostRules(
        signs=signs_of(told["reasons"]),
        later=told["later"],
        leaving=re.compile("|".join(told["leaving"])),
        leaving_weight=told["leaving_weight"],
        no_sale=frozenset(told["no_sale"]),
    )
