"""What `import etl` gives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import etl

ROOT = Path(__file__).resolve().parents[1]


def test_every_public_name_is_there() -> None:
    """Each name of `__all__` can be had, and the functions can be called."""
    for name in etl.__all__:
        assert callable(getattr(etl, name)), name


def test_rooms_do_not_hide_the_functions_of_their_names() -> None:
    """`etl.extract` and `etl.check` are functions before and after the rooms `etl/extract` and `etl/check` were imported."""
    code = (
        "import etl, etl.check.result, etl.extract.document; print(callable(etl.check), callable(etl.extract), len(etl.extract('').claims))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.split() == ["True", "True", "0"]


def test_importing_the_package_loads_nothing_heavy() -> None:
    """What is not used costs nothing."""
    code = "import sys, etl; print(*{'pyarrow', 'pandas', 'duckdb', 'numpy', 'regex'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == ""
