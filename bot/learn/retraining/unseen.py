"""Our examples, each read by a model that has not seen it nor its like: intents alone, and fast."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from bot.nlu.examples import Example
from bot.nlu.features import document
from bot.nlu.intent_model import FREEDOM, OVERTAUGHT, softmax
from bot.nlu.linear import LinearModel, Task

FOLDS = 5


def read_unseen(
    examples: Sequence[Example],
    alike: Sequence[str],
    *,
    temperature: float,
    seed: int,
    on_fold: Callable[[], None],
) -> tuple[tuple[str, ...], np.ndarray]:
    """The intents, and each one's probability for every example: (examples, intents).

    Examples with the same word in `alike` stay in one fold. The models choose the intent alone: a
    third of the work of a whole `IntentModel`, and the same choice.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    documents = [document(example.said, example.before) for example in examples]
    intents = tuple(sorted({intent for example in examples for intent in example.intents}))
    holds = np.array([[intent in example.intents for intent in intents] for example in examples])
    likely = np.zeros(holds.shape)
    parts = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    first = [example.intents[0] for example in examples]
    for seen, unseen in parts.split(documents, first, alike):
        tasks = [
            Task(name, np.arange(len(seen)), holds[seen, at], OVERTAUGHT.get(name, 0.0))
            for at, name in enumerate(intents)
            if 0 < holds[seen, at].sum() < len(seen)
        ]
        model = LinearModel.fitted(
            [documents[at] for at in seen], tasks, freedom=FREEDOM, seed=seed
        )
        columns = [intents.index(name) for name in model.outputs]
        for at in unseen:
            likely[at, columns] = softmax(model.scores(documents[at]) / temperature)
        on_fold()
    return intents, likely
