"""What somebody without a login reaches by the link in a mail."""
