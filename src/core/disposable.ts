/**
 * @file Declares what `await using` needs, so that the published types compile where `lib` is ES2022. Where the
 * compiler has these declarations, they are the same.
 */
export {};

declare global {
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol;
  }

  interface AsyncDisposable {
    [Symbol.asyncDispose](): PromiseLike<void>;
  }
}
