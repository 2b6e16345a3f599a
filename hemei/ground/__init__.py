"""Ground (基础): who and where, and what happened when."""
