"""Wrong labels and a flood of one intent, made from a seed, for `bench.bad_batch`."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

from bot.evaluate.labelled import Labelled
from bot.learn.retraining.doubting import Reader
from bot.learn.retraining.lessons import plain
from bot.text.masking import mask_personal

Said = tuple[Labelled, tuple[str, ...]]
# Around one sentence in many ways: copies to a person, other sentences to a program.
BEGINNINGS = ",今天,现在,活动,这个,双十一,家里,周末,晚上,那个,昨天,最近,这边,新店,老顾客".split(",")
MIDDLES = "买一件,买一箱,拍一份,拿一盒,下一单,订一套,买一包,拿一袋".split(",")
ENDINGS = "有赠品送吗,送赠品不,有没有赠品送,赠品送不送,会送赠品么".split(",")


def flipped(
    said: Sequence[Said],
    pool: Sequence[Labelled],
    reader: Reader,
    *,
    share: float,
    chance: random.Random,
) -> tuple[list[Said], dict[str, str]]:
    """`said` with that share of wrong labels, and how each text of these came to its label.

    In turn: an intent that the live model mixes up with the right one, as often as it does
    (`mixed up`), and any other one (`by chance`).
    """
    mixed: dict[str, Counter[str]] = defaultdict(Counter)
    names = set()
    for message in pool:
        likely = reader.likely(message.text, message.before)
        names |= likely.keys()
        best = max(likely, key=lambda intent: likely[intent])
        mixed[message.best][best] += best not in message.right
    found, wrong = list(said), {}
    for turn, at in enumerate(chance.sample(range(len(said)), round(share * len(said)))):
        message = said[at][0]
        confusions = {n: c for n, c in mixed[message.best].items() if n not in message.right and c}
        if turn % 2 == 0 and confusions:
            label = chance.choices(list(confusions), list(confusions.values()))[0]
            how = "mixed up"
        else:
            label, how = chance.choice(sorted(names - message.right)), "by chance"
        found[at] = (message, (label,))
        wrong[plain(mask_personal(message.text))] = how
    return found, wrong


def flood(intent: str, number: int, *, chance: random.Random) -> Iterator[Said]:
    """So many copies of one sentence under `intent`."""
    ways = ["".join(parts) for parts in product(BEGINNINGS, MIDDLES, ENDINGS)]
    for text in chance.sample(ways, number):
        yield Labelled(text, ((intent,),)), (intent,)
