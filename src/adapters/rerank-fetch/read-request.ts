/** @file A rerank request as it comes from a client, whichever of the interfaces it was written for. */
import type { RemoteApi } from '../../remote/api';

export type RerankRequest = {
  readonly api: RemoteApi;
  readonly model: string;
  readonly query: string;
  readonly texts: readonly string[];
  readonly topN: number | undefined;
  readonly returnTexts: boolean;
  /** TEI's `raw_scores`: logits rather than scores. */
  readonly rawScores: boolean;
};

type Body = Readonly<Record<string, unknown>>;

/** Reads a body. @throws TypeError that names the field; the values themselves are checked by `rerank` */
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

/** Who returns documents unless told not to. */
const RETURNS_TEXTS: ReadonlySet<RemoteApi> = new Set(['jina', 'vllm']);

/** Strings, or objects with `text`, which Cohere's version 1 and Jina take too. */
function readTexts(value: unknown, field: string): string[] {
  if (!Array.isArray(value)) throw new TypeError(`Expected \`${field}\` to be an array`);
  return value.map((item: unknown, at) => {
    const text: unknown = typeof item === 'object' && item !== null ? (item as Body)['text'] : item;
    if (typeof text === 'string') return text;
    throw new TypeError(`Expected \`${field}[${at}]\` to be a string or an object with \`text\``);
  });
}

/**
 * Which interface a request speaks: `texts` is TEI's, `top_k` Voyage's, the path `/v2/rerank` Cohere's; else the host tells, and what is
 * left is Jina's.
 */
export function detectApi(url: URL, body: Body): RemoteApi {
  if ('texts' in body) return 'tei';
  if ('top_k' in body || isInDomain(url, 'voyageai.com')) return 'voyage';
  if (url.pathname.endsWith('/v2/rerank') || isInDomain(url, 'cohere.com') || isInDomain(url, 'cohere.ai')) return 'cohere';
  return 'jina';
}

function isInDomain({ hostname }: URL, domain: string): boolean {
  return hostname === domain || hostname.endsWith(`.${domain}`);
}
