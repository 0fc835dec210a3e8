"""What `otkit serve` runs: kernels that start in milliseconds, and the server around them."""
