/** @file The part of tesseract.js-core that is used; the package has no types. */
declare module 'tesseract.js-core/tesseract-core-simd-lstm.js' {
  export interface TessBaseApi {
    /** Returns 0 unless it fails. `languages` are joined by `+`; `mode` 1 is the neural network. */
    Init(dataPath: string | null, languages: string, mode: number): number;
    /** Reads the file `/input` of the module's file system. Returns 1 when it fails. */
    SetImageFile(orientation: number, angle: number): number;
    SetSourceResolution(dotsPerInch: number): void;
    /** Returns 0 unless it fails. */
    Recognize(monitor: null): number;
    GetJSONText(page: number): string;
    Clear(): void;
  }

  export interface TesseractModule {
    readonly FS: { writeFile(path: string, bytes: Uint8Array): void; unlink(path: string): void };
    readonly TessBaseAPI: new () => TessBaseApi;
  }

  export default function createModule(options: {
    readonly wasmBinary: ArrayBuffer;
    readonly print: (line: string) => void;
    readonly printErr: (line: string) => void;
  }): Promise<TesseractModule>;
}
