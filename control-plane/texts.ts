import { TEXT_LIMITS, type TextLimit, type TextName, textFault } from "../iam/text-limits.ts";
import { textOf, UNKNOWN } from "./properties.ts";
import type { ResourceType, Subject } from "./resource-type.ts";

/** AWS's code for a text that it does not take, where a service has one of its own. */
const CODES: Readonly<Record<string, string>> = {
  ec2: "InvalidParameterValue",
  iam: "ValidationError",
  organizations: "InvalidInputException",
  vpc: "InvalidParameterValue",
};
const LONGEST_SHOWN = 80;

/** The service in a type's token: `iam` of `aws:iam/role:Role`. */
export function serviceOf({ token }: Pick<ResourceType, "token">): string {
  return token.split(":")[1]?.split("/")[0] ?? "";
}

/** AWS's code for a text that the type's service does not take. */
export function codeOf(type: Pick<ResourceType, "token">): string {
  return CODES[serviceOf(type)] ?? "ValidationException";
}

/** Refuses texts of the resource's inputs that are too short or too long, or contain characters that AWS does not take. */
export function refuseBadTexts(type: ResourceType, subject: Subject): void {
  for (const [input, name] of Object.entries(type.texts ?? {})) {
    const text = textOf(subject.inputs, input);
    if (text !== undefined) refuseBadText(type, subject, name, input, text);
  }
}

/** Refuses one text. `where` is its place in the request. */
export function refuseBadText(type: Pick<ResourceType, "token">, subject: Subject, name: TextName, where: string, text: string): void {
  const fault = text === UNKNOWN ? undefined : textFault(name, text);
  if (fault === undefined) return;
  const { least, most, allowed }: TextLimit = TEXT_LIMITS[name];
  const shown = JSON.stringify(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);
  const [constraint, remedy] = {
    "too short": [`have length greater than or equal to ${least}`, `write at least ${least} characters`],
    "too long": [`have length less than or equal to ${most}`, `shorten it to ${most} characters`],
    characters: ["satisfy regular expression pattern", `it may contain ${allowed}`],
  }[fault] as [string, string];
  const message = `1 validation error detected: Value at '${where}' failed to satisfy constraint: Member must ${constraint} (got ${shown})`;
  subject.refuse(codeOf(type), message, remedy);
}
