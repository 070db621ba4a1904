"""What is taught already: the examples of a folder, found by their words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.checks.examples import IGNORED
from bot.nlu.examples import SEVERAL, split_before, written_examples


@dataclass(frozen=True)
class Written:
    """An example as it stands in a file; `path` is within the folder of examples."""

    path: str
    line: str
    intent: str


class Known:
    """The examples under `nlu`, read once."""

    def __init__(self, nlu: Path) -> None:
        self.examples = tuple(
            Written(str(path.relative_to(nlu)), line, intent)
            for path, line, intent in written_examples(nlu)
        )
        self._by_words = {bare(example.line): example for example in self.examples}
        self._count = Counter(example.intent.split(SEVERAL)[0] for example in self.examples)

    def like(self, line: str) -> Written | None:
        """The example with the same words, whatever its punctuation."""
        return self._by_words.get(bare(line))

    def count(self, intent: str) -> int:
        """How many examples have this intent first."""
        return self._count[intent]

    def doubted(self, *, file: str, label: str, text: str, before: str) -> Written | None:
        """The example that was put up for review because its label was doubted."""
        words = (bare(text), bare(before))
        for example in self.examples:
            if example.intent == label and Path(example.path).name == Path(file).name:
                said_before, said = split_before(example.line)
                if (bare(said), bare(said_before)) == words:
                    return example
        return None


def bare(line: str) -> str:
    """A line without what makes no other sentence of it: punctuation, spaces, case."""
    return IGNORED.sub("", line).lower()
