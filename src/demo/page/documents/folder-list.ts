/** @file The list of watched folders: what was read of each, a button to read it again and one to stop watching it. */
import { button, byId, h, setText } from '../ui/dom';
import { countOf } from '../ui/format';

/** The result of a check; `changed` counts files, and `removed` documents. */
export type FolderState =
  | { readonly kind: 'read'; readonly changed: number; readonly removed: number }
  | { readonly kind: 'no-permission' | 'not-found' }
  | { readonly kind: 'failed'; readonly reason: string };

export interface FolderList {
  show(paths: readonly string[]): void;
  say(path: string, state: FolderState): void;
}

export type FolderListHandlers = {
  readonly onRead: (path: string) => void;
  readonly onForget: (path: string) => void;
};

export function createFolderList({ onRead, onForget }: FolderListHandlers): FolderList {
  const box = byId('folders', HTMLDivElement);
  const list = byId('folders-list', HTMLUListElement);
  const items = new Map<string, { readonly item: HTMLLIElement; readonly line: HTMLSpanElement }>();

  function makeItem(path: string) {
    const line = h('span', { class: 'hint' });
    const read = button('Read again', () => onRead(path), 'quiet');
    read.setAttribute('aria-label', `Read ${path} again`);
    const forget = button('Stop watching', () => onForget(path), 'quiet');
    forget.setAttribute('aria-label', `Stop watching ${path}`);
    return { item: h('li', {}, h('strong', {}, path), ' ', line, ' ', read, forget), line };
  }

  return {
    show(paths) {
      const hadFocus = list.contains(document.activeElement);
      for (const path of items.keys()) if (!paths.includes(path)) items.delete(path);
      for (const path of paths) if (!items.has(path)) items.set(path, makeItem(path));
      const shown = [...items.values()].map(({ item }) => item);
      if (shown.length !== list.children.length || shown.some((item, at) => list.children[at] !== item))
        list.replaceChildren(...shown);
      box.hidden = items.size === 0;
      if (hadFocus && !list.contains(document.activeElement))
        (list.querySelector('button') ?? byId('add-folder', HTMLButtonElement)).focus();
    },
    say(path, state) {
      const line = items.get(path)?.line;
      if (line !== undefined) setText(line, describe(state));
    },
  };
}

const STATES = {
  'no-permission': 'This browser asks again before the page may read it.',
  'not-found': 'It was not found; its documents stay.',
} as const;

function describe(state: FolderState): string {
  if (state.kind === 'failed') return `The folder could not be updated: ${state.reason}.`;
  if (state.kind !== 'read') return STATES[state.kind];
  const { changed, removed } = state;
  if (changed + removed === 0) return 'Nothing has changed.';
  const parts = [
    ...(changed === 0 ? [] : [`${countOf(changed, 'file')} read`]),
    ...(removed === 0 ? [] : [`${countOf(removed, 'document')} removed`]),
  ];
  return `${parts.join(', ')}.`;
}
