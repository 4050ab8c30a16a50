import { afterAll, beforeAll } from 'vitest';
import type { databases } from '#test/databases.ts';
import { describeWith } from '#test/needs.ts';
import { type TestStore, testStore } from '#test/store.ts';
import { alarmContract } from './store/alarm-contract.ts';
import { callContract } from './store/call-contract.ts';
import { channelContract } from './store/channel-contract.ts';
import { editionContract } from './store/edition-contract.ts';
import { fixDataContract } from './store/fix-data-contract.ts';
import { forgetContract } from './store/forget-contract.ts';
import { judgedHistoryContract } from './store/judged-history-contract.ts';
import { judgementContract } from './store/judgement-contract.ts';
import { messageContract } from './store/message-contract.ts';
import { outcomeContract } from './store/outcome-contract.ts';
import { overrideContract } from './store/override-contract.ts';
import { patternContract } from './store/pattern-contract.ts';
import { reportContract } from './store/report-contract.ts';
import { reviewContract } from './store/review-contract.ts';
import { settingContract } from './store/setting-contract.ts';
import { suiteContract } from './store/suite-contract.ts';
import { tierContract } from './store/tier-contract.ts';
import { transactionContract } from './store/transaction-contract.ts';
import { versionContract } from './store/version-contract.ts';

/** What every database under the store must do; each test works on agents and ids of its own. */
export function storeContract({ name, missing, make }: (typeof databases)[number]): void {
  describeWith(missing, `the store on ${name}`, () => {
    let opened: TestStore;
    beforeAll(async () => {
      opened = await testStore(make);
    });
    afterAll(() => opened.close());
    const use = () => opened;
    transactionContract(use);
    callContract(use);
    reviewContract(use);
    suiteContract(use);
    judgedHistoryContract(use);
    overrideContract(use);
    tierContract(use);
    messageContract(use);
    channelContract(use);
    settingContract(use);
    reportContract(use);
    editionContract(use);
    fixDataContract(use);
    outcomeContract(use);
    patternContract(use);
    alarmContract(use);
    judgementContract(use);
    forgetContract(use);
    versionContract(use);
  });
}
