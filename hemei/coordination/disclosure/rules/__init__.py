"""What holds for disclosures: plain Python."""
