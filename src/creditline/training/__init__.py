"""Training scorecards from tables of data; what comes out is a table that `scoring` serves.

Needs the libraries of the extra `train`; serving a card does not.
"""

from importlib.util import find_spec

_NEEDED = ("interpret", "matplotlib", "numpy", "sklearn")


class TrainingNotInstalled(ImportError, RuntimeError):
    """Training needs libraries that serving does not."""

    code = "training-not-installed"

    def __init__(self, missing: list[str]) -> None:
        super().__init__(f"Not installed: {', '.join(missing)}. Install them with: pip install 'creditline[train]'.")


_missing = [name for name in _NEEDED if find_spec(name) is None]
if _missing:
    raise TrainingNotInstalled(_missing)
