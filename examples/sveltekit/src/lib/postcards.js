const postcards = [
  { from: 'Ines, Porto', text: 'The tram still takes the corner as if it had somewhere better to be.', stamp: '#c8372d' },
  { from: 'Tomasz, Gdynia', text: 'Rain sideways. Bought a hat. Lost the hat.', stamp: '#2d5d86' },
  { from: 'Aoife, Dingle', text: 'A dolphin, two scones, no signal. Perfect.', stamp: '#4c7a43' },
]
const stamps = ['#c8372d', '#2d5d86', '#4c7a43', '#b8862b', '#6d4a7e']

/** Postcards live as long as the process: this is a demonstration, not a post office. */
export function list() {
  return postcards.toReversed()
}

export function send(from, text) {
  postcards.push({ from, text, stamp: stamps[postcards.length % stamps.length] })
  if (postcards.length > 24) postcards.shift()
}
