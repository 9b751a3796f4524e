"""Plain English sentences of our own from word lists, enough text to train small tokenizers."""

import random
from pathlib import Path

GOLDEN_QUERIES = Path(__file__).parent / "golden_queries.json"  # queries and passages of the fixtures' golden pairs

PEOPLE = (
    "the gardener|a young baker|my neighbour|the old sailor|our teacher|a careful nurse|the librarian|her brother"
).split("|")
ACTS = (
    "waters|repairs|paints|measures|carries|cleans|sells|borrows|describes|remembers|collects|photographs|weighs|"
    "hides|counts|opens"
).split("|")
THINGS = (
    "tomato plants|wooden boats|rye bread|heavy books|copper kettles|bicycle wheels|winter coats|small engines|"
    "paper maps|glass bottles|wild mushrooms|broken clocks|silver coins|honey jars|garden chairs|kitchen knives"
).split("|")
PLACES = (
    "near the harbour|behind the station|in the quiet village|on the third floor|under the stone bridge|by the river|"
    "at the morning market|inside the greenhouse|across the valley|beside the mountain road"
).split("|")
TIMES = (
    "every morning|before sunrise|during the storm|after lunch|on cold evenings|twice a week|in late summer|"
    "when it rains"
).split("|")
QUESTIONS = (
    "How do you keep bread fresh?|Which wood is best for a small boat?|When should tomato plants be watered?|"
    "Why does copper turn green?|Where can wild mushrooms be found?|What makes a bicycle wheel wobble?|"
    "Who repairs broken clocks in this town?|How long does honey last in a closed jar?"
).split("|")
REASONS = (
    "because dry soil cracks quickly|because salt water ruins the paint|so that nothing is wasted|"
    "although nobody asked for it|because the price rises in spring|so that visitors can find the way|"
    "unless the road is closed|while the engine is still warm"
).split("|")


def sentences(count: int, seed: int = 7) -> list[str]:
    """Returns `count` sentences, the questions first. The same seed gives the same text."""
    pick = random.Random(seed).choice
    made = list(QUESTIONS)
    while len(made) < count:
        body = f"{pick(PEOPLE)} {pick(ACTS)} {pick(THINGS)} {pick(PLACES)} {pick(TIMES)}, {pick(REASONS)}."
        made.append(body[0].upper() + body[1:])
    return made[:count]
