"""A delivery in, a result out: the only floor that speaks to the network."""
