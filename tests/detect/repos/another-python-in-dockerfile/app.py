import joblib
from flask import Flask, jsonify, request

app = Flask(__name__)
model = joblib.load("m.joblib")


@app.route("/predict", methods=["POST"])
def predict():
    rows = request.get_json()["rows"]
    return jsonify(model.predict(rows).tolist())


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=5000)
