import { keyArn, type Partition, roleArn, secretArn, tableArn } from "../../iam/arn.ts";
import type { Intended, IntendedNetwork } from "../intent/intended.ts";
import type { OriginClass } from "./origins.ts";
import { type PrincipalClass, STRANGERS_ACCOUNT } from "./principals.ts";
import type { ResourceClass } from "./resources.ts";

/** Requests through one network's endpoints for resources of another organization. */
export interface ForeignQuestions {
  /** The account that has the network. */
  readonly account: string;
  readonly origin: OriginClass;
  readonly principals: readonly PrincipalClass[];
  readonly resources: readonly ResourceClass[];
}

/** What may be carried out of each declared network: by an administrator of its account, and by credentials of another organization. */
export function foreignQuestions(intended: Intended, partition: Partition): ForeignQuestions[] {
  return [...intended.accounts.values()].flatMap(({ name, id, networks }) =>
    networks
      .filter(({ account }) => account === name)
      .map((network) => ({
        account: name,
        origin: { where: { kind: "network", ...network }, from: `${network.account}/${network.network}`, context: {} },
        principals: [
          {
            who: { kind: "undeclared-role", account: name },
            principal: roleArn({ partition, accountId: id, name: "another" }),
            carries: {},
          },
          {
            who: { kind: "stranger", party: undefined },
            principal: roleArn({ partition, accountId: STRANGERS_ACCOUNT, name: "another" }),
            carries: {},
          },
        ],
        resources: foreignResources(network, partition),
      })),
  );
}

function foreignResources({ region }: IntendedNetwork, partition: Partition): ResourceClass[] {
  const place = { partition, accountId: STRANGERS_ACCOUNT, region };
  const of = (service: string, type: string, arn: string): ResourceClass => ({
    // Streams have an endpoint of their own.
    what: { kind: "foreign", account: "", service: type === "stream" ? "dynamodb-streams" : service },
    arn,
    service,
    type,
    account: "",
    region,
    carries: {},
    actions: undefined,
    declared: undefined,
  });
  return [
    of("dynamodb", "table", tableArn({ ...place, table: "elsewhere" })),
    of("dynamodb", "stream", `${tableArn({ ...place, table: "elsewhere" })}/stream/2030-01-01T00:00:00.000`),
    of("kms", "key", keyArn({ ...place, keyId: "00000000-0000-4000-8000-000000000001" })),
    of("secretsmanager", "Secret", secretArn({ ...place, secret: "elsewhere-a1b2c3" })),
    of("sts", "role", roleArn({ partition, accountId: STRANGERS_ACCOUNT, name: "elsewhere" })),
  ];
}
