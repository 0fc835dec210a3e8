"""What the kit asks of its tables beyond their schema."""
