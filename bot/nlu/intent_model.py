"""What a message wants: one calibrated choice of intent, the questions in it, a person needed.

One linear model holds four kinds of outputs. *Intents* compete: their scores become
probabilities together, softened by a temperature. *Questions* do not: each says by itself whether
it is asked, for which it has learnt from examples of several questions and from examples joined in
twos and threes; *several* says that more than one is. *Person* says whether the message calls for
a person, whichever of the intents that call for one it has.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from bot.chats.model import NEEDS_PERSON
from bot.nlu.examples import Example
from bot.nlu.features import document
from bot.nlu.linear import LinearModel, Task, Terms

QUESTIONS = (
    "ask_product compare_products ask_quality ask_price ask_recommendation ask_size ask_stock "
    "ask_promotion ask_gift bargain ask_wholesale ask_dispatch ask_delivery_time ask_courier "
    "ask_shipping_fee ask_invoice ask_return order order_note change_order report_order"
).split()
FREEDOM = 15.0
# One example in seven is nothing of the shop's, of what buyers say one in a hundred.
OVERTAUGHT = {"out_of_scope": 0.9}
# Examples that are joined to learn from: how many, of which length at most, and how.
JOINED = 14000
LONGEST_PART = 22
THREE_IN = 8
JOINTS = ("", "", " ")


@dataclass(frozen=True)
class Guess:
    """What the model makes of a message.

    ranking: intents with probabilities that sum to one, the likeliest first; asked: how likely
    each question is in it, whatever else is; several: that more than one is; person: how likely
    it calls for a person; familiar: the share of its terms that the model has seen.
    """

    ranking: tuple[tuple[str, float], ...]
    asked: dict[str, float]
    several: float
    person: float
    familiar: float = 1.0


class IntentModel:
    """The linear model with the meaning of its outputs."""

    def __init__(self, linear: LinearModel) -> None:
        self._linear = linear
        kinds = [output.partition(":")[::2] for output in linear.outputs]
        self.intents = tuple(name for kind, name in kinds if kind == "intent")
        self._questions = tuple(name for kind, name in kinds if kind == "asks")
        self._tells_several = any(kind == "several" for kind, _ in kinds)

    def guesser(self, temperature: float) -> Callable[[Terms], Guess]:
        """`guess` with the temperature that divides the intents' scores."""
        return partial(self.guess, temperature=temperature)

    def guess(self, terms: Terms, *, temperature: float = 1.0) -> Guess:
        """What a message's terms say."""
        scores = self._linear.scores(terms)
        count = len(self.intents)
        probabilities = softmax(scores[:count] / temperature)
        order = np.argsort(-probabilities).tolist()
        likely = probabilities.tolist()
        *asked, person = (1 / (1 + np.exp(-scores[count:]))).tolist()
        several = asked.pop() if self._tells_several else 0.0
        return Guess(
            ranking=tuple([(self.intents[i], likely[i]) for i in order]),
            asked=dict(zip(self._questions, asked, strict=True)),
            several=several,
            person=person,
            familiar=self._linear.familiar(terms),
        )

    @classmethod
    def trained(cls, examples: Sequence[Example], *, seed: int = 0) -> IntentModel:
        """Fit on `examples`; `seed` decides which of them are joined."""
        joined = _joined(examples, random.Random(seed))  # noqa: S311 - not for secrets
        documents = [document(example.said, example.before) for example in [*examples, *joined]]
        wanted = [frozenset(example.intents) for example in [*examples, *joined]]
        written, all_rows = np.arange(len(examples)), np.arange(len(documents))
        intents = sorted(frozenset().union(*wanted))

        def holding(rows: np.ndarray, names: AbstractSet[str]) -> np.ndarray:
            return np.array([not names.isdisjoint(wanted[row]) for row in rows])

        tasks = [
            Task(f"intent:{name}", written, holding(written, {name}), OVERTAUGHT.get(name, 0.0))
            for name in intents
        ]
        tasks += [
            Task(f"asks:{name}", all_rows, holding(all_rows, {name}))
            for name in QUESTIONS
            if name in intents
        ]
        more = np.array([len(asked.intersection(QUESTIONS)) > 1 for asked in wanted])
        if more.any():
            tasks.append(Task("several:", all_rows, more))
        tasks.append(Task("person:", written, holding(written, NEEDS_PERSON)))
        return cls(LinearModel.fitted(documents, tasks, freedom=FREEDOM, seed=seed))

    def save(self, folder: Path) -> None:
        """Write the model to `folder`."""
        self._linear.save(folder)

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote."""
        return cls(LinearModel.load(folder))


def _joined(examples: Sequence[Example], chance: random.Random) -> list[Example]:
    """Two or three short questions in one breath, as buyers ask them; none if few are taught."""
    parts: dict[str, list[str]] = {}
    for example in examples:
        intent, *more = example.intents
        if not more and intent in QUESTIONS and len(example.said) <= LONGEST_PART:
            parts.setdefault(intent, []).append(example.said)
    if len(parts) < 3:
        return []
    found = []
    for number in range(JOINED):
        names = chance.sample(sorted(parts), 3 if number % THREE_IN == 0 else 2)
        said = chance.choice(JOINTS).join(chance.choice(parts[name]) for name in names)
        found.append(Example(said, "", tuple(names)))
    return found


def softmax(scores: np.ndarray) -> np.ndarray:
    """Scores as probabilities that sum to one over the last axis."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    probabilities: np.ndarray = shifted / shifted.sum(axis=-1, keepdims=True)
    return probabilities
