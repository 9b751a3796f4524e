/**
 * @file Forbids circles of imports, of files and of folders. `npm run lint` checks them; `npm run structure` prints the
 * graph.
 */

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circles-of-files', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-circles-of-folders',
      severity: 'error',
      scope: 'folder',
      from: { path: '^(src|workers)' },
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules|^dist/|fixtures' },
    tsPreCompilationDeps: true,
  },
};
