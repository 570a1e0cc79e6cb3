"""A few questions, and the Spec that the answers say."""

from mlpack.wizard.prompt import ask
from mlpack.wizard.questions import KEYS, Question, Surroundings, Wizard
from mlpack.wording import label

__all__ = ["KEYS", "Question", "Surroundings", "Wizard", "ask", "label"]
