"""Almanac: how long the days are, anywhere, drawn for a whole year."""

import datetime
import logging
import math

from flask import Flask, jsonify, render_template, request

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")

app = Flask(__name__)

PLACES = {
    "tromso": ("Tromsø", 69.6),
    "dublin": ("Dublin", 53.3),
    "lisbon": ("Lisbon", 38.7),
    "nairobi": ("Nairobi", -1.3),
    "ushuaia": ("Ushuaia", -54.8),
}


def daylight(latitude: float, day: int) -> float:
    """Hours of daylight on a day of the year."""
    tilt = math.radians(23.44) * math.sin(2 * math.pi * (day - 80) / 365)
    edge = -math.tan(math.radians(latitude)) * math.tan(tilt)
    return 24 / math.pi * math.acos(max(-1.0, min(1.0, edge)))


def year(latitude: float) -> list[float]:
    return [round(daylight(latitude, day), 2) for day in range(1, 366)]


@app.get("/")
def index():
    slug = request.args.get("place", "dublin")
    name, latitude = PLACES.get(slug, PLACES["dublin"])
    today = datetime.date.today()
    hours = year(latitude)
    return render_template(
        "index.html",
        places=PLACES,
        slug=slug,
        name=name,
        hours=hours,
        today=today,
        now=hours[min(today.timetuple().tm_yday, 365) - 1],
        shortest=min(hours),
        longest=max(hours),
    )


@app.get("/api/daylight/<slug>")
def api(slug: str):
    if slug not in PLACES:
        return jsonify(error="unknown place", places=sorted(PLACES)), 404
    name, latitude = PLACES[slug]
    return jsonify(place=name, latitude=latitude, hours=year(latitude))


if __name__ == "__main__":
    app.run()
