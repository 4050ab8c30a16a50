import { storeContract } from '#test/contract/store.ts';
import { databases } from '#test/databases.ts';

for (const database of databases) storeContract(database);
