/** @file Appends many items to a list: a call with more than some 100,000 arguments overflows the stack. */

export function append<Item>(list: Item[], items: readonly Item[]): void {
  for (const item of items) list.push(item);
}
