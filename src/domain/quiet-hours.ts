/** A stretch of each day in which nobody is reminded, as "HH:MM" of the team's time zone; `to` is not in it and may be on the next day. */
export type QuietHours = { from: string; to: string };

/** Whether it is quiet by any of these hours. */
export function isQuiet(at: Date, hours: readonly (QuietHours | undefined)[], zone: string): boolean {
  const time = localTime(at, zone);
  return hours.some((one) => one !== undefined && isWithin(time, one));
}

/** The local time of an instant: "09:05". */
export function localTime(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '00';
  return `${part('hour')}:${part('minute')}`;
}

function isWithin(time: string, { from, to }: QuietHours): boolean {
  return from <= to ? time >= from && time < to : time >= from || time < to;
}
