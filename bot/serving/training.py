"""Training a model with Rasa: quiet, without TensorFlow, and never half-written."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock

from bot.errors import EngineError, XiaoerError
from bot.models.facts import (
    NOT_TRAINED,
    ModelFacts,
    digest_of,
    facts_path,
    fingerprint_of,
    write_beside,
)
from bot.nlu.examples import example_count
from bot.serving import rasa_fixes
from bot.settings import SHOP_TIMEZONE

OnStep = Callable[[str, int, int], None]


def train(
    *,
    out_dir: Path,
    data: Sequence[str | Path] = ("data/nlu", "data/stories"),
    domain: str | Path = "domain.yml",
    config: str | Path = "config.yml",
    seed: int,
    on_step: OnStep | None = None,
) -> Path:
    """Train on every `.yml` below `data` and return the new model's path in `out_dir`.

    The model appears there only when it is whole and its facts (`bot.models.facts`) are beside it.
    `on_step` is told, before each step, its name, its number from 1 on, and how many steps there
    are. `seed` fixes Python's and numpy's random numbers. Raises EngineError with the reason when
    a file or the training is at fault.
    """
    rasa_fixes.prepare()
    # Rasa takes wording (NOT_TRAINED) for domains.
    files = training_files(data)
    for needed in (domain, config):
        if not Path(needed).is_file():
            raise EngineError(
                f"There is no file {needed}.", hint="Run this in the project's folder."
            )
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=".training-", dir=out_dir))
    except OSError as error:
        raise EngineError(
            f"No model can be put into {out_dir}: {error.strerror}.",
            hint="Make that folder writable, or put a trained model there.",
        ) from error
    sources = (*map(str, data), str(domain), str(config))
    # Before training: a file that is changed meanwhile is not in the model.
    fingerprint = fingerprint_of(sources)
    try:
        trained = _train(files, str(domain), str(config), workshop, seed, on_step)
        model = out_dir / trained.name
        facts = ModelFacts(
            fingerprint=fingerprint,
            sha256=digest_of(trained),
            trained_at=datetime.now(SHOP_TIMEZONE),
            seed=seed,
            examples=example_count(map(Path, files)),
            data=sources,
        )
        write_beside(facts_path(model), facts)
        trained.replace(model)
    finally:
        shutil.rmtree(workshop)
    return model


def training_files(data: Sequence[str | Path]) -> list[str]:
    """The files that are trained on, in a fixed order; raises EngineError if there are none."""
    files = [
        str(path)
        for folder in data
        for path in sorted(Path(folder).rglob("*.yml"))
        if path.name not in NOT_TRAINED
    ]
    if not files:
        raise EngineError(
            f"There are no .yml files in {', '.join(map(str, data))}.",
            hint="Run this in the project's folder.",
        )
    return files


def _train(
    files: list[str], domain: str, config: str, folder: Path, seed: int, on_step: OnStep | None
) -> Path:
    import numpy
    import rasa.api
    from rasa.engine.exceptions import GraphComponentException, GraphRunError
    from rasa.shared.exceptions import RasaException

    expected = (
        RasaException,
        GraphComponentException,
        GraphRunError,
        XiaoerError,
        OSError,
        ValueError,
        TypeError,
        LookupError,
    )

    random.seed(seed)
    numpy.random.seed(seed)  # the generator that Rasa's components draw from
    said: list[str] = []
    try:
        with _messages_kept(said), _quiet_environment(), _steps_reported(on_step):
            result = rasa.api.train(
                domain=domain,
                config=config,
                training_files=files,
                output=str(folder),
                force_training=True,
            )
    except expected as error:
        raise EngineError(
            f"The model could not be trained: {_reason(error)}",
            hint="Correct the file or component that is named and train again.",
        ) from error
    if result.code or result.model is None:
        raise EngineError(
            f"The model could not be trained: {' '.join(said)}",
            hint="Run `xiaoer check` on the training data.",
        )
    return Path(result.model)


def _reason(error: BaseException) -> str:
    """What went wrong at the bottom of it: Rasa wraps a component's error in a general one."""
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error) if isinstance(error, XiaoerError) else f"{type(error).__name__}: {error}"


@contextlib.contextmanager
def _messages_kept(said: list[str]) -> Iterator[None]:
    """What Rasa would print, kept. Not by redirecting: the caller's progress bar is on stdout."""

    def keep(*words: Any) -> None:
        said.append(" ".join(map(str, words)))

    names = ("print_success", "print_info", "print_warning", "print_error", "print_color")
    with contextlib.ExitStack() as patches:
        for name in names:
            patches.enter_context(mock.patch(f"rasa.shared.utils.cli.{name}", keep))
        yield


@contextlib.contextmanager
def _quiet_environment() -> Iterator[None]:
    """No progress bars of Rasa's, and no cache in `.rasa`: everything is trained anew."""
    with mock.patch.dict(os.environ, LOG_LEVEL="WARNING", RASA_MAX_CACHE_SIZE="0"):
        yield


@contextlib.contextmanager
def _steps_reported(on_step: OnStep | None) -> Iterator[None]:
    if on_step is None:
        yield
        return
    tell: OnStep = on_step
    from rasa.engine.training import graph_trainer
    from rasa.engine.training.hooks import LoggingHook

    class _StepHook(LoggingHook):
        """Rasa's hook that logs each step, telling ours instead."""

        def __init__(self, pruned_schema: Any) -> None:
            super().__init__(pruned_schema)
            self._done = 0
            self._total = len(pruned_schema.minimal_graph_schema().nodes)

        def on_before_node(self, node_name: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
            self._done += 1
            node = self._pruned_schema.nodes[node_name]
            tell(node.uses.__name__, self._done, self._total)
            return {}

    with mock.patch.object(graph_trainer, "LoggingHook", _StepHook):
        yield
