/** @file The commands by name, in the order the usage text lists them. */
import type { Command } from './command';
import { copyCommand } from './copy';
import { evalCommand } from './eval';
import { indexCommand } from './site-index/index-command';
import { mcpCommand } from './mcp/mcp-command';
import { methodsCommand } from './methods';
import { modelsCommand } from './models';
import { rankCommand } from './rank';

export const commands: Readonly<Record<string, Command>> = {
  rank: rankCommand,
  eval: evalCommand,
  index: indexCommand,
  mcp: mcpCommand,
  models: modelsCommand,
  methods: methodsCommand,
  copy: copyCommand,
};
