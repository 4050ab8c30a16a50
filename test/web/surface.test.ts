import { surfaceContract } from '#test/contract/surface.ts';
import { openWebDriver } from './web-driver.ts';

surfaceContract('web', undefined, openWebDriver);
