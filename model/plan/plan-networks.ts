import { resolveNetwork } from "../checks/networks.ts";
import type { Declaration } from "../reading/declaration.ts";
import type { DeclaredNetwork } from "../schema/account.ts";
import type { Origin } from "./origin.ts";
import type { NetworkReference, PlannedNetwork } from "./planned-network.ts";

/** A network of an account's: made here, existing, or another account's. */
export function planNetwork(
  declaration: Declaration,
  account: string,
  name: string,
  network: DeclaredNetwork,
  origin: Origin,
): PlannedNetwork {
  if ("sharedFrom" in network) {
    const [owner = "", shared = ""] = network.sharedFrom.split("/");
    const region = networkReference(declaration, account, name)?.region ?? declaration.organization.value.homeRegion;
    return { kind: "shared", origin, name, region, from: { account: owner, network: shared } };
  }
  if ("existing" in network) {
    const routeTables = [...(network.routeTables ?? [])].sort();
    return {
      kind: "existing",
      origin,
      name,
      region: network.region,
      vpc: network.existing,
      cidr: network.cidr,
      dynamodbEndpoint: network.dynamodbEndpoint,
      routeTables,
    };
  }
  return {
    kind: "created",
    origin,
    name,
    region: network.region,
    cidr: network.cidr,
    zones: network.zones ?? 3,
    reaches: [...(network.reaches ?? [])].sort(),
  };
}

/** The network that a name means in an account; a shared one is looked up in the account that shares it. */
export function networkReference(declaration: Declaration, account: string, name: string): NetworkReference | undefined {
  const drafted = declaration.draft.byName.get(account);
  const found = drafted === undefined ? undefined : resolveNetwork(declaration.draft, drafted, name);
  return found === undefined ? undefined : { account: found.owner, network: found.name, region: found.region };
}
