import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLanguageOffer } from '../../../../src/demo/page/model/language-offer';
import { loadDetector } from '../../../../src/demo/page/model/language';
import type { PageModel } from '../../../../src/demo/page/model/page-model';
import type { Hit } from '../../../../src/demo/shared/library-data';

const GERMAN = 'Wann fährt die nächste Fähre zur Insel, und wie lange dauert die Überfahrt an einem Sonntag?';
const FRENCH = 'À quelle heure part le prochain bateau pour cette île, et combien de temps dure la traversée ?';
const ENGLISH = 'When does the next ferry leave for the island, and how long does the crossing take on a Sunday?';
const box = () => document.querySelector<HTMLElement>('#language-offer')!;
const line = () => document.querySelector('#language-line')!.textContent;
const click = (id: string) => document.querySelector<HTMLButtonElement>(`#${id}`)!.click();
const waitFor = (check: () => void) => vi.waitFor(check, { timeout: 30_000 });
const hits = (text: string) => [{ text } as Hit];

function openOffer(model = 'base') {
  const applied: string[] = [];
  const pageModel = {
    settings: { model },
    applySettings: (settings: { readonly model: string }) => applied.push(settings.model),
  } as unknown as PageModel;
  return { offer: createLanguageOffer(pageModel), applied };
}

// The page looks for the files of the model beside itself.
beforeAll(() => document.head.append(Object.assign(document.createElement('base'), { href: '/' })));

beforeEach(() => {
  document.body.innerHTML =
    '<div id="language-offer" hidden><p id="language-line"></p>' +
    '<button id="language-accept"></button><button id="language-refuse"></button></div>';
});

describe('createLanguageOffer()', () => {
  it('withdraws an offer when the next question does not need it', async () => {
    const { offer } = openOffer();
    offer.look(GERMAN, []);
    await waitFor(() => expect(box().hidden).toBe(false));
    expect(line()).toContain('German');
    offer.look(ENGLISH, hits(ENGLISH));
    await waitFor(() => expect(box().hidden).toBe(true));
  });

  it('withdraws an offer when the next question is in a language that was refused', async () => {
    const { offer } = openOffer();
    offer.look(GERMAN, []);
    await waitFor(() => expect(line()).toContain('German'));
    click('language-refuse');
    expect(box().hidden).toBe(true);
    offer.look(FRENCH, []);
    await waitFor(() => expect(line()).toContain('French'));
    expect(box().hidden).toBe(false);
    offer.look(GERMAN, []);
    await waitFor(() => expect(box().hidden).toBe(true));
  });

  it('shows nothing for an earlier question once a newer one was asked', async () => {
    const { offer } = openOffer();
    const shown: (string | null)[] = [];
    const observer = new MutationObserver(() => shown.push(box().hidden ? null : line()));
    observer.observe(document.body, { subtree: true, childList: true, attributes: true });
    offer.look(GERMAN, []);
    offer.look(FRENCH, []);
    await waitFor(() => expect(line()).toContain('French'));
    offer.look(GERMAN, []);
    offer.clear();
    await loadDetector();
    offer.look(ENGLISH, []);
    offer.look(FRENCH, []);
    await waitFor(() => expect(box().hidden).toBe(false));
    observer.disconnect();
    expect(shown.filter((text) => text?.includes('German'))).toEqual([]);
    expect(line()).toContain('French');
  });

  it('loads the model when the offer is accepted, and offers nothing while it is in use', async () => {
    const { offer, applied } = openOffer();
    offer.look(GERMAN, []);
    await waitFor(() => expect(box().hidden).toBe(false));
    click('language-accept');
    expect(applied).toEqual(['multi']);
    expect(box().hidden).toBe(true);
  });
});
