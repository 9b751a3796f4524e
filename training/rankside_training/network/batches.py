"""Groups of texts of similar length, so that padding costs little."""


def batches(lengths: list[int], budget: int) -> list[list[int]]:
    """Indices grouped longest first, so that batch size × longest row stays within the budget."""
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    groups: list[list[int]] = []
    for i in order:
        if not groups or (len(groups[-1]) + 1) * lengths[groups[-1][0]] > budget:
            groups.append([])
        groups[-1].append(i)
    return groups
