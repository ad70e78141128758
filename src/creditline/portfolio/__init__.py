"""The whole book at once: has it drifted, does the score still tell, and is it fair."""
