"""What happens in the background: thin tasks that call an action or a channel, and the clock."""
