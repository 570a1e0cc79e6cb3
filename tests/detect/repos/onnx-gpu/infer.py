import onnxruntime as ort


def load():
    return ort.InferenceSession("iris.onnx", providers=["CUDAExecutionProvider"])


def infer(session, rows):
    return session.run(None, {"X": rows})
