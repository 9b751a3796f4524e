/** @file A model on a hub: its name, a revision, and the addresses of its files, as the Hugging Face hub lays them out. */

export type Repository = {
  /** `org/name`. */
  readonly id: string;
  /** Branch, tag or commit. */
  readonly revision: string;
  /** Base URL of the hub, ends with `/`. */
  readonly hub: string;
};

export const HUB = 'https://huggingface.co/';

/** Whether `model` names a repository: two parts with a slash between them, no scheme, no folder. */
export function isRepository(model: string): boolean {
  return /^[\w][\w.-]*\/[\w][\w.-]*$/.test(model);
}

export function fileUrl({ id, revision, hub }: Repository, path: string): string {
  return new URL(`${id}/resolve/${encodeURIComponent(revision)}/${path}`, hub).href;
}

/** The list of all files, with sizes and, of large ones, sha256. */
export function treeUrl({ id, revision, hub }: Repository): string {
  return new URL(`api/models/${id}/tree/${encodeURIComponent(revision)}?recursive=true`, hub).href;
}

/** An entry of that list. `lfs.oid` is the sha256 of the content. */
export type TreeEntry = {
  readonly type: string;
  readonly path: string;
  readonly size: number;
  readonly lfs?: { readonly oid: string; readonly size: number };
};
