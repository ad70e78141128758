"""creditline: the open-source credit line manager."""

__version__ = "0.1.0"
