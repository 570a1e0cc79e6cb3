"""What ails a host or a log: the host against the plan, a log against known failures."""

from mlpack.doctor.advice import Diagnosis, diagnose
from mlpack.doctor.examine import examine, examine_host
from mlpack.doctor.host import ask_host
from mlpack.doctor.logs import Recognised, recognise
from mlpack.doctor.verdict import Verdict

__all__ = [
    "Diagnosis",
    "Recognised",
    "Verdict",
    "ask_host",
    "diagnose",
    "examine",
    "examine_host",
    "recognise",
]
