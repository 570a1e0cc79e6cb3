"""The tags of NVIDIA's images: which CUDA is in one, and what is known of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mlpack.catalog import Catalog, CudaImage, Toolkit

_IMAGE = re.compile(
    r"(?:^|/)nvidia/cuda(?::(?P<tag>(?P<version>(?P<cuda>\d+\.\d+)(?:\.\d+)?)?[^@]*))?(?:@|$)"
)


@dataclass(frozen=True)
class CudaTag:
    """`cuda` is as in 12.6, `version` as it stands in the tag; `toolkit` and `row` where known."""

    tag: str
    version: str
    cuda: str
    toolkit: Toolkit | None
    row: CudaImage | None

    @property
    def has_patch(self) -> bool:
        return self.version.count(".") == 2

    @property
    def holds_libraries(self) -> bool:
        """The flavor base holds the runtime alone, which packages bring in no other version."""
        return "-base-" not in self.tag


def cuda_tag(image: str, catalog: Catalog) -> CudaTag | None:
    """None where it is no image of NVIDIA's for CUDA."""
    if not (found := _IMAGE.search(image)):
        return None
    cuda = found["cuda"] or ""
    return CudaTag(
        tag=found["tag"] or "",
        version=found["version"] or "",
        cuda=cuda,
        toolkit=next((row for row in catalog.toolkits if row.version == cuda), None),
        row=next((row for row in catalog.cuda_images if row.cuda == cuda), None),
    )
