import { resourceKindOf } from "./inventory-file.ts";

/** Stands in an entry for a document that is to be written out. */
const DOCUMENT = '{ Version: "2012-10-17", Statement: [ … ] }';

/** Parts of what an inventory tells of a role or user, each with what is written where it has none of the kind, or an example. */
const PRINCIPAL_PARTS = {
  policies: ["none", `or [ ${DOCUMENT} ] with its inline policies`],
  managed: ["none", "or [ … ] with the ARNs of its managed policies"],
  boundary: ["none", "or the ARN of its boundary"],
  tags: ["none", "or { … } with its tags"],
  trust: [DOCUMENT, undefined],
  uniqueId: ["<unique id>", undefined],
} as const;

/** A part of what an inventory tells of a role or user. */
export type PrincipalPart = keyof typeof PRINCIPAL_PARTS;

/** The entries of an inventory that would say what is unknown, each as a line of YAML with the file that it belongs in. */
export interface InventoryEntries {
  managedPolicy(arn: string): string;
  control(kind: "serviceControl" | "resourceControl", id: string): string;
  /** One part of what is told of a role or user. */
  principal(name: string, part: PrincipalPart): string;
  /** Everything about what a role or user may do. */
  permissions(name: string): string;
  resourcePolicy(name: string): string;
  grants(key: string): string;
  tags(name: string): string;
  encryption(name: string): string;
  endpoint(network: string, service: string, id: string | undefined): string;
}

/** Writes entries for a file. */
export function inventoryEntries(file: string): InventoryEntries {
  const entry = (text: string, otherwise?: string) => `write in ${file}: ${text}${otherwise === undefined ? "" : `, ${otherwise}`}`;
  const orNone = (section: string, name: string, otherwise: string) =>
    entry(`${section}: { ${key(name)}: none }`, `${otherwise} in place of none`);
  return {
    managedPolicy: (arn) => entry(`managedPolicies: { ${key(arn)}: ${DOCUMENT} }`),
    control: (kind, id) => entry(`${kind}Policies: { ${key(id)}: { document: ${DOCUMENT} } }`),
    principal: (name, part) => {
      const [value, otherwise] = PRINCIPAL_PARTS[part];
      return entry(`principals: { ${key(name)}: { ${part}: ${value} } }`, otherwise);
    },
    permissions: (name) =>
      entry(`principals: { ${key(name)}: { policies: none, managed: none, boundary: none } }`, "or what it has in place of none"),
    resourcePolicy: (name) =>
      resourceKindOf(name) === "key policy"
        ? entry(`resourcePolicies: { ${key(name)}: ${DOCUMENT} }`)
        : orNone("resourcePolicies", name, `or ${DOCUMENT}`),
    grants: (name) => orNone("grants", name, "or [ { to: <principal>, operations: [ … ] } ]"),
    tags: (name) => orNone("tags", name, "or { … } with its tags"),
    encryption: (name) => entry(`encryption: { ${key(name)}: { key: <ARN of the key> } }`, "or aws-managed, or aws-owned"),
    endpoint: (network, service, id = "vpce-…") =>
      entry(
        `endpoints: { ${key(network)}: { ${service}: { id: ${id}, policy: full-access } } }`,
        "or its document in place of full-access, or none in place of the endpoint",
      ),
  };
}

/** A name as a key of a YAML mapping. */
const key = (name: string): string => (/^[\w./@-]+$/.test(name) ? name : JSON.stringify(name));
