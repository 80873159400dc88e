"""Measures Staffel beside what the machine can do: `make bench`. Not part of the product."""
