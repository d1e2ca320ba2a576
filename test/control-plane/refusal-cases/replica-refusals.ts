import type { ControlPlane } from "../../../control-plane/control-plane.ts";
import type { Properties } from "../../../control-plane/properties.ts";
import { CONSUMER, make, table } from "../test-plane.ts";
import { arnOf, type RefusalCase } from "./refusal-case.ts";

const STREAMED = { region: "eu-central-1", streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES" };
const withKeys = (plane: ControlPlane) => {
  const keyIn = (region: string) => arnOf(plane, { type: "aws:kms/key:Key", name: `key-${region}`, inputs: { region } });
  const [home, away] = [keyIn("eu-central-1"), keyIn("eu-west-1")];
  return {
    home,
    away,
    orders: arnOf(plane, table("orders", STREAMED)),
    keyed: arnOf(plane, table("keyed", { ...STREAMED, serverSideEncryption: { enabled: true, kmsKeyArn: home } })),
    silent: arnOf(plane, table("silent", { region: "eu-central-1" })),
    provisioned: arnOf(plane, table("provisioned", { ...STREAMED, billingMode: "PROVISIONED", readCapacity: 1, writeCapacity: 1 })),
    near: arnOf(plane, table("near", { ...STREAMED, region: "eu-west-1" })),
  };
};
const replica = (globalTableArn: string | undefined, inputs: Properties = {}) => ({
  type: "aws:dynamodb/tableReplica:TableReplica",
  name: "replica",
  inputs: { globalTableArn, ...inputs },
});

/** Replicas in the owner's region, eu-west-1, of tables in another one. */
export const REPLICA_REFUSALS: readonly RefusalCase[] = [
  {
    fact: "a replica of a table that does not exist",
    code: "ResourceNotFoundException",
    says: /Requested resource not found: .*table\/elsewhere/,
    given: withKeys,
    refused: ({ orders = "" }) => replica(orders.replace(/[^/]*$/, "elsewhere")),
    accepted: ({ orders }) => replica(orders),
  },
  {
    fact: "a replica in its table's own region",
    code: "ValidationException",
    says: /cannot be in same region/,
    given: withKeys,
    refused: ({ near }) => replica(near),
    accepted: ({ orders }) => replica(orders),
  },
  {
    fact: "a replica of a table of another account",
    code: "ResourceNotFoundException",
    says: /Requested resource not found/,
    given: (plane) => ({ ...withKeys(plane), foreign: arnOf(plane, { ...table("orders", STREAMED), caller: CONSUMER }) }),
    refused: ({ foreign }) => replica(foreign),
    accepted: ({ orders }) => replica(orders),
  },
  {
    fact: "a replica of a table without the stream that replication reads",
    code: "ValidationException",
    says: /NEW_AND_OLD_IMAGES/,
    given: withKeys,
    refused: ({ silent }) => replica(silent),
    accepted: ({ orders }) => replica(orders),
  },
  {
    fact: "a replica of a table with provisioned capacity that does not scale",
    code: "ValidationException",
    says: /either be Pay-Per-Request or AutoScaled/,
    given: withKeys,
    refused: ({ provisioned }) => replica(provisioned),
    accepted: ({ orders }) => replica(orders),
  },
  {
    fact: "a replica under another kind of key than its table",
    code: "ValidationException",
    says: /same type of KMS key/,
    given: withKeys,
    refused: ({ keyed }) => replica(keyed),
    accepted: ({ keyed, away }) => replica(keyed, { kmsKeyArn: away }),
  },
  {
    fact: "a replica under a key of its table's region",
    code: "ValidationException",
    says: /is not in this region/,
    given: withKeys,
    refused: ({ keyed, home }) => replica(keyed, { kmsKeyArn: home }),
    accepted: ({ keyed, away }) => replica(keyed, { kmsKeyArn: away }),
  },
  {
    fact: "a replica where a table of its name is already",
    code: "ValidationException",
    says: /has a table of this name: orders/,
    given: (plane) => {
      const ids = withKeys(plane);
      make(plane, { ...table("orders"), name: "other" });
      return { ...ids, keyless: arnOf(plane, table("keyless", STREAMED)) };
    },
    refused: ({ orders }) => replica(orders),
    accepted: ({ keyless }) => replica(keyless),
  },
];
