import mlflow
from sklearn.linear_model import Ridge
