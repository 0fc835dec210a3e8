"""What a session with parents is made of, without a screen."""
