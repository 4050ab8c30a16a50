import type { SettingReads, SettingWrites } from '#src/ports/store/settings.ts';
import type { Db } from './sql.ts';
import { storableJson } from './storable.ts';

export function settingReads({ client }: Db): SettingReads {
  return {
    async setting(key) {
      return (await client.setting.findUnique({ where: { key } }))?.value;
    },
    async startingWith(prefix) {
      return client.setting.findMany({ where: { key: { startsWith: prefix } }, orderBy: { key: 'asc' } });
    },
  };
}

export function settingWrites(db: Db): SettingWrites {
  const { client, sql } = db;
  return {
    ...settingReads(db),
    async putSetting(key, value) {
      await sql(
        'insert into settings (key, value) values ($1, $2::jsonb) on conflict (key) do update set value = excluded.value',
        [key, storableJson(value)],
      );
    },
    async takePeriod(job, period, at) {
      return (
        (await client.period.createMany({ data: [{ job, period, enqueuedAt: at }], skipDuplicates: true })).count > 0
      );
    },
  };
}
