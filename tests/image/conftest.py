import sys

import pytest
from image import ROOT, Image

sys.path.append(str(ROOT / "image"))  # its modules, for what no built image can show


@pytest.fixture(scope="session")
def image(tmp_path_factory):
    """Built once; nobody changes what it was unpacked to."""
    return Image(tmp_path_factory.mktemp("image"))
