/** @file Reads the settings from the element's attributes, for every ranking anew. */
import type { RankerSource } from '../adapters/shared/source';
import type { CreateOptions } from '../client/reranker';
import type { RerankOptions } from '../core/types';

/** A reranker, a promise of one, or a function that creates one on first use. */
export type ListRerankerSource = RankerSource;

export const ATTRIBUTES = [
  ...(['query', 'items', 'text', 'top', 'threshold', 'fusion', 'explain'] as const),
  ...(['appended', 'updates', 'prepare', 'labels', 'original', 'note', 'model', 'device', 'assets'] as const),
];

export type Settings = {
  readonly query: string;
  /** A selector of the results. Default: the children of the first list. */
  readonly items: string | undefined;
  /** A selector of the parts of a result that the model reads. Default: all of its text. */
  readonly text: string | undefined;
  readonly call: Pick<RerankOptions, 'topN' | 'minScore' | 'fusion' | 'explain'>;
  /** Whether results that are added later are ranked below the earlier ones or among them. */
  readonly appended: 'below' | 'merge';
  /** Whether the list follows every ranking or only the final one, or the page orders it after the events. */
  readonly updates: 'live' | 'final' | 'events';
  /** Whether texts of images and labels of elements are read. */
  readonly labels: boolean;
  /** Whether the reader wants the original order. */
  readonly original: boolean;
  /** Whether results are encoded while there is no query yet. */
  readonly prepare: boolean;
  readonly create: Pick<CreateOptions, 'model' | 'device' | 'assets'>;
};

const UPDATES = ['live', 'final', 'events'] as const;

export function readSettings(element: HTMLElement): Settings {
  const value = (name: (typeof ATTRIBUTES)[number]): string | undefined => {
    const text = element.getAttribute(name)?.trim();
    return text === '' ? undefined : text;
  };
  const [top, threshold] = [value('top'), value('threshold')];
  return {
    query: element.getAttribute('query') ?? '',
    items: value('items'),
    text: value('text'),
    call: withoutUndefined({
      topN: top === undefined ? undefined : Number(top),
      minScore: threshold === undefined || threshold === 'auto' ? threshold : Number(threshold),
      fusion: value('fusion') as RerankOptions['fusion'],
      explain: element.hasAttribute('explain') || undefined,
    }),
    appended: value('appended') === 'merge' ? 'merge' : 'below',
    updates: UPDATES.find((each) => each === value('updates')) ?? 'live',
    labels: element.hasAttribute('labels'),
    original: element.hasAttribute('original'),
    prepare: element.hasAttribute('prepare'),
    create: withoutUndefined({
      model: value('model'),
      device: value('device') as CreateOptions['device'],
      assets: toAbsoluteUrl(value('assets')),
    }),
  };
}

/** Resolves a URL against the document, like any URL in its markup. */
function toAbsoluteUrl(url: string | undefined): string | undefined {
  return url === undefined ? undefined : new URL(url, document.baseURI).href;
}

type Present<T> = { [Name in keyof T]: Exclude<T[Name], undefined> };

function withoutUndefined<T extends object>(values: T): Partial<Present<T>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<Present<T>>;
}
