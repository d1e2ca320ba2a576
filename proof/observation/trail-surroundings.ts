/** What records of CloudTrail are read with; plain data, so that threads can be given it. */
export interface TrailSurroundings {
  readonly partition: string;
  /** Ids of the organization's accounts. */
  readonly accounts: readonly string[];
  /** Services about whose actions some policy says something, as in actions; undefined where a policy speaks of all. */
  readonly services: readonly string[] | undefined;
  readonly networks: readonly TrailNetwork[];
  /** Ranges of addresses that policies name: addresses outside of all are alike. */
  readonly ranges: readonly string[];
  /** ARNs of the roles that stacks make, by `<account>/<name>`. */
  readonly roles: Readonly<Record<string, string>>;
  /** Keys of tables, by the table's ARN. AWS makes up their ids, which a rehearsal cannot know. */
  readonly tableKeys: Readonly<Record<string, string>>;
  /** Streams of tables, by the table's ARN, for the same reason. */
  readonly streams: Readonly<Record<string, string>>;
  /** ARNs of secrets, for the same reason. */
  readonly secrets: readonly string[];
}

/** A declared network. */
export interface TrailNetwork {
  readonly name: string;
  /** Id of its owner's account. */
  readonly account: string;
  readonly cidr: string | undefined;
  /** Ids of endpoints that are known to be its own. */
  readonly endpoints: readonly string[];
}
