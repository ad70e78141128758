"""A policy that keeps its promises, and the same with an edit that breaks one."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

KEPT = Path(__file__).parent / "kept"

Edit = tuple[str, str, str]
"""A file of the policy folder, the text that stands in it once, and what it becomes."""

Edited = Callable[..., Path]


def copy_kept(folder: Path, edits: Iterable[Edit]) -> Path:
    """Copy the policy to `folder` with these edits."""
    shutil.copytree(KEPT, folder)
    for name, old, new in edits:
        text = (folder / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name} has {text.count(old)} times: {old}"
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    return folder
