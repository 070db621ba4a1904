"""The rival's project folder: put together from bench/rival and our examples, and trained once."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bot.errors import EngineError

SOURCES = Path("bench/rival")
EXAMPLES = Path("data/nlu")
RASA = Path(sys.executable).with_name("rasa")
MODEL = Path("models/rival.tar.gz")
RASAS_EPOCHS = 100
_TRAINED_FROM = Path("models/trained-from.txt")
_EPOCHS = re.compile(r"(?<=epochs: )\d+")
# Messages of several intents: our own kind of example.
_SEVERAL = ".several"
# What the shop said before, in front of an example, is nothing that stock Rasa could learn from.
_SAID_BEFORE = re.compile(r"^(\s*- )（[^（）]+）", re.MULTILINE)


@dataclass(frozen=True)
class RivalProject:
    """A stock Rasa project in `folder`; paths in it are relative to that.

    `epochs` of training: they change what the weights are, and nothing of what a turn costs.
    """

    folder: Path
    epochs: int = RASAS_EPOCHS

    @property
    def trained(self) -> bool:
        """Whether there is a model."""
        return (self.folder / MODEL).exists()

    @property
    def up_to_date(self) -> bool:
        """Whether there is a model, trained on what is in the sources now."""
        trained_from = self.folder / _TRAINED_FROM
        return (
            self.trained
            and trained_from.exists()
            and trained_from.read_text(encoding="utf-8") == _fingerprint(self._sources())
        )

    def assemble(self) -> None:
        """Copy what is run: the actions and the endpoints; what is trained stays as it was."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in ("actions.py", "credentials.yml"):
            shutil.copy(SOURCES / name, self.folder / name)
        for endpoints in SOURCES.glob("endpoints.*.yml"):
            shutil.copy(endpoints, self.folder / endpoints.name)

    def train(self) -> None:
        """Train with `rasa train`, for many minutes; raises EngineError when it fails."""
        shutil.rmtree(self.folder / "data", ignore_errors=True)
        sources = self._sources()
        trained_from = _fingerprint(sources)
        for name, content in sources.items():
            copy = self.folder / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(content, encoding="utf-8")
        command = ["nice", "-n", "10", str(RASA), "train"]
        command += ["--fixed-model-name", MODEL.name.removesuffix(".tar.gz"), "--out", "models"]
        log = self.folder / "train.log"
        with log.open("wb") as output:
            done = subprocess.run(
                command, cwd=self.folder, env=environment(), stdout=output,
                stderr=subprocess.STDOUT, check=False,
            )  # fmt: skip
        if done.returncode != 0:
            raise EngineError("The rival could not be trained.", hint=f"See {log}.")
        (self.folder / _TRAINED_FROM).write_text(trained_from, encoding="utf-8")

    def _sources(self) -> dict[str, str]:
        """What the rival is trained on, by the path in its project."""
        found = {}
        own = [SOURCES / "config.yml", SOURCES / "domain.yml", *(SOURCES / "data").glob("*")]
        for path in own:
            content = _EPOCHS.sub(str(self.epochs), path.read_text(encoding="utf-8"))
            found[str(path.relative_to(SOURCES))] = content
        for path in EXAMPLES.rglob("*.yml"):
            if _SEVERAL not in path.name:
                content = _SAID_BEFORE.sub(r"\1", path.read_text(encoding="utf-8"))
                found[f"data/nlu/{path.relative_to(EXAMPLES)}"] = content
        return found


def environment(**more: str) -> dict[str, str]:
    """This process's environment without Rasa's calls home, and `more`."""
    return {**os.environ, "RASA_TELEMETRY_ENABLED": "false", **more}


def _fingerprint(files: dict[str, str]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{content}\0".encode())
    return digest.hexdigest()
