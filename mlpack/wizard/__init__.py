"""A few questions, each with what is known already, and the Spec that the answers say."""

from mlpack.wizard.answers import KEYS, Answers
from mlpack.wizard.basis import Surroundings
from mlpack.wizard.face import Face, introduction, say, walked
from mlpack.wizard.plain import Plain
from mlpack.wizard.prompt import Prompt
from mlpack.wizard.questions import Choice, Question, Wizard
from mlpack.wizard.source import LeftOut, Source
from mlpack.wizard.walk import Walk, begun, with_defaults
from mlpack.wording import label

__all__ = [
    "KEYS",
    "Answers",
    "Choice",
    "Face",
    "LeftOut",
    "Plain",
    "Prompt",
    "Question",
    "Source",
    "Surroundings",
    "Walk",
    "Wizard",
    "begun",
    "introduction",
    "label",
    "say",
    "walked",
    "with_defaults",
]
