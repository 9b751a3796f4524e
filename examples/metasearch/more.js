/**
 * @file The next page of results, as an infinite scroll appends it. What is there stays; the new results are ranked
 * below it.
 */
const more = [
  ['Tidal waves in film', 'Ten films with a giant wave.'],
  ['Spring and neap tides', 'When sun and moon pull in line, tides are highest; at right angles they are lowest.'],
];

document.querySelector('button').addEventListener('click', ({ target }) => {
  target.disabled = true;
  for (const [title, text] of more) {
    const article = document.createElement('article');
    article.dataset.result = '';
    article.appendChild(document.createElement('h3')).textContent = title;
    const content = article.appendChild(document.createElement('p'));
    content.className = 'content';
    content.textContent = text;
    document.querySelector('#urls').append(article);
  }
});
