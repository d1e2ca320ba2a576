/** The entry of a restored table, as docs/recovery.md declares it, for the tables of the smallest organization's owner. */
export const RESTORED_TABLE = `  recovered:
    existing: ledger-restored-20261122
    adds: [resource-policy]
    key: { partition: { accountId: string }, sort: { entryId: string } }
    usedBy: { api: { can: [read, write] } }
    sharedWith:
      consumer/reporter: { can: [read], purpose: etl, because: daily balance }
`;

/** An inventory that says of it that it has no stream, and so no policy of one. */
export const NO_STREAM = "resourcePolicies: { owner/tables/recovered/stream: none }\n";
