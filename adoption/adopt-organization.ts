import type { InventoryFile } from "../model/schema/inventory.ts";
import { adoptAccount } from "./adopt-account.ts";
import { type AccountPlace, type AdoptedAccount, type AdoptedOrganization, declaredName, type Entry, unusedName } from "./adopted.ts";
import {
  Answers,
  accountsAnswer,
  attachedAnswer,
  documentOf,
  organizationAnswer,
  policyAnswer,
  rootsAnswer,
  unitsAnswer,
} from "./answers.ts";
import type { AwsSource } from "./aws-source.ts";

/** What a declaration has named already: accounts by id, units by id, and what is in accounts by its own name in AWS. */
export interface KnownNames {
  readonly accounts: ReadonlyMap<string, string>;
  /** Names of accounts that are declared without an id. */
  readonly withoutId: ReadonlySet<string>;
  readonly units: ReadonlyMap<string, string>;
  /** By account id. */
  readonly inAccounts: ReadonlyMap<string, KnownAccount>;
  /** The deploy role of accounts that are not declared yet. */
  readonly deployRole: string | undefined;
}

/** What the files of an account have already. */
export type KnownAccount = Pick<AccountPlace, "names" | "taken" | "made" | "deployRole">;

const NOTHING_KNOWN: Omit<KnownAccount, "deployRole"> = {
  names: new Map(),
  taken: { networks: new Set(), clusters: new Set(), workloads: new Set(), tables: new Set(), secrets: new Set() },
  made: new Set(),
};

/** What is asked besides what AWS answers. */
export interface AdoptionOptions {
  readonly homeRegion: string;
  readonly known: KnownNames;
}

/** Policies that AWS attaches itself. */
const OF_AWS = /FullAWSAccess$/;

/** Reads what an organization has; undefined where the organization itself cannot be read. */
export function adoptOrganization(
  source: AwsSource,
  { homeRegion, known }: AdoptionOptions,
): { readonly adopted: AdoptedOrganization | undefined; readonly unread: ReadonlyMap<string, string> } {
  const answers = new Answers(source);
  const organization = answers.read("organization/organization", organizationAnswer)?.Organization;
  const [root] = answers.read("organization/roots", rootsAnswer)?.Roots ?? [];
  if (organization === undefined || root === undefined) return { adopted: undefined, unread: answers.unread };
  const units: Record<string, Entry> = {};
  const accounts: AdoptedAccount[] = [];
  const leftOut: string[] = [];
  const beside: Record<string, string> = {};
  const taken = new Set(known.accounts.values());
  const takenPaths = new Set(known.units.values());
  const walk = (node: string, path: string): void => {
    for (const { Id: id, Name, Status = "ACTIVE", State = Status } of answers.read(`organization/children/${node}`, accountsAnswer)
      ?.Accounts ?? []) {
      if (id === organization.MasterAccountId) continue;
      if (State !== "ACTIVE") {
        beside[id] = path === "" ? "root" : path;
        continue;
      }
      const ownName = declaredName(Name, `account-${id}`);
      if (!known.accounts.has(id) && known.withoutId.has(ownName)) {
        leftOut.push(`${ownName} (${id}) may be the account that is declared as ${ownName} without an id; write its id there`);
        continue;
      }
      const name = known.accounts.get(id) ?? unusedName(ownName, taken);
      taken.add(name);
      if (path === "") {
        leftOut.push(`${name} (${id}) lies below the root, and a declared account lies in a unit`);
        beside[id] = "root";
        continue;
      }
      const before = known.inAccounts.get(id) ?? { ...NOTHING_KNOWN, deployRole: known.deployRole };
      const account = adoptAccount(answers, { id, name, unit: path, attached: attachedTo(answers, id), homeRegion, ...before });
      if (account === undefined) {
        leftOut.push(
          `${name} (${id}) cannot be read: ${answers.called(`accounts/${id}/roles`)}: ${answers.unread.get(`accounts/${id}/roles`) ?? ""}`,
        );
        answers.unread.delete(`accounts/${id}/roles`);
        beside[id] = path;
      } else {
        accounts.push(account);
        leftOut.push(...account.leftOut);
      }
    }
    for (const { Id: id, Name } of answers.read(`organization/units/${node}`, unitsAnswer)?.OrganizationalUnits ?? []) {
      const below = known.units.get(id) ?? unusedPath(path === "" ? unitName(Name) : `${path}/${unitName(Name)}`, takenPaths);
      takenPaths.add(below);
      units[below] = { existing: id, perimeter: "observe", because: ADOPTED, ...attachedField(attachedTo(answers, id)) };
      walk(id, below);
    }
  };
  walk(root.Id, "");
  const inventory: InventoryFile = {
    serviceControlPolicies: documents(answers, "service-control"),
    resourceControlPolicies: documents(answers, "resource-control"),
    accounts: beside,
  };
  return {
    adopted: {
      organization: {
        id: organization.Id,
        managementAccount: organization.MasterAccountId,
        ...attachedField(attachedTo(answers, root.Id)),
      },
      homeRegion,
      units,
      accounts,
      inventory,
      leftOut,
    },
    unread: answers.unread,
  };
}

const ADOPTED = "adopted; nothing is enforced before it was observed";

/** A unit's name as the declaration takes it; its id tells which unit it is. AWS takes every character. */
const unitName = (name: string): string => name.replaceAll(/[^\w .-]+/g, "-").trim() || "unit";

function unusedPath(path: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const found = number === 1 ? path : `${path}-${number.toString()}`;
    if (!taken.has(found)) return found;
  }
}

const attachedField = (attached: Entry | undefined): Entry => (attached === undefined ? {} : { attachedPolicies: attached });

/** What is attached to a node. AWS's own policies count against its quotas, too. */
function attachedTo(answers: Answers, node: string): Entry | undefined {
  const ids = (kind: string) => (answers.read(`organization/attached/${node}.${kind}`, attachedAnswer)?.Policies ?? []).map(({ Id }) => Id);
  const [service, resource] = [ids("service-control"), ids("resource-control")];
  if (service.length === 0 && resource.length === 0) return undefined;
  return {
    ...(service.length === 0 ? {} : { serviceControl: service }),
    ...(resource.length === 0 ? {} : { resourceControl: resource }),
  };
}

/** The documents of the policies of a kind that are attached anywhere. */
function documents(answers: Answers, kind: string): NonNullable<InventoryFile["serviceControlPolicies"]> {
  const nodes = answers.names("organization/attached").filter((name) => name.endsWith(`.${kind}`));
  const ids = new Set(
    nodes.flatMap((name) => (answers.optional(`organization/attached/${name}`, attachedAnswer)?.Policies ?? []).map(({ Id }) => Id)),
  );
  return Object.fromEntries(
    [...ids].sort().flatMap((id) => {
      if (OF_AWS.test(id)) return [];
      const content = answers.read(`organization/policies/${id}`, policyAnswer)?.Policy.Content;
      const document = content === undefined ? undefined : documentOf(content);
      return document === undefined ? [] : [[id, { document: { ...document } }] as const];
    }),
  );
}
