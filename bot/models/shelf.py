"""The folder of models: which there are, and whether a file of it is whole."""

from __future__ import annotations

import json
import tarfile
import zlib
from pathlib import Path

from bot.errors import EngineError
from bot.models.facts import (
    ENDING,
    digest_of,
    facts_path,
    fingerprint_of,
    name_of,
    read_facts,
    verdict_path,
)

_METADATA = "metadata.json"


def models_in(models_dir: Path) -> tuple[Path, ...]:
    """Every model's file, the newest first."""
    files = models_dir.glob(f"*{ENDING}")
    return tuple(sorted(files, key=lambda path: (path.stat().st_mtime, path.name), reverse=True))


def newest_model(models_dir: Path) -> Path:
    """The model that was written last; raises EngineError if there is none."""
    models = models_in(models_dir)
    if not models:
        raise EngineError(
            f"There is no model in {models_dir}/.", hint="Train one first: `xiaoer train`."
        )
    return models[0]


def model_called(models_dir: Path, name: str) -> Path:
    """The file of the model of this name, given with or without its ending; raises EngineError."""
    there = {name_of(path): path for path in models_in(models_dir)}
    found = there.get(name.removesuffix(ENDING))
    if found is None:
        raise EngineError(
            f"There is no model {name} in {models_dir}/.",
            hint=f"There are: {', '.join(there) or 'none'}. Copy its {ENDING} there.",
        )
    return found


def fitting_model(models_dir: Path, sources: tuple[str, ...]) -> Path | None:
    """The newest model that was trained from exactly what is in `sources` now, if there is one."""
    models = models_in(models_dir)
    if not models:
        return None
    wanted = fingerprint_of(sources)
    for model in models:
        facts = read_facts(model)
        if facts is not None and facts.fingerprint == wanted:
            return model
    return None


def matching_file(models_dir: Path, name: str, *, sha256: str) -> Path:
    """The file of a promoted model, if it is here and byte for byte what was promoted.

    Raises EngineError otherwise.
    """
    path = models_dir / f"{name}{ENDING}"
    try:
        digest = digest_of(path)
    except OSError as error:
        raise EngineError(
            f"The promoted model {path} cannot be read: {error.strerror}.",
            hint="Copy that file there, or promote another model.",
        ) from error
    if digest != sha256:
        raise EngineError(
            f"{path} is not the file that was promoted: its SHA-256 is {digest[:12]}…, "
            f"promoted was {sha256[:12]}….",
            hint="Copy the promoted file there, or promote another model.",
        )
    return path


def faults_of_file(model: Path) -> list[str]:
    """What is wrong with the file: it does not unpack, is no model, or is not what was trained."""
    metadata = b""
    try:
        with tarfile.open(model, "r:gz") as archive:
            for member in archive:
                content = archive.extractfile(member)
                # All of it is read: only then is a damaged part noticed.
                read = content.read() if content is not None else b""
                if member.name.removeprefix("./") == _METADATA:
                    metadata = read
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        return [f"{model} does not unpack ({type(error).__name__}): it is cut off or damaged."]
    if not _is_of_rasa(metadata):
        return [f"{model} is no model of this engine."]
    facts = read_facts(model)
    if facts is not None and facts.sha256 != digest_of(model):
        return [f"{model} was changed after it was trained: its SHA-256 is another one."]
    return []


def delete_files(model: Path) -> None:
    """Delete the model at this path and what stands beside it; the model's own file first."""
    verdict = verdict_path(model)
    for path in (model, facts_path(model), verdict, verdict.with_suffix(".html")):
        path.unlink(missing_ok=True)


def _is_of_rasa(metadata: bytes) -> bool:
    try:
        read = json.loads(metadata)
    except ValueError:
        return False
    return isinstance(read, dict) and {"domain", "predict_schema"} <= read.keys()
