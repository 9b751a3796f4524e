/** @file The passwords that a person typed for PDFs, by document. They are kept until the page is closed. */

const passwords = new Map<string, string>();

export function rememberPassword(id: string, password: string): void {
  passwords.set(id, password);
}

export function passwordOf(id: string): string | undefined {
  return passwords.get(id);
}
