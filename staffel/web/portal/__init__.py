"""The partners' pages on a phone: by the link in a mail, or logged in; the same pages behind both doors."""
