/** Stands in an entry for a document that is to be written out. */
const DOCUMENT = '{ Version: "2012-10-17", Statement: [ … ] }';

/** The entries of an inventory that would say what is unknown, each as a line of YAML with the file that it belongs in. */
export interface InventoryEntries {
  managedPolicy(arn: string): string;
  control(kind: "serviceControl" | "resourceControl", id: string): string;
  principal(name: string): string;
  trust(name: string): string;
  resourcePolicy(name: string): string;
  encryption(name: string): string;
  endpoint(network: string, service: string, id: string | undefined): string;
}

/** Writes entries for a file. */
export function inventoryEntries(file: string): InventoryEntries {
  const entry = (text: string) => `write in ${file}: ${text}`;
  return {
    managedPolicy: (arn) => entry(`managedPolicies: { ${key(arn)}: ${DOCUMENT} }`),
    control: (kind, id) => entry(`${kind}Policies: { ${key(id)}: { document: ${DOCUMENT} } }`),
    principal: (name) =>
      entry(
        `principals: { ${key(name)}: { policies: [ ${DOCUMENT} ] } }, with the ARNs of its \`managed\` policies, its \`boundary\` and its \`tags\` where it has some`,
      ),
    trust: (name) => entry(`principals: { ${key(name)}: { trust: ${DOCUMENT} } }, beside its other policies`),
    resourcePolicy: (name) =>
      entry(`resourcePolicies: { ${key(name)}: ${DOCUMENT} }${isKey(name) ? "" : ", or none in place of the document"}`),
    encryption: (name) => entry(`encryption: { ${key(name)}: { key: <ARN of the key> } }, or aws-managed, or aws-owned`),
    endpoint: (network, service, id = "vpce-…") =>
      entry(
        `endpoints: { ${key(network)}: { ${service}: { id: ${id}, policy: full-access } } }, or its document in place of full-access, or none in place of the endpoint`,
      ),
  };
}

const isKey = (name: string): boolean => /\/key$|\/keys\/|:kms:/.test(name);

/** A name as a key of a YAML mapping. */
const key = (name: string): string => (/^[\w./@-]+$/.test(name) ? name : JSON.stringify(name));
