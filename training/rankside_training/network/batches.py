"""Batches of texts of similar length, which need little padding."""


def batches(lengths: list[int], budget: int) -> list[list[int]]:
    """Groups indices, longest text first, so that batch size × longest text stays within the budget. A text that is
    longer than the budget gets a batch of its own.
    """
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    groups: list[list[int]] = []
    for i in order:
        if not groups or (len(groups[-1]) + 1) * lengths[groups[-1][0]] > budget:
            groups.append([])
        groups[-1].append(i)
    return groups
