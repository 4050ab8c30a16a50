import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { AppError } from '#src/errors.ts';
import type { Policy } from '#src/policy.ts';

const INSIDE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  INSIDE.addSubnet(net, bits, 'ipv4');
}
for (const [net, bits] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  INSIDE.addSubnet(net, bits, 'ipv6');
}

/** Whether an IP address is loopback, private, link-local (the clouds' metadata), carrier-grade, multicast or a tunnel to such. */
export function isInsideAddress(address: string): boolean {
  const family = isIP(address);
  // An IPv4 address inside an IPv6 one (::ffff:127.0.0.1) is checked as IPv4 by BlockList itself.
  return family === 0 || INSIDE.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** Whether ratchet.yaml names this address as a target; {version} there stands for one path segment or label. */
export function isListedTarget(url: string, targets: Policy['targets']): boolean {
  return targets.some((target) => {
    if (target.kind !== 'http') return false;
    const pattern = target.url
      .split('{version}')
      .map(escapeForRegExp)
      .join('[A-Za-z0-9._-]{1,200}')
      .replace(/\/+$/, '');
    return new RegExp(`^${pattern}/*$`).test(url);
  });
}

/** Refuses a literal inside address at once; names are checked when they are resolved, see `outsideLookup`. Throws `forbidden`. */
export function refuseInsideUrl(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && isInsideAddress(host)) throw insideError(url.hostname);
}

/**
 * A lookup for node:http that refuses a name when any of its addresses is inside. It is the one that the connection uses, so a name
 * that answers differently the second time (DNS rebinding) gains nothing.
 */
export const outsideLookup: LookupFunction = (hostname, options, callback) => {
  dnsLookup(hostname, { ...options, all: true }, (error, found) => {
    const addresses = found as unknown as LookupAddress[];
    if (error) return callback(error, '', 0);
    if (addresses.length === 0 || addresses.some((one) => isInsideAddress(one.address))) {
      return callback(insideError(hostname) as NodeJS.ErrnoException, '', 0);
    }
    const first = addresses[0] as LookupAddress;
    return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
  });
};

function insideError(host: string): AppError {
  return new AppError(
    'forbidden',
    `${host} is an address inside this network. Name the target's URL under targets in ratchet.yaml if a replay may reach it.`,
  );
}

function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
