/** @file Formats a value of a file for an error message. */

const LONGEST = 100;

/** The value as JSON, cut after 100 characters, so that a file cannot make a message of any length. */
export function shownJson(value: unknown): string {
  // `undefined` has no JSON.
  const json = (JSON.stringify(value) as string | undefined) ?? 'undefined';
  return json.length > LONGEST ? `${json.slice(0, LONGEST)}…` : json;
}
