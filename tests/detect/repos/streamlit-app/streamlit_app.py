import pandas as pd
import streamlit as st
import xgboost as xgb


@st.cache_resource
def load_model():
    model = xgb.Booster()
    model.load_model("model.ubj")
    return model


st.write(load_model().predict(xgb.DMatrix(pd.DataFrame())))
