"""The commands of `hemei`, one module a group."""
