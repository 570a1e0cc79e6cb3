import bentoml
import numpy as np

runner = bentoml.sklearn.get("iris:latest").to_runner()
svc = bentoml.Service("iris", runners=[runner])


@svc.api(input=None, output=None)
def classify(rows: np.ndarray) -> np.ndarray:
    return runner.predict.run(rows)
