"""The petals service, started by `python -m serve`.

Made by mlpack from mlpack.yaml: `mlpack generate` renews it and keeps your own edits.
"""
