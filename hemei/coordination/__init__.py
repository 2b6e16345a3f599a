"""Coordination (优化协作联动): streets, communities and departments act together."""
