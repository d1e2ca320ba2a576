import { isAccountId } from "../engine/principal.ts";
import type { OrganizationFacts } from "./organization-facts.ts";
import type { Membership } from "./organization-tree.ts";
import { isRecord, textOf, type WorldResource } from "./world-resource.ts";

type Organization = Pick<OrganizationFacts, "id" | "managementAccount" | "memberships" | "assumptions">;

/** What the exported stacks say of the organization that their accounts are in. */
export function exportedMemberships(
  resources: readonly WorldResource[],
  lookedUp: ReadonlyMap<string, string>,
  foreign: ReadonlySet<string>,
): Organization {
  const ofType = (type: string) => resources.filter((resource) => resource.type === `aws:organizations/${type}`);
  const [organization] = ofType("organization:Organization");
  const assumptions: string[] = [];
  const own = resources.filter(({ type }) => type.startsWith("aws:organizations/"));
  const management = organization === undefined ? own[0]?.account : (textOf(organization, "masterAccountId") ?? organization.account);
  if (organization === undefined && management !== undefined)
    assumptions.push(`${management} is taken to be the management account, since the organization's policies are made there`);
  const { roots } = organization?.outputs ?? {};
  const [root] = Array.isArray(roots) ? roots.filter(isRecord).map(({ id }) => String(id)) : [];
  const parents = new Map([
    ...lookedUp,
    ...[...ofType("organizationalUnit:OrganizationalUnit"), ...ofType("account:Account")].map(
      (each) => [each.id, textOf(each, "parentId")] as const,
    ),
  ]);
  const targets = ofType("policyAttachment:PolicyAttachment").map((each) => textOf(each, "targetId") ?? "");
  const knownRoot = root ?? [...parents.values(), ...targets].find((id) => id?.startsWith("r-") === true);
  const id = organization?.id ?? organizationIn(resources, foreign, assumptions);
  const accounts = new Set([...resources.map(({ account }) => account), ...[...parents.keys(), ...targets].filter(isAccountId)]);
  const memberships = [...accounts].filter(isAccountId).map((account): readonly [string, Membership] => {
    const line = lineageOf(account, parents);
    const isPlaced = line[0]?.startsWith("r-") === true;
    const nodes = isPlaced || knownRoot === undefined ? line : [knownRoot, ...line];
    const membership = { nodes, path: `${id ?? ""}/${nodes.join("/")}/` };
    if (isPlaced || own.length === 0 || account === management) return [account, membership];
    const what = `the policies of the units above ${account}`;
    return [account, { ...membership, unknownAbove: { what, remedy: "export the stack that makes the account, or moves it, too" } }];
  });
  if (own.length === 0) assumptions.push("no policies of an organization are among the exported stacks: it is taken to have none");
  return { id, managementAccount: management, memberships: new Map(memberships), assumptions };
}

function lineageOf(account: string, parents: ReadonlyMap<string, string | undefined>): string[] {
  const line = [account];
  for (let above = parents.get(account); above !== undefined && !line.includes(above); above = parents.get(above)) line.unshift(above);
  return line;
}

/** The organization that the policies speak of, where they speak of one alone beside those of partners: its principals are taken for those of the exported accounts. */
function organizationIn(resources: readonly WorldResource[], foreign: ReadonlySet<string>, assumptions: string[]): string | undefined {
  const named = new Set(resources.flatMap(({ inputs }) => JSON.stringify(inputs).match(/\bo-[a-z0-9]{10,32}\b/g) ?? []));
  const [id, ...more] = [...named].filter((each) => !foreign.has(each));
  if (id === undefined || more.length > 0) return undefined;
  assumptions.push(`the exported accounts are taken to be in ${id}, the one organization that their policies speak of`);
  return id;
}
