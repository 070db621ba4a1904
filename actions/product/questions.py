"""Which attributes a buyer asks about, by the words in questions.yml."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.shop.model.catalogue import Product
from bot.text.normalise import normalise

QUESTIONS = Path(__file__).with_name("questions.yml")
SHORT = 3
_WHETHER = "是否"


@dataclass(frozen=True)
class Question:
    """One kind of question: `label` is said to the buyer, `attributes` are looked up in turn."""

    label: str
    attributes: tuple[str, ...]
    words: tuple[str, ...] = ()

    def value(self, product: Product) -> str | None:
        """What is recorded of the product, or None."""
        known = dict(product.attributes)
        return next((known[name] for name in self.attributes if known.get(name)), None)


@lru_cache(maxsize=1)
def questions() -> tuple[Question, ...]:
    """The kinds of questions, the most important first; read once a process."""
    return tuple(
        Question(label, tuple(entry["attributes"]), tuple(map(normalise, entry["words"])))
        for label, entry in _content()["questions"].items()
    )


def is_general(text: str, product: Product) -> bool:
    """Whether `text` asks nothing particular: the bare product, or to be told of it."""
    plain = _without_names(normalise(text), (product,))
    rest = "".join(char for char in plain if char.isalnum())
    return len(rest) <= SHORT or any(word in plain for word in _content()["general"])


def asked_about(text: str, *products: Product) -> tuple[Question, ...]:
    """The questions in `text`, in the order of importance; the longest words count.

    The names of `products` are left out of the text first: who names the linen trousers does not
    ask for their material. Attributes of their own count as questions too, by their name.
    """
    own = (question for product in products for question in _own_questions(product))
    known = tuple(dict.fromkeys((*questions(), *own)))
    by_word: dict[str, list[Question]] = {}
    for question in known:
        for word in question.words:
            by_word.setdefault(word, []).append(question)
    found: list[Question] = []
    rest = _without_names(normalise(text), products)
    for word in sorted(by_word, key=len, reverse=True):
        if word in rest:
            rest = rest.replace(word, "\n")
            found += _answerable(by_word[word], products)
    return tuple(question for question in known if question in found)


def _answerable(of_word: list[Question], products: Sequence[Product]) -> list[Question]:
    """What a word means that asks several things (过敏): what is recorded of these products."""
    known = [question for question in of_word if any(map(question.value, products))]
    return known or of_word


@lru_cache(maxsize=1)
def _content() -> dict[str, Any]:
    content: dict[str, Any] = YAML(typ="safe").load(QUESTIONS)
    return content


def _own_questions(product: Product) -> Iterable[Question]:
    """Attributes that questions.yml does not know: an owner's own, such as 承重."""
    covered = {name for question in questions() for name in question.attributes}
    for name, _ in product.attributes:
        if name not in covered:
            label = name[len(_WHETHER) :] if name.startswith(_WHETHER) else name
            yield Question(label, (name,), (normalise(label),))


def _without_names(plain: str, products: Iterable[Product]) -> str:
    names = {
        normalise(name)
        for product in products
        for name in (
            product.name,
            product.title,
            product.id,
            product.item_id or "\n",
            *product.aliases,
        )
    }
    for name in sorted(names, key=len, reverse=True):
        plain = plain.replace(name, "\n")
    return plain
