import { surfaceContract } from '#test/contract/surface.ts';
import { openTeamsDriver } from './teams-driver.ts';

surfaceContract('teams', undefined, openTeamsDriver);
