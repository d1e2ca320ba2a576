import { INTERFACE_SERVICES, type InterfaceService } from "../../iam/endpoint-service.ts";
import { endpointMonth } from "./endpoint-prices.ts";
import type { PlannedEndpoint } from "./plan.ts";
import type { PlannedAccount } from "./planned-account.ts";
import { consumerName, type PlannedGrant } from "./planned-grant.ts";
import type { PlannedWorkload } from "./planned-workload.ts";

/** A workload or people, as far as where they call from and how decides. */
type Caller = Pick<PlannedWorkload, "network" | "pod" | "pollsStreams">;

interface Need {
  readonly workload: Caller;
  readonly service: InterfaceService;
  readonly by: string;
}

/**
 * The interface endpoints that open grants need, by network: nothing leaves a network that is made here but through its endpoints.
 * Calls that DynamoDB and Secrets Manager forward to KMS need none, nor do streams that Lambda polls for a function: AWS makes these calls itself.
 */
export function planEndpoints(accounts: readonly PlannedAccount[], grants: readonly PlannedGrant[]): PlannedEndpoint[] {
  const workloads = new Map(
    accounts.flatMap(({ name, workloads, people }) => [
      ...workloads.map((each): [string, Caller] => [`${name}/${each.name}`, each]),
      ...people.map((each): [string, Caller] => [`${name}/${each.name}`, { ...each, pod: undefined, pollsStreams: false }]),
    ]),
  );
  const needs = [
    ...grants.flatMap((grant): Need[] => {
      if (grant.state === "closed") return [];
      const workload = workloads.get(consumerName(grant.consumer));
      return workload === undefined ? [] : servicesFor(grant, workload).map((service) => ({ workload, service, by: grant.id }));
    }),
    ...accounts.flatMap((account) => brokers(account)),
  ];
  const byPlace = Map.groupBy(
    needs.filter(({ workload }) => workload.network !== undefined),
    ({ workload: { network }, service }) => `${network?.account ?? ""}/${network?.network ?? ""}/${service}`,
  );
  return accounts.flatMap((account) =>
    account.networks.flatMap((network) => {
      if (network.kind === "shared") return [];
      return INTERFACE_SERVICES.flatMap((service): PlannedEndpoint[] => {
        const found = byPlace.get(`${account.name}/${network.name}/${service}`) ?? [];
        if (found.length === 0) return [];
        const zones = network.kind === "created" ? network.zones : 0;
        return [
          {
            account: account.name,
            network: network.name,
            region: network.region,
            service,
            made: network.kind === "created",
            zones,
            usdPerMonth: network.kind === "created" ? endpointMonth(network.region, zones) : undefined,
            forPods: service === "sts" && found.some(({ workload }) => takesRolesByToken(workload)),
            neededBy: [...new Set(found.map(({ by }) => by))].sort(),
          },
        ];
      });
    }),
  );
}

/**
 * Services that a workload calls itself, from its network, to use a grant. Services of another region are left out: no endpoint of the network
 * leads there.
 */
function servicesFor(grant: PlannedGrant, workload: Caller): InterfaceService[] {
  const { kind, how, region } = grant;
  const isHere = workload.network?.region === region;
  const services: InterfaceService[] = [];
  if (readsStream(grant, workload) && isHere) services.push("dynamodb-streams");
  if (kind === "keys" && isHere) services.push("kms");
  if (kind === "secrets" && isHere) services.push("secretsmanager");
  // EKS takes the roles of pod identity itself, the target role included; a pod that brings a token takes even its own role at STS.
  // https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
  if (how === "role" || takesRolesByToken(workload)) services.push("sts");
  return services;
}

/** Whether a workload reads a granted stream itself; Lambda polls for a function that says so. */
export const readsStream = (
  { kind, can }: Pick<PlannedGrant, "kind" | "can">,
  { pollsStreams }: Pick<PlannedWorkload, "pollsStreams">,
): boolean => kind === "tables" && (can as readonly string[]).includes("stream") && !pollsStreams;

const takesRolesByToken = ({ pod }: Caller): boolean => pod?.identity === "irsa";

/** The broker of a table's tenants takes their role at STS. */
function brokers({ name, tables, workloads }: PlannedAccount): Need[] {
  return tables.flatMap(({ name: table, tenants }) => {
    const workload = workloads.find((each) => each.name === tenants?.broker);
    return workload === undefined ? [] : [{ workload, service: "sts", by: `${name}/tables/${table}/tenants` } as const];
  });
}
