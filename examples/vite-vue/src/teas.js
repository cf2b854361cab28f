export const teas = [
  { name: 'Sencha', degrees: 75, seconds: 75, colour: '#a8a23b', note: 'Grassy. A second longer and it sulks.' },
  { name: 'Darjeeling', degrees: 90, seconds: 150, colour: '#c9862e', note: 'First flush, if you are lucky.' },
  { name: 'Assam', degrees: 98, seconds: 240, colour: '#8e3b1a', note: 'Takes milk and bad weather.' },
  { name: 'Rooibos', degrees: 100, seconds: 360, colour: '#b23a1e', note: 'Patient. Forgives being forgotten.' },
  { name: 'Peppermint', degrees: 100, seconds: 300, colour: '#6f8f52', note: 'Cover the pot or the kitchen gets it all.' },
]
