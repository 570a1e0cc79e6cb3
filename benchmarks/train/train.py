"""Trains the two models of the benchmarks on scikit-learn's digits: a heavy one and a light one."""

import sys
from pathlib import Path

import joblib
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

models = Path(sys.argv[1])
rows, digits = load_digits(return_X_y=True)
forest = RandomForestClassifier(n_estimators=100, random_state=0).fit(rows, digits)
linear = LogisticRegression(max_iter=5000).fit(rows, digits)
joblib.dump(forest, models / "forest.joblib")
joblib.dump(linear, models / "linear.joblib")
