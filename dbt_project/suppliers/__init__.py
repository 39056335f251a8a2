"""Which organisation a council's supplier is: record linkage by splink, and how good it is.

Belongs here: pairs of names and what a hand-checked sample says of them. Not here: how a name is
brought to its compared form (`macros/suppliers.sql`), and where the money went (the models).
"""
