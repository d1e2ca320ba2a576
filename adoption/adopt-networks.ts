import type { InventoryFile } from "../model/schema/inventory.ts";
import { type AccountPlace, declaredName, type Entry, unusedName } from "./adopted.ts";
import { type Answers, documentOf, endpointsAnswer, vpcsAnswer } from "./answers.ts";

/** Services whose endpoints decide about data. */
const SERVICES = ["dynamodb", "dynamodb-streams", "kms", "secretsmanager", "sts"] as const;

type ExistingEndpoint = NonNullable<InventoryFile["endpoints"]>[string][string];

/** An account's networks as entries, and what an inventory tells of their endpoints. */
export interface AdoptedNetworks {
  readonly entries: Readonly<Record<string, Entry>>;
  readonly endpoints: NonNullable<InventoryFile["endpoints"]>;
  readonly nameOf: (vpc: string) => string | undefined;
}

/** The VPCs that are an account's own; a default VPC without endpoints is left out. */
export function adoptNetworks(answers: Answers, place: AccountPlace, regions: readonly string[]): AdoptedNetworks {
  const entries: Record<string, Entry> = {};
  const endpoints: NonNullable<InventoryFile["endpoints"]> = {};
  const names = new Map<string, string>();
  for (const region of regions) {
    const at = `accounts/${place.id}/${region}`;
    const vpcs = answers.read(`${at}/vpcs`, vpcsAnswer)?.Vpcs ?? [];
    const made = answers.read(`${at}/endpoints`, endpointsAnswer)?.VpcEndpoints;
    for (const { VpcId: vpc, CidrBlock: cidr, OwnerId: owner = place.id, IsDefault = false, Tags = [] } of vpcs) {
      const inside = (made ?? []).filter(({ VpcId, State = "available" }) => VpcId === vpc && State.toLowerCase() === "available");
      if (owner !== place.id || (IsDefault && inside.length === 0)) continue;
      const title = Tags.find(({ Key }) => Key === "Name")?.Value ?? "";
      const name = place.names.get(vpc) ?? unusedName(declaredName(title, "main"), new Set(Object.keys(entries)));
      names.set(vpc, name);
      const found = new Map(inside.map((each) => [each.ServiceName.split(".").at(-1) ?? "", each] as const));
      const dynamodb = found.get("dynamodb")?.VpcEndpointId;
      entries[name] = {
        existing: vpc,
        region,
        ...(cidr === undefined ? {} : { cidr }),
        ...(dynamodb === undefined ? {} : { dynamodbEndpoint: dynamodb }),
      };
      if (made !== undefined)
        endpoints[`${place.name}/${name}`] = Object.fromEntries(
          SERVICES.flatMap((service): (readonly [string, ExistingEndpoint])[] => {
            const endpoint = found.get(service);
            if (endpoint === undefined) return [[service, "none"]];
            const policy = policyOf(endpoint.PolicyDocument);
            return policy === undefined ? [] : [[service, { id: endpoint.VpcEndpointId, policy }]];
          }),
        );
    }
  }
  return { entries, endpoints, nameOf: (vpc) => names.get(vpc) };
}

/** AWS writes the policy that it gives an endpoint itself out as a document of one statement that allows everything. */
function policyOf(text: string | undefined): "full-access" | Record<string, unknown> | undefined {
  const document = text === undefined ? undefined : documentOf(text);
  if (document === undefined) return undefined;
  const [statement, ...others] = [document["Statement"]].flat() as Readonly<Record<string, unknown>>[];
  const isFull =
    others.length === 0 &&
    ["Action", "Principal", "Resource"].every((field) => statement?.[field] === "*") &&
    statement?.["Effect"] === "Allow" &&
    Object.keys(statement).length === 4;
  return isFull ? "full-access" : { ...document };
}
