import type { Role, Scope } from '#src/domain/actor.ts';

export type StoredPerson = { id: string; name: string; role: Role; createdAt: Date };
/** A secret is stored only as its hash. `link` is the single-use address given to one person. */
export type TokenKind = 'key' | 'invite' | 'session' | 'link';
export type StoredToken = {
  hash: string;
  kind: TokenKind;
  personId?: string;
  name: string;
  facts: {
    scopes?: readonly Scope[];
    role?: Role;
    path?: string;
    csrf?: string /** What the session may see: a link out of a chat opens no more than the chat shows. */;
    agents?: readonly string[];
  };
  createdAt: Date;
  expiresAt?: Date;
  usedAt?: Date;
};

export type PeopleReads = {
  person(id: string): Promise<StoredPerson | undefined>;
  people(): Promise<StoredPerson[]>;
  token(kind: TokenKind, hash: string): Promise<StoredToken | undefined>;
  tokens(kind: TokenKind): Promise<StoredToken[]>;
};
export type PeopleWrites = PeopleReads & {
  putPerson(person: StoredPerson): Promise<void>;
  addToken(token: StoredToken): Promise<void>;
  /** Marks it used if it was not; false when somebody was faster. */
  useToken(hash: string, at: Date): Promise<boolean>;
  deleteToken(hash: string): Promise<boolean>;
  deleteExpiredTokens(before: Date): Promise<number>;
};
