import { vi } from 'vitest';
import { testMethod } from '../contracts/test-method';

vi.setConfig({ testTimeout: 20_000 }); // a real runtime or megabytes of text, on a busy machine

testMethod('listwise-reasoning');
