/** What the agent lacked in a call, for its knowledge base; a call has one at most. */
export type Article = {
  /** "KA-3" */
  id: string;
  callId: string;
  agent: string;
  title: string;
  /** Markdown. */
  body: string;
  fixId?: string;
  writtenBy: string;
  createdAt: Date;
  updatedAt: Date;
};
