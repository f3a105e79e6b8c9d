"""What the guide is made of: its lock, the list of its parts for others, and what is known against them."""
