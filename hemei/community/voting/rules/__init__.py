"""The rules of voting: plain Python, whole numbers only."""
