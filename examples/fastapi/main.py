"""Dice: roll any handful of dice over HTTP, and see how fair they are."""

import random
import re
from collections import Counter

from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel

app = FastAPI(title="Dice", description="Roll any handful of dice.", version="1.0.0")
tallies: Counter[int] = Counter()


class Roll(BaseModel):
    dice: str
    rolls: list[int]
    total: int


@app.get("/api/roll/{dice}")
def roll(dice: str) -> Roll:
    """Rolls dice written the usual way: 2d6, 1d20, 4d8."""
    match = re.fullmatch(r"(\d{1,2})d(4|6|8|10|12|20|100)", dice)
    if match is None or int(match[1]) == 0:
        raise HTTPException(422, "write dice as 2d6, 1d20 or 4d8, up to 99 of them")
    rolls = [random.randint(1, int(match[2])) for _ in range(int(match[1]))]
    if dice == "2d6":
        tallies[sum(rolls)] += 1
    return Roll(dice=dice, rolls=rolls, total=sum(rolls))


@app.get("/api/tally")
def tally() -> dict[int, int]:
    """How often each total of two six-sided dice has come up since the start."""
    return {total: tallies[total] for total in range(2, 13)}


@app.get("/", include_in_schema=False)
def index() -> FileResponse:
    return FileResponse("static/index.html")


app.mount("/static", StaticFiles(directory="static"), name="static")
