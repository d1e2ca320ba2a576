/** The name that a program gives a resource. */
export const logicalName = (urn: string): string => urn.split("::").slice(3).join("::");

/** The stack that a resource is in. */
export const stackOf = (urn: string): string => urn.split("::")[0]?.replace("urn:pulumi:", "") ?? "";
