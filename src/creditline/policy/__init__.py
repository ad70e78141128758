"""Decision tables, dated parameters and the limit formula: read, check, evaluate, explain, compile."""
