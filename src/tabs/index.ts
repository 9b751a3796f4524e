/** @file `rankside/tabs`: one worker and one model for all tabs of an origin. */
export { workerOfAllTabs } from './worker-of-all-tabs';
export type { AllTabsOptions } from './worker-of-all-tabs';
