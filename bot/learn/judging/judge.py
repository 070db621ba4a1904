"""A candidate against the live model: all is measured, then the rules say what it comes to."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.database.engine import transaction
from bot.evaluate.cases import cases_of, judged
from bot.learn.judging.comparing import Compared, compared, fresh_of
from bot.learn.judging.contestants import Contestant, contestant
from bot.learn.judging.crossing import KNOWN, Crossed, Side, crossed
from bot.learn.judging.deciding import Evidence, objections
from bot.learn.judging.frozen import (
    OURS,
    FrozenSet,
    dialogues,
    frozen_files,
    keys_of,
    reviewed,
    untaught,
)
from bot.learn.judging.pairs import Pair, paired
from bot.learn.judging.past_chats import PastChat, from_dialogues, recorded
from bot.learn.judging.replaying import copied_shop, replayed
from bot.learn.judging.rules import Rules, rules
from bot.learn.judging.taught import Written, examples_in, only_one_knows, taught
from bot.learn.judging.told import figures_of
from bot.learn.judging.turns import Replay, compared_turns
from bot.learn.review.reviews import Reviews
from bot.models.facts import Verdict
from bot.nlu.examples import split_before
from bot.nlu.intent_classifier import Masker, masked_examples
from bot.nlu.names import live_names
from bot.settings import Settings

Counted = Callable[[str, int], Callable[[], None]]
TOGETHER = "together"


@dataclass(frozen=True)
class Plan:
    """What is done: chats replayed, folds of the old examples; 0 leaves a step out."""

    chats: int = 200
    folds: int = 5
    seed: int = 0


def judge(
    candidate: Path,
    against: Path,
    *,
    config: Settings,
    at: datetime,
    plan: Plan | None = None,
    is_live: bool = True,
    intents: frozenset[str] = frozenset(),
    sets: Sequence[FrozenSet] | None = None,
    by: Rules | None = None,
    counted: Counted = lambda what, total: lambda: None,
) -> Verdict:
    """Judge the model at `candidate` against the one at `against`; nothing is written.

    is_live: whether `against` answers now, with the confidence file. intents: known beside those
    of the models. sets: what to measure on; None for our files, the shop's and the reviewed
    items. by: other rules than rules.yml. counted: is told each step's name and size, gives what
    to call for each part done. Raises EvaluationError for what cannot be used.
    """
    plan = plan or Plan()
    old = contestant(against, confidence_file=config.confidence_file, is_live=is_live)
    new = contestant(candidate, confidence_file=config.confidence_file, is_live=False)
    left_out: list[str] = []
    if sets is None:
        every = intents.union(old.model.intents, new.model.intents)
        sets = frozen_sets(config, intents=every)
    old_data, new_data = _data(old, new, config, left_out)
    if old_data is not None and new_data is not None:
        texts = only_one_knows(old_data, new_data)
        sets = untaught(sets, keys_of(split_before(text)[1] for text in texts))
    pairs = _read(sets, old, new, config, counted)
    crossing = _crossed(old, new, old_data, new_data, plan, config, counted, left_out)
    replay = _replayed(old, new, sets, plan, config, at, counted, left_out)
    together = compared(TOGETHER, pairs, seed=plan.seed) if pairs else None
    known = compared(KNOWN, crossing.known, seed=plan.seed) if crossing.known else None
    evidence = Evidence(
        together=together,
        files=_by_file(pairs, plan.seed),
        known=known,
        fresh=fresh_of(crossing.fresh, together, known) if crossing.fresh else None,
        replay=replay,
        allowed=new.confidence.wrong_at_most,
    )
    against_it = objections(evidence, by or rules())
    return Verdict(
        candidate=new.name,
        against=old.name,
        passed=not against_it,
        reasons=tuple(objection.what for objection in against_it),
        at=at,
        figures=figures_of(evidence, against_it, pairs, sets, left_out),
    )


def frozen_sets(config: Settings, *, intents: frozenset[str]) -> tuple[FrozenSet, ...]:
    """Our own labelled files where they are, the shop's, and reviewed items that were held out."""
    files = frozen_files((OURS, config.learn_dir / "frozen"), intents=intents)
    with transaction(config.database_url) as session:
        return (*files, *reviewed(Reviews(session).held_out()))


def _data(
    old: Contestant, new: Contestant, config: Settings, left_out: list[str]
) -> tuple[tuple[Written, ...] | None, tuple[Written, ...] | None]:
    """What both were taught; the live one at least what stands in the folder of examples."""
    new_data = taught(new.facts)
    if new_data is None:
        left_out.append("不知道候选模型学了哪些例句：学过的话没有从判卷里去掉")
        return None, None
    old_data = taught(old.facts)
    if old_data is None:
        left_out.append(f"现用模型学的例句找不回来了，当作就是 {config.nlu_dir} 里现在的")
        old_data = examples_in([config.nlu_dir])
    return old_data, new_data


def _read(
    sets: Sequence[FrozenSet], old: Contestant, new: Contestant, config: Settings, counted: Counted
) -> list[Pair]:
    mask = Masker(live_names(config.database_url).current())
    done = counted("读标好的话", len(sets))
    pairs: list[Pair] = []
    for frozen in sets:
        read = [
            judged(cases_of(frozen.messages, side.model, mask), side.confidence)
            for side in (old, new)
        ]
        pairs += paired(frozen.name, *read)
        done()
    return pairs


def _by_file(pairs: Sequence[Pair], seed: int) -> dict[str, Compared]:
    parts: dict[str, list[Pair]] = {}
    for pair in pairs:
        parts.setdefault(pair.source, []).append(pair)
    return {name: compared(name, part, seed=seed) for name, part in parts.items()}


def _crossed(
    old: Contestant,
    new: Contestant,
    old_data: Sequence[Written] | None,
    new_data: Sequence[Written] | None,
    plan: Plan,
    config: Settings,
    counted: Counted,
    left_out: list[str],
) -> Crossed:
    if not plan.folds or old_data is None or new_data is None:
        left_out.append("没看原来的例句会不会学坏（没做轮流留一份）")
        return Crossed()
    names = live_names(config.database_url).current()
    found = crossed(
        Side(tuple(masked_examples(old_data, names)), old.confidence),
        Side(tuple(masked_examples(new_data, names)), new.confidence),
        folds=plan.folds,
        seed=plan.seed,
        cache=config.learn_dir / "judging",
        on_training=counted("原来的例句，轮流留一份", 2 * plan.folds),
    )
    if not found.known:
        left_out.append("两个模型学的例句一样，轮流留一份没有必要")
    return found


def _replayed(
    old: Contestant,
    new: Contestant,
    sets: Sequence[FrozenSet],
    plan: Plan,
    config: Settings,
    at: datetime,
    counted: Counted,
    left_out: list[str],
) -> Replay | None:
    chats: tuple[PastChat, ...] = ()
    if plan.chats:
        chats = recorded(config.learn_dir / "log", count=plan.chats)
        chats += from_dialogues(dialogues(sets), count=plan.chats - len(chats))
    if not chats:
        left_out.append("没有重放聊天" if not plan.chats else "没有聊天可以重放")
        return None
    done = counted("重放聊天", 2 * len(chats))
    with tempfile.TemporaryDirectory(prefix="judging-") as name:
        folder = Path(name)
        shop = copied_shop(config, folder)
        talks = [
            replayed(
                side, chats, base=config, shop=shop, folder=folder / place, at=at, on_chat=done
            )
            for place, side in (("live", old), ("candidate", new))
        ]
    return compared_turns(chats, *talks)
