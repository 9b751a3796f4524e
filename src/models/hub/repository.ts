/** @file A model repository on a hub: its name and revision, the addresses of its files, and its list of files. */
import type { FileRef } from '../card';

export type Repository = {
  /** `org/name`. */
  readonly id: string;
  /** Branch, tag or commit. */
  readonly revision: string;
  /** Base URL of the hub, ends with `/`. */
  readonly hub: string;
};

export const HUB = 'https://huggingface.co/';

/** Whether `model` names a repository: two parts with a slash between them, without a scheme or a folder. */
export function isRepository(model: string): boolean {
  return /^[\w][\w.-]*\/[\w][\w.-]*$/.test(model);
}

export function fileUrl({ id, revision, hub }: Repository, path: string): string {
  return new URL(`${id}/resolve/${encodeURIComponent(revision)}/${path}`, hub).href;
}

/** The address of the list of files. */
export function treeUrl({ id, revision, hub }: Repository): string {
  return new URL(`api/models/${id}/tree/${encodeURIComponent(revision)}?recursive=true`, hub).href;
}

/** An entry of the list of files. Large files have `lfs`, whose `oid` is the sha256 of the content. */
export type TreeEntry = {
  readonly type: string;
  readonly path: string;
  readonly size: number;
  readonly lfs?: { readonly oid: string; readonly size: number };
};

export function hasFile(tree: readonly TreeEntry[], path: string): boolean {
  return tree.some((entry) => entry.path === path);
}

/** The file at `path`. A hub gives no sha256 for small files, so their content is not checked. @throws TypeError if there is none */
export function fileRef(tree: readonly TreeEntry[], path: string, id: string): FileRef {
  const entry = tree.find((each) => each.path === path);
  if (entry) return { path, bytes: entry.lfs?.size ?? entry.size, sha256: entry.lfs?.oid ?? '' };
  throw new TypeError(`Expected ${id} to have ${path}, got none`);
}
