/**
 * @file The policy of the demo under `require-trusted-types-for 'script'`: workers start from scripts of the page's own
 * origin, and no text becomes HTML or code.
 */

type TrustedTypes = {
  createPolicy(name: 'default', rules: { createScriptURL(url: string): string | null }): unknown;
};

/** Has to run before the first worker is started, once in each thread. */
export function allowOwnScripts(): void {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  trustedTypes?.createPolicy('default', {
    createScriptURL: (url) => (new URL(url, self.location.href).origin === self.location.origin ? url : null),
  });
}
