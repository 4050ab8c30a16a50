import type { PersonalSettings } from '#src/domain/personal-settings.ts';
import { invalid } from '#src/errors.ts';
import type { Field, Form, FormValues, Option } from './card.ts';

export type SettingsChoice = {
  settings: PersonalSettings;
  timeZone: string;
  /** For admins: the channels that may get the digest; undefined for others. */
  digest?: { channels: readonly string[]; chosen: string };
};

const HOURS: readonly Option[] = Array.from({ length: 24 }, (_, hour) => {
  const time = `${String(hour).padStart(2, '0')}:00`;
  return { value: time, label: time };
});

/** What somebody may set for themselves. Values: reminders ("yes" | "no"), quietFrom, quietTo ("none" or "22:00"), digest. */
export function settingsForm({ settings, timeZone, digest }: SettingsChoice): Form {
  const { reminders, quietHours } = settings;
  const fields: Field[] = [
    {
      type: 'select',
      id: 'reminders',
      label: 'Remind me of my claims',
      required: true,
      value: reminders ? 'yes' : 'no',
      options: [
        { value: 'yes', label: 'Yes, once, before a claim ends' },
        { value: 'no', label: 'No, just release them' },
      ],
    },
    quietField('quietFrom', 'Quiet from', quietHours?.from, `Times are of ${timeZone}.`),
    quietField('quietTo', 'Quiet until', quietHours?.to, 'What is due meanwhile waits until then.'),
    ...(digest === undefined ? [] : [digestField(digest)]),
  ];
  return { id: 'settings', subject: 'home:0', title: 'Settings', submitLabel: 'Save', fields };
}

function quietField(id: string, label: string, value: string | undefined, hint: string): Field {
  // A time that was written by hand elsewhere ("22:30") stays a choice.
  const odd = value === undefined || HOURS.some((one) => one.value === value) ? [] : [{ value, label: value }];
  const options = [{ value: NONE, label: 'No quiet hours' }, ...odd, ...HOURS];
  return { type: 'select', id, label, options, required: true, value: value ?? NONE, hint };
}

function digestField({ channels, chosen }: { channels: readonly string[]; chosen: string }): Field {
  return {
    type: 'select',
    id: 'digest',
    label: 'Weekly digest goes to',
    required: true,
    value: chosen === '' ? EVERYWHERE : chosen,
    options: [
      { value: EVERYWHERE, label: 'Every routed channel' },
      ...channels.slice(0, 99).map((value) => ({ value, label: value.slice(0, 75) })),
    ],
    hint: 'For everybody of this team.',
  };
}

const EVERYWHERE = 'every';
/** Chat platforms cannot empty a choice, so that having none is one of them. */
const NONE = 'none';

/** The form's values as `saveSettings` takes them; throws `invalid` where only one end of the quiet hours is given. */
export function parseSettings(values: FormValues): {
  reminders: boolean;
  quietHours?: { from: string; to: string };
  digest?: string;
} {
  const value = (id: string) => (typeof values[id] === 'string' ? values[id] : (values[id]?.[0] ?? ''));
  const hour = (id: string) => (value(id) === NONE ? '' : value(id));
  const [from, to, digest] = [hour('quietFrom'), hour('quietTo'), value('digest')];
  if ((from === '') !== (to === ''))
    throw invalid('Quiet hours need both ends.', [
      { path: from === '' ? 'quietFrom' : 'quietTo', message: 'Choose both, or neither.' },
    ]);
  if (from !== '' && from === to)
    throw invalid('Quiet hours need both ends.', [{ path: 'quietTo', message: 'Choose another hour than the first.' }]);
  return {
    reminders: value('reminders') !== 'no',
    ...(from === '' ? {} : { quietHours: { from, to } }),
    ...(digest === '' ? {} : { digest: digest === EVERYWHERE ? '' : digest }),
  };
}
