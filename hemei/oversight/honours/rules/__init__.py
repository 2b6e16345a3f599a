"""What holds for exemplars, demonstration projects and the plan of harmonious estates."""
