/**
 * @file Hits of a search API (here a file that stands for one) with its own scores: in `data-score` they share in the
 * order. Each result is marked where it answers best.
 */
import '../rankside/element.js';

const element = document.querySelector('rerank-list');
const list = element.querySelector('ol');
const output = document.querySelector('output');
const form = document.querySelector('form');

element.addEventListener('rerank-done', ({ detail }) => {
  const { passages, timings } = detail.stats;
  output.textContent = `${passages} results reranked in ${Math.round(timings.totalMs)} ms`;
  for (const { element: item, text, explanation } of detail.results) {
    const best = explanation?.sentences.find(({ relevance }) => relevance === 1);
    if (best) markIn(item.querySelector('.text'), text, best);
  }
});
element.addEventListener('rerank-error', ({ detail }) => {
  output.textContent = `In the order of the API: ${detail.code ?? detail.error}`;
});

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void search(new FormData(form).get('q'));
});
void search(new FormData(form).get('q'));

async function search(query) {
  const response = await fetch(`hits.json?q=${encodeURIComponent(query)}`);
  const { hits } = await response.json();
  list.replaceChildren(...hits.map(toItem));
  element.query = query;
}

function toItem({ score, text }) {
  const item = document.createElement('li');
  Object.assign(item.dataset, { result: '', score: String(score) });
  const line = item.appendChild(document.createElement('p'));
  line.className = 'text';
  line.textContent = text;
  return item;
}

function markIn(line, text, { start, end }) {
  const mark = document.createElement('mark');
  mark.textContent = text.slice(start, end);
  line.replaceChildren(text.slice(0, start), mark, text.slice(end));
}
