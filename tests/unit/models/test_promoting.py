"""What may become the model that answers, and what going back brings back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.database.engine import transaction
from bot.errors import EngineError
from bot.models.facts import ENDING
from bot.models.promoting import Promoting
from bot.models.promotions import Promotion
from bot.models.servers import Server, Servers
from tests.databases import migrated_url, postgresql_answers
from tests.unit.models.trained import MORNING, judged, trained


@dataclass
class Shop:
    """A database, a folder of models and a confidence.yml; every promotion a minute later."""

    url: str
    folder: Path
    now: datetime = MORNING

    @property
    def confidence(self) -> Path:
        return self.folder / "confidence.yml"

    @property
    def promoting(self) -> Promoting:
        return Promoting(self.url, models_dir=self.folder, confidence_file=self.confidence)

    def promote(self, name: str, *, forced: bool = False) -> Promotion:
        self.now += timedelta(minutes=1)
        return self.promoting.promote(name, by="li", why="better", at=self.now, forced=forced)

    def roll_back(self, to: str = "") -> Promotion:
        self.now += timedelta(minutes=1)
        return self.promoting.roll_back(to, by="li", why="worse", at=self.now)

    def write_confidence(self, text: str) -> None:
        """As an owner does, now."""
        self.confidence.write_text(text, encoding="utf-8")
        os.utime(self.confidence, (self.now.timestamp(), self.now.timestamp()))


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    if request.param == "postgresql" and not postgresql_answers():
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432")
    for day, name in enumerate("abc", start=1):
        trained(tmp_path, name, day=day)
    with migrated_url(request.param, tmp_path) as url:
        yield Shop(url, tmp_path)


def test_the_first_model_needs_no_judgement_and_every_next_one_does(shop: Shop) -> None:
    shop.promote("a")
    with pytest.raises(EngineError, match="not judged against a"):
        shop.promote("b")
    judged(shop.folder / f"b{ENDING}", against="a")
    shop.promote("b")
    live = shop.promoting.live()
    assert live is not None
    assert (live.model, live.by, live.why) == ("b", "li", "better")


def test_a_judgement_against_a_model_that_is_no_longer_live_does_not_count(shop: Shop) -> None:
    for name in "bc":
        judged(shop.folder / f"{name}{ENDING}", against="a")
    shop.promote("a")
    shop.promote("b")
    with pytest.raises(EngineError, match="judged against a; live is b"):
        shop.promote("c")


def test_what_speaks_against_a_model_is_told_and_force_goes_over_it(shop: Shop) -> None:
    shop.promote("a")
    reasons = ("ask_price lost 9 of 40", "the batch is flooded")
    judged(shop.folder / f"b{ENDING}", against="a", passed=False, reasons=reasons)
    with pytest.raises(EngineError) as refused:
        shop.promote("b")
    assert all(reason in refused.value.message for reason in reasons)
    assert shop.promote("b", forced=True).model == "b"


@pytest.mark.parametrize("forced", [False, True])
def test_a_damaged_file_is_never_promoted(shop: Shop, *, forced: bool) -> None:
    whole = shop.folder / f"b{ENDING}"
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(EngineError) as refused:
        shop.promote("b", forced=forced)
    assert "does not unpack" in refused.value.message
    (shop.folder / f"c{ENDING}").write_bytes((shop.folder / f"a{ENDING}").read_bytes())
    with pytest.raises(EngineError, match="changed after it was trained"):
        shop.promote("c", forced=forced)
    assert shop.promoting.live() is None


def test_an_unknown_name_is_told_what_there_is(shop: Shop) -> None:
    with pytest.raises(EngineError) as refused:
        shop.promote("z")
    assert "c, b, a" in refused.value.hint
    assert shop.promote(f"c{ENDING}").model == "c"
    with pytest.raises(EngineError, match="live model already"):
        shop.promote("c")


def test_going_back_twice_does_not_return_to_what_was_left_first(shop: Shop) -> None:
    for name in "abc":
        shop.promote(name, forced=True)
    assert [shop.roll_back().model, shop.roll_back().model] == ["b", "a"]
    with pytest.raises(EngineError, match="before this one"):
        shop.roll_back()
    assert shop.roll_back("c").model == "c"
    assert shop.roll_back().model == "a"


def test_one_can_only_go_back_to_what_was_live_and_is_still_the_same_file(shop: Shop) -> None:
    shop.promote("a")
    shop.promote("b", forced=True)
    with pytest.raises(EngineError, match="never live"):
        shop.roll_back("c")
    (shop.folder / f"a{ENDING}").write_bytes(b"another")
    with pytest.raises(EngineError, match="not the file that was live then"):
        shop.roll_back()


def test_going_back_brings_the_confidence_that_was_in_force_then(shop: Shop) -> None:
    trained(shop.folder, "b", day=2, confidence="answer: of b")
    shop.write_confidence("answer: of the owner")
    shop.promote("a")
    assert shop.promote("b", forced=True).confidence == "answer: of b"
    assert shop.roll_back().confidence == "answer: of the owner"


def test_what_the_owner_wrote_while_a_model_was_live_comes_back_with_it(shop: Shop) -> None:
    trained(shop.folder, "a", confidence="answer: of a")
    shop.write_confidence("answer: first")
    shop.promote("a")
    shop.now += timedelta(minutes=1)
    shop.write_confidence("answer: stricter")
    shop.promote("b", forced=True)
    assert shop.roll_back().confidence == "answer: stricter"


def test_the_live_model_and_the_one_to_go_back_to_cannot_be_deleted(shop: Shop) -> None:
    for name in "abc":
        shop.promote(name, forced=True)
    judged(shop.folder / f"a{ENDING}", against="b")
    for name in "bc":
        with pytest.raises(EngineError, match="stays"):
            shop.promoting.delete(name, now=shop.now)
    shop.promoting.delete("a", now=shop.now)
    assert {path.name[0] for path in shop.folder.glob("*.json")} == {"b", "c"}
    assert not (shop.folder / f"a{ENDING}").exists()


def test_a_model_that_answers_somewhere_cannot_be_deleted(shop: Shop) -> None:
    shop.promote("b")
    with transaction(shop.url) as session:
        Servers(session).tell(Server("here:5006", "a", None, "", shop.now))
    with pytest.raises(EngineError, match="stays"):
        shop.promoting.delete("a", now=shop.now)
