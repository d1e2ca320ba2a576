/** The table that a replica replicates: the account that declares it, and its name there. */
export interface ReplicaSource {
  readonly account: string;
  readonly table: string;
}

/** What of a declared resource says whether it is a replica. */
interface MayReplicate {
  readonly replicaOf?: string | undefined;
}

/** The table that a declared one replicates; undefined where it replicates none. */
export function replicaSourceOf({ replicaOf }: MayReplicate): ReplicaSource | undefined {
  if (replicaOf === undefined) return undefined;
  const [account = "", table = ""] = replicaOf.split("/");
  return { account, table };
}

/** The table of its own account that a declared one replicates in another region; undefined where it replicates none, or one of another account. */
export function regionalSourceOf(account: string, declared: MayReplicate): string | undefined {
  const source = replicaSourceOf(declared);
  return source?.account === account ? source.table : undefined;
}

/** Whether a declared table replicates one of another account. */
export const isForeignReplica = (account: string, declared: MayReplicate): boolean =>
  declared.replicaOf !== undefined && regionalSourceOf(account, declared) === undefined;
