"""Our own examples, each read by a model that has not seen it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.chats.model import Situation
from bot.evaluate.cases import Case
from bot.evaluate.labelled import Labelled
from bot.nlu.examples import Example
from bot.nlu.intent_model import IntentModel

FOLDS = 5


def fold_cases(
    examples: Sequence[Example], *, seed: int = 0, on_fold: Callable[[], None]
) -> list[Case]:
    """Every example with a model trained without its fifth of the examples.

    Examples that masking made alike (黑色有吗, 白色有吗) stay together, so that none is read by a
    model that has learnt its like.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    cases = []
    parts = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    intents = [example.intents[0] for example in examples]
    alike = [example.said.replace(" ", "") for example in examples]
    for seen, unseen in parts.split(examples, intents, alike):
        model = IntentModel.trained([examples[i] for i in seen], seed=seed)
        for example in (examples[i] for i in unseen):
            message = Labelled(example.said, (example.intents,), before=example.before)
            cases.append(Case(model, example.said, Situation(before=example.before), message))
        on_fold()
    return cases
