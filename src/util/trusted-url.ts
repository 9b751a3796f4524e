/**
 * @file URLs of scripts for pages that enforce Trusted Types (`require-trusted-types-for 'script'`). Such a page has to
 * allow the policy `rankside` (`trusted-types rankside`), or to have a default policy of its own.
 */

type Policy = { createScriptURL(url: string): string };
type TrustedTypes = { createPolicy(name: string, rules: Policy): Policy };

let policy: Policy | undefined;

/**
 * Returns the URL as a `TrustedScriptURL` where the platform has Trusted Types. It is for URLs that the library or its
 * caller chose, never for one from a model or a text.
 */
export function trustedUrl(url: string): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  if (!trustedTypes) return url;
  try {
    policy ??= trustedTypes.createPolicy('rankside', { createScriptURL: (given) => given });
  } catch {
    return url; // The page does not allow the policy: its default policy decides.
  }
  return policy.createScriptURL(url);
}
