export const palettes = [
  { slug: 'riverbank', name: 'Riverbank', hue: 190, turn: 28, note: 'Wet stones, alder, a heron that will not be photographed.' },
  { slug: 'kiln', name: 'Kiln', hue: 24, turn: 14, note: 'Terracotta on the first day out of the fire.' },
  { slug: 'orchard', name: 'Orchard', hue: 88, turn: 40, note: 'Late pears, long grass, a ladder left standing.' },
  { slug: 'night-bus', name: 'Night bus', hue: 262, turn: 52, note: 'Sodium lamps through a rainy window.' },
]

/** Five steps of one palette, from the paper it is printed on to the ink. */
export function steps({ hue, turn }) {
  return [94, 80, 62, 42, 24].map((light, index) => {
    const angle = Math.round((hue + turn * index) % 360)
    const chroma = [0.03, 0.08, 0.13, 0.11, 0.06][index]
    return { light, css: `oklch(${light}% ${chroma} ${angle})`, ink: light > 55 ? 'oklch(22% 0.02 60)' : 'oklch(97% 0.01 90)' }
  })
}
