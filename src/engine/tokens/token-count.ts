/** The first token ids of a text, and the number of all its tokens. */
export type TokenCount = { readonly ids: number[]; readonly total: number };
