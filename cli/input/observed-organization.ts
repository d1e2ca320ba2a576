import { partitionOf } from "../../iam/arn.ts";
import type { ReadDeclaration } from "../../model/folder/read-declaration.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import { accountPerimeter } from "../../model/settings.ts";
import type { QuestionSubject } from "../../proof/classes/questions.ts";
import type { TrailNetwork, TrailSurroundings } from "../../proof/observation/trail-surroundings.ts";
import { type Streams, WrongUse } from "../output/streams.ts";
import { keepUnchanged, keyOfRehearsal, readKept } from "./kept-rehearsal.ts";
import { proofSubject } from "./proof-subject.ts";
import { soundInventory } from "./read-inventory.ts";
import { organizationOf, type RehearsedOrganization, rehearsedWhole } from "./rehearsed-organization.ts";

/** A declaration whose observed perimeters are enforced, and so are the services of roles that are observed. */
export function asEnforced(declaration: Declaration): Declaration {
  const { organization, accounts } = declaration;
  const { servicePins } = organization.value;
  return {
    ...declaration,
    organization: {
      ...organization,
      value: { ...organization.value, ...(servicePins === "observe" ? { servicePins: "enforced" as const } : {}) },
    },
    accounts: accounts.map((each) =>
      accountPerimeter(organization.value, each.account.value) === "observe"
        ? { ...each, account: { ...each.account, value: { ...each.account.value, perimeter: "enforced" as const } } }
        : each,
    ),
  };
}

/** The accounts whose perimeter is observed. */
export const observedAccounts = ({ organization, accounts }: Declaration): string[] =>
  accounts.filter(({ account }) => accountPerimeter(organization.value, account.value) === "observe").map(({ name }) => name);

/** The organization as it would be with every observed perimeter enforced; its rehearsal is kept as others are. */
export async function observedOrganization(
  { declaration, folder, now }: ReadDeclaration & { readonly declaration: Declaration },
  options: { readonly inventory?: string | undefined; readonly fresh?: boolean | undefined },
  streams: Streams,
): Promise<RehearsedOrganization> {
  const plan = planOf(asEnforced(declaration));
  const key = keyOfRehearsal(folder, `${plan.asOf}, enforced`);
  const kept = options.fresh === true ? undefined : readKept(key);
  const rehearsal = kept ?? (await rehearsedWhole(plan, folder, folder, streams));
  if (kept === undefined) keepUnchanged(key, folder, `${plan.asOf}, enforced`, rehearsal);
  return { ...organizationOf(plan, rehearsal, soundInventory(options.inventory, folder)), rehearsal, now };
}

/** What is proven of an organization with every observed perimeter enforced; undefined where a stack fails then. */
export async function enforcedSubject(
  read: ReadDeclaration & { readonly declaration: Declaration },
  options: { readonly inventory?: string | undefined; readonly fresh?: boolean | undefined },
  streams: Streams,
): Promise<QuestionSubject | undefined> {
  try {
    return await proofSubject(asEnforced(read.declaration), await observedOrganization(read, options, streams));
  } catch (error) {
    if (error instanceof WrongUse) return undefined;
    throw error;
  }
}

/** What records of the organization's trails are read with. */
export function surroundingsOf({ plan, world, rehearsal }: RehearsedOrganization): TrailSurroundings {
  const { deployed } = world;
  const networks = plan.accounts.flatMap(({ name: account, id = "", networks: all }) =>
    all.flatMap((network): TrailNetwork[] => {
      if (network.kind === "shared") return [];
      const own = network.kind === "existing" ? [network.dynamodbEndpoint].filter((each) => each !== undefined) : [];
      return [{ name: `${account}/${network.name}`, account: id, cidr: network.cidr, endpoints: own }];
    }),
  );
  const documents = JSON.stringify(rehearsal.resources.map(({ inputs }) => inputs)).replaceAll('\\"', '"');
  return {
    partition: partitionOf(plan.organization.homeRegion),
    accounts: [plan.organization.managementAccount, ...plan.accounts.flatMap(({ id }) => id ?? [])],
    services: servicesIn(documents),
    networks,
    ranges: [...new Set(documents.match(/\b\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}\b/g) ?? [])],
    roles: Object.fromEntries([...deployed.roles.keys()].map((arn) => [`${arn.split(":")[4] ?? ""}/${arn.split("/").at(-1) ?? ""}`, arn])),
    tableKeys: Object.fromEntries([...deployed.encryption].flatMap(([arn, key]) => (key.by === "customer" ? [[arn, key.key]] : []))),
    streams: Object.fromEntries(deployed.streams),
    secrets: [...deployed.data.keys()].filter((arn) => arn.includes(":secretsmanager:")),
  };
}

/** The services of all actions that documents name; undefined where one denies all, or all but some. */
function servicesIn(documents: string): string[] | undefined {
  if (/"NotAction"|"Effect":"Deny"(?:(?!"Effect").)*"Action":(?:"\*"|\[[^\]]*"\*")/.test(documents)) return undefined;
  return [...new Set([...documents.matchAll(/"([a-z0-9-]+):[A-Za-z*]+"/g)].flatMap(([, service]) => service ?? []))].sort();
}
