/**
 * @file A static site's own search: every page that shares a word with the query, in the order of the site. The element
 * does the rest.
 */
import { pages } from './pages.js';

const input = document.querySelector('input');
const element = document.querySelector('rerank-list');
const list = element.querySelector('ol');

input.addEventListener('input', () => {
  const words = input.value.toLowerCase().match(/\p{L}{3,}/gu) ?? [];
  const found = pages.filter(({ title, text }) =>
    words.some((word) => `${title} ${text}`.toLowerCase().includes(word)),
  );
  list.replaceChildren(...found.map(toItem));
  element.query = input.value;
});

function toItem({ title, text }) {
  const item = document.createElement('li');
  item.dataset.result = '';
  const heading = item.appendChild(document.createElement('h2'));
  heading.textContent = title;
  item.appendChild(document.createElement('p')).textContent = text;
  return item;
}
