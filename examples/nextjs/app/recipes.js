export const recipes = [
  {
    slug: 'white-beans',
    name: 'White beans with sage',
    minutes: 70,
    colour: '#7c8b5a',
    needs: ['300 g dried white beans', '8 sage leaves', '1 head of garlic', 'good olive oil', 'salt'],
    steps: ['Soak the beans overnight.', 'Simmer with the whole head of garlic until they give up.', 'Fry the sage in oil until it is glass.', 'Squeeze the garlic into the beans, pour everything over, wait ten minutes.'],
  },
  {
    slug: 'burnt-leeks',
    name: 'Burnt leeks, egg, anchovy',
    minutes: 25,
    colour: '#b0622f',
    needs: ['4 leeks', '4 eggs', '6 anchovies', '1 lemon', 'a slice of old bread'],
    steps: ['Char the leeks whole, under a hot grill, until black.', 'Peel them, keep the sweet part.', 'Boil the eggs for exactly seven minutes.', 'Chop anchovies into fried crumbs, scatter, lemon over all.'],
  },
  {
    slug: 'plum-galette',
    name: 'Plum galette',
    minutes: 60,
    colour: '#7a2f45',
    needs: ['200 g flour', '120 g cold butter', '8 plums', '3 spoons of sugar', '1 spoon of ground almonds'],
    steps: ['Rub butter into flour, bind with cold water, rest.', 'Roll it as badly as you like.', 'Almonds, then plums, cut side up, then sugar.', 'Fold the edge in. 200 degrees until the plums boil.'],
  },
  {
    slug: 'rice-and-peas',
    name: 'Rice and peas in a hurry',
    minutes: 20,
    colour: '#3f7466',
    needs: ['1 cup of rice', 'frozen peas', '2 spring onions', 'butter', 'parmesan'],
    steps: ['Toast the rice in butter.', 'Two cups of stock, lid on, twelve minutes.', 'Peas in, lid on, three minutes.', 'Onions, cheese, more butter than is decent.'],
  },
]
