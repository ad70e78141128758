"""The kinds of arrays that training computes with."""

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.int8]
Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Places = NDArray[np.intp]
