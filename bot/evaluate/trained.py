"""Messages read by a trained model, through Rasa's own pipeline: what the running engine does."""

from __future__ import annotations

import asyncio
import tarfile
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bot.errors import EvaluationError
from bot.evaluate.labelled import Labelled
from bot.evaluate.scores import Judged, Read
from bot.nlu.intent_model import IntentModel
from bot.nlu.linear import MODEL_FILES
from bot.serving import rasa_fixes

OnMessage = Callable[[], None]


class TrainedModel:
    """A model of `xiaoer train`, loaded once; raises EvaluationError if `path` holds none."""

    def __init__(self, path: Path) -> None:
        rasa_fixes.prepare()
        from rasa.core.agent import Agent
        from rasa.exceptions import ModelNotFound

        try:
            self._processor = Agent.load(str(path)).processor
        except ModelNotFound as error:
            raise EvaluationError(
                f"{path} holds no model.", hint="Train one: xiaoer train"
            ) from error

    def judge(
        self, messages: Iterable[Labelled], *, in_context: bool, on_message: OnMessage
    ) -> list[Judged]:
        """Each message with how it is read; `in_context`: with what was said before it."""
        return asyncio.run(self._judge(messages, in_context, on_message))

    def parse(self, text: str, **metadata: Any) -> dict[str, Any]:
        """Rasa's reading of one message."""
        return asyncio.run(self._parse(text, metadata))

    async def _judge(
        self, messages: Iterable[Labelled], in_context: bool, on_message: OnMessage
    ) -> list[Judged]:
        judged = []
        for message in messages:
            parsed = await self._parse(
                message.text, {"chat": {"before": message.before}} if in_context else {}
            )
            judged.append(Judged(message, read_of(parsed)))
            on_message()
        return judged

    async def _parse(self, text: str, metadata: dict[str, Any]) -> dict[str, Any]:
        from rasa.core.channels.channel import UserMessage

        parsed: dict[str, Any] = await self._processor.parse_message(
            UserMessage(text=text, metadata=metadata)
        )
        return parsed


def read_of(parsed: dict[str, Any]) -> Read:
    """Scores' view of what Rasa's pipeline returned."""
    intent = parsed["intent"]
    guesses = tuple((guess["name"], guess["confidence"]) for guess in parsed["intent_ranking"])
    acted_on = (intent["name"], *intent["also"])
    return Read.of(guesses, intent["confidence"], intent["band"], acted_on)


def intent_model_in(path: Path) -> IntentModel:
    """The intent model of a trained model's archive; raises EvaluationError if it holds none."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(path) as archive:
                members = [member for member in archive if Path(member.name).name in MODEL_FILES]
                for member in members:
                    member.name = Path(member.name).name
                    archive.extract(member, folder)
        except tarfile.ReadError:
            members = []
        if len(members) != len(MODEL_FILES):
            raise EvaluationError(f"{path} holds no intent model.", hint="Train one: xiaoer train")
        return IntentModel.load(Path(folder))


def newest_model(folder: Path) -> Path:
    """The model that was written last; raises EvaluationError where there is none."""
    models = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise EvaluationError(f"There is no model in {folder}.", hint="Train one: xiaoer train")
    return models[-1]
