"""Several server processes on one machine: the parent, its children, and the memory that they share."""
