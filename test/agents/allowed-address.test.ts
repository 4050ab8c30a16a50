import { describe, expect, it } from 'vitest';
import { isInsideAddress, isListedTarget } from '#adapters/agents/allowed-address.ts';
import { createHttpTarget } from '#adapters/agents/http-target.ts';
import { parsePolicy } from '#src/policy.ts';

const start = {
  scenarioId: 's',
  runId: 'r',
  snapshot: {},
  toolBaseUrl: 'http://127.0.0.1:1/x',
  callTool: async () => ({ unanswered: true }) as const,
};
const open = (url: string, allowInside = false) =>
  createHttpTarget({ name: 't', url, allowInside }).open(start, AbortSignal.timeout(2_000));

describe('inside addresses', () => {
  it.each([
    '127.0.0.1',
    '127.9.9.9',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.100.100.200',
    '0.0.0.0',
    '224.0.0.1',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    'fd00:ec2::254',
    'fe80::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'nonsense',
  ])('%s is inside', (address) => {
    expect(isInsideAddress(address)).toBe(true);
  });
  it.each(['93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:2800:220:1::1', '::ffff:8.8.8.8'])(
    '%s is not',
    (address) => {
      expect(isInsideAddress(address)).toBe(false);
    },
  );
});

describe('a target that points inside', () => {
  it.each([
    'http://127.0.0.1:9/',
    'http://2130706433:9/',
    'http://0x7f.1:9/',
    'http://[::1]:9/',
    'http://[::ffff:127.0.0.1]:9/',
    'http://169.254.169.254/latest',
    'http://localhost:9/',
  ])('%s is refused, and told what to do', async (url) => {
    await expect(open(url)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('ratchet.yaml'),
    });
  });

  it('is reached when it is listed', async () => {
    await expect(open('http://127.0.0.1:9/', true)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('Nothing listens'),
    });
  });

  it.each(['ftp://agent', 'agent', 'http://user:secret@agent/', 'http://agent/?x=1'])(
    '%s is not an address of an agent',
    (url) => {
      expect(() => createHttpTarget({ name: 't', url, allowInside: true })).toThrow(
        expect.objectContaining({ code: 'invalid' }),
      );
    },
  );
});

describe('listed targets', () => {
  const { targets } = parsePolicy(
    'targets: [{ name: demo, url: "http://127.0.0.1:4100/{version}" }, { name: b, url: "http://10.0.0.5/agent/" }]',
  );
  it.each([
    ['http://127.0.0.1:4100/v14', true],
    ['http://127.0.0.1:4100/v14/', true],
    ['http://10.0.0.5/agent', true],
    ['http://127.0.0.1:4100/', false],
    ['http://127.0.0.1:4100/v14/admin', false],
    ['http://127.0.0.1:4101/v14', false],
    ['http://127.0.0.1:4100/v14?x', false],
    ['http://10x0.0.5/agent', false],
  ])('%s: %s', (url, expected) => {
    expect(isListedTarget(url, targets)).toBe(expected);
  });
});
