/** @file Suggested questions, shown while the question is empty. */
import { button, byId } from '../ui/dom';

const QUESTIONS = [
  'my dog ate something toxic',
  'why is my bread so dense',
  'leaked an API token by accident',
  'where does the moisture in the basement come from',
  'am I allowed to get a puppy in my flat',
  'rainy day fund for emergencies',
];

export interface Suggestions {
  setVisible(on: boolean): void;
}

export function createSuggestions(onChoose: (query: string) => void): Suggestions {
  const box = byId('suggestions', HTMLDivElement);
  byId('chips', HTMLDivElement).append(...QUESTIONS.map((query) => button(query, () => onChoose(query), 'chip')));
  return { setVisible: (on) => void (box.hidden = !on) };
}
