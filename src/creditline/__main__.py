"""`python -m creditline` is the command line."""

from creditline.cli.main import main

main()
