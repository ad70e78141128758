"""Build hook: makes the web assets and compiles the translations, for wheels, sdists and editable installs."""

import importlib
import importlib.util
import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALES = "src/creditline/web/locales"
ARTIFACTS = ("src/creditline/web/static/*", f"{LOCALES}/*/LC_MESSAGES/*.mo")


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc] # hatchling is there only while building
    """Called by hatchling before every build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Build what git does not hold and have it put into the distribution."""
        root = Path(self.root)
        compile_locales(root)
        try:
            _build_assets(root).build(root)
        except (RuntimeError, LookupError) as failure:
            self.app.abort(str(failure))
        if untrue := untrue_lessons(root):
            self.app.abort("Lessons say what a policy of ours denies: " + "; ".join(untrue))
        build_data["artifacts"].extend(ARTIFACTS)


def compile_locales(root: Path) -> None:
    """Compile every .po to the .mo beside it; a file that would not change is left alone."""
    for source in sorted((root / LOCALES).glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as opened:
            catalog = read_po(opened, locale=source.parent.parent.name)
        compiled = io.BytesIO()
        write_mo(compiled, catalog)
        target = source.with_suffix(".mo")
        if not target.is_file() or target.read_bytes() != compiled.getvalue():
            target.write_bytes(compiled.getvalue())


def untrue_lessons(root: Path) -> list[str]:
    """Return what lessons claim and the shipped policies deny; both need the standard library only."""
    sys.path.insert(0, str(root / "src"))
    try:
        lessons = importlib.import_module("creditline.decisions.lessons")
        packs = importlib.import_module("creditline.decisions.packs")
        on = datetime.now(UTC).date()
        found = [fault for name in packs.LAW_OF for fault in lessons.faults_of_lessons(packs.strategy(name), on)]
        return [f"{fault.lesson} in {fault.policy}: {fault.fault}" for fault in found]
    finally:
        sys.path.remove(str(root / "src"))


def _build_assets(root: Path) -> ModuleType:
    """Load frontend/build_assets.py, which is no package: it must run before anything is installed."""
    spec = importlib.util.spec_from_file_location("build_assets", root / "frontend" / "build_assets.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError("frontend/build_assets.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
