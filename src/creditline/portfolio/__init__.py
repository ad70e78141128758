"""The whole book at once, on columns: decide it, and see whether it has drifted, still tells, and is fair."""
