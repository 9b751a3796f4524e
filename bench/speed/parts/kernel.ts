import type { World } from '../world';
export async function kernel(_: World) { return {}; }
