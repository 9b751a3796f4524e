/**
 * @file The button and the dialog of `<rank-search>`: a text field with a list of results, after the combobox pattern
 * of the ARIA Authoring Practices. It knows no collection.
 */
import type { SearchHit } from '../collection/types';
import { excerptOf } from './excerpt';
import { sectionOf } from './result-groups';
import type { ResultGroup } from './result-groups';
import { STYLES } from './styles';

export type Choice =
  { readonly kind: 'hit'; readonly hit: SearchHit } | { readonly kind: 'recent'; readonly query: string };

export type DialogHandlers = {
  readonly onOpen: () => void;
  readonly onClose: () => void;
  readonly onInput: (query: string) => void;
  readonly onChoose: (choice: Choice, event: MouseEvent | KeyboardEvent) => void;
};

export type DialogLabels = { readonly label: string; readonly placeholder: string };

export class SearchDialog {
  readonly #handlers: DialogHandlers;
  readonly #button = create('button', 'open', { type: 'button', part: 'button', 'aria-haspopup': 'dialog' });
  readonly #label = create('span');
  readonly #dialog = create('dialog', '', { part: 'dialog' });
  readonly #input = create('input', '', {
    ...{ type: 'search', role: 'combobox', part: 'input', autocomplete: 'off', spellcheck: 'false' },
    ...{ 'aria-expanded': 'false', 'aria-controls': 'list', 'aria-autocomplete': 'list', enterkeyhint: 'go' },
  });
  readonly #list = create('div', 'results', { id: 'list', role: 'listbox', part: 'results' });
  readonly #status = create('div', 'status', { part: 'status', role: 'status' });
  #choices: { readonly element: HTMLElement; readonly choice: Choice; readonly key: string }[] = [];
  #active = -1;
  /** Whether the reader moved to an option, which then stays the active one while results change. */
  #hasMoved = false;

  constructor(root: ShadowRoot, handlers: DialogHandlers) {
    this.#handlers = handlers;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    root.adoptedStyleSheets = [sheet];
    const close = create('button', 'close', { type: 'button', part: 'close', 'aria-label': 'Close the search' });
    close.textContent = 'Esc';
    const frame = create('div', 'frame');
    const field = create('div', 'field');
    const keys = create('kbd', '', { 'aria-hidden': 'true', part: 'keys' });
    keys.textContent = isApple() ? '⌘ K' : 'Ctrl K';
    this.#button.append(this.#label, keys);
    field.append(this.#input, close);
    frame.append(field, this.#list, this.#status);
    this.#dialog.append(frame);
    root.append(this.#button, this.#dialog);
    this.#button.addEventListener('click', () => this.open());
    close.addEventListener('click', () => this.close());
    this.#dialog.addEventListener('click', (event) => event.target === this.#dialog && this.close());
    this.#dialog.addEventListener('close', () => handlers.onClose());
    this.#input.addEventListener('input', () => {
      this.#hasMoved = false;
      handlers.onInput(this.#input.value);
    });
    this.#input.addEventListener('keydown', (event) => this.#onKey(event));
  }

  get isOpen(): boolean {
    return this.#dialog.open;
  }

  get query(): string {
    return this.#input.value;
  }

  set query(query: string) {
    this.#input.value = query;
    this.#hasMoved = false;
    this.#handlers.onInput(query);
  }

  setLabels({ label, placeholder }: DialogLabels): void {
    this.#label.textContent = label;
    this.#input.placeholder = placeholder;
    for (const element of [this.#dialog, this.#input, this.#list]) element.setAttribute('aria-label', label);
  }

  open(): void {
    if (this.isOpen) return;
    this.#dialog.showModal();
    this.#input.focus();
    this.#input.select();
    this.#handlers.onOpen();
  }

  close(): void {
    this.#dialog.close();
  }

  say(text: string): void {
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }

  /** Ends a text that `say` showed, unless another one was shown since. */
  takeBack(text: string): void {
    if (this.#status.textContent === text) this.say('');
  }

  showResults(groups: readonly ResultGroup[]): void {
    this.#dialog.classList.remove('idle');
    this.#show(
      groups.map(({ title, hits }) => ({
        title,
        options: hits.map((hit) => ({ choice: { kind: 'hit', hit }, key: `${hit.id} ${hit.passageIndex}` })),
      })),
    );
  }

  showRecent(queries: readonly string[]): void {
    const options = queries.map((query) => ({ choice: { kind: 'recent', query } as const, key: `recent ${query}` }));
    this.#show(queries.length === 0 ? [] : [{ title: 'Recent searches', options }]);
    this.#dialog.classList.toggle('idle', queries.length === 0);
  }

  #show(groups: readonly { title: string; options: readonly { choice: Choice; key: string }[] }[]): void {
    const activeKey = this.#hasMoved ? this.#choices[this.#active]?.key : undefined;
    this.#choices = [];
    const elements = groups.map(({ title, options }, group) => {
      const element = create('div', '', { role: 'group', part: 'group', 'aria-labelledby': `group-${group}` });
      const heading = create('div', 'group', { id: `group-${group}`, part: 'group-title', role: 'presentation' });
      heading.textContent = title;
      element.append(heading, ...options.map(({ choice, key }) => this.#addOption(choice, key)));
      return element;
    });
    this.#list.replaceChildren(...elements);
    this.#input.setAttribute('aria-expanded', String(this.#choices.length > 0));
    const kept = this.#choices.findIndex(({ key }) => key === activeKey);
    this.#activate(kept >= 0 ? kept : this.#choices[0]?.choice.kind === 'hit' ? 0 : -1);
  }

  #addOption(choice: Choice, key: string): HTMLElement {
    const index = this.#choices.length;
    const element = create('div', '', {
      id: `option-${index}`,
      role: 'option',
      part: 'option',
      'aria-selected': 'false',
    });
    element.append(...(choice.kind === 'recent' ? [choice.query] : hitContent(choice.hit)));
    element.addEventListener('click', (event) => this.#handlers.onChoose(choice, event));
    element.addEventListener('pointermove', () => this.#active !== index && this.#moveTo(index));
    this.#choices.push({ element, choice, key });
    return element;
  }

  #onKey(event: KeyboardEvent): void {
    const { length } = this.#choices;
    if (event.isComposing || length === 0) return;
    if (event.key === 'ArrowDown') this.#moveTo((this.#active + 1) % length);
    else if (event.key === 'ArrowUp') this.#moveTo((this.#active - 1 + length) % length);
    else if (event.key === 'Enter' && this.#active >= 0)
      this.#handlers.onChoose(this.#choices[this.#active]!.choice, event);
    else return;
    event.preventDefault();
  }

  #moveTo(index: number): void {
    this.#hasMoved = true;
    this.#activate(index);
    this.#choices[index]?.element.scrollIntoView({ block: 'nearest' });
  }

  #activate(index: number): void {
    this.#active = index;
    this.#choices.forEach(({ element }, i) => element.setAttribute('aria-selected', String(i === index)));
    const active = this.#choices[index]?.element.id;
    if (active === undefined) this.#input.removeAttribute('aria-activedescendant');
    else this.#input.setAttribute('aria-activedescendant', active);
  }
}

function hitContent(hit: SearchHit): HTMLElement[] {
  const section = create('span', 'section', { part: 'section' });
  section.textContent = sectionOf(hit);
  const text = create('span', 'excerpt', { part: 'excerpt' });
  const { before, sentence, after } = excerptOf(hit.text, hit.sentence);
  text.append(before);
  if (sentence !== '') {
    const mark = create('mark', '', { part: 'mark' });
    mark.textContent = sentence;
    text.append(mark);
  }
  text.append(after);
  return [section, text];
}

function create<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = '',
  attributes: Readonly<Record<string, string>> = {},
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (className !== '') element.className = className;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function isApple(): boolean {
  return /mac|iphone|ipad/i.test(navigator.platform);
}
