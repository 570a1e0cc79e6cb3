"""The model behind the service. This file is yours: make load and predict what your model needs.

The service calls load once, then predict for every batch of rows, always from the same thread.
"""

import os
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

# As in cpu or cuda. Where there is no such device, load fails: nothing falls back to the CPU.
DEVICE = torch.device(os.environ.get("DEVICE", "cpu"))


def load(path: Path) -> torch.nn.Module:
    """The model, from the file that the setting MODEL names: .pt2, weights, or TorchScript."""
    if path.suffix == ".pt2":
        return exported(path)
    module = untrained()
    if module is not None:
        weights = torch.load(path, map_location=DEVICE, weights_only=True)
        module.load_state_dict(weights)
        return module.to(DEVICE).eval()
    # TorchScript: for Python up to 3.13 only, and PyTorch wants torch.export instead.
    script: torch.nn.Module = torch.jit.load(path, DEVICE)  # type: ignore[no-untyped-call]
    return script.eval()


def untrained() -> torch.nn.Module | None:
    """For a file of weights alone: your module, as the code that trained it makes it."""
    return None


def exported(path: Path) -> torch.nn.Module:
    """What torch.export.save wrote. It can hold pickles, which run code: load only your own."""
    program = torch.export.load(path)
    if DEVICE.type != "cpu":
        from torch.export.passes import move_to_device_pass

        program = move_to_device_pass(program, DEVICE)
    return program.module()


def example(model: torch.nn.Module) -> Any:
    """A row that the model can predict: zeros, in the shape that it was exported with.

    It sets the shape of every row, warms the model up, and is shown in /docs.
    """
    if isinstance(model, torch.fx.GraphModule):
        first = next(node for node in model.graph.nodes if node.op == "placeholder")
        shape = first.meta["val"].shape[1:]
    else:
        # Right for a model that begins with a linear layer; else write a row of yours here.
        shape = next(model.parameters()).shape[1:]
    return np.zeros([int(size) for size in shape]).tolist()


def predict(model: torch.nn.Module, rows: NDArray[np.floating[Any]]) -> Any:
    """An array or a list with one output for each row, in the same order.

    The rows are finite numbers. Raise ValueError for rows that the model cannot take: their
    sender is told so (422), and the other requests of the batch are answered as usual.
    """
    with torch.inference_mode():
        outputs = model(torch.from_numpy(rows).to(DEVICE, torch.float32))
    return outputs.cpu().numpy()
