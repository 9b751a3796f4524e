// A static export, served by any file server. What is imported is still run in Node while the pages are made.
export default { output: 'export', distDir: 'dist' };
