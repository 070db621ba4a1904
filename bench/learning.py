"""Does asking people what mining found teach more than asking about messages at random?

    python -m bench.learning [FILE...] [--decisions 1600] [--seeds 3] [--markdown]

Both begin with 20 examples an intent out of the owner's own files. What buyers then write comes
from the chats of blind authors: messages like real ones, some said again and again, most once or
twice, as in a shop's log. It is collected into a conversation log; `mine` orders it, or chance
does; a script answers what the desk's review page shows, as often in one way as in the other; the
model is trained anew. Read rightly (first guess, with what was said before) are then: the messages
of the log, as often as they are said; messages of the same authors that were kept out of the log;
the chats of authors nobody learns from; and FILEs of labelled messages.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from math import sqrt
from pathlib import Path
from statistics import mean, stdev

import typer

from bench.command import MARKDOWN, progress_bar, run, save
from bench.learning_stream import FIRST, Stream, Written, beginning, buyers_stream, write_log
from bench.printing import console, show
from bench.reviewer import reviewer_at
from bot.cli.evaluate import known_intents
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.evaluate.cases import Case, cases_of
from bot.evaluate.labelled import Labelled, read_labelled
from bot.learn.mining.mining import Order, mine
from bot.learn.mining.reader import Reader
from bot.learn.mining.settled import SettledQuestions
from bot.learn.retraining.lessons import lessons_of
from bot.learn.review.model import Candidate
from bot.learn.review.reviews import Reviews
from bot.nlu.confidence import DEFAULTS
from bot.nlu.examples import split_before
from bot.nlu.features import document
from bot.nlu.intent_classifier import Masker, masked_examples
from bot.nlu.intent_model import IntentModel
from bot.nlu.names import live_names
from bot.serving.private import private_settings
from bot.settings import Settings, load_settings
from bot.shop.files.importing import import_shop
from bot.shop.model.catalogue import CatalogueNames
from bot.text.questions import key_of

HELD_OUT = (Path("tests/understanding/chats.tsv"), Path("tests/understanding/more_chats.tsv"))
STEPS = (100, 200, 400, 800, 1600, 3200)
WAYS = 4  # of putting a question, that one decision teaches
FILES = typer.Argument(None, help="labelled messages to measure on, beside our own")
DECISIONS = typer.Option(1600, help="how many questions are answered in the end")
SEEDS = typer.Option(3, min=1, help="how often, each time with other beginnings")


def main(
    files: list[Path] = FILES,
    decisions: int = DECISIONS,
    seeds: int = SEEDS,
    markdown: bool = MARKDOWN,
) -> None:
    """Print both curves."""
    steps = [step for step in STEPS if step <= decisions]
    measured: dict[tuple[str, int, int], list[float]] = {}
    measures = [*HELD_OUT, *(files or [])]
    with progress_bar() as progress:
        task = progress.add_task("", total=None)
        for seed in range(seeds):
            for way in ("mined", "random"):
                for step, right in _curve(way, seed, steps, measures):
                    measured[way, seed, step] = right
                    shares = ", ".join(f"{share:.3f}" for share in right)
                    progress.update(task, description=f"{way} {seed}: {step} → {shares}")
                    console.print(f"{way}, seed {seed}, {step} decisions: {shares}")
    every = {"/".join(map(str, key)): right for key, right in measured.items()}
    save("learning", every)
    told = ["the log's messages", "kept out of it", *(path.name for path in measures)]
    header = ["decisions", *(f"{name}, {way}" for name in told for way in WAYS_TOLD)]
    rows = [
        [str(step), *(
            _told([measured[way, seed, step][at] for seed in range(seeds)])
            for at in range(len(told)) for way in WAYS_TOLD
        )]
        for step in (0, *steps)
    ]  # fmt: skip
    show("Top-1 after so many decisions", header, rows, as_markdown=markdown)


WAYS_TOLD = ("mined", "random")


def _told(shares: Sequence[float]) -> str:
    spread = f" ± {stdev(shares) / sqrt(len(shares)):.3f}" if len(shares) > 1 else ""
    return f"{mean(shares):.3f}{spread}"


def _curve(
    way: str, seed: int, steps: Sequence[int], measures: Sequence[Path]
) -> Iterator[tuple[int, list[float]]]:
    """Top-1 of each file after so many decisions."""
    with tempfile.TemporaryDirectory() as folder:
        config = _shop(Path(folder))
        names = live_names(config.database_url).current()
        chance = random.Random(seed)  # noqa: S311 - not for secrets
        own, stream = beginning(chance), buyers_stream(chance)
        write_log(stream, config.learn_dir, chance)
        files = [read_labelled(path, intents=known_intents()).messages for path in measures]

        def measured(model: IntentModel) -> list[float]:
            traffic = _top1(cases_of(_labelled(stream.said), model, mask), stream.often)
            more = [_labelled(stream.kept_out), *files]
            return [traffic, *(_top1(cases_of(file, model, mask)) for file in more)]

        with reviewer_at(config) as reviewer:
            model = _model(own, [], names)
            mask, done = Masker(names), 0
            yield 0, measured(model)
            for step in steps:
                wanted = step - done
                taught = _taught(config)
                if way == "mined":
                    _offer_mined(config, model, [*own, *taught], names, wanted)
                else:
                    _offer_random(config, stream, chance, wanted)
                done += reviewer.label(wanted, stream.means)
                model = _model(own, _taught(config), names)
                yield step, measured(model)


def _shop(folder: Path) -> Settings:
    config = private_settings(
        load_settings(),
        database_url=f"sqlite:///{folder / 'shop.db'}",
        learn_dir=folder / "learn",
    )
    upgrade(config.database_url)
    import_shop(Path("data/shop"), url=config.database_url)
    return config


def _offer_mined(
    config: Settings,
    model: IntentModel,
    written: Sequence[Written],
    names: CatalogueNames,
    wanted: int,
) -> None:
    reader = Reader.of(model, written, names=names, confidence=DEFAULTS)
    with transaction(config.database_url) as session:
        decided = SettledQuestions(session).all()
    mined = mine(
        Order(config.learn_dir, top=2 * wanted), reader, decided=decided,
        on_progress=lambda *_: None,
    )  # fmt: skip
    _ask_instead(config, [found.candidate for found in mined.found])


def _offer_random(config: Settings, stream: Stream, chance: random.Random, wanted: int) -> None:
    """Messages as chance picks them out of the log; one already decided is not asked again."""
    with transaction(config.database_url) as session:
        asked = {each.key for each in SettledQuestions(session).all()}
    found: dict[str, Candidate] = {}
    while len(found) < wanted:
        ((written, _),) = chance.choices(stream.said, weights=stream.often)
        before, text = split_before(written)
        key = key_of(text)
        if key not in asked:
            found[key] = Candidate(
                key, text, 1, {"unsure": 1}, "greet", 0.0, chance.random(), before=before
            )
    _ask_instead(config, list(found.values()))


def _ask_instead(config: Settings, candidates: Sequence[Candidate]) -> None:
    """Ask about these; what was asked before and not answered counts no more."""
    with transaction(config.database_url) as session:
        reviews = Reviews(session)
        stale = reviews.open(login="", limit=100_000)
        kept = {each.key for each in candidates}
        outdated = [item.candidate for item in stale if item.candidate.key not in kept]
        reviews.offer([_worthless(each) for each in outdated], at=FIRST)
        reviews.offer(candidates, at=FIRST)


def _worthless(candidate: Candidate) -> Candidate:
    return Candidate(**{**vars(candidate), "gain": 0.0})


def _taught(config: Settings) -> list[Written]:
    with transaction(config.database_url) as session:
        items = Reviews(session).to_learn()
    lessons = [lesson for item in items for lesson in lessons_of(item, ways=WAYS)]
    return [(lesson.line, lesson.intent) for lesson in lessons if lesson.said]


def _model(own: Sequence[Written], taught: Sequence[Written], names: CatalogueNames) -> IntentModel:
    written = dict([*own, *taught])
    return IntentModel.trained(masked_examples(written.items(), names), seed=0)


def _labelled(written: Sequence[Written]) -> list[Labelled]:
    found = []
    for text, intent in written:
        before, said = split_before(text)
        found.append(Labelled(said, ((intent,),), before=before))
    return found


def _top1(cases: Sequence[Case], often: Sequence[int] | None = None) -> float:
    """The share of first guesses that are right, each message `often`; no thresholds are in it."""
    weights = [1] * len(cases) if often is None else often
    right = sum(
        weight
        for case, weight in zip(cases, weights, strict=True)
        if case.model.guess(document(case.said, case.situation.before)).ranking[0][0]
        in case.message.right
    )
    return right / sum(weights)


if __name__ == "__main__":
    run(main)
