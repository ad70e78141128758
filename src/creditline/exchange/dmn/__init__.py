"""DMN, compliance level 2: reading models, evaluating decisions, exchanging tables, running the conformance cases."""
