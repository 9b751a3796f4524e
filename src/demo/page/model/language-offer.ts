/**
 * @file Offers the model for every language where the passages or the question are in a language that the model in use
 * does not read. The offer is made once a language, and only where the files of the model are served.
 */
import type { Hit } from '../../shared/library-data';
import { byId, setText } from '../ui/dom';
import { foreignLanguage, loadDetector, nameOfLanguage } from './language';
import type { PageModel } from './page-model';

/** The languages that the models of the package read, by their codes of ISO 639-3. */
const READ_BY_DEFAULT = ['eng'];
/** The passages that are looked at: the first ones say what the library is written in. */
const PASSAGES = 10;

export interface LanguageOffer {
  /** Looks at a question and at what was found for it. */
  look(question: string, hits: readonly Hit[]): void;
  /** Withdraws the offer, since there is no question any more. */
  clear(): void;
}

export function createLanguageOffer(pageModel: PageModel): LanguageOffer {
  const box = byId('language-offer', HTMLDivElement);
  const line = byId('language-line', HTMLParagraphElement);
  const refused = new Set<string>();
  let offered: string | undefined;
  /** Counts the questions: only the newest may show or hide the offer. */
  let newest = 0;

  function hide(): void {
    box.hidden = true;
  }

  byId('language-accept', HTMLButtonElement).addEventListener('click', () => {
    hide();
    pageModel.applySettings({ ...pageModel.settings, model: 'multi' });
  });
  byId('language-refuse', HTMLButtonElement).addEventListener('click', () => {
    hide();
    if (offered !== undefined) refused.add(offered);
  });

  /** The language to offer the model for, and whether the passages are in it or only the question. */
  async function languageOf(question: string, hits: readonly Hit[]): Promise<Found | undefined> {
    if (pageModel.settings.model === 'multi') return undefined;
    const detect = await loadDetector();
    const texts = hits.slice(0, PASSAGES).map(({ text }) => text);
    const ofPassages = foreignLanguage(texts, READ_BY_DEFAULT, detect);
    const language = ofPassages ?? foreignLanguage([question], READ_BY_DEFAULT, detect);
    if (language === undefined || !(await isServed())) return undefined;
    return { language, isOfPassages: ofPassages !== undefined };
  }

  async function look(question: string, hits: readonly Hit[]): Promise<void> {
    const mine = (newest += 1);
    const found = await languageOf(question, hits).catch(() => undefined);
    // A newer question has been asked meanwhile, and decides alone.
    if (mine !== newest) return;
    const { model } = pageModel.settings;
    if (found === undefined || model === 'multi' || refused.has(found.language)) return hide();
    offered = found.language;
    const what = found.isOfPassages ? 'These passages seem' : 'The question seems';
    setText(line, `${what} to be in ${nameOfLanguage(found.language)}, and the model ${model} reads English.`);
    box.hidden = false;
  }

  return {
    look: (question, hits) => void look(question, hits),
    clear() {
      newest += 1;
      hide();
    },
  };
}

type Found = { readonly language: string; readonly isOfPassages: boolean };

let served: Promise<boolean> | undefined;

/** Whether the page comes with the files of the model, which is not part of the package. */
function isServed(): Promise<boolean> {
  return (served ??= fetch(new URL('models/multi/card.json', document.baseURI), { method: 'HEAD' }).then(
    ({ ok, headers }) => ok && !headers.get('content-type')?.startsWith('text/html'),
  ));
}
