"""The translations of the pages, and what keeps them whole."""
