import type { Row } from './who-may-rows.ts';

/** Who registers fixes, rolls them back, and takes note of what got worse. */
export const FIX_ROWS = {
  registerFix: {
    good: { title: 't', agent: 'a', version: 'v1', failureModes: ['wrong-refund'] },
    bad: [{ title: 't', agent: 'a', version: 'v1', failureModes: [] }, 'failureModes'],
    people: 'reviewer',
    scopes: [],
  },
  listFixes: { good: {}, bad: [{ limit: 0 }, 'limit'], people: 'reviewer', scopes: ['read'] },
  rollBackFix: {
    good: { fixId: 'FX-999', version: 'v1' },
    bad: [{ fixId: 'FX-999', version: ' ' }, 'version'],
    people: 'reviewer',
    scopes: [],
  },
  listAlarms: { good: {}, bad: [{ limit: 0 }, 'limit'], people: 'reviewer', scopes: ['read'] },
  acknowledgeAlarm: { good: { alarmId: 'AL-999' }, bad: [{ alarmId: '' }, 'alarmId'], people: 'reviewer', scopes: [] },
  watchFixes: { good: {}, bad: [{ agent: '' }, 'agent'], people: 'nobody', scopes: [] },
  drawFixes: { good: {}, bad: [{ before: '' }, 'before'], people: 'reviewer', scopes: ['read'] },
  watchDrift: { good: {}, people: 'nobody', scopes: [] },
} satisfies Record<string, Row>;
