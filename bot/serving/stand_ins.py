"""Stand-ins for modules that Rasa imports whatever it is asked to do, and that we never run.

A stand-in is found only by Rasa's own imports. Anybody else who asks for the real module is told
that it is not installed, which is what libraries that merely probe for it (thinc) expect.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import FrameType, ModuleType
from typing import Any, NoReturn

from bot.errors import EngineError


class _PlaceholderType(type):
    """A class that can be inherited from, annotated with and caught, but never used."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        placeholder = _placeholder(f"{cls.__module__}.{cls.__name__}", name)
        setattr(cls, name, placeholder)
        return placeholder

    def __call__(cls, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise EngineError(
            f"{_first_outsider().f_globals.get('__name__')} tried to use "
            f"{cls.__module__}.{cls.__name__}, which this engine runs without.",
            hint="Take the component that needs it out of config.yml (DIETClassifier, TEDPolicy, "
            "ResponseSelector and their kind need TensorFlow).",
        )


def _placeholder(owner: str, name: str) -> _PlaceholderType:
    return _PlaceholderType(name, (Exception,), {"__module__": owner})


class _StandIn(ModuleType):
    """A module in which every name exists."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        placeholder = _placeholder(self.__name__, name)
        setattr(self, name, placeholder)
        return placeholder


class _StandInFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, importer: str) -> None:
        self.importer = importer
        self.names: set[str] = set()

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name not in self.names and name.partition(".")[0] not in self.names:
            return None
        asking = str(_first_outsider().f_globals.get("__name__", ""))
        if asking != self.importer and not asking.startswith(self.importer + "."):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        module = _StandIn(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run: every name of a stand-in appears when it is asked for."""


def _first_outsider() -> FrameType:
    """The nearest frame that belongs neither to this file nor to the import system."""
    frame = sys._getframe(1)
    while frame.f_back is not None and (
        frame.f_code.co_filename == __file__
        or str(frame.f_globals.get("__name__", "")).partition(".")[0] == "importlib"
    ):
        frame = frame.f_back
    return frame


_FINDER = _StandInFinder(importer="rasa")


def stand_in_for(*names: str) -> None:
    """Let Rasa find a stand-in for each of these modules and all below them.

    A module that is already imported stays what it is.
    """
    _FINDER.names.update(names)
    if _FINDER not in sys.meta_path:
        sys.meta_path.insert(0, _FINDER)


def is_stand_in(name: str) -> bool:
    """Whether the module called `name` was imported as a stand-in."""
    return isinstance(sys.modules.get(name), _StandIn)
