"""Pages of credit: of lines, of subjects, of the bureau, and what everybody may see."""
