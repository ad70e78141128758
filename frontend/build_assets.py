# ruff: noqa: INP001 - runs before anything is installed
"""Builds `src/creditline/web/static` from the lock and the sources here. Needs neither Node nor npm.

    python frontend/build_assets.py          build if anything changed
    python frontend/build_assets.py --force  build again

The same lock and the same sources give the same bytes.
"""

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from npm_packages import Package, download_all, pick, read_lock, unpack

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "src" / "creditline" / "web" / "static"
CACHE = ROOT / ".assets-cache"
SKIP_VARIABLE = "CREDITLINE_SKIP_ASSETS"

BUNDLED = ("@tabler/core", "echarts", "htmx.org", "tslib", "zrender")
EXPLORER = "@scalar/api-reference"
AXE = "axe-core"
EXPLORER_FILE = "dist/browser/standalone.js"
ENTRIES = ("app.js", "app.css", "console.js", "explorer.js", "theme.js")
BUILT = (*ENTRIES, "scalar.js", "licenses.txt")
_PLATFORMS = {
    ("linux", "x86_64"): "linux-x64",
    ("linux", "aarch64"): "linux-arm64",
    ("darwin", "arm64"): "darwin-arm64",
    ("darwin", "x86_64"): "darwin-x64",
}

# Tabler and Scalar name this licence without carrying its text.
_MIT = """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE."""


class PlatformUnsupported(RuntimeError):
    """There is no locked bundler for this machine."""

    def __init__(self, system: str, machine: str) -> None:
        super().__init__(
            f"The web assets cannot be built on {system} {machine}: install a released wheel, which holds them, "
            f"or set {SKIP_VARIABLE}=1 to build without them."
        )


class BundleFailed(RuntimeError):
    """esbuild refused the sources."""

    def __init__(self, printed: str) -> None:
        super().__init__(f"The bundler refused the sources in frontend/src: {printed.strip()}")


def build(root: Path = ROOT, *, force: bool = False) -> bool:
    """Bring `static/` up to date and return whether anything was built.

    Raises RegistryUnreachable, ChecksumMismatch, PlatformUnsupported or BundleFailed, each a sentence that says
    what to do.
    """
    if os.environ.get(SKIP_VARIABLE) == "1":
        return False
    static = root / "src" / "creditline" / "web" / "static"
    stamp = content_stamp(root / "frontend")
    if not force and is_current(static, stamp):
        return False
    with _one_at_a_time(root / ".assets-cache"):
        if force or not is_current(static, stamp):
            _build(root, static, stamp)
    return True


def content_stamp(frontend: Path) -> str:
    """Return the hash of everything the built files depend on: lock, sources and the build itself."""
    files = [
        frontend / "package-lock.json",
        *sorted(frontend.glob("*.py")),
        *sorted(path for path in (frontend / "src").rglob("*") if path.is_file()),
    ]
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.relative_to(frontend).as_posix().encode() + b"\0")
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def is_current(static: Path, stamp: str) -> bool:
    """Whether `static` holds every built file, made from what `stamp` was taken of."""
    kept = static / ".stamp"
    built = kept.is_file() and all((static / name).is_file() for name in BUILT)
    return built and kept.read_text("ascii").strip() == stamp


def axe_script(root: Path = ROOT) -> Path:
    """Return axe-core's script for tests, downloaded through the same lock; it is never part of a wheel."""
    cache = root / ".assets-cache"
    (axe,) = pick(read_lock(root / "frontend" / "package-lock.json"), [AXE])
    script = cache / f"axe-{axe.version}.min.js"
    if not script.is_file():
        tarball = download_all([axe], cache)[axe.name]
        with tempfile.TemporaryDirectory() as scratch:
            shutil.copyfile(unpack(axe, tarball, Path(scratch)) / "axe.min.js", script)
    return script


def _build(root: Path, static: Path, stamp: str) -> None:
    bundler = f"@esbuild/{platform_name()}"
    locked = read_lock(root / "frontend" / "package-lock.json")
    packages = pick(locked, [*BUNDLED, EXPLORER, bundler])
    tarballs = download_all(packages, root / ".assets-cache")
    with tempfile.TemporaryDirectory(prefix="creditline-assets-") as scratch:
        work = Path(scratch)
        for package in packages:
            unpack(package, tarballs[package.name], work / "node_modules")
        shutil.copytree(root / "frontend" / "src", work / "src")
        out = work / "out"
        _bundle(work, work / "node_modules" / bundler / "bin" / "esbuild", out)
        shutil.copyfile(work / "node_modules" / EXPLORER / EXPLORER_FILE, out / "scalar.js")
        (out / "licenses.txt").write_text(_licences(packages, work, locked), "utf-8")
        _publish(out, static, stamp)


def _bundle(work: Path, esbuild: Path, out: Path) -> None:
    command = [
        str(esbuild),
        *(f"src/{entry}" for entry in ENTRIES),
        "--bundle",
        "--minify",
        "--format=iife",
        "--target=es2022",
        "--charset=utf8",
        "--legal-comments=external",
        "--log-level=warning",
        '--define:process.env.NODE_ENV="production"',
        f"--outdir={out}",
    ]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)  # noqa: S603 - locked binary
    if done.returncode:
        raise BundleFailed(done.stderr)


def platform_name() -> str:
    """Return esbuild's name of this machine, such as linux-x64; raise PlatformUnsupported."""
    machine = (platform.system().lower(), platform.machine().lower())
    if machine not in _PLATFORMS:
        raise PlatformUnsupported(*machine)
    return _PLATFORMS[machine]


def _licences(packages: list[Package], work: Path, locked: dict[str, Package]) -> str:
    """Return the licence texts of what is in the built files, and the notices kept in the sources."""
    shipped = [package for package in packages if not package.name.startswith("@esbuild/")]
    parts = [_licence_of(package, work / "node_modules" / package.name) for package in shipped]
    notices = [(work / "out" / f"{entry}.LEGAL.txt") for entry in ENTRIES]
    parts += [path.read_text("utf-8").strip() for path in notices if path.is_file()]
    return f"\n\n{'=' * 80}\n\n".join([*parts, _contained(shipped, locked)]) + "\n"


def _licence_of(package: Package, unpacked: Path) -> str:
    heading = f"{package.name} {package.version} ({package.license})\nhttps://www.npmjs.com/package/{package.name}"
    # no deeper: @tabler/core also carries libraries that are not in our bundle, with licences of their own
    near = [*unpacked.glob("*"), *unpacked.glob("licenses/*")]
    texts = sorted(path for path in near if path.is_file() and path.name.upper().startswith(("LICEN", "NOTICE")))
    if not texts and package.license == "MIT":
        return f"{heading}\n\n{_MIT}"
    return "\n\n".join([heading, *(path.read_text("utf-8").strip() for path in texts)])


def _contained(shipped: list[Package], locked: dict[str, Package]) -> str:
    """List what the ready-made files of Scalar and Tabler were made of, as far as the lock knows."""
    apart = {*(package.name for package in shipped), AXE}
    others = [locked[name] for name in sorted(locked) if name not in apart and not name.startswith("@esbuild/")]
    heading = f"Packages that {EXPLORER} and @tabler/core were made of, with their licences:"
    return "\n".join([heading, "", *(f"{other.name} {other.version} ({other.license})" for other in others)])


def _publish(out: Path, static: Path, stamp: str) -> None:
    """Move the built files to `static`, each at once, the stamp last."""
    static.mkdir(parents=True, exist_ok=True)
    (out / ".stamp").write_text(stamp + "\n", "ascii")
    for name in (*BUILT, ".stamp"):
        fresh = static / f".{name}.new"
        shutil.copyfile(out / name, fresh)
        fresh.replace(static / name)


@contextmanager
def _one_at_a_time(cache: Path) -> Iterator[None]:
    """Let one build run at a time on this checkout: `uv run` is often started twice."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def main() -> int:
    """Build from the command line; print what went wrong as one sentence."""
    try:
        built = build(force="--force" in sys.argv[1:])
    except RuntimeError as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    sys.stdout.write("built\n" if built else "nothing to build\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
