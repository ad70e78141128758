"""What must be told to whom, by when and how; the texts are data, and one with a gap is refused."""
