"""What `otkit serve` runs: a few confined kernels with many pages, and the server around them."""
