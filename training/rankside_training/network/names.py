"""The names of an encoder's tensors in the weight file."""

# The four matrix products of a layer, in order: our name and the module of BertModel that holds the weights.
PRODUCTS = (
    ("qkv", "attention.self"),  # query, key and value, which share their input
    ("mix", "attention.output.dense"),
    ("up", "intermediate.dense"),
    ("down", "output.dense"),
)


TABLES = ("word", "position")


def layer_names(layers: int) -> list[str]:
    """Returns the names of all matrix products of the layers, in order."""
    return [f"layers.{i}.{name}" for i in range(layers) for name, _ in PRODUCTS]
