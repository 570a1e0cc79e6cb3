"""Trains model.pt2: on which of two spirals, wound into each other, a point lies.

Needs PyTorch in the version that mlpack.yaml names; run it as `python train.py`.
The model answers each point with two probabilities, for the first spiral and for the second.
"""

from math import pi
from pathlib import Path

import torch
from torch import Tensor, nn

MODEL = Path(__file__).with_name("model.pt2")
POINTS = 1000


def points_of(spiral: int) -> Tensor:
    """Points along one turn and a half around the middle, a little beside the line."""
    turn = torch.rand(POINTS)
    angle = 3 * pi * turn + pi * spiral
    line = torch.stack([angle.cos(), angle.sin()], dim=1) * (0.1 + turn).unsqueeze(1)
    return line + 0.02 * torch.randn(POINTS, 2)


def trained(points: Tensor, spirals: Tensor) -> nn.Module:
    model = nn.Sequential(
        nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 2)
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(600):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(points), spirals).backward()
        optimizer.step()
    return nn.Sequential(model, nn.Softmax(dim=1)).eval()


def main() -> None:
    torch.manual_seed(0)
    points = torch.cat([points_of(0), points_of(1)])
    spirals = torch.arange(2).repeat_interleave(POINTS)
    order = torch.randperm(2 * POINTS)
    train, test = order[POINTS // 2 :], order[: POINTS // 2]

    model = trained(points[train], spirals[train])
    right = model(points[test]).argmax(dim=1) == spirals[test]
    print(f"held-out accuracy: {right.double().mean():.3f}")

    # The number of rows stays open: the service predicts as many together as have arrived.
    rows = torch.export.Dim("rows")
    two = torch.zeros(2, 2)
    program = torch.export.export(model, (two,), dynamic_shapes=({0: rows},))
    for node in program.graph.nodes:
        node.meta.pop("stack_trace", None)  # it names files of this machine
    torch.export.save(program, MODEL)


if __name__ == "__main__":
    main()
