"""A folder that has code already: what mlpack.yaml would say of it, with the evidence for each."""

from mlpack.detect.detect import detect
from mlpack.detect.model import Confidence, Detected, Evidence, Guess, Value

__all__ = ["Confidence", "Detected", "Evidence", "Guess", "Value", "detect"]
