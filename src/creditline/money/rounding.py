"""The one rounding rule: half up, with the residue carried, so that no split of a period changes a total."""


def round_half_up(numerator: int, denominator: int) -> tuple[int, int]:
    """Return (whole, residue) with numerator = whole × denominator + residue and −½ ≤ residue/denominator < ½.

    Carrying the residue into the next call makes the running total independent of how often it was asked:
    whole(a) + whole(b + residue(a)) = whole(a + b).
    """
    whole = (2 * numerator + denominator) // (2 * denominator)
    return whole, numerator - whole * denominator
