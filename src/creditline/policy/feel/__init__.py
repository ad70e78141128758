"""S-FEEL, the expression language of DMN level 2: text to nodes. Nothing here evaluates."""
