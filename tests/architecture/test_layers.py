"""Upper floors may import lower ones, never the reverse."""

import subprocess
import sys
from pathlib import Path


def test_no_floor_imports_from_above_or_beside() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
