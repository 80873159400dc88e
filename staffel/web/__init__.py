"""The pages: parse, call an action or a query, render. Nothing is decided here."""
