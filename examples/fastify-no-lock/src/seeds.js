export const seeds = [
  { slug: 'broad-bean', name: 'Broad bean', latin: 'Vicia faba', sow: [2, 3, 10, 11], days: 140, hue: 96 },
  { slug: 'chicory', name: 'Chicory', latin: 'Cichorium intybus', sow: [5, 6, 7], days: 90, hue: 222 },
  { slug: 'beetroot', name: 'Beetroot', latin: 'Beta vulgaris', sow: [4, 5, 6, 7], days: 75, hue: 338 },
  { slug: 'marigold', name: 'Marigold', latin: 'Calendula officinalis', sow: [3, 4, 5], days: 60, hue: 32 },
  { slug: 'kale', name: 'Black kale', latin: 'Brassica oleracea', sow: [4, 5, 6], days: 110, hue: 160 },
  { slug: 'poppy', name: 'Corn poppy', latin: 'Papaver rhoeas', sow: [3, 9], days: 80, hue: 8 },
]
