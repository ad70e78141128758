"""Law as dated data: rules with two time axes, read from TOML; only verified rules in force bind."""
