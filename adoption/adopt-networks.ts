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
  /** Networks that the declaration cannot have, and endpoints of which it can name one, in words. */
  readonly leftOut: readonly string[];
}

/** The VPCs that are an account's own; a default VPC without endpoints is left out. */
export function adoptNetworks(answers: Answers, place: AccountPlace, regions: readonly string[]): AdoptedNetworks {
  const entries: Record<string, Entry> = {};
  const endpoints: NonNullable<InventoryFile["endpoints"]> = {};
  const names = new Map<string, string>();
  const leftOut: string[] = [];
  const taken = new Set(place.taken.networks);
  for (const region of regions) {
    const at = `accounts/${place.id}/${region}`;
    const vpcs = answers.read(`${at}/vpcs`, vpcsAnswer)?.Vpcs ?? [];
    const made = answers.read(`${at}/endpoints`, endpointsAnswer)?.VpcEndpoints;
    for (const { VpcId: vpc, CidrBlock: cidr, OwnerId: owner = place.id, IsDefault = false, Tags = [] } of vpcs) {
      const inside = (made ?? []).filter(({ VpcId, State = "available" }) => VpcId === vpc && State.toLowerCase() === "available");
      if (owner !== place.id || (IsDefault && inside.length === 0)) continue;
      const title = Tags.find(({ Key }) => Key === "Name")?.Value ?? "";
      const name = place.names.get(vpc) ?? unusedName(declaredName(title, "main"), taken);
      taken.add(name);
      const of = (service: string) => inside.filter(({ ServiceName }) => ServiceName.split(".").at(-1) === service);
      const severalOf = SERVICES.filter((service) => of(service).length > 1);
      const found = new Map(SERVICES.map((service) => [service, of(service)[0]]));
      const dynamodb = severalOf.includes("dynamodb") ? undefined : found.get("dynamodb")?.VpcEndpointId;
      if (dynamodb === undefined && !place.names.has(vpc)) {
        leftOut.push(
          `${place.name}/${name} (${vpc}) has ${severalOf.includes("dynamodb") ? `several endpoints for DynamoDB: ${idsOf(of("dynamodb"))}` : "no endpoint for DynamoDB"}; ` +
            "declare the network with dynamodbEndpoint: vpce-…, or with adds: [endpoints] and routeTables: [rtb-…]",
        );
        continue;
      }
      for (const service of severalOf)
        leftOut.push(
          `${place.name}/${name} (${vpc}) has several endpoints for ${service}, of which a declaration names one: ` + idsOf(of(service)),
        );
      names.set(vpc, name);
      entries[name] = {
        existing: vpc,
        region,
        ...(cidr === undefined ? {} : { cidr }),
        ...(dynamodb === undefined ? {} : { dynamodbEndpoint: dynamodb }),
      };
      if (made !== undefined)
        endpoints[`${place.name}/${name}`] = Object.fromEntries(
          SERVICES.flatMap((service): (readonly [string, ExistingEndpoint])[] => {
            // Which of several a request takes, its subnet's routes and names decide.
            if (severalOf.includes(service)) return [];
            const endpoint = found.get(service);
            if (endpoint === undefined) return [[service, "none"]];
            const policy = policyOf(endpoint.PolicyDocument);
            return policy === undefined ? [] : [[service, { id: endpoint.VpcEndpointId, policy }]];
          }),
        );
    }
  }
  return { entries, endpoints, nameOf: (vpc) => names.get(vpc), leftOut };
}

const idsOf = (endpoints: readonly { readonly VpcEndpointId: string }[]): string =>
  endpoints.map(({ VpcEndpointId }) => VpcEndpointId).join(", ");

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
