/** @file The build of the library that a script belongs to. Page and worker have to be of one build. */

/** Defined by the build of the package, from its sources. */
declare const RANKSIDE_BUILD: string;

/** `source` where the sources run without the package's build, as in tests. */
export const BUILD_ID: string = typeof RANKSIDE_BUILD === 'undefined' ? 'source' : RANKSIDE_BUILD;
