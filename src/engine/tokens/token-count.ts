/** Token ids read from a text, and how many it has in all. */
export type TokenCount = { readonly ids: number[]; readonly total: number };
