"""Portal: the public face of the city (门户): front page, responsibility list, published checkpoints.

It also tells every page what stands around it: the city's name, the menu of the reader's role, his account.
"""
