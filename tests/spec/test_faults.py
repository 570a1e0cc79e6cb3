"""Every fault of a mlpack.yaml in one run: its place, and the nearest thing that would work."""

from __future__ import annotations

import pytest

from mlpack.errors import SpecFaults
from mlpack.spec import Known, Spec, read, spec_from

KNOWN = Known(
    frameworks=("scikit-learn", "xgboost"),
    styles=("fastapi",),
    outputs=("compose",),
    pythons=("3.11", "3.12"),
)


def spec_of(text: str) -> Spec:
    return spec_from(read(text), KNOWN)


def faults_of(text: str) -> list[str]:
    with pytest.raises(SpecFaults) as caught:
        spec_of(text)
    return str(caught.value).splitlines()


def test_all_faults_show_at_once_in_the_order_of_the_file() -> None:
    text = """\
nam: digits
python: 3.10.2
framework: {name: scikit-lern, verson: 1}
compute: gpu
serving:
  style: fastapy
  port: 80a80
platforms: [linux/amd64, linux/ppc]
requirements:
  - pandas>>2
  - x @ git+https://example.invalid/x
environment: {DEBUG: no, 3a: "x\\ny"}
outputs: [compse]
"""

    assert faults_of(text) == [
        "mlpack.yaml:1:1  nam  There is no such setting. Did you mean name?",
        "mlpack.yaml:1:1  name  This is missing. Names the image and the service; an RFC 1123 label.",
        "mlpack.yaml:2:9  python  Say 3.10: the base image brings its newest patch release.",
        "mlpack.yaml:3:19  framework.name  The catalogue does not know scikit-lern. "
        "Did you mean scikit-learn?",
        "mlpack.yaml:3:32  framework.verson  There is no such setting. Did you mean version?",
        "mlpack.yaml:4:10  compute  gpu is none of them: it is cpu or cuda.",
        "mlpack.yaml:6:10  serving.style  The catalogue does not know fastapy. Did you mean fastapi?",
        "mlpack.yaml:7:9  serving.port  80a80 is not a whole number.",
        "mlpack.yaml:8:26  platforms[1]  linux/ppc is none of them: it is linux/amd64 or linux/arm64.",
        "mlpack.yaml:10:5  requirements[0]  pandas>>2 is neither a requirement, as pandas>=2 is, nor "
        "a file, as requirements.txt is.",
        "mlpack.yaml:11:5  requirements[1]  x comes from an address that no hash can hold to its "
        "bytes. Make a wheel of it (`pip wheel --no-deps`), put that into a folder, and name the "
        "folder under index.find_links.",
        "mlpack.yaml:12:26  environment.3a  3a is not the name of a variable: letters, digits and _.",
        "mlpack.yaml:12:30  environment.3a  Holds a line break or another control character.",
        "mlpack.yaml:13:11  outputs[0]  The catalogue does not know compse. Did you mean compose?",
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("python: 3.7", "The catalogue does not know 3.7. There is 3.11 and 3.12."),
        ("python: newest", "newest is not a Python version such as 3.12."),
        ("framework: xgboost>=2", "A framework's version is said with ==, as in xgboost==1.7.*."),
        ('framework: ""', "This is empty."),
        (
            "base: {glibc: 2.36}",
            "glibc is what an image of your own has: name it under base.image.",
        ),
        ("framework: [xgboost]", "This is a mapping, as in {key: value}."),
        ("framework: xgboost==two", "two is not a version such as 1.7.2 or 1.7.*."),
        ("serving: {port: 80}", "80 is too small: the least is 1024."),
        ("serving: {port: 99999}", "99999 is too large: the most is 65535."),
        ("serving: {limits: {seconds: soon}}", "soon is not a number."),
        ("serving: {limits: {rows: 1.5}}", "1.5 is not a whole number."),
        ("serving: {limits: 3}", "This is a mapping, as in {key: value}."),
        (
            "model: ../model.joblib",
            "../model.joblib is not a path inside the project, written with / and no ..",
        ),
        (
            "model: /model.joblib",
            "/model.joblib is not a path inside the project, written with / and no ..",
        ),
        (
            "model: C:\\model",
            "C:\\model is not a path inside the project, written with / and no ..",
        ),
        ("model: a*b", "a*b holds a character that .dockerignore reads as a pattern."),
        ("model: serve/model", "serve/model belongs to mlpack."),
        ("include: src", "This is a list, as in [one, two]."),
        ("requirements: {a: b}", "This is a list, as in [one, two]."),
        ("system_packages: [Libgomp1]", "Libgomp1 is not the name of a Debian package."),
        ("environment: [A=1]", "This is a mapping, as in {KEY: value}."),
        ('environment: {A: "x\\u2028y"}', "Holds a line break or another control character."),
        ("spec: 2", "2 is none of them: it is 1."),
    ],
)
def test_a_wrong_value_is_said_in_the_words_of_the_file(line: str, says: str) -> None:
    key = line.partition(":")[0]
    others = {"name": "digits", "framework": "scikit-learn"}
    text = "".join(f"{k}: {v}\n" for k, v in others.items() if k != key) + line

    faults = faults_of(text)

    assert [fault.partition("  ")[2].partition("  ")[2] for fault in faults] == [says]


@pytest.mark.parametrize(
    "name", ["Digits", "my_model", "-a", "a-", "a" * 64, "a b", "$(id)", 'a"b']
)
def test_a_name_is_a_label(name: str) -> None:
    with pytest.raises(SpecFaults) as caught:
        spec_from(read(f"name: {name!r}\nframework: scikit-learn"), KNOWN)

    assert [fault.setting for fault in caught.value.faults] == ["name"]


def test_short_and_long_forms_mean_the_same() -> None:
    short = """\
name: digits
framework: scikit-learn==1.7.*
serving: fastapi
model: model.joblib
system_packages: [libgomp1]
"""
    long = """\
name: digits
framework: {name: scikit-learn, version: 1.7.*}
serving: {style: fastapi}
model: {path: model.joblib}
system_packages: {run: [libgomp1]}
"""

    assert spec_of(short) == spec_of(long)
