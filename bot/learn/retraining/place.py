"""Where retraining finds and puts things, and the model that it starts from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ruamel.yaml import YAML

from bot.database.engine import transaction
from bot.errors import EngineError
from bot.learn.retraining.batches import Batches
from bot.learn.retraining.doubting import Reader
from bot.learn.review.model import Item
from bot.learn.review.reviews import Reviews
from bot.models.facts import name_of
from bot.models.in_force import text_in_force
from bot.models.promoting import Promoting
from bot.models.promotions import Promotions
from bot.models.shelf import model_called, newest_model
from bot.nlu.confidence import Confidence, parse_confidence
from bot.settings import Settings


@dataclass(frozen=True)
class Place:
    """Folders, files and the database at `url`; `stories`, `domain` and `config` as for Rasa."""

    url: str
    models_dir: Path
    learn_dir: Path
    nlu: Path
    confidence_file: Path
    frozen: tuple[Path, ...]
    stories: tuple[str, ...] = ("data/stories",)
    domain: Path = Path("domain.yml")
    config: Path = Path("config.yml")

    @classmethod
    def of(cls, config: Settings) -> Place:
        """The place that the settings name."""
        return cls(
            url=config.database_url,
            models_dir=config.models_dir,
            learn_dir=config.learn_dir,
            nlu=config.nlu_dir,
            confidence_file=config.confidence_file,
            frozen=(Path("tests/understanding"), config.learn_dir / "frozen"),
        )

    @property
    def batches(self) -> Batches:
        """The batches."""
        return Batches(self.learn_dir)

    @property
    def promoting(self) -> Promoting:
        """What may become live."""
        return Promoting(self.url, models_dir=self.models_dir, confidence_file=self.confidence_file)

    @cached_property
    def intents(self) -> frozenset[str]:
        """The intents of the domain."""
        if not self.domain.is_file():
            raise EngineError(
                f"There is no file {self.domain}.", hint="Run this in the project's folder."
            )
        return frozenset(YAML(typ="safe").load(self.domain)["intents"])

    def live_model(self) -> Path:
        """The model that answers; raises EngineError where its file is not here."""
        live = self.promoting.live()
        return model_called(self.models_dir, live.model) if live else newest_model(self.models_dir)

    def live_name(self) -> str:
        """What it is called."""
        return name_of(self.live_model())

    def confidence(self) -> tuple[str, Confidence]:
        """The confidence.yml in force: its text, and what it says."""
        with transaction(self.url) as session:
            text = text_in_force(self.confidence_file, Promotions(session).live())
        return text, parse_confidence(text, source=str(self.confidence_file))

    def reader(self, mask: Callable[[str], str] | None = None) -> Reader:
        """The live model, masking with the names of the catalogue."""
        from bot.evaluate.trained import intent_model_in

        _, confidence = self.confidence()
        model = intent_model_in(self.live_model())
        return Reader(model, confidence.temperature, mask or self.mask())

    def mask(self) -> Callable[[str], str]:
        """Masks text with the names of the catalogue."""
        from bot.nlu.intent_classifier import Masker
        from bot.nlu.names import live_names

        return Masker(live_names(self.url).current())

    def to_learn(self) -> tuple[Item, ...]:
        """What people settled and no batch has learnt."""
        with transaction(self.url) as session:
            return Reviews(session).to_learn()

    def held_out(self) -> tuple[Item, ...]:
        """What people settled and only measures."""
        with transaction(self.url) as session:
            return Reviews(session).held_out()
