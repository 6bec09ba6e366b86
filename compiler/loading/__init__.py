"""From the bytes of a campaign file to plain values with positions, and what is wrong with them."""
