"""Integer minor units, rates in basis points, day counts and the one rounding rule."""
