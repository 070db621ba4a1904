"""What a reviewed question teaches: sentences as they will stand in data/nlu."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.learn.review.model import Item
from bot.nlu.examples import SEVERAL
from bot.nlu.intent_model import QUESTIONS
from bot.settings import SHOP_TIMEZONE

# Longer sentences say by themselves what they ask.
NEEDS_BEFORE = 12
_SIGNS = re.compile(r"〔[^〕]*〕")
_SPACES = re.compile(r"\s+")
# Brackets mark what was said before, and entities in Rasa's notation.
_BRACKETS = str.maketrans({"（": "(", "）": ")", "[": "［", "]": "］"})


@dataclass(frozen=True)
class Lesson:
    """A sentence to teach: who put it up for review, what was said before it, what it asks.

    main: the sentence that was reviewed, not another way of putting it. count: messages in the
    log. note: where it comes from, without a name.
    """

    item: int
    said: str
    before: str
    intents: tuple[str, ...]
    note: str
    count: int
    main: bool = True

    @property
    def line(self) -> str:
        """As it stands in a file of examples."""
        return f"（{self.before}）{self.said}" if self.before else self.said

    @property
    def intent(self) -> str:
        """All that is asked, in Rasa's notation."""
        return SEVERAL.join(self.intents)


@dataclass(frozen=True)
class Left:
    """A lesson that is not taught in this batch; `code` says why, `why` names what is in the way.

    The codes have their words in reasons.yml.
    """

    lesson: Lesson
    code: str
    why: str = ""


def lessons_of(item: Item, *, ways: int) -> Iterator[Lesson]:
    """The sentences of a settled item, the reviewed one first, at most `ways` of them.

    A better wording is taught instead of what buyers wrote. Signs that stand for personal data
    are left out, and so is what was said before where the sentence needs none.
    """
    intents = tuple(item.meant.split(SEVERAL))
    spoken = item.words[-1].at if item.words else item.mined_at
    note = (
        f"item {item.id} · {spoken.astimezone(SHOP_TIMEZONE):%Y-%m-%d} · {item.verdict} · "
        f"{item.candidate.count}x"
    )
    put = _wording(item) or ((item.candidate.text, item.candidate.before), *item.candidate.samples)
    taught: set[str] = set()
    for text, before in put:
        said = plain(text)
        if taught and (said in taught or not said):
            continue
        yield Lesson(
            item=item.id,
            said=said,
            before=_before(said, plain(before), intents),
            intents=intents,
            note=note,
            count=item.candidate.count,
            main=not taught,
        )
        taught.add(said)
        if len(taught) == ways:
            return


def plain(text: str) -> str:
    """Text that can stand on a line of examples: no signs, line breaks or brackets with meaning."""
    flat = _SPACES.sub(" ", _SIGNS.sub(" ", text).translate(_BRACKETS))
    return "".join(filter(str.isprintable, flat)).strip()


def _wording(item: Item) -> tuple[tuple[str, str], ...]:
    """The newest better wording with the meaning that counts; empty where none was given."""
    given = [
        word.wording
        for word in item.words
        if word.verdict == "wording" and word.wording and word.meant == item.meant
    ]
    return ((given[-1], item.candidate.before),) if given and item.verdict == "wording" else ()


def _before(said: str, before: str, intents: tuple[str, ...]) -> str:
    asks = any(intent in QUESTIONS for intent in intents)
    return "" if asks and len(said) > NEEDS_BEFORE else before
