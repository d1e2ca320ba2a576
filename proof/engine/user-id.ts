import { nameWithoutPath, type Principal } from "./principal.ts";

/** Says that the unique id of a role or user is unknown. */
export const unknownId = (arn: string): string => `the unique id of ${arn}`;

/** Says that it is unknown which session of a role asks. */
export const unknownSession = (arn: string): string => `which session of ${arn} asks`;

/**
 * The value of `aws:userid`, or what is unknown of it; undefined for who has none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
 */
export function userIdOf(principal: Principal): string | { readonly unknown: string } | undefined {
  const { kind, name, account, arn = "", uniqueId, sessionArn } = principal;
  switch (kind) {
    case "root":
      return account;
    case "federated-user":
      return `${account ?? ""}:${nameWithoutPath(name)}`;
    case "user":
      return uniqueId ?? { unknown: unknownId(arn) };
    case "role":
      if (uniqueId === undefined) return { unknown: unknownId(arn) };
      return sessionArn === undefined ? { unknown: unknownSession(arn) } : `${uniqueId}:${nameWithoutPath(sessionArn)}`;
    case "anonymous":
      return "anonymous";
    case "service":
    case "federated":
      return undefined;
  }
}
