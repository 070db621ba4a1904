"""Two small models with all that stands beside them, in a folder of their own."""

from __future__ import annotations

import tarfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from bot.learn.judging.taught import examples_in
from bot.models.facts import (
    ModelFacts,
    digest_of,
    facts_path,
    fingerprint_of,
    name_of,
    write_beside,
)
from bot.nlu.examples import Example
from bot.nlu.intent_model import IntentModel
from bot.settings import SHOP_TIMEZONE, Settings

AT = datetime(2026, 11, 22, 15, 0, tzinfo=SHOP_TIMEZONE)
ASKS = {
    "ask_price": ("多少钱", "什么价", "几块", "怎么卖", "价格呢", "多少一件", "价钱"),
    "greet": ("在吗", "你好", "您好", "在不在", "有人吗", "哈喽", "亲在么"),
    "complain": ("骗子", "太差了", "投诉你们", "垃圾", "气死我了", "差评", "太坑了"),
}
CONFIDENCE = """\
wrong_at_most: 0.05
temperature: 0.5
answer: 0.4
clarify: 0.2
person: 0.5
several: 0.9
also: 0.5
"""


def written(folder: Path, said: Mapping[str, Iterable[str]], *, name: str = "") -> Path:
    """A folder of examples."""
    for intent, texts in said.items():
        path = folder / "topic" / f"{intent}{name}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"      - {text}\n" for text in texts)
        path.write_text(f'version: "3.1"\nnlu:\n  - intent: {intent}\n    examples: |\n{lines}')
    return folder


def model(models: Path, name: str, data: Path, *, parent: str = "", confidence: str = "") -> Path:
    """A model of the examples in `data`, with its facts."""
    parts = models / f".{name}"
    parts.mkdir(parents=True)
    examples = [Example(text, "", (intent,)) for text, intent in examples_in([data])]
    IntentModel.trained(examples).save(parts)
    path = models / f"{name}.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(parts, arcname="components/train_ShopIntentClassifier4")
    facts = ModelFacts(
        fingerprint=fingerprint_of([data]),
        sha256=digest_of(path),
        trained_at=AT,
        seed=0,
        examples=len(examples),
        data=(str(data),),
        parent=parent,
        confidence=confidence,
    )
    write_beside(facts_path(path), facts)
    return path


def small_shop(folder: Path, url: str) -> Settings:
    """Settings of a shop with nothing in it but a live model's examples and its confidence."""
    (folder / "confidence.yml").write_text(CONFIDENCE, encoding="utf-8")
    return Settings(
        database_url=url,
        models_dir=folder / "models",
        learn_dir=folder / "learn",
        nlu_dir=written(folder / "nlu", ASKS),
        confidence_file=folder / "confidence.yml",
        log_dir=folder / "log",
    )


def frozen(config: Settings, lines: Iterable[str], *, name: str = "shop.tsv") -> None:
    """A labelled file of the shop's own: `text<tab>labels` a line."""
    folder = config.learn_dir / "frozen"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("\n".join(["text\tlabels", *lines]) + "\n", encoding="utf-8")


__all__ = ["ASKS", "AT", "frozen", "model", "name_of", "small_shop", "written"]
