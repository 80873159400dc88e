"""The REST interface: parse, call an action or a query, answer. Nothing is decided here."""
