/** @file JSON values with one field that is missing or holds something else, for tests with random damage. */
import fc from 'fast-check';

type Path = readonly (string | number)[];

const REMOVED = Symbol('removed');
/** The value stays, under a long name. */
const RENAMED = Symbol('renamed');
/** A damaged field holds one of these in place of its value. */
const replacements = fc.oneof(
  fc.constantFrom<unknown>(
    REMOVED,
    RENAMED,
    null,
    -1,
    0.5,
    NaN,
    Infinity,
    1e300,
    '',
    '../../x',
    '\0',
    [],
    {},
    [[]],
    'x'.repeat(1e5),
  ),
  fc.jsonValue(),
);

/** Values that are `value` except for one place in it. `value` is JSON and no scalar. */
export function damaged<T extends object>(value: T): fc.Arbitrary<T> {
  const places = [...pathsIn(value)];
  return fc
    .tuple(fc.nat(places.length - 1), replacements)
    .map(([at, replacement]) => withPlace(structuredClone(value), places[at]!, replacement));
}

function* pathsIn(value: unknown, path: Path = []): Generator<Path> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, each] of Object.entries(value)) {
    yield [...path, key];
    yield* pathsIn(each, [...path, key]);
  }
}

function withPlace<T extends object>(value: T, path: Path, replacement: unknown): T {
  const owner = path.slice(0, -1).reduce<unknown>((each, key) => (each as Record<string, unknown>)[key], value);
  const key = path[path.length - 1]!;
  const kept = (owner as Record<string | number, unknown>)[key];
  if (replacement === REMOVED || replacement === RENAMED) Reflect.deleteProperty(owner as object, key);
  if (replacement === RENAMED) (owner as Record<string, unknown>)['x'.repeat(1e5)] = kept;
  else if (replacement !== REMOVED) (owner as Record<string | number, unknown>)[key] = replacement;
  return value;
}
