"""What a browser gets: HTML, and the styles and scripts beside it."""
