"""Pages of joint accounts."""
