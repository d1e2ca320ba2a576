import type { Catalogue } from "../../iam/catalogue.ts";
import type { ResourceType } from "../../iam/catalogue-entries.ts";
import { type Problem, problem } from "../json-problem.ts";
import { aliasName } from "./kms-alias.ts";
import { compilePattern, hasWildcard, type Pattern } from "./pattern.ts";
import { matches } from "./pattern-match.ts";
import { overlaps } from "./pattern-overlap.ts";
import type { Request } from "./prepare-request.ts";
import { RequestContext } from "./request-context.ts";

const NO_CONTEXT = new RequestContext({});
const ARN_FIELDS = 6;
const PLACEHOLDER = /\$\{[^}]*\}/g;

/**
 * Says that a request is for a resource of a type that its action does not act on, as far as the catalogue knows the action. An alias stands
 * for a key.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function resourceTypeProblems({ action, resource }: Request, catalogue: Catalogue): Problem[] {
  const known = catalogue.action(action);
  if (known === undefined || known.isWildcardOnly || known.resources.length === 0 || resource === "*") return [];
  const wanted = known.resources.map(({ name }) => name);
  const types = catalogue.resourceTypesOf(known.service);
  const found = typesOf(resource, types).map(({ name }) => name);
  if (found.some((name) => wanted.includes(name)) || (aliasName(resource) !== undefined && wanted.includes("key"))) return [];
  const wrong =
    found.length === 0 ? `is nothing that ${known.name} acts on` : `is of type ${found.join(" or ")}, which ${known.name} does not act on`;
  return [problem(["resource"], wrong, resource, `name one of type ${wanted.join(" or ")}`)];
}

/** The types that an ARN may be of: of several patterns that it meets, the one that says most; for a pattern, all that it shares an ARN with. */
function typesOf(arn: string, types: readonly ResourceType[]): readonly ResourceType[] {
  if (hasWildcard(arn)) return types.filter(({ arnPattern }) => shareArn(arnPattern, arn));
  const met = types.filter(({ arnPattern }) => matches(asGlob(arnPattern), arn, NO_CONTEXT));
  const said = ({ arnPattern }: ResourceType) => arnPattern.replaceAll(PLACEHOLDER, "").length;
  const most = Math.max(...met.map(said));
  return met.filter((type) => said(type) === most);
}

const asGlob = (arnPattern: string): Pattern => compilePattern(arnPattern.replaceAll(PLACEHOLDER, "?*"), "glob", false);

/** Whether each field of the one may be that of the other; what has fewer fields may stand for several. */
function shareArn(arnPattern: string, arn: string): boolean {
  const [left, right] = [fieldsOf(arnPattern.replaceAll(PLACEHOLDER, "?*")), fieldsOf(arn)];
  return right.length < left.length || left.every((field, index) => overlaps(asGlob(field), right[index] ?? "", NO_CONTEXT));
}

function fieldsOf(arn: string): readonly string[] {
  const fields = arn.split(":");
  return fields.length <= ARN_FIELDS ? fields : [...fields.slice(0, ARN_FIELDS - 1), fields.slice(ARN_FIELDS - 1).join(":")];
}
