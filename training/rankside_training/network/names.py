"""The names of an encoder's tensors in the weight file."""

# (our name, the module that holds it) of the four matrix products of a layer, in order.
PRODUCTS = (
    ("qkv", "attention.self"),  # query, key and value, which read the same input
    ("mix", "attention.output.dense"),
    ("up", "intermediate.dense"),
    ("down", "output.dense"),
)


TABLES = ("word", "position")


def layer_names(layers: int) -> list[str]:
    """Names of all int8 matrix products, first to last."""
    return [f"layers.{i}.{name}" for i in range(layers) for name, _ in PRODUCTS]
