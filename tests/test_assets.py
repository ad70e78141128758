"""The build of the web assets: what is locked, what is checked, and what is said when it cannot work."""

import base64
import gzip
import hashlib
import io
import json
import shutil
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FRONTEND = ROOT / "frontend"
sys.path.insert(0, str(FRONTEND))

import build_assets  # noqa: E402
import npm_packages  # noqa: E402
from npm_packages import ChecksumMismatch, Package, PackageNotLocked, RegistryUnreachable, UnsafeMember  # noqa: E402

LOCK = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))
BUDGET_BYTES = 300_000


def tarball(*names: str) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as archive:
        for name in names:
            content = name.encode()
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return written.getvalue()


def package_of(content: bytes, name: str = "@scope/thing") -> Package:
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    return Package(name, "1.0.0", f"sha512-{digest}", "MIT")


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An npm registry that is a directory."""
    place = tmp_path / "registry"
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", place.as_uri() + "/")
    monkeypatch.setattr(npm_packages.time, "sleep", lambda _: None)
    return place


def publish(registry: Path, package: Package, content: bytes) -> None:
    file = registry / package.tarball
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


@pytest.mark.parametrize("path", [path for path in LOCK["packages"] if path])
def test_a_locked_package_has_a_sha512_and_names_no_registry(path: str) -> None:
    entry = LOCK["packages"][path]
    assert entry["integrity"].startswith("sha512-")
    assert "resolved" not in entry


def test_what_the_manifest_asks_for_is_pinned_to_one_version() -> None:
    manifest = json.loads((FRONTEND / "package.json").read_text("utf-8"))
    groups = ("dependencies", "devDependencies", "optionalDependencies")
    assert all(version[0].isdigit() for group in groups for version in manifest[group].values())
    assert all(manifest[group] == LOCK["packages"][""][group] for group in groups)


def test_the_lock_holds_a_bundler_for_every_platform_we_name() -> None:
    locked = npm_packages.read_lock(FRONTEND / "package-lock.json")
    names = [f"@esbuild/{name}" for name in build_assets._PLATFORMS.values()]
    assert len(npm_packages.pick(locked, [*build_assets.BUNDLED, build_assets.EXPLORER, *names])) == len(names) + 6


def test_a_package_that_is_not_locked_is_named() -> None:
    with pytest.raises(PackageNotLocked, match="left-pad is not in package-lock"):
        npm_packages.pick({}, ["left-pad"])


def test_a_tarball_is_downloaded_once_and_then_taken_from_the_cache(tmp_path: Path, registry: Path) -> None:
    content = tarball("package/index.js")
    package = package_of(content)
    publish(registry, package, content)
    kept = npm_packages.download(package, _made(tmp_path / "cache"))
    shutil.rmtree(registry)
    assert npm_packages.download(package, tmp_path / "cache") == kept
    assert kept.read_bytes() == content


def test_a_tarball_with_another_checksum_is_refused(tmp_path: Path, registry: Path) -> None:
    package = package_of(tarball("package/index.js"))
    publish(registry, package, tarball("package/evil.js"))
    with pytest.raises(ChecksumMismatch, match=r"@scope/thing 1\.0\.0 does not have the sha512"):
        npm_packages.download(package, _made(tmp_path / "cache"))
    assert not list((tmp_path / "cache").iterdir())


def test_a_spoilt_file_in_the_cache_is_downloaded_again(tmp_path: Path, registry: Path) -> None:
    content = tarball("package/index.js")
    package = package_of(content)
    publish(registry, package, content)
    kept = npm_packages.download(package, _made(tmp_path / "cache"))
    kept.write_bytes(b"spoilt")
    assert npm_packages.download(package, tmp_path / "cache").read_bytes() == content


def test_an_integrity_other_than_sha512_is_refused() -> None:
    with pytest.raises(ChecksumMismatch):
        _ = Package("thing", "1.0.0", "sha1-abc", "MIT").digest


def test_an_unreachable_registry_is_told_in_one_sentence_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[int] = []
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "http://127.0.0.1:9")
    monkeypatch.setattr(npm_packages.time, "sleep", waits.append)
    with pytest.raises(RegistryUnreachable) as caught:
        npm_packages.download(package_of(b""), _made(tmp_path / "cache"))
    said = str(caught.value)
    assert said.startswith(
        "The web assets could not be downloaded from http://127.0.0.1:9/@scope/thing/-/thing-1.0.0.tgz"
    )
    assert "NPM_CONFIG_REGISTRY" in said
    assert "CREDITLINE_SKIP_ASSETS=1" in said
    assert waits == [1, 2]


def test_the_registry_is_the_one_npm_would_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NPM_CONFIG_REGISTRY", "npm_config_registry"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert npm_packages.registry_in_use() == "https://registry.npmjs.org"
    (tmp_path / ".npmrc").write_text("fund=false\nregistry = https://npm.example/here/\n")
    assert npm_packages.registry_in_use() == "https://npm.example/here"
    monkeypatch.setenv("npm_config_registry", "https://other.example/")
    assert npm_packages.registry_in_use() == "https://other.example"


@pytest.mark.parametrize("name", ["package/../../outside.js", "/etc/outside.js", "outside.js"])
def test_a_name_that_climbs_out_is_not_unpacked(tmp_path: Path, name: str) -> None:
    content = tarball(name)
    file = tmp_path / "thing.tgz"
    file.write_bytes(content)
    with pytest.raises(UnsafeMember):
        npm_packages.unpack(package_of(content), file, tmp_path / "node_modules")


def test_only_what_a_bundle_can_need_is_unpacked(tmp_path: Path) -> None:
    content = tarball("package/index.js", "package/index.js.map", "package/index.d.ts", "package/README.md")
    file = tmp_path / "thing.tgz"
    file.write_bytes(content)
    target = npm_packages.unpack(package_of(content), file, tmp_path / "node_modules")
    assert [path.name for path in target.iterdir()] == ["index.js"]


def test_a_build_whose_sources_have_not_changed_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = _checkout(tmp_path)
    built: list[str] = []
    monkeypatch.delenv(build_assets.SKIP_VARIABLE, raising=False)
    monkeypatch.setattr(build_assets, "_build", lambda _, static, stamp: built.append(_stamped(static, stamp)))
    assert build_assets.build(root)
    assert not build_assets.build(root)
    (root / "frontend" / "src" / "app.css").write_text("body { margin: 0 }")
    assert build_assets.build(root)
    (root / "src" / "creditline" / "web" / "static" / "app.js").unlink()
    assert build_assets.build(root)
    assert len(built) == 3


def test_the_build_can_be_skipped_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDITLINE_SKIP_ASSETS", "1")
    assert not build_assets.build(_checkout(tmp_path), force=True)


def test_a_machine_without_a_bundler_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_assets.platform, "machine", lambda: "riscv64")
    with pytest.raises(build_assets.PlatformUnsupported, match="install a released wheel"):
        build_assets.platform_name()


def test_two_builds_give_the_same_bytes_within_the_budget_and_with_the_licences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(build_assets.SKIP_VARIABLE, raising=False)
    one, other = _checkout(tmp_path / "one"), _checkout(tmp_path / "other")
    try:
        build_assets.build(one)
        build_assets.build(other)
    except RegistryUnreachable as unreachable:
        pytest.skip(str(unreachable))
    first, second = (_built(root) for root in (one, other))
    assert first == second
    assert sum(len(gzip.compress(first[name], 9)) for name in ("app.js", "app.css", "theme.js")) <= BUDGET_BYTES
    licences = first["licenses.txt"].decode()
    assert all(f"\n{name} " in f"\n{licences}" for name in [*build_assets.BUNDLED, build_assets.EXPLORER])
    assert not any(b"axe-core" in content[:2000] for content in first.values())


def _made(directory: Path) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def _checkout(place: Path) -> Path:
    """A copy of what the build reads, sharing the cache of this checkout."""
    shutil.copytree(FRONTEND, place / "frontend", ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    (place / ".assets-cache").symlink_to(_made(ROOT / ".assets-cache"), target_is_directory=True)
    return place


def _stamped(static: Path, stamp: str) -> str:
    static.mkdir(parents=True, exist_ok=True)
    for name in build_assets.BUILT:
        (static / name).touch()
    (static / ".stamp").write_text(stamp)
    return stamp


def _built(root: Path) -> dict[str, bytes]:
    static = root / "src" / "creditline" / "web" / "static"
    return {name: (static / name).read_bytes() for name in build_assets.BUILT}
