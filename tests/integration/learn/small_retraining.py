"""A small shop with a trained model, and answers to retrain from."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.database.engine import transaction
from bot.learn.retraining.limits import read_limits
from bot.learn.retraining.place import Place
from bot.learn.retraining.retraining import Outcome, Retraining, Wish
from bot.learn.review.model import Candidate, Item
from bot.learn.review.reviews import Reviews
from bot.learn.review.rows import is_held_out
from bot.models.facts import fingerprint_of
from bot.serving import training
from bot.settings import SHOP_TIMEZONE
from bot.text.questions import key_of

AT = datetime(2026, 11, 22, 12, tzinfo=SHOP_TIMEZONE)
WORDS = {
    "product/ask_price": "多少钱 啥价 几块钱 价钱多少 什么价位 价格多少 怎么卖 卖多少 要多少钱",
    "shipping/ask_courier": "发什么快递 走哪家快递 什么快递 用哪家物流 发哪家 走什么快递",
    "handoff/request_human": "转人工 人工 找客服 要真人 找人工 人工客服 转客服 叫客服来 接人工",
    "farewell/thank": "谢谢 多谢 谢啦 感谢 谢谢你 太感谢了 谢谢老板 非常感谢 谢谢了",
}
ANSWERS = {
    "这个价格咋样": "ask_price", "寄的是哪家物流": "ask_courier", "谢谢啦老板人真好": "thank",
    "给我接个真人客服": "request_human", "这袋几块钱呀": "ask_price",
}  # fmt: skip
THANKS = "太感谢老板了 非常谢谢您哦 多谢多谢哈 非常感谢呀老板 感谢感谢啊 真的谢谢了呢 哎呀谢啦谢啦"
WRONG = dict.fromkeys(THANKS.split(), "ask_price")
CONFIDENCE = Path("confidence.yml")
DOMAIN = """version: "3.1"
intents: [ask_price, ask_courier, request_human, thank]
actions: [action_say]
"""
CONFIG = """recipe: default.v1
language: zh
assistant_id: small
pipeline:
  - name: bot.nlu.catalogue_matcher.CatalogueMatcher
  - name: bot.nlu.fact_extractor.FactExtractor
  - name: bot.nlu.intent_classifier.ShopIntentClassifier
policies:
  - name: RulePolicy
"""


def small_shop(folder: Path, url: str) -> Place:
    """The shop's files in `folder`, without a model."""
    for name, words in WORDS.items():
        lines = "".join(f"    - {line}\n" for line in words.split())
        intent = name.split("/")[1]
        _write(
            folder / f"data/nlu/{name}.yml",
            f'version: "3.1"\nnlu:\n- intent: {intent}\n  examples: |\n{lines}',
        )
    rules = "".join(
        f"  - {{rule: {intent}, steps: [{{intent: {intent}}}, {{action: action_say}}]}}\n"
        for intent in (name.split("/")[1] for name in WORDS)
    )
    _write(folder / "data/stories/all/rules.yml", f'version: "3.1"\nrules:\n{rules}')
    _write(folder / "domain.yml", DOMAIN)
    _write(folder / "config.yml", CONFIG)
    _write(folder / "confidence.yml", CONFIDENCE.read_text(encoding="utf-8"))
    return Place(
        url=url,
        models_dir=folder / "models",
        learn_dir=folder / "learn",
        nlu=folder / "data/nlu",
        confidence_file=folder / "confidence.yml",
        frozen=(),
        stories=(str(folder / "data/stories"),),
        domain=folder / "domain.yml",
        config=folder / "config.yml",
    )


def sources(place: Place) -> tuple[str, ...]:
    """What a model of the shop is trained from."""
    return (str(place.nlu), *place.stories, str(place.domain), str(place.config))


def fingerprint(place: Place) -> str:
    """Of the shop's files as they are."""
    return fingerprint_of(sources(place))


def train_first(place: Place) -> Path:
    """The model that answers before anything was learnt."""
    return training.train(
        out_dir=place.models_dir,
        data=(str(place.nlu), *place.stories),
        domain=place.domain,
        config=place.config,
        seed=0,
    )


def review(place: Place, answers: dict[str, str], *, login: str = "xiaomai") -> tuple[Item, ...]:
    """One person's answers to questions of buyers; those that are to be learnt from."""
    with transaction(place.url) as session:
        reviews = Reviews(session)
        reviews.offer([_candidate(text) for text in answers], at=AT)
        meanings = {key_of(text): meant for text, meant in answers.items()}
        for item in reviews.open(login=login, limit=99):
            meant = meanings[item.candidate.key]
            reviews.say(item.id, login=login, verdict="other", meant=meant, at=AT)
        return reviews.to_learn()


def _candidate(text: str) -> Candidate:
    return Candidate(
        key=key_of(text), text=text, count=2, signals={"unsure": 2}, suggested="thank",
        confidence=0.4, gain=1.0,
    )  # fmt: skip


def learnable(answers: dict[str, str]) -> list[str]:
    """The texts that are not held out."""
    return [text for text in answers if not is_held_out(key_of(text))]


def retrain(place: Place, **wish: object) -> Outcome:
    """One run; a model of thirty examples is never as sure as the limits that ship expect."""
    limits = read_limits().copy(update={"least_likely": 0.1})
    return Retraining(place, limits=limits).run(Wish(**{"seed": 0, "at": AT, **wish}))  # type: ignore[arg-type]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
