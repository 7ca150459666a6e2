"""An adapter by which the local model judges without examples: lessons and training. Not in the product yet."""
