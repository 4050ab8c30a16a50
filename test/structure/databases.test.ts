import { expect, test } from 'vitest';
import { databases } from '#test/databases.ts';
import { describeWith } from '#test/needs.ts';
import { testStore } from '#test/store.ts';

for (const { name, missing, make } of databases) {
  describeWith(missing, `a test's own database on ${name}`, () => {
    test('is migrated, empty, and nobody else sees what is written in it', async () => {
      const [first, second] = await Promise.all([testStore(make), testStore(make)]);
      const insert = `insert into settings (key, value) values ('mine', '1') returning key`;
      const inserted = await first.database.sql(insert);
      const elsewhere = await second.database.sql('select count(*)::int as n from settings');
      await Promise.all([first.close(), second.close()]);
      expect(inserted).toEqual([{ key: 'mine' }]);
      expect(elsewhere).toEqual([{ n: 0 }]);
    });
  });
}
