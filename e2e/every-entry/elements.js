/** @file Uses of the elements. */
import { passages } from './texts.js';

/** Resolves to what `find` returns when it is no longer undefined, which it may be with every change below `root`. */
function whenFound(root, find) {
  return new Promise((resolve) => {
    const check = () => {
      const found = find();
      if (found === undefined) return;
      watch.disconnect();
      resolve(found);
    };
    const watch = new MutationObserver(check);
    watch.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
  });
}

export const elements = {
  './element': async () => {
    await import('rankside/element');
    const element = document.createElement('rerank-list');
    element.setAttribute('model', 'fast');
    const list = element.appendChild(document.createElement('ol'));
    for (const text of passages) list.appendChild(document.createElement('li')).textContent = text;
    document.body.append(element);
    return async (query) => {
      const done = new Promise((resolve, reject) => {
        element.addEventListener('rerank-done', resolve, { once: true });
        element.addEventListener('rerank-error', ({ detail }) => reject(detail.error), { once: true });
      });
      element.query = query;
      await done;
      return list.firstElementChild.textContent;
    };
  },
  './search-element': async () => {
    await import('rankside/search-element');
    const element = document.createElement('rank-search');
    element.setAttribute('index', '/search/');
    document.body.append(element);
    element.open();
    const root = element.shadowRoot;
    const input = root.querySelector('[role=combobox]');
    let shown;
    return async (query) => {
      const found = whenFound(root, () => {
        if (!/^\d+ results?/.test(root.querySelector('[role=status]').textContent)) return undefined;
        const text = root.querySelector('[role=option]')?.textContent;
        return passages.find((each) => each !== shown && text?.includes(each));
      });
      input.value = query;
      input.dispatchEvent(new Event('input', { bubbles: true }));
      return (shown = await found);
    };
  },
};
