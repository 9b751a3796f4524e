/** @file Serves tools over the Model Context Protocol on stdin and stdout, with the official SDK. */
import { version } from '../../../package.json';
import type { Tool } from './tools';

/** Returns when the client closes stdin. `before` runs before each call of a tool. */
export async function serveTools(tools: readonly Tool[], before: () => Promise<void>): Promise<void> {
  // `McpServer` takes schemas of zod, which this package does without.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const [{ Server }, { StdioServerTransport }, { CallToolRequestSchema, ListToolsRequestSchema }] = await Promise.all([
    import('@modelcontextprotocol/sdk/server/index.js'),
    import('@modelcontextprotocol/sdk/server/stdio.js'),
    import('@modelcontextprotocol/sdk/types.js'),
  ]);
  const server = new Server({ name: 'rankside', version }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map(({ name, description, inputSchema }) => {
      return { name, description, inputSchema, annotations: { readOnlyHint: true, openWorldHint: false } };
    }),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    try {
      const tool = tools.find(({ name }) => name === params.name);
      if (tool === undefined) throw new RangeError(`Expected the name of a tool, got "${params.name}"`);
      await before();
      return { content: [{ type: 'text', text: await tool.run(params.arguments ?? {}) }] };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      return { content: [{ type: 'text', text }], isError: true };
    }
  });
  const closed = new Promise<void>((resolve) => process.stdin.once('end', resolve));
  await server.connect(new StdioServerTransport());
  await closed;
  await server.close();
}
