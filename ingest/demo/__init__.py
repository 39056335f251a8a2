"""The synthetic England: invented places and numbers in the publishers' own formats.

Belongs here: how the world is drawn (`england` and its subjects `land`, `districts`,
`neighbourhoods`, `latent`, `deprivation`), written (`write`) and offered (`origin`). Not here:
anything read from a real file. Nothing in this package is real data but the regions' names.
"""
