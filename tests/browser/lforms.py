"""NLM's LHC-Forms, the renderer of FHIR forms that clinics use, fetched once by npm."""

import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

VERSION = "40.1.3"
KEPT = Path(__file__).parent / "node_modules" / f"lforms-{VERSION}"
WANTED = (
    "webcomponent/lhc-forms.js",
    "webcomponent/styles.css",
    "webcomponent/assets/lib/zone.min.js",
    "fhir/R4/lformsFHIR.min.js",
)
"""The built files of the package that a page needs; it works without its dependencies."""

PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>LHC-Forms</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="webcomponent/styles.css"></head>
<body><div id="form"></div>
<script src="webcomponent/assets/lib/zone.min.js"></script>
<script src="webcomponent/lhc-forms.js"></script>
<script src="fhir/R4/lformsFHIR.min.js"></script></body>
</html>
"""


def lforms_folder() -> Path:
    """A folder to serve, with LHC-Forms and an empty page; ``node_modules`` is not under git."""
    if not (KEPT / "index.html").is_file():
        npm = shutil.which("npm")
        if npm is None:
            pytest.fail(
                "This test needs npm. On Debian: apt-get install npm; macOS: brew install node"
            )
        KEPT.mkdir(parents=True, exist_ok=True)
        pack = [npm, "pack", "--silent", "--pack-destination", str(KEPT), f"lforms@{VERSION}"]
        done = subprocess.run(pack, capture_output=True, text=True, timeout=300)
        if done.returncode:
            pytest.fail(
                f"npm could not fetch lforms {VERSION}; is the network there?\n{done.stderr}"
            )
        package = KEPT / f"lforms-{VERSION}.tgz"
        with tarfile.open(package) as files:
            for wanted in WANTED:
                source = files.extractfile(f"package/dist/lforms/{wanted}")
                assert source is not None, wanted
                (KEPT / wanted).parent.mkdir(parents=True, exist_ok=True)
                (KEPT / wanted).write_bytes(source.read())
        package.unlink()
        (KEPT / "index.html").write_text(PAGE, encoding="utf-8")
    return KEPT
