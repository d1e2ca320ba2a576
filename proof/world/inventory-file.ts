import { findingText, type Problem } from "../../model/problem.ts";
import { explainIssues } from "../../model/reading/explain-issue.ts";
import { type Path, pathText, readSource, type Source } from "../../model/reading/source.ts";
import { type InventoryFile, inventoryFile, NONE } from "../../model/schema/inventory.ts";
import type { PolicyKind } from "../engine/policy-kind.ts";
import { validateHeldPolicy } from "../engine/validate-policy.ts";

/** The name of the inventory in a declaration's folder. */
export const INVENTORY_FILE = "inventory.yaml";

/** An inventory in which everything but the names is right, or what is wrong with it. */
export interface ReadInventory {
  readonly file: InventoryFile | undefined;
  readonly source: Source;
  readonly problems: readonly Problem[];
}

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
    (validateHeldPolicy(plainOf(document), kind).problems ?? []).map((found) => {
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
  endpoints = {},
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
      ...(policies === NONE ? [] : policies).map(
        (document, index): ReadDocument => ({ path: ["principals", name, "policies", index], document, kind: "identity policy" }),
      ),
      ...(trust === undefined ? [] : [{ path: ["principals", name, "trust"], document: trust, kind: "trust policy" } as const]),
    ]),
    ...Object.entries(resourcePolicies).flatMap(([name, document]): ReadDocument[] =>
      document === NONE ? [] : [{ path: ["resourcePolicies", name], document, kind: resourceKindOf(name) }],
    ),
    ...Object.entries(endpoints).flatMap(([network, services]) =>
      Object.entries(services).flatMap(([service, endpoint]): ReadDocument[] =>
        endpoint === NONE || endpoint.policy === "full-access"
          ? []
          : [{ path: ["endpoints", network, service, "policy"], document: endpoint.policy, kind: "endpoint policy" }],
      ),
    ),
  ];
}

/** What kind of policy a table, stream, secret or key has, by its name or ARN. Names of secrets have slashes, and words such as `keys`. */
export const resourceKindOf = (name: string): PolicyKind =>
  (name.startsWith("arn:") ? /^arn:[^:]*:kms:/ : /^[^/]+\/(?:keys\/|(?:tables|secrets)\/.+\/key$)/).test(name)
    ? "key policy"
    : "resource policy";

/** Data of a file as objects like any other. */
export const plainOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
