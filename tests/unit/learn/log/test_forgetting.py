"""A buyer who asks for it is forgotten everywhere, and stays so."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.chats.log import ChatLog
from bot.chats.model import Incoming
from bot.database.engine import transaction
from bot.learn.log import forgetting
from bot.learn.log.cleaning import Cleaner
from bot.learn.log.forgetting import Forgot, forget, tags_of
from bot.learn.log.schema import LoggedMessage
from bot.learn.log.store import ConversationLog
from bot.learn.log.tags import Tags
from bot.learn.review.model import Candidate
from bot.learn.review.reviews import Reviews
from bot.settings import SHOP_TIMEZONE
from bot.telemetry.subject import tag_of

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=SHOP_TIMEZONE)
TAGS = Tags(b"k" * 32)
THEIRS, OTHERS = TAGS.buyer("web:b"), TAGS.buyer("web:c")


def _said(buyer: str, number: int) -> LoggedMessage:
    return LoggedMessage(
        "chats", TAGS.conversation("chats", buyer), buyer, number, NOW, "buyer", "有货吗"
    )


def _candidate(key: str, *buyers: str) -> Candidate:
    return Candidate(key, f"问{key}", 3, {"unsure": 3}, "ask_stock", 0.4, 2.0, buyers=buyers)


class Learnt:
    """A log, three questions under review, and examples learnt of them."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.log = ConversationLog(folder / "learn" / "log")
        self.log.append([_said(THEIRS, 1), _said(OTHERS, 2), _said(THEIRS, 3)])
        with transaction(url) as session:
            reviews = Reviews(session)
            offers = [_candidate("k1", THEIRS), _candidate("k2", THEIRS, OTHERS)]
            reviews.offer([*offers, _candidate("k3", OTHERS)], at=NOW)
            open_items = reviews.open(login="", limit=9)
            self.item = {item.candidate.key: item.id for item in open_items}
            reviews.say(self.item["k2"], login="xiaomai", verdict="right", at=NOW)
        self.nlu = folder / "nlu"
        (self.nlu / "stock").mkdir(parents=True)
        self.file = self.nlu / "stock" / "ask_stock.learnt.yml"
        self.file.write_text(self.examples("k1", "k2", "k1", "k3"), "utf-8")
        self.only = self.nlu / "stock" / "ask_gift.learnt.yml"
        self.only.write_text(self.examples("k1"), "utf-8")

    def examples(self, *keys: str) -> str:
        lines = [
            f"    # item {self.item[key]} · 2026-11-20 · right · 3x\n    - 问{key}\n"
            for key in keys
        ]
        return 'version: "3.1"\nnlu:\n- intent: ask_stock\n  examples: |\n' + "".join(lines)

    def forget(self) -> Forgot:
        return forget(self.url, self.log, {THEIRS}, examples_in=[self.nlu])


@pytest.fixture
def learnt(url: str, tmp_path: Path) -> Learnt:
    return Learnt(url, tmp_path)


def test_messages_questions_and_examples_go_and_others_stay(learnt: Learnt) -> None:
    done = learnt.forget()
    assert (done.messages, done.questions) == (2, 2)
    assert done.examples == ((learnt.only, 1), (learnt.file, 2))
    assert [part.rows for part in learnt.log.parts()] == [1]
    assert learnt.file.read_text("utf-8") == learnt.examples("k2", "k3")
    assert YAML(typ="safe").load(learnt.file)["nlu"][0]["intent"] == "ask_stock"
    assert not learnt.only.exists()
    with transaction(learnt.url) as session:
        items = Reviews(session).items(list(learnt.item.values()))
    by_key = {item.candidate.key: item for item in items}
    assert (by_key["k1"].status, by_key["k1"].candidate.text) == ("gone", "")
    assert by_key["k2"].candidate.buyers == (OTHERS,)
    assert learnt.log.append([_said(THEIRS, 9)]).forgotten == 1


@pytest.mark.parametrize("step", ["_only_theirs", "_without", "Reviews"])
def test_a_kill_on_the_way_is_made_good_by_the_same_again(
    learnt: Learnt, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(forgetting, step, dies)
        with pytest.raises(KeyboardInterrupt):
            learnt.forget()
    assert learnt.log.append([_said(THEIRS, 9)]).forgotten == 1
    done = learnt.forget()
    assert done.questions == 2
    assert learnt.file.read_text("utf-8") == learnt.examples("k2", "k3")
    assert not learnt.only.exists()
    assert learnt.forget() == Forgot(0, 0, ())


def test_a_block_that_is_left_empty_goes_and_the_others_stay(learnt: Learnt) -> None:
    several = "- intent: ask_stock+ask_price\n  examples: |\n    # item 1 · x\n    - 有吗多少钱\n"
    several = several.replace("item 1 ", f"item {learnt.item['k1']} ")
    learnt.file.write_text(learnt.examples("k3") + several, "utf-8")
    learnt.forget()
    assert learnt.file.read_text("utf-8") == learnt.examples("k3")


def test_all_names_of_a_person_are_found(url: str) -> None:
    with transaction(url) as session:
        ChatLog(session).receive(Incoming("web:b-2", "web:b", "web", "m1", "在吗", NOW))
        tags = tags_of(session, TAGS, ["web:b", "wechat:o1"])
    names = ["web:b", "wechat:o1", "web:b-2"]
    assert tags == {TAGS.buyer(name) for each in names for name in (each, tag_of(each))}


def test_what_was_forgotten_says_nothing_of_who(learnt: Learnt) -> None:
    learnt.forget()
    kept = (learnt.log.folder.parent / "forgotten").read_text()
    assert kept.split() == [THEIRS]
    assert Cleaner().cleaned(kept.strip()) == kept.strip()
