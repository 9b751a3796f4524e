/** @file Reads a rerank request of any of the supported HTTP interfaces. */
import type { RemoteApi } from '../../remote/api';

export type RerankRequest = {
  readonly api: RemoteApi;
  readonly model: string;
  readonly query: string;
  readonly texts: readonly string[];
  readonly topN: number | undefined;
  readonly returnTexts: boolean;
  /** Whether logits are requested instead of scores (`raw_scores` of TEI). */
  readonly rawScores: boolean;
};

type Body = Readonly<Record<string, unknown>>;

/** Reads a body. @throws TypeError that names the field; `rerank` checks the values of query and topN itself */
export function readRequest(api: RemoteApi, body: Body): RerankRequest {
  const field = api === 'tei' ? 'texts' : 'documents';
  return {
    api,
    model: typeof body['model'] === 'string' ? body['model'] : 'local',
    query: body['query'] as string,
    texts: readTexts(body[field], field),
    topN: (body[api === 'voyage' ? 'top_k' : 'top_n'] ?? undefined) as number | undefined,
    returnTexts: (body[api === 'tei' ? 'return_text' : 'return_documents'] ?? RETURNS_TEXTS.has(api)) === true,
    rawScores: api === 'tei' && body['raw_scores'] === true,
  };
}

/** The interfaces that return the documents by default. */
const RETURNS_TEXTS: ReadonlySet<RemoteApi> = new Set(['jina', 'vllm']);

/** Reads strings, or objects with `text`, which version 1 of Cohere's interface and Jina accept too. */
function readTexts(value: unknown, field: string): string[] {
  if (!Array.isArray(value)) throw new TypeError(`Expected \`${field}\` to be an array`);
  return value.map((item: unknown, index) => {
    const text: unknown = typeof item === 'object' && item !== null ? (item as Body)['text'] : item;
    if (typeof text === 'string') return text;
    throw new TypeError(`Expected \`${field}[${index}]\` to be a string or an object with \`text\``);
  });
}

/**
 * Detects the interface of a request: `texts` indicates TEI, `top_k` Voyage, and the path `/v2/rerank` Cohere.
 * Otherwise the host decides, and any other host counts as Jina.
 */
export function detectApi(url: URL, body: Body): RemoteApi {
  if ('texts' in body) return 'tei';
  if ('top_k' in body || isInDomain(url, 'voyageai.com')) return 'voyage';
  if (url.pathname.endsWith('/v2/rerank') || isInDomain(url, 'cohere.com') || isInDomain(url, 'cohere.ai'))
    return 'cohere';
  return 'jina';
}

function isInDomain({ hostname }: URL, domain: string): boolean {
  return hostname === domain || hostname.endsWith(`.${domain}`);
}
