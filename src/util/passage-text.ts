/**
 * The text of a passage as a model reads it: the title, if any, on a line of its own before the text. The embedded
 * models were trained on this form.
 */
export function passageText({ title, text }: { readonly title?: string; readonly text: string }): string {
  return title ? `${title}\n${text}` : text;
}
