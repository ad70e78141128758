"""The reference lists every feature as it is declared, and none that is gone."""

from pathlib import Path

from creditline.features.catalogue import CATALOGUE
from creditline.features.feature import Feature

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "features.md"


def test_every_feature_has_its_row_as_declared_and_no_row_is_stale() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert rows == [row(feature) for feature in CATALOGUE]


def row(feature: Feature) -> str:
    use = "scored" if feature.scored else "shown"
    use += ", actionable" if feature.actionable else ""
    use += ", business" if feature.business else ""
    told = (
        feature.en,
        feature.zh,
        feature.unit.value,
        feature.direction.value,
        feature.moved_by_repayment.value,
        feature.missing.value,
        use,
    )
    return f"| `{feature.name}` | {' | '.join(told)} |"
