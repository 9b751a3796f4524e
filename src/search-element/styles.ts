/** @file The styles of `<rank-search>`, as a constructed style sheet, which a content security policy allows. */

export const STYLES = `
/* The system's \`Highlight\` is a dark blue in dark pages too, where it can hardly be seen. */
:host { --own-accent: Highlight; }
@supports (color: light-dark(white, black)) { :host { --own-accent: light-dark(#1f5fd0, #8ab4ff); } }
:host { display: inline-block; font: var(--rank-search-font, inherit); }
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
button { font: inherit; color: inherit; cursor: pointer; }
.open {
  display: inline-flex; gap: .75em; align-items: center; min-height: 2.5em; padding: .25em .75em;
  background: var(--rank-search-background, Canvas); color: var(--rank-search-text, CanvasText);
  border: 1px solid var(--rank-search-border, GrayText); border-radius: var(--rank-search-radius, .5em);
}
kbd { font: inherit; font-size: .8em; padding: .1em .4em; border: 1px solid; border-radius: .3em; opacity: .8; }
:host([hotkey='off']) kbd { display: none; }
@media (pointer: coarse) { kbd { display: none; } }
dialog {
  width: min(42rem, calc(100vw - 1rem)); max-width: none; height: min(36rem, calc(100dvh - 1rem)); max-height: none;
  margin: max(.5rem, 8dvh) auto auto; padding: 0; overflow: hidden;
  background: var(--rank-search-background, Canvas); color: var(--rank-search-text, CanvasText);
  border: 1px solid var(--rank-search-border, GrayText); border-radius: var(--rank-search-radius, .5em);
}
/* Without a query there is nothing to show. Once there are results, the height stays the same. */
dialog.idle { height: fit-content; }
.idle .results { display: none; }
.idle .field { border-bottom: 0; }
.idle .status { border-top-color: transparent; }
.idle .status:empty { min-height: 0; padding: 0; border: 0; }
@media (max-height: 40rem), (max-width: 30rem) { dialog { margin-top: .5rem; } }
/* What a page sets on the place of the button, such as a bar of one line, is not for the dialog. */
dialog { white-space: normal; text-align: start; text-transform: none; line-height: 1.5; font-weight: 400; letter-spacing: normal; }
dialog::backdrop { background: var(--rank-search-backdrop, rgb(0 0 0 / .5)); }
.frame { display: grid; grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr); height: 100%; }
.field { display: flex; gap: .5em; padding: .5em; border-bottom: 1px solid var(--rank-search-border, GrayText); }
input { flex: 1; min-width: 0; min-height: 2.75em; padding: 0 .5em; font: inherit; font-size: max(1em, 16px); color: inherit; background: none; border: 0; border-radius: var(--rank-search-radius, .5em); }
input::placeholder { color: inherit; opacity: .7; }
input::-webkit-search-cancel-button { display: none; }
.close { min-width: 2.75em; background: none; border: 1px solid var(--rank-search-border, GrayText); border-radius: var(--rank-search-radius, .5em); }
.results {
  overflow-y: auto; overscroll-behavior: contain; scrollbar-gutter: stable; scrollbar-width: thin;
  padding: .25em .5em;
}
/* The title stands over the texts of its options, which have a border and a larger font. */
.group { padding: .75em calc(.5em / .9 + 2px) .25em; font-weight: 600; font-size: .9em; overflow-wrap: anywhere; }
[role='option'] { padding: .5em; border-radius: var(--rank-search-radius, .5em); cursor: pointer; overflow-wrap: anywhere; border: 2px solid transparent; }
[role='option'][aria-selected='true'] {
  border-color: var(--rank-search-accent, var(--own-accent));
  background: color-mix(in srgb, var(--rank-search-accent, var(--own-accent)) 12%, transparent);
}
.section { display: block; font-weight: 500; }
.excerpt { display: block; font-size: .9em; opacity: .9; }
mark {
  --own-mark: color-mix(in srgb, var(--rank-search-accent, var(--own-accent)) 25%, transparent);
  color: inherit; background: var(--rank-search-mark, var(--own-mark)); border-radius: .2em;
}
.status { min-height: 2em; padding: .35em 1em; font-size: .85em; border-top: 1px solid var(--rank-search-border, GrayText); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
:focus-visible { outline: 2px solid var(--rank-search-accent, var(--own-accent)); outline-offset: -2px; }
@media (forced-colors: active) { [role='option'][aria-selected='true'] { outline: 2px solid Highlight; } }
`;
