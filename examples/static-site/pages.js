/** @file The pages of the site, as a static site generator writes them into its search index. */
export const pages = [
  { title: 'Opening hours', text: 'The bakery is open from six in the morning. Fresh rolls on Sundays.' },
  { title: 'Our bread', text: 'Rye, wheat and spelt bread, baked on stone with a sourdough that is forty years old.' },
  { title: 'Prices', text: 'A loaf of bread costs four euros, a roll sixty cents.' },
  {
    title: 'Storing a loaf',
    text: 'Keep it in a paper bag or a clay pot, with the cut side down. In the refrigerator it goes stale sooner.',
  },
  { title: 'Freezing', text: 'Sliced bread can be frozen for three months and toasted as it is.' },
  { title: 'Jobs', text: 'We look for somebody who likes to get up early and to keep things clean.' },
  { title: 'Contact', text: 'Write to us about bread, rolls and cakes.' },
];
