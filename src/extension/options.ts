/** @file The options page: a form for each search page, whose changes are stored when they are valid. */
/// <reference types="chrome" />
import { OFFERED_PAGES, problemOf, readPages, writePages } from './search-pages';
import type { SearchPage } from './search-pages';

const EMPTY: SearchPage = { name: '', matches: [], query: 'q', items: '', text: '', isOn: false };

const list = document.querySelector('#pages')!;
const template = document.querySelector<HTMLTemplateElement>('#page')!;
const status = document.querySelector('[role=status]')!;
let pages: SearchPage[] = [];

document.querySelector('#add')!.addEventListener('click', () => {
  pages.push(EMPTY);
  show();
  list.lastElementChild?.querySelector('input')?.focus();
});
document.querySelector('#reset')!.addEventListener('click', () => {
  pages = [...OFFERED_PAGES];
  show();
  void save('The list is as it was at first, with every page off.');
});

void readPages().then((stored) => {
  pages = [...stored];
  show();
});

function show(): void {
  list.replaceChildren(...pages.map(formOf));
}

/** A page is known by its place in the list, which changes only when all forms are made anew. */
function formOf(page: SearchPage, at: number): Node {
  const fragment = template.content.cloneNode(true) as DocumentFragment;
  const form = fragment.querySelector('form')!;
  const fields = form.elements as unknown as Record<string, HTMLInputElement>;
  fields['name']!.value = page.name;
  fields['matches']!.value = page.matches.join('\n');
  fields['query']!.value = page.query;
  fields['items']!.value = page.items;
  fields['text']!.value = page.text;
  fields['isOn']!.checked = page.isOn;
  form.setAttribute('aria-label', page.name || 'A new page');
  form.addEventListener('change', () => void change(form, at));
  form.addEventListener('submit', (event) => event.preventDefault());
  form.querySelector('[value=remove]')!.addEventListener('click', () => {
    pages.splice(at, 1);
    show();
    void save(`${page.name || 'The new page'} was removed.`);
  });
  return fragment;
}

/** A browser allows a page to ask for permission only while it handles an event, so nothing is awaited before that. */
async function change(form: HTMLFormElement, at: number): Promise<void> {
  const page = readForm(form);
  pages[at] = page;
  const problem = problemOf(page);
  form.querySelector('[data-problem]')!.textContent = problem ?? '';
  if (problem !== undefined) return;
  const isPermitted = !page.isOn || (await permit(page));
  if (!isPermitted) {
    pages[at] = { ...page, isOn: false };
    (form.elements as unknown as Record<string, HTMLInputElement>)['isOn']!.checked = false;
  }
  await save(isPermitted ? 'Saved. Pages that are open are ranked when they are loaded again.' : 'Not permitted.');
}

function permit(page: SearchPage): Promise<boolean> {
  return chrome.permissions.request({ origins: [...page.matches] });
}

function readForm(form: HTMLFormElement): SearchPage {
  const data = new FormData(form);
  const read = (name: string): string => (data.get(name) as string | null)?.trim() ?? '';
  const matches = read('matches').split(/\s+/).filter(Boolean);
  return {
    ...{ name: read('name'), matches, query: read('query'), items: read('items'), text: read('text') },
    isOn: data.has('isOn'),
  };
}

/** Pages that are not yet complete stay on the form and are not stored. */
async function save(message: string): Promise<void> {
  await writePages(pages.filter((page) => problemOf(page) === undefined));
  status.textContent = message;
}
