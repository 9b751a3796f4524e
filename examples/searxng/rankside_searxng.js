/**
 * @file Wraps the results of a SearXNG page in `<rerank-list>`, which keeps them in the order of the query, also those
 * that infinite scroll adds. A note above the results says that the order changed, and leads back to SearXNG's own.
 */
import './element.js';

const urls = document.querySelector('#urls');
const query = document.querySelector('#q')?.defaultValue ?? '';

if (urls && query.trim() !== '') {
  urls.prepend(createNote());
  const list = document.createElement('rerank-list');
  list.style.display = 'contents'; // the page's grid lays out #urls
  list.setAttribute('query', query);
  list.setAttribute('items', '#urls > article.result');
  list.setAttribute('text', 'h3, .content');
  urls.before(list);
  list.append(urls);
}

/** The element shows the note while the order is not SearXNG's. */
function createNote() {
  const note = document.createElement('p');
  note.dataset.rerankNote = '';
  note.hidden = true;
  note.style.margin = '0.5rem 1rem';
  const words = note.appendChild(document.createElement('span'));
  words.dataset.rerankNoteText = '';
  words.textContent = 'Sorted by relevance on this device. ';
  const original = note.appendChild(document.createElement('button'));
  original.type = 'button';
  original.dataset.rerankOriginal = '';
  original.textContent = 'Original order';
  // The theme sets no `color-scheme`, so that a button of the browser is light in dark pages too.
  Object.assign(original.style, { font: 'inherit', color: 'inherit', background: 'none', cursor: 'pointer' });
  Object.assign(original.style, { border: '1px solid', borderRadius: '0.3rem', padding: '0 0.4rem' });
  return note;
}
