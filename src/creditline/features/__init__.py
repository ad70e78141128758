"""Behavioural features: each declared once, computed per event and by SQL, and held equal."""
