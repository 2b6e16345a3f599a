"""The rules of renewal: which mode fits, who decides it, what keeps renovation and management in step."""
