import { surfaceContract } from '#test/contract/surface.ts';
import { openSlackDriver } from './slack-driver.ts';

surfaceContract('slack', undefined, openSlackDriver);
