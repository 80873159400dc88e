"""The app that captures leads at a fair without network."""
