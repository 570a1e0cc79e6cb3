from setuptools import find_packages, setup

REQUIRED = ["torch>=2.4,<2.5", "numpy<2"]
open("setup-py-was-run", "w")

setup(
    name="Vision_Kit",
    packages=find_packages(),
    install_requires=REQUIRED,
    extras_require={"dev": ["pytest"]},
    python_requires=">=3.9,<3.12",
)
