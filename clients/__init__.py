"""The pages in the programs that show Jupyter's widgets, and in Firefox: `make clients`."""
