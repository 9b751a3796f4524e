import type { Results } from './results';
export async function writeSpeedReport(_folder: string, _results: Results) {}
