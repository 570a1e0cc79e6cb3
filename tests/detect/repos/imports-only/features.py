import pandas as pd


def build(rows):
    return pd.DataFrame(rows)
