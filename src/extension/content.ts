/**
 * @file Ranks the results of the page that it runs in. It follows results that the page adds or replaces, and leaves
 * their order alone when anything fails.
 */
import { ListController } from '../element/list-controller';
import { ensureNote, remembersOriginal, watchSwitch } from '../element/original-switch';
import { readSettings } from '../element/settings';
import type { Settings } from '../element/settings';
import { watchInteraction } from '../element/watch-interaction';
import { portRanker } from './port-ranker';
import { isAt, readPages } from './search-pages';
import type { SearchPage } from './search-pages';

/** The delay after a change of the page, so that changes made together lead to one update. */
const CHANGES_MS = 100;
const NOTE = 'Sorted by relevance on this device.';

const ranker = portRanker();
let list: { readonly root: HTMLElement; readonly controller: ListController; readonly stop: () => void } | undefined;
let scheduled: ReturnType<typeof setTimeout> | undefined;

let pages: readonly SearchPage[] = [];

void start();

async function start(): Promise<void> {
  pages = (await readPages()).filter(({ isOn }) => isOn);
  new MutationObserver(schedule).observe(document.body, { childList: true, characterData: true, subtree: true });
  update();
}

function schedule(): void {
  clearTimeout(scheduled);
  scheduled = setTimeout(update, CHANGES_MS);
}

/** Follows the list of the page; a page that changes its address without loading anew may have another one. */
function update(): void {
  const page = pages.find((each) => isAt(each, location.href));
  const root = page && document.querySelector(page.items)?.parentElement;
  if (root !== list?.root) {
    list?.stop();
    list = page && root ? follow(root, page) : undefined;
  }
  if (!list) return;
  ensureNote(list.root);
  list.controller.update();
}

function follow(root: HTMLElement, page: SearchPage): NonNullable<typeof list> {
  const controller = new ListController(root, { read: () => settingsOf(root, page), rerankerFor: () => ranker });
  root.setAttribute('note', NOTE);
  ensureNote(root);
  root.toggleAttribute('original', remembersOriginal(root));
  const unwatchSwitch = watchSwitch(root, (original) => {
    root.toggleAttribute('original', original);
    schedule();
  });
  const within = (node: Node | null) => controller.contains(node);
  const unwatch = watchInteraction(root, within, (reason, on) => controller.setHold(reason, on));
  const stop = () => {
    unwatch();
    unwatchSwitch();
    controller.reset();
  };
  return { root, controller, stop };
}

function settingsOf(root: HTMLElement, page: SearchPage): Settings {
  const text = page.text.trim() === '' ? undefined : page.text;
  return { ...readSettings(root), query: queryOf(page), items: page.items, text, create: {} };
}

/** Pages that are asked by POST have the query in their input alone. */
function queryOf({ query }: SearchPage): string {
  const inAddress = new URL(location.href).searchParams.get(query);
  const input = document.querySelector<HTMLInputElement>(`input[name="${CSS.escape(query)}"]`);
  return inAddress ?? input?.defaultValue ?? '';
}
