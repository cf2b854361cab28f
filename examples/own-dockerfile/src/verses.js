export const verses = [
  { slug: 'kettle', lines: ['The kettle ticks.', 'Somebody upstairs', 'has decided on the cello.'] },
  { slug: 'ferry', lines: ['Last ferry, first frost:', 'the ramp comes down', 'like a slow handshake.'] },
  { slug: 'allotment', lines: ['Two rows of onions', 'and, where the third should be,', 'a sleeping dog.'] },
  { slug: 'platform', lines: ['Delayed, delayed, delayed.', 'A pigeon reads the board', 'and walks.'] },
]
