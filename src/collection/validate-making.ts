/** @file Validates what says where the reranker of a collection comes from. */
import { formatValue } from '../client/format-value';
import { CREATE_OPTIONS } from '../client/unknown-options';

type Making = { readonly reranker?: unknown; readonly create?: unknown };

/**
 * @throws TypeError if both a reranker and options for one are given, if `create` is no object, or if an option of
 * `createReranker` is not inside `create`
 */
export function validateMaking({ reranker, create, ...others }: Making): void {
  if (create !== undefined && (typeof create !== 'object' || create === null))
    throw new TypeError(`Expected \`create\` to be an object, got ${formatValue(create)}`);
  if (reranker !== undefined && create !== undefined)
    throw new TypeError('Expected `reranker` or `create`, got both: `create` has options for a reranker that is made');
  const misplaced = Object.keys(others).find((name) => Object.hasOwn(CREATE_OPTIONS, name));
  if (misplaced !== undefined)
    throw new TypeError(`Expected \`${misplaced}\` inside \`create\`, got it beside: { create: { ${misplaced}: … } }`);
}
