"""A bad batch of reviewed questions: is it caught before a model is trained on it?

    python -m bench.bad_batch --seeds 3

Messages of our own labelled chats go through review in a database of their own. One batch is as
people labelled it; in the other a tenth of the labels is wrong (half of them by the intents that
the live model mixes up, half by chance) and one intent is flooded with copies of a sentence.
Exits with 1 when a bad batch passes or a good one is refused.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import typer

from bench.bad_labels import flipped, flood
from bench.command import DATABASE, MARKDOWN, SERVER, databases_of, progress_bar, run, save
from bench.printing import console, show
from bot.database.engine import transaction
from bot.evaluate.labelled import Labelled, read_labelled
from bot.learn.retraining.doubting import Reader
from bot.learn.retraining.drawing_up import Drawn, draw_up
from bot.learn.retraining.limits import read_limits
from bot.learn.retraining.place import Place
from bot.learn.retraining.report import as_data
from bot.learn.review.model import Candidate
from bot.learn.review.reviews import Reviews
from bot.learn.review.rows import is_held_out
from bot.serving.quiet import configure_process
from bot.settings import SHOP_TIMEZONE, load_settings
from bot.text.masking import mask_personal
from bot.text.questions import key_of

POOL = (Path("tests/understanding/chats.tsv"), Path("tests/understanding/more_chats.tsv"))
WRONG_SHARE = 0.1
FLOOD = 300
FLOODED = "ask_gift"
REVIEWED_AT = datetime(2026, 11, 22, 12, tzinfo=SHOP_TIMEZONE)

_SEEDS = typer.Option(3, min=1, help="how many batches of each kind")
_FIRST = typer.Option(0, min=0, help="the first seed")
_MESSAGES = typer.Option(400, min=50, help="messages a batch")


@dataclass(frozen=True)
class Found:
    """What the checks said of one batch; `listed` of `wrong` wrong labels were listed."""

    kind: str
    seed: int
    messages: int
    refused: bool
    faulty: int
    of: int
    flood: str
    wrong: int = 0
    listed: int = 0
    mixed_up: int = 0
    mixed_up_listed: int = 0


def main(
    seeds: int = _SEEDS,
    first: int = _FIRST,
    messages: int = _MESSAGES,
    database: str = DATABASE,
    postgresql: str = SERVER,
    as_markdown: bool = MARKDOWN,
) -> None:
    """Draw up good and bad batches and say what the checks made of them."""
    configure_process("bad-batch")
    databases = databases_of(database, postgresql)
    found = []
    with databases.shop("bad-batch") as url, progress_bar() as bar:
        task = bar.add_task("", total=2 * seeds)
        place = Place.of(load_settings(database_url=url))
        reader = place.reader()
        pool = [m for path in POOL for m in read_labelled(path, intents=place.intents).messages]
        for seed in range(first, first + seeds):
            for kind in ("good", "bad"):
                bar.update(task, description=f"{kind} batch, seed {seed}")
                with databases.fresh(f"batch-{kind}-{seed}") as fresh:
                    found.append(_one(kind, seed, messages, pool, fresh, place, reader))
                bar.update(task, advance=1)
    save("bad-batch", [asdict(each) for each in found])
    _print(found, as_markdown)
    caught = all(each.refused and each.flood == FLOODED for each in found if each.kind == "bad")
    passed = not any(each.refused or each.flood for each in found if each.kind == "good")
    if not (caught and passed):
        raise typer.Exit(1)


def _one(
    kind: str,
    seed: int,
    messages: int,
    pool: Sequence[Labelled],
    url: str,
    place: Place,
    reader: Reader,
) -> Found:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    asked = list({key_of(m.text): m for m in pool if not is_held_out(key_of(m.text))}.values())
    said = [(m, m.readings[0]) for m in chance.sample(asked, messages)]
    wrong: dict[str, str] = {}
    if kind == "bad":
        said, wrong = flipped(said, pool, reader, share=WRONG_SHARE, chance=chance)
        said += list(flood(FLOODED, FLOOD, chance=chance))
    drawn = _drawn(said, url, place, reader, seed)
    return _found(kind, seed, drawn, wrong)


def _drawn(
    said: Sequence[tuple[Labelled, tuple[str, ...]]],
    url: str,
    place: Place,
    reader: Reader,
    seed: int,
) -> Drawn:
    """The batch, from a review of `said` by one person."""
    from bot.database.migrate import upgrade

    upgrade(url)
    with transaction(url) as session:
        reviews = Reviews(session)
        meanings = dict(_offered(reviews, said))
        for item in reviews.open(login="owner", limit=len(said)):
            meant = "+".join(meanings[item.candidate.key])
            reviews.say(item.id, login="owner", verdict="other", meant=meant, at=REVIEWED_AT)
        items = reviews.to_learn()
    return draw_up(
        items,
        place.nlu,
        reader=reader,
        intents=place.intents,
        sure=(),
        limits=read_limits(),
        seed=seed,
        on_fold=lambda: None,
    )


def _offered(
    reviews: Reviews, said: Sequence[tuple[Labelled, tuple[str, ...]]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    candidates = []
    for message, intents in said:
        text = mask_personal(message.text)
        key = key_of(text)
        candidates.append(
            Candidate(
                key=key,
                text=text,
                before=mask_personal(message.before),
                count=1,
                signals={"unsure": 1},
                suggested="",
                confidence=0.0,
                gain=1.0,
            )
        )
        yield key, intents
    reviews.offer(candidates, at=REVIEWED_AT)


def _found(kind: str, seed: int, drawn: Drawn, wrong: dict[str, str]) -> Found:
    report = as_data(drawn, seconds={})
    against = {lesson.said for lesson in drawn.doubts}
    against |= {
        left.lesson.said
        for left in drawn.batch.left
        if left.code in ("conflict", "contradiction", "doubted")
    }
    ways = Counter(wrong.values())
    listed = Counter(how for text, how in wrong.items() if text in against)
    return Found(
        kind=kind,
        seed=seed,
        messages=report["items"] + len(drawn.to_ask_again),
        refused=bool(drawn.refused),
        faulty=drawn.faulty,
        of=drawn.of,
        flood=drawn.batch.floods[0].intent if drawn.batch.floods else "",
        wrong=ways.total(),
        listed=listed.total(),
        mixed_up=ways["mixed up"],
        mixed_up_listed=listed["mixed up"],
    )


def _print(found: Sequence[Found], as_markdown: bool) -> None:
    header = ("batch", "seed", "faulty", "of", "refused", "flood named", "wrong labels listed",
              "of these mixed up")  # fmt: skip
    rows = [
        (
            each.kind,
            str(each.seed),
            str(each.faulty),
            str(each.of),
            "yes" if each.refused else "no",
            each.flood or "–",
            f"{each.listed} of {each.wrong}",
            f"{each.mixed_up_listed} of {each.mixed_up}",
        )
        for each in found
    ]
    show("Bad batches", header, rows, as_markdown=as_markdown)
    console.print("Refused: more than limits.yml allows is doubted or contradicts what is taught.")


if __name__ == "__main__":
    run(main)
