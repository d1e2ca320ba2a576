import { reachesAction } from "../engine/action-matcher.ts";
import { refusal } from "../engine/beyond-policies.ts";
import { isTakenFromOtherAccounts } from "../engine/cross-account-support.ts";
import type { Layers } from "../engine/layers.ts";
import { isWithinAccount } from "../engine/permission.ts";
import type { PreparedRequest } from "../engine/prepare-request.ts";
import { isAccountId } from "../engine/principal.ts";

/** What a decision took for granted or what AWS leaves open, each as a sentence. */
export function notesOn(request: PreparedRequest, layers: Layers): string[] {
  const { principal, request: asked, resource } = request;
  const notes: string[] = [];
  if (!request.isKnown) notes.push(`the catalogue does not know ${asked.action}: taken to act on resources and to be within reach of RCPs`);
  if (request.isWildcardOnly && asked.resource !== "*")
    notes.push(`${asked.action} has no resource but "*": the request is judged with it`);
  const refused = refusal(request);
  if (refused !== undefined) notes.push(`AWS refuses ${asked.action} whatever policies say: ${refused}`);
  if (!principal.isPathKnown) {
    notes.push(
      `the path of the role is not part of a session's ARN: aws:PrincipalArn taken as ${principal.arn ?? ""} (give it in the context)`,
    );
  }
  if (resource.isPattern) notes.push("the resource is a pattern: an Allow must reach all of it, a Deny any part");
  if (isOwnerAssumed(request))
    notes.push(`the resource's owner is not given: taken to be the caller's account, ${principal.account ?? ""}`);
  if (!isWithinAccount(request) && principal.account !== undefined && !isTakenFromOtherAccounts(request.action)) {
    notes.push(
      request.isKnown
        ? `AWS takes ${asked.action} from principals of the owning account alone, whatever policies say`
        : `whether AWS takes ${asked.action} from principals of other accounts is not known: it is taken not to`,
    );
  }
  return [...notes, ...unqualifiedKeys(request, layers)];
}

function isOwnerAssumed({ request, resource, principal, isWildcardOnly }: PreparedRequest): boolean {
  const field = resource.text.split(":")[4];
  return (
    principal.account !== undefined &&
    !isWildcardOnly &&
    request.resourceAccount === undefined &&
    !(field !== undefined && isAccountId(field))
  );
}

/** Keys with several values that a condition tests as if they had one, for which AWS names no outcome. */
function unqualifiedKeys(request: PreparedRequest, { groups }: Layers): string[] {
  const conditions = groups
    .flatMap(({ policies }) => policies.flatMap(({ allows, denies }) => [...denies, ...allows]))
    .filter(({ actions }) => reachesAction(actions, request.action))
    .flatMap((statement) => statement.conditions);
  const keys = conditions
    .filter(({ operator, lowerCaseKey }) => !/^(?:For|Null)/i.test(operator) && (request.context.values(lowerCaseKey)?.length ?? 0) > 1)
    .map(({ key }) => key);
  return [...new Set(keys)].map(
    (key) => `${key} has several values and is tested without ForAllValues or ForAnyValue: any of them counts as the key's`,
  );
}
