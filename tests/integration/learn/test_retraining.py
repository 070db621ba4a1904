"""From answers at the desk to a model: the running shop stays as it is, nothing is left half."""

from __future__ import annotations

import tarfile
from pathlib import Path

import numpy as np
import pytest

from bot.database.engine import transaction
from bot.errors import XiaoerError
from bot.learn.log.forgetting import _without as without_items
from bot.learn.retraining import delivering, retraining
from bot.learn.retraining.adopting import adopt, release
from bot.learn.retraining.batches import RetrainingError
from bot.learn.retraining.place import Place
from bot.learn.retraining.retraining import Retraining, Wish
from bot.learn.review.reviews import Reviews
from bot.models.facts import name_of, read_facts
from bot.models.shelf import models_in
from bot.serving import training
from tests.integration.learn.small_retraining import (
    ANSWERS,
    AT,
    WRONG,
    fingerprint,
    learnable,
    retrain,
    review,
)


def to_learn(place: Place) -> list[str]:
    return sorted(item.candidate.text for item in place.to_learn())


def weights_of(model: Path) -> dict[str, np.ndarray]:
    with tarfile.open(model) as archive:
        member = next(each for each in archive if each.name.endswith("linear.npz"))
        with np.load(archive.extractfile(member)) as arrays:  # type: ignore[arg-type]
            return dict(arrays)


def leftovers(place: Place) -> list[str]:
    """What stands in the folder of batches but the reports and the lock."""
    names = (path.name for path in place.batches.folder.glob("*"))
    return sorted(name for name in names if name != "lock" and not name.endswith(".json"))


def test_answers_become_a_candidate_and_the_shop_stays_as_it_is(place: Place) -> None:
    first, before = models_in(place.models_dir)[0], fingerprint(place)
    items = review(place, ANSWERS)
    outcome = retrain(place)
    assert outcome.model is not None
    facts = read_facts(outcome.model)
    assert facts is not None
    assert (facts.batch, facts.parent) == (outcome.name, name_of(first))
    assert facts.examples == 33 + len(items)
    assert outcome.report["sentences"] == len(items) == len(learnable(ANSWERS))
    assert to_learn(place) == []
    # The candidate does not answer: what answered before does, and its files are untouched.
    live = place.promoting.live()
    assert live is not None
    assert live.model == name_of(first)
    assert fingerprint(place) == before
    with pytest.raises(RetrainingError, match=outcome.name):
        retrain(place)


def test_a_promoted_batch_comes_to_the_examples_once(place: Place) -> None:
    review(place, ANSWERS)
    model = retrain(place).model
    assert model is not None
    facts = read_facts(model)
    assert facts is not None
    assert adopt(facts, place.nlu, learn_dir=place.learn_dir, at=AT)
    assert fingerprint(place) == facts.fingerprint
    assert not adopt(facts, place.nlu, learn_dir=place.learn_dir, at=AT)
    assert retrain(place).model is None
    place.promoting.promote(name_of(model), by="", why="", at=AT, forced=True)
    with pytest.raises(XiaoerError, match="answers now"):
        release(facts.batch, place, now=AT)


def test_what_a_buyer_had_forgotten_meanwhile_is_not_adopted(place: Place) -> None:
    items = review(place, ANSWERS)
    model = retrain(place).model
    assert model is not None
    facts = read_facts(model)
    assert facts is not None
    forgotten = items[0]
    staged = place.batches.path(facts.batch) / "nlu"
    for path in staged.rglob("*.learnt*.yml"):
        without_items(path, {forgotten.id})
    assert adopt(facts, place.nlu, learn_dir=place.learn_dir, at=AT)
    kept = "".join(path.read_text() for path in place.learn_dir.rglob("*.json"))
    kept += "".join(path.read_text() for path in place.nlu.rglob("*.yml"))
    assert forgotten.candidate.text not in kept
    assert items[1].candidate.text in kept


def test_a_dropped_batch_gives_its_questions_back(place: Place) -> None:
    review(place, ANSWERS)
    before = fingerprint(place)
    outcome = retrain(place)
    assert outcome.model is not None
    facts = read_facts(outcome.model)
    assert facts is not None
    adopt(facts, place.nlu, learn_dir=place.learn_dir, at=AT)
    assert release(outcome.name, place, now=AT) == len(learnable(ANSWERS))
    assert to_learn(place) == sorted(learnable(ANSWERS))
    assert fingerprint(place) == before
    assert not outcome.model.exists()
    assert leftovers(place) == []
    with pytest.raises(RetrainingError, match="no batch"):
        release(outcome.name, place, now=AT)


def test_the_same_answers_and_seed_give_the_same_files_and_weights(place: Place) -> None:
    review(place, ANSWERS)
    found = []
    for _ in range(2):
        outcome = retrain(place)
        assert outcome.model is not None
        staged = place.batches.path(outcome.name) / "nlu"
        files = {path.name: path.read_bytes() for path in staged.rglob("*.learnt*.yml")}
        found.append((files, weights_of(outcome.model)))
        release(outcome.name, place, now=AT)
    (files, weights), (files_again, weights_again) = found
    assert files
    assert files == files_again
    assert weights.keys() == weights_again.keys()
    assert all(np.array_equal(weights[name], weights_again[name]) for name in weights)


def test_a_batch_of_wrong_labels_is_refused_and_leaves_but_a_report(place: Place) -> None:
    review(place, ANSWERS | WRONG)
    before = to_learn(place)
    outcome = retrain(place)
    assert outcome.model is None
    assert outcome.report["refused"] == ["faulty"]
    assert {told["text"] for told in outcome.report["doubted"]} == set(learnable(WRONG))
    assert len(models_in(place.models_dir)) == 1
    assert leftovers(place) == []
    assert place.batches.report(outcome.name).is_file()
    assert to_learn(place) == before


def test_a_fault_that_the_batch_brings_refuses_it_whatever_is_said(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    review(place, ANSWERS)
    monkeypatch.setattr(retraining, "faults_of", lambda *_, **__: ("a.learnt.yml: broken",))
    outcome = retrain(place, why="go on")
    assert outcome.model is None
    assert outcome.report["faults"] == ["a.learnt.yml: broken"]
    assert outcome.report["refused"] == ["faults"]
    assert leftovers(place) == []


def test_what_is_doubted_is_asked_again_and_a_second_word_teaches_it(place: Place) -> None:
    review(place, ANSWERS | WRONG)
    outcome = retrain(place, why="the others are right")
    assert outcome.model is not None
    assert outcome.asked_again == len(learnable(WRONG))
    assert to_learn(place) == []
    release(outcome.name, place, now=AT)
    with transaction(place.url) as session:
        reviews = Reviews(session)
        (again, *_) = reviews.open(login="ada", limit=9)
        assert again.candidate.evidence["doubted"]["reads"] == "thank"
        reviews.say(again.id, login="ada", verdict="other", meant="ask_price", at=AT)
    second = retrain(place)
    assert second.report["doubted"] == []
    assert again.id in place.batches.called(second.name).items


def test_a_dry_run_writes_nothing(place: Place) -> None:
    review(place, ANSWERS)
    outcome = retrain(place, dry_run=True)
    assert outcome.report["sentences"] == len(learnable(ANSWERS))
    assert (outcome.model, place.promoting.live()) == (None, None)
    assert list(place.batches.folder.iterdir()) == [place.batches.folder / "lock"]
    assert to_learn(place) == sorted(learnable(ANSWERS))


@pytest.mark.parametrize("step", ["_bring", "transaction"])
def test_killed_after_training_the_next_run_finishes_it(
    place: Place, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    review(place, ANSWERS)
    with monkeypatch.context() as patch:
        patch.setattr(delivering, step, _dies)
        with pytest.raises(KeyboardInterrupt):
            retrain(place)
    assert to_learn(place) == sorted(learnable(ANSWERS))
    with pytest.raises(RetrainingError, match="not decided"):
        retrain(place)
    (batch,) = place.batches.listed()
    assert batch.model in map(name_of, models_in(place.models_dir))
    assert to_learn(place) == []


def test_killed_while_training_the_next_run_starts_over(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    review(place, ANSWERS)
    half = place.batches.half("20261122-110000-dead")
    (half / "nlu").mkdir(parents=True)
    with monkeypatch.context() as patch:
        patch.setattr(training, "train", _dies)
        with pytest.raises(KeyboardInterrupt):
            retrain(place)
    assert to_learn(place) == sorted(learnable(ANSWERS))
    outcome = retrain(place)
    assert outcome.model is not None
    assert leftovers(place) == [outcome.name]


def test_an_answer_taken_back_while_the_model_is_trained_is_not_learnt(place: Place) -> None:
    review(place, ANSWERS)

    def take_back(what: str, done: int, of: int) -> None:
        if what == "train" and done == 1:
            with transaction(place.url) as session:
                Reviews(session).undo(login="xiaomai", at=AT)

    with pytest.raises(RetrainingError, match="changed while"):
        Retraining(place, take_back).run(Wish(seed=0, at=AT))
    assert len(models_in(place.models_dir)) == 1
    assert leftovers(place) == []


def _dies(*_: object, **__: object) -> None:
    raise KeyboardInterrupt
