/**
 * A week's report as it was posted, for those who see the same agents. `audience` is "*" for all of them, else what audienceOf says.
 * Posted again, it is made anew; `postedAt` stays.
 */
export type Edition = {
  week: string;
  audience: string;
  headline: string;
  body: unknown;
  postedAt: Date;
  postedBy: string;
  againAt?: Date;
  againBy?: string;
};

export type EditionLine = Omit<Edition, 'body' | 'audience'>;

export type EditionReads = {
  edition(week: string, audience: string): Promise<Edition | undefined>;
  /** Newest week first. */
  editions(audience: string, limit: number): Promise<EditionLine[]>;
};

export type EditionWrites = EditionReads & {
  /** The latest body wins; once there is one, `again` says who posted it again. */
  putEdition(edition: Pick<Edition, 'week' | 'audience' | 'headline' | 'body'>, by: string, at: Date): Promise<void>;
};
