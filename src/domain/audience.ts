/** Who a stored report is for: "*" for all agents, else exactly these, in any order. */
export function audienceOf(agents: readonly string[] | undefined): string {
  if (agents === undefined || agents.includes('*')) return '*';
  return JSON.stringify([...new Set(agents)].sort());
}
