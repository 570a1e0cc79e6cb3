"""A few questions, each with what is known already, and the Spec that the answers say."""

from mlpack.wizard.answers import KEYS, Answers
from mlpack.wizard.basis import Surroundings
from mlpack.wizard.face import Face, introduction, say, walked
from mlpack.wizard.plain import Plain
from mlpack.wizard.prompt import Prompt
from mlpack.wizard.questions import Choice, Question, Wizard
from mlpack.wizard.source import LeftOut, Source, origin_of
from mlpack.wizard.walk import Walk, begun, open_questions, with_defaults
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
    "open_questions",
    "origin_of",
    "say",
    "walked",
    "with_defaults",
]
