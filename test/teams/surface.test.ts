import { surfaceContract } from '#test/contract/surface.ts';
import { realestDatabase } from '#test/databases.ts';
import { driverOf, openTeamsDriver } from './teams-driver.ts';
import { type TeamsWorld, teamsWorld } from './teams-world.ts';

surfaceContract('teams', undefined, openTeamsDriver);
surfaceContract('teams, each activity sent three times,', undefined, async () =>
  driverOf(stuttering(await teamsWorld({ ...realestDatabase }))),
);

/** Teams sends again what was answered late: here everything, at once and once more. */
function stuttering(world: TeamsWorld): TeamsWorld {
  return {
    ...world,
    async send(activity, headers) {
      const [first] = await Promise.all([world.send(activity, headers), world.send(activity, headers)]);
      await world.send(activity, headers);
      return first;
    },
  };
}
