from sklearn.svm import SVC
from skl2onnx import to_onnx
