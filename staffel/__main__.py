"""`python -m staffel` is the same as `staffel`."""

from staffel.cli import main

main()
