import { findingText, type Problem } from "../../model/problem.ts";
import { explainIssues } from "../../model/reading/explain-issue.ts";
import { type Path, pathText, readSource, type Source } from "../../model/reading/source.ts";
import { chooseFrom } from "../../model/reading/suggest.ts";
import type { PolicyKind } from "../engine/policy-kind.ts";
import { validatePolicy } from "../engine/validate-policy.ts";
import type { DeployedResources, DeployedRole } from "./deployed-resources.ts";
import { type InventoryFile, inventoryFile } from "./inventory-schema.ts";
import type { WorldNames } from "./world-names.ts";
import type { DeployedDocument } from "./world-resource.ts";

/** An inventory in which everything but the names is right, or what is wrong with it. */
export interface ReadInventory {
  readonly file: InventoryFile | undefined;
  readonly source: Source;
  readonly problems: readonly Problem[];
}

/** Policies that exist beside those that the stacks make, each found by what it belongs to. */
export interface ExistingPolicies {
  /** SCPs and RCPs by id. */
  readonly serviceControl: ReadonlyMap<string, DeployedDocument>;
  readonly resourceControl: ReadonlyMap<string, DeployedDocument>;
  /** Ids of those that the inventory attaches, by the id of the node. */
  readonly attachedTo: ReadonlyMap<string, readonly string[]>;
  readonly managed: ReadonlyMap<string, DeployedDocument>;
  /** By ARN, users too. */
  readonly roles: ReadonlyMap<string, DeployedRole>;
  readonly resourcePolicies: ReadonlyMap<string, DeployedDocument>;
}

const NOTHING_EXISTS: ExistingPolicies = {
  serviceControl: new Map(),
  resourceControl: new Map(),
  attachedTo: new Map(),
  managed: new Map(),
  roles: new Map(),
  resourcePolicies: new Map(),
};

/** Reads an inventory, YAML or JSON: its shape and the documents in it, each by AWS's grammar of its kind, with every problem's place. */
export function parseInventory(name: string, text: string): ReadInventory {
  const source = readSource(name, text);
  if (source.problems.length > 0) return { file: undefined, source, problems: source.problems };
  const whole = source.value ?? {};
  const parsed = inventoryFile.safeParse(whole);
  if (!parsed.success) {
    const problems = explainIssues(inventoryFile, whole, parsed.error.issues, (path) => source.written(path)).map(
      ({ path, at, ...finding }) => ({
        ...(at === "name" ? source.position(path) : source.valuePosition(path)),
        where: pathText(path),
        message: findingText(finding),
      }),
    );
    return { file: undefined, source, problems };
  }
  const file = parsed.data;
  const problems = documentsIn(file).flatMap(({ path, document, kind }) =>
    (validatePolicy(plainOf(document), kind).problems ?? []).map((found) => {
      const full = [...path, ...found.path];
      return { ...source.position(full), where: pathText(full), message: found.message };
    }),
  );
  return { file: problems.length === 0 ? file : undefined, source, problems };
}

interface ReadDocument {
  readonly path: Path;
  readonly document: unknown;
  readonly kind: PolicyKind;
}

function documentsIn({
  serviceControlPolicies = {},
  resourceControlPolicies = {},
  managedPolicies = {},
  principals = {},
  resourcePolicies = {},
}: InventoryFile): ReadDocument[] {
  return [
    ...Object.entries(serviceControlPolicies).map(
      ([id, { document }]): ReadDocument => ({
        path: ["serviceControlPolicies", id, "document"],
        document,
        kind: "service control policy",
      }),
    ),
    ...Object.entries(resourceControlPolicies).map(
      ([id, { document }]): ReadDocument => ({
        path: ["resourceControlPolicies", id, "document"],
        document,
        kind: "resource control policy",
      }),
    ),
    ...Object.entries(managedPolicies).map(
      ([arn, document]): ReadDocument => ({ path: ["managedPolicies", arn], document, kind: "identity policy" }),
    ),
    ...Object.entries(principals).flatMap(([name, { policies = [], trust }]): ReadDocument[] => [
      ...policies.map(
        (document, index): ReadDocument => ({ path: ["principals", name, "policies", index], document, kind: "identity policy" }),
      ),
      ...(trust === undefined ? [] : [{ path: ["principals", name, "trust"], document: trust, kind: "trust policy" } as const]),
    ]),
    ...Object.entries(resourcePolicies).map(
      ([name, document]): ReadDocument => ({ path: ["resourcePolicies", name], document, kind: resourceKindOf(name) }),
    ),
  ];
}

const resourceKindOf = (name: string): PolicyKind => (/\/key$|\/keys\/|:kms:/.test(name) ? "key policy" : "resource policy");

/** Ids that AWS gives roots and units. */
const NODE_ID = /^(?:r-[a-z0-9]{4,32}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32})$/;

/** Data of a file as objects like any other. */
const plainOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

/** Finds out what the names in an inventory stand for; `nodes` are the ids of root, units and accounts by their names. */
export function resolveExisting(
  told: Pick<ReadInventory, "file" | "source"> | undefined,
  {
    names,
    nodes,
    inventory,
  }: {
    readonly names: WorldNames;
    readonly nodes: ReadonlyMap<string, string>;
    readonly inventory: DeployedResources;
  },
): { readonly existing: ExistingPolicies; readonly problems: readonly Problem[] } {
  const { file, source } = told ?? {};
  if (file === undefined || source === undefined) return { existing: NOTHING_EXISTS, problems: [] };
  const problems: Problem[] = [];
  const report = (path: Path, message: string) => void problems.push({ ...source.position(path), where: pathText(path), message });
  const read = (title: string, path: Path, document: unknown, kind: PolicyKind): DeployedDocument => {
    const at = source.position(path);
    return { urn: `${at.file}:${at.line.toString()}`, title, document: validatePolicy(plainOf(document), kind).value };
  };
  const attachedTo = new Map<string, string[]>();
  const controls = (list: "serviceControlPolicies" | "resourceControlPolicies", kind: PolicyKind) =>
    new Map(
      Object.entries(file[list] ?? {}).map(([id, { attachedTo: targets = [], document }]) => {
        targets.forEach((name, index) => {
          const node = nodes.get(name) ?? (NODE_ID.test(name) ? name : undefined);
          if (node === undefined) {
            const remedy = chooseFrom(name, nodes.keys(), "write root");
            report([list, id, "attachedTo", index], `is no part of the organization, got ${JSON.stringify(name)}; ${remedy}`);
          } else attachedTo.set(node, [...(attachedTo.get(node) ?? []), id]);
        });
        return [id, read(id, [list, id], document, kind)] as const;
      }),
    );
  const roles = Object.entries(file.principals ?? {}).flatMap(([name, holder]): (readonly [string, DeployedRole])[] => {
    const path = ["principals", name];
    const { arn, problem } = names.principal(name);
    if (arn === undefined) {
      report(path, problem.message);
      return [];
    }
    if (inventory.roles.has(arn)) {
      report(path, `is made by a stack, which says what it holds, got ${JSON.stringify(name)}; remove it`);
      return [];
    }
    const { policies = [], managed = [], boundary, trust } = holder;
    const inline = policies.map((document, index) =>
      read(`policy ${(index + 1).toString()} of ${name}`, [...path, "policies", index], document, "identity policy"),
    );
    const trusted =
      trust === undefined
        ? { urn: "", title: `the trust policy of ${name}`, document: undefined }
        : read(`the trust policy of ${name}`, [...path, "trust"], trust, "trust policy");
    return [[arn, { arn, trust: trusted, inline, managed, boundary, tags: {} }]];
  });
  const resources = Object.entries(file.resourcePolicies ?? {}).flatMap(([name, document]): (readonly [string, DeployedDocument])[] => {
    const path = ["resourcePolicies", name];
    const { arn, problem } = names.resource(name);
    if (arn !== undefined && !inventory.resourcePolicies.has(arn))
      return [[arn, read(`the policy of ${name}`, path, document, resourceKindOf(arn))]];
    report(path, arn === undefined ? problem.message : `is written by a stack, got ${JSON.stringify(name)}; remove it`);
    return [];
  });
  const existing: ExistingPolicies = {
    serviceControl: controls("serviceControlPolicies", "service control policy"),
    resourceControl: controls("resourceControlPolicies", "resource control policy"),
    attachedTo,
    managed: new Map(
      Object.entries(file.managedPolicies ?? {}).map(([arn, document]) => [
        arn,
        read(arn, ["managedPolicies", arn], document, "identity policy"),
      ]),
    ),
    roles: new Map(roles),
    resourcePolicies: new Map(resources),
  };
  return { existing, problems };
}

/** What all accounts hold, with what exists beside it: what stacks add to a role that exists counts too. */
export function withExisting(inventory: DeployedResources, { managed, roles, resourcePolicies }: ExistingPolicies): DeployedResources {
  const added = [...roles].map(([arn, role]): readonly [string, DeployedRole] => {
    const [, account = "", name = ""] = /^arn:[^:]*:iam::(\d*):.*?([^/]+)$/.exec(arn) ?? [];
    return [arn, { ...role, inline: [...role.inline, ...(inventory.inlineByName.get(`${account}/${name}`) ?? [])] }];
  });
  return {
    ...inventory,
    managed: new Map([...managed, ...inventory.managed]),
    roles: new Map([...added, ...inventory.roles]),
    resourcePolicies: new Map([...resourcePolicies, ...inventory.resourcePolicies]),
  };
}
