"""Our own examples, each read by a model that has not seen it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.evaluate.cases import Case
from bot.evaluate.labelled import Labelled
from bot.nlu.examples import Example
from bot.nlu.intent_model import IntentModel
from bot.nlu.person import Situation

FOLDS = 5


def fold_cases(
    examples: Sequence[Example], *, seed: int = 0, on_fold: Callable[[], None]
) -> list[Case]:
    """Every example with a model trained without its fifth of the examples."""
    from sklearn.model_selection import StratifiedKFold

    cases = []
    parts = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    for seen, unseen in parts.split(examples, [example.intents[0] for example in examples]):
        model = IntentModel.trained([examples[i] for i in seen], seed=seed)
        for example in (examples[i] for i in unseen):
            message = Labelled(example.said, (example.intents,), before=example.before)
            cases.append(Case(model, example.said, Situation(before=example.before), message))
        on_fold()
    return cases
