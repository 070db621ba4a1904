"""Keeps TensorFlow, and what else Rasa imports for nothing, out of our processes.

Rasa 3.6.21 imports TensorFlow whatever the pipeline is, and the libraries of all its messaging
channels and tracker stores. Ours uses none of them. `import rasa.core.agent`, measured on two
cores with no bytecode cached: 6.0 s and 180 MB of memory without TensorFlow but with the rest,
3.2 s and 115 MB with neither (0.9 s with bytecode cached); a stock server with TensorFlow takes
640 MB.
"""

from __future__ import annotations

from bot.serving.stand_ins import is_stand_in, stand_in_for

_TENSORFLOW = (
    "tensorflow",
    "tensorflow_addons",
    "tensorflow_hub",
    "tensorflow_probability",
    "tensorflow_text",
    "keras",
    "rasa.utils.tensorflow.callback",
    "rasa.utils.tensorflow.data_generator",
    "rasa.utils.tensorflow.model_data",
    "rasa.utils.tensorflow.model_data_utils",
)
_CHANNEL_LIBRARIES = (
    "aiogram",
    "fbmessenger",
    "mattermostwrapper",
    "prompt_toolkit",
    "questionary",
    "rocketchat_API",
    "slack",
    "slack_sdk",
    "socketio",
    "twilio",
    "webexteamssdk",
)
_STORE_LIBRARIES = ("boto3", "botocore", "pymongo")


def install() -> None:
    """Put the stand-ins in place. Must run before the first import of Rasa in the process."""
    stand_in_for(*_TENSORFLOW, *_CHANNEL_LIBRARIES, *_STORE_LIBRARIES)


def is_absent() -> bool:
    """Whether Rasa, in this process, was given the stand-in and not the real TensorFlow."""
    return is_stand_in("rasa.utils.tensorflow.callback") or is_stand_in("tensorflow")
