"""Small logs and a small model, to mine in a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.learn.log.schema import columns
from bot.learn.mining.reader import Reader, ReadNow
from bot.learn.mining.sifting import Sifted
from bot.learn.mining.tally import FIELDS, Tally
from bot.nlu.confidence import DEFAULTS
from bot.nlu.intent_classifier import masked_examples
from bot.nlu.intent_model import IntentModel
from bot.nlu.names import NO_NAMES
from bot.text.questions import key_of

EXAMPLES = {
    "ask_price": (
        "多少钱",
        "这个多少钱",
        "什么价格",
        "价格多少",
        "怎么卖的",
        "这件啥价",
        "卖多少钱",
    ),
    "ask_dispatch": ("什么时候发货", "今天能发货吗", "几点发货", "多久发货", "明天发得出来吗"),
    "greet": ("你好", "在吗", "在不在", "有人吗", "您好呀"),
    "thank": ("谢谢", "多谢", "感谢你", "谢谢老板", "谢了"),
    "request_human": ("转人工", "叫人工来", "我要真人客服", "找人工", "要人工"),
    "out_of_scope": ("今天天气怎么样", "你会写诗吗", "哪个球队赢了", "讲个笑话"),
}
WRITTEN = tuple((text, intent) for intent, texts in EXAMPLES.items() for text in texts)


def row(text: str, **told: Any) -> dict[str, Any]:
    """A buyer's message of the log, read surely and rightly unless `told` otherwise."""
    values: dict[str, Any] = {
        "source": "chats",
        "conversation": "c1",
        "buyer": "b1",
        "id": 1,
        "at": None,
        "sender": "buyer",
        "text": text,
        "before": "",
        "intents": ["ask_price"],
        "confidence": 0.9,
        "band": "answer",
        "ranking": [],
        "reason": "",
        "model": "",
        "repeats": 0,
        "handed_over": "",
        "meant": [],
    }
    return {**values, **told}


def write_file(log: Path, day: str, name: str, rows: Sequence[dict[str, Any]]) -> Path:
    """A file of the log in `log`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = log / f"day={day}" / f"{name}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(list(rows), schema=columns()), path)
    return path


def tally_of(rows: Iterable[dict[str, Any]]) -> Tally:
    """What is counted of rows that are one question."""
    tally = Tally()
    for each in rows:
        tally.add(tuple(each[name] for name in FIELDS))  # type: ignore[arg-type]
    return tally


def now_read(*intents: str, confidence: float = 0.9, **told: Any) -> ReadNow:
    """A reading of today."""
    values: dict[str, Any] = {
        "said": "x",
        "band": "answer",
        "ranking": ((intents[0], confidence),),
        "second": intents[0],
        "familiar": 1.0,
    }
    return ReadNow(intents=intents, confidence=confidence, **{**values, **told})


def sifted(text: str, suggested: str = "ask_price", **told: Any) -> Sifted:
    """A question that was kept, said ten times a week and never answered rightly."""
    values: dict[str, Any] = {
        "key": key_of(text),
        "text": text,
        "said": text,
        "before": "",
        "samples": (),
        "count": 10,
        "weekly": 10.0,
        "wrong": 1.0,
        "at_stake": 10.0,
        "misfit": False,
        "suggested": suggested,
        "confidence": 0.5,
        "ranking": ((suggested, 0.5),),
        "signals": {"unsure": 10},
        "evidence": {},
        "buyers": ("b1",),
        "message_ids": (),
    }
    return Sifted(**{**values, **told})


@lru_cache(maxsize=1)
def small_reader() -> Reader:
    """Both models, taught a handful of examples."""
    model = IntentModel.trained(masked_examples(WRITTEN, NO_NAMES))
    return Reader.of(model, WRITTEN, names=NO_NAMES, confidence=DEFAULTS)
