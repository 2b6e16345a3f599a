"""Community (突出示范带动): owners decide, neighbours deliberate."""
