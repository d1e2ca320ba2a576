import { fit } from "../../guardrails/fit.ts";
import { lapsing } from "../../guardrails/lapsing.ts";
import { type NonEmpty, nonEmpty } from "../../iam/non-empty.ts";
import { type ServiceControlStatement, serviceControlPolicy } from "../../iam/service-control-policy.ts";
import type { PlannedAccount } from "../../model/plan/planned-account.ts";
import { computeStatements } from "../wiring/account-compute.ts";
import type { PlannedPlace } from "../wiring/account-roles.ts";
import { LONGEST_ORGANIZATION_ID, vpcIdOf } from "../wiring/guardrail-policies.ts";
import { dataOrigins, dataStatements } from "./data.ts";
import { networkOrigins, networkStatements, type PerimeterPlace, type StatementOrigin, type VpcIds } from "./network.ts";

/** What statements name that AWS makes. */
export interface Ids {
  readonly vpcIds: VpcIds;
  readonly organizationId: string;
}

/** Statements of an account's own SCPs that stand together, as far as one document takes them. */
export interface StatementSet {
  readonly key: string;
  readonly description: string;
  readonly statements: (ids: Ids) => readonly ServiceControlStatement[];
  readonly origins: () => readonly StatementOrigin[];
}

/** The SCPs of the account's perimeter: about its networks, and about what it declares; lapsing where the account's entry says so. */
export function perimeterSets(place: PerimeterPlace): StatementSet[] {
  const { name, perimeterLapses } = place.account;
  return [
    {
      key: "network",
      description: `Table data of ${name} from its own networks and its grants' alone`,
      statements: ({ vpcIds, organizationId }) => lapsing(networkStatements(place, vpcIds, organizationId), perimeterLapses),
      origins: () => networkOrigins(place),
    },
    {
      key: "data",
      description: `Declared tables, secrets and keys of ${name}: who ends them, changes their settings, and from where they are used`,
      statements: ({ vpcIds }) => lapsing(dataStatements(place, vpcIds), perimeterLapses),
      origins: () => dataOrigins(place),
    },
  ];
}

/** The SCP about what runs under the account's workload roles, which names no id. */
export const computeSet = ({ account, plan }: PlannedPlace): StatementSet => ({
  key: "compute",
  description: `What runs under workload roles of ${account.name}: who starts it, changes it and enters it`,
  statements: () => computeStatements(account, plan),
  origins: () => [],
});

/** Ids that are as long as any, so that the real ones move no statement. */
export const longestIds = (networks: readonly Pick<PlannedAccount["networks"][number], "name">[]): Ids => ({
  vpcIds: new Map(networks.map(({ name }, index) => [name, vpcIdOf(index)])),
  organizationId: LONGEST_ORGANIZATION_ID,
});

/**
 * The statements of each of the documents that a set fills.
 * @throws where a single statement is larger than a document may be
 */
export function spreadStatements({ key, statements }: StatementSet, account: string, longest: Ids): NonEmpty<ServiceControlStatement>[] {
  const all = statements(longest);
  return all.length === 0 ? [] : [...fit(nonEmpty(all, key), serviceControlPolicy, whereOf(key, account))];
}

/** What begins a message about a document of a set. */
export const whereOf = (key: string, account: string): string => `${key} SCP of ${account}`;
