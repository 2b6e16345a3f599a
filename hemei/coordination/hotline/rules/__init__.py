"""What follows from orders and standards, without a database."""
