"""What data/ holds: read, checked and put into words."""
