"""What `?` says of each question: what it decides, and how to find the answer."""

from __future__ import annotations

from collections.abc import Mapping

HELP: Mapping[str, str] = {
    "name": "The image is tagged with it, and it is the service's name in files for Kubernetes or "
    "Compose. Small letters, digits and hyphens; 63 at most.",
    "framework": "It decides which packages are installed, which builds there are for which Python "
    "and GPU, and what model.py does to load the model. A model that was pickled is only "
    "sure to load in the version that made it: `pip show` in the environment of the training says "
    "which that was. `custom` is any other Python: you say the requirements.",
    "python": "The image's own, whatever this machine has. A pickled model may not load in another "
    "one. mlpack offers those that are supported and have wheels of what you chose; "
    "`mlpack catalog` lists all.",
    "compute": "On a GPU the newest build is taken that the catalogue knows. What your hosts have "
    "narrows it afterwards: `mlpack set compute.driver 550`, `mlpack set compute.gpus '[T4, L4]'`.",
    "serving": "The files of serve/, and what they promise to clients and to the cluster. "
    "`mlpack set serving.port 9000` and the like change the details afterwards.",
    "model": "It is copied into the image, after the packages and before the code. Say it relative "
    "to the project, as in artifacts/model.joblib; model.py is what loads it.",
}
