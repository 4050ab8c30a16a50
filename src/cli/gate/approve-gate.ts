import type { World } from '#src/cli/command.ts';
import { connect } from '#src/cli/find-server.ts';
import { plainLine } from '#src/cli/terminal-text.ts';
import type { Gate } from '#src/domain/gate.ts';
import { AppError } from '#src/errors.ts';

/** Approves a gate as the baseline, as the person at this machine; whoever has only a key is told where a person does it. */
export async function approveGate(gateId: string, world: World): Promise<number> {
  const client = await connect(world.env);
  const id = encodeURIComponent(gateId);
  try {
    const { gate } = (await client.send({ method: 'POST', path: `/v1/gates/${id}/approve` })) as { gate: Gate };
    const version = gate.candidateVersion === undefined ? '' : ` (${gate.candidateVersion})`;
    world.stdout.write(
      plainLine(
        `${gate.id}${version} is the baseline, approved by ${gate.approvedBy}: later candidates are held against it.`,
        400,
      ),
    );
    world.stdout.write('\n');
    return 0;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'forbidden') throw error;
    const page = `${client.server}/gates/${id}`;
    throw new AppError(
      'forbidden',
      `A person approves, never a key. Open ${page}, signed in as an approver, and press Approve as baseline.`,
      {
        cause: error,
      },
    );
  } finally {
    client.close();
  }
}
