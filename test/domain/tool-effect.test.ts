import { describe, expect, test } from 'vitest';
import { isTransferTool, matchesGlob, toolEffect } from '#src/domain/tool-effect.ts';

const none = { read: [], write: [] };

test.each([
  ['get_order', 'read', 'prefix'],
  ['getOrder', 'read', 'prefix'],
  ['look-up-order', 'read', 'prefix'],
  ['crm.findCustomer', 'read', 'prefix'],
  ['crm__list_orders', 'read', 'prefix'],
  ['buscar_cliente', 'read', 'prefix'],
  ['cancelOrder', 'write', 'prefix'],
  ['refund', 'write', 'prefix'],
  ['getaway_booking', 'write', 'unknown'],
  ['frobnicate', 'write', 'unknown'],
  ['', 'write', 'unknown'],
])('%s is a %s by %s', (name, effect, why) => {
  expect(toolEffect(name, none)).toEqual({ effect, why });
});

describe('ratchet.yaml', () => {
  test.each([
    ['a glob against the verb', 'get_certificate', { read: [], write: ['get_cert*'] }, 'write'],
    ['the more specific one wins', 'run_speed_test', { read: ['run_speed_*'], write: ['run_*'] }, 'read'],
    ['write wins a tie', 'run', { read: ['run'], write: ['run'] }, 'write'],
  ])('%s', (_, name, tools, effect) => {
    expect(toolEffect(name, tools)).toEqual({ effect, why: 'ratchet.yaml' });
  });
});

test.each([
  ['get_*', 'get_order', true],
  ['get_*', 'forget_order', false],
  ['*', '', true],
  ['*_order*', 'get_order_details', true],
  ['a*b*c', 'aXbXcX', false],
  ['a.c', 'abc', false],
  [`${'*a'.repeat(90)}b`, 'a'.repeat(200), false],
])('glob %s on %s: %s', (glob, name, matches) => {
  expect(matchesGlob(glob, name)).toBe(matches);
});

test.each([
  ['transfer_to_human_agents', true],
  ['transferToAgent', true],
  ['escalate_to_human', true],
  ['hand_off', true],
  ['transfer_call', true],
  ['transfer_money', false],
  ['get_transfer_status', false],
])('hands over to a person: %s %s', (name, expected) => {
  expect(isTransferTool(name)).toBe(expected);
});
