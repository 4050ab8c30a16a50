import { AcknowledgedJson, AlarmListJson } from '#adapters/http/schemas/alarm-schemas.ts';
import { FixJson } from '#adapters/http/schemas/report-schemas.ts';
import type { Route } from './route.ts';

const tag = 'Fixes and reports';

export const ALARM_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/alarms',
    verb: 'listAlarms',
    tag,
    summary: 'What got worse since a fix, came back, or grows without one; newest first.',
    output: AlarmListJson,
  },
  {
    method: 'post',
    path: '/v1/alarms/{alarmId}/acknowledge',
    verb: 'acknowledgeAlarm',
    tag,
    summary: 'Take note of an alarm. A person does this, not a key.',
    output: AcknowledgedJson,
  },
  {
    method: 'post',
    path: '/v1/fixes/{fixId}/rollback',
    verb: 'rollBackFix',
    tag,
    summary:
      'Say that a fix was rolled back: another version runs again, and the fix ends. A person does this, not a key.',
    output: FixJson,
  },
];
