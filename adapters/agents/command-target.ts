import { parseSessionReply, parseTurnReply } from '#src/domain/agent-reply.ts';
import { AppError } from '#src/errors.ts';
import type { AgentTarget, SessionStart } from '#src/ports/agent.ts';
import { type AgentProcess, startAgentProcess } from './agent-process.ts';

export type CommandTargetInput = {
  name: string;
  /** Program and arguments; no shell reads them. */
  command: readonly string[];
  /** The whole environment of the process. */
  env: Readonly<Record<string, string | undefined>>;
};

/** A target that is a local process, one for each session, speaking JSON lines: docs/agent-protocol.md, "Over standard input and output". */
export function createCommandTarget(input: CommandTargetInput): AgentTarget {
  return {
    kind: 'command',
    name: input.name,
    async open({ callTool, ...start }, signal) {
      const child = startAgentProcess(input.command, { ...input.env });
      try {
        child.send({ type: 'session', ...start });
        const { turns, notRestored } = parseSessionReply({
          sessionId: 'process',
          ...(await answer(child, callTool, 'session', signal)),
        });
        return {
          opening: turns,
          notRestored,
          async say(text, sayingSignal) {
            child.send({ type: 'turn', text });
            return parseTurnReply(await answer(child, callTool, 'turn', sayingSignal));
          },
          close: child.stop,
        };
      } catch (error) {
        await child.stop();
        throw error;
      }
    },
  };
}

/** Answers the process's tool calls until it sends the message that is due. */
async function answer(
  child: AgentProcess,
  callTool: SessionStart['callTool'],
  due: 'session' | 'turn',
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  for (;;) {
    const message = await child.receive(signal);
    if (message['type'] === due) return message;
    if (message['type'] !== 'tool' || typeof message['tool'] !== 'string')
      throw new AppError(
        'unavailable',
        `The agent's process answered outside the protocol (a message of type "${String(message['type']).slice(0, 40)}" where "${due}" or "tool" was due); see docs/agent-protocol.md.`,
      );
    const callId = typeof message['callId'] === 'string' ? message['callId'].slice(0, 200) : undefined;
    const given = await callTool(message['tool'].slice(0, 200), callId, message['args']);
    child.send({ type: 'tool_result', callId: message['callId'], ...given });
  }
}

/** What of the environment a target's process gets: where programs are and how text is written, and the variables that the target names. */
export function commandEnv(
  env: Readonly<Record<string, string | undefined>>,
  named: readonly string[],
): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SystemRoot', ...named];
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
