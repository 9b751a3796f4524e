/** @file Flags of the WebGPU specification, which TypeScript's libraries do not declare as values. */
export const BUFFER_USAGE = { mapRead: 0x1, copySource: 0x4, copyTarget: 0x8, storage: 0x80 } as const;
export const MAP_READ = 0x1;
