"""Staffel hands every lead to the right partner, with a running clock, and never drops one."""
