"""Pages of files of orders."""
