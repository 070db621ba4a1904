"""What Rasa and our own checks say of a staged batch: only what the batch brought is told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest import mock

from bot.checks.examples import example_faults
from bot.nlu.examples import SEVERAL

# Rasa's checks, what they are about, and whether a warning of theirs counts unless told so.
_CHECKS = (
    ("verify_domain_validity", "domain.yml 本身", False),
    ("verify_intents", "例句的意图和 domain.yml 对不上", True),
    ("verify_example_repetition_in_intents", "同一句在几个意图下", True),
    ("verify_intents_in_stories", "规则里的意图", True),
    ("verify_actions_in_stories_rules", "规则里的动作", False),
    ("verify_forms_in_stories_rules", "规则里的表单", False),
    ("verify_form_slots", "表单的槽位", False),
    ("verify_slot_mappings", "槽位的来源", False),
)


def faults_of(
    staged: Path, nlu: Path, *, stories: Sequence[str], domain: Path, config: Path
) -> tuple[str, ...]:
    """Faults of the examples in `staged` that those in `nlu` do not have."""
    before = {fault.what for fault in example_faults(nlu, domain)}
    ours = [
        f"{fault.path.name}: {fault.what}"
        for fault in example_faults(staged, domain)
        # Of the folder as a whole: an intent has few examples, and had fewer.
        if fault.path != staged and fault.what not in before
    ]
    return (*ours, *_of_rasa(staged, stories, domain, config))


def _of_rasa(staged: Path, stories: Sequence[str], domain: Path, config: Path) -> list[str]:
    """What `rasa data validate` would refuse, in a line each."""
    from bot.serving import rasa_fixes, training

    rasa_fixes.prepare()
    from rasa.shared.exceptions import RasaException
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.validator import Validator

    said: list[str] = []

    def keep(message: Any, *_args: Any, **_named: Any) -> None:
        said.append(str(message))

    files = training.training_files((str(staged), *stories))
    faults: list[str] = []
    with mock.patch("rasa.shared.utils.io.raise_warning", keep):
        try:
            importer = TrainingDataImporter.load_from_config(str(config), str(domain), files)
            validator = Validator.from_importer(importer)
        except (RasaException, ValueError) as error:
            return [f"rasa data validate: {error}"]
        faults += [f"rasa data validate: {line}" for line in said if ".learnt" in line]
        for example in validator.intents.intent_examples:
            # Rasa takes a+b for an intent of its own; each part is checked by `example_faults`.
            example.set("intent", example.get("intent").split(SEVERAL)[0])
        for name, about, warns in _CHECKS:
            said.clear()
            check = getattr(validator, name)
            if not (check(ignore_warnings=False) if warns else check()):
                faults += [f"rasa data validate, {about}: {line}" for line in said or ["?"]]
    return faults
