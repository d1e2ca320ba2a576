import type { Layer } from "../proof/engine/layers.ts";
import { explanationText } from "../proof/explanation/explanation-text.ts";
import type { Denied } from "./decide-requests.ts";

/** What AWS's messages call a policy: after "because no", and after "with an explicit deny in". */
const POLICIES: Readonly<Record<Layer, readonly [lacking: string, denying: string]>> = {
  identity: ["identity-based policy", "an identity-based policy"],
  boundary: ["permissions boundary", "a permissions boundary"],
  session: ["session policy", "a session policy"],
  resource: ["resource-based policy", "a resource-based policy"],
  endpoint: ["VPC endpoint policy", "a VPC endpoint policy"],
  serviceControl: ["service control policy", "a service control policy"],
  resourceControl: ["resource control policy", "a resource control policy"],
};
const TRUST_POLICY = ["role trust policy", "the role trust policy"] as const;

/** Explains a denial in lines of text, beside what AWS says of it. */
export type Explained = (denied: Denied) => readonly string[];

/** The explanation in the terms of AWS: the deciding statement, its conditions as the request met them, and what else decides. */
export const inTermsOfAws: Explained = ({ explain, situation }) => [
  ...explanationText({ ...explain(), readings: [] }),
  ...(situation.unreachable === undefined ? [] : [situation.unreachable]),
];

/**
 * Why AWS denies a request, in the form of its messages, followed by an explanation on lines of its own. Of who brings a token, AWS names
 * nobody.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function denialMessage(denied: Denied, explained: Explained): string {
  const { asked } = denied.explain();
  const who = /:oidc-provider\//.test(denied.request.principal) ? "Not" : `User: ${denied.request.principal} is not`;
  const lines = explained(denied).map((line) => `\n${line}`);
  return `${who} authorized to perform: ${asked.action} on resource: ${asked.resource}${reasonOf(denied)}${lines.join("")}`;
}

function reasonOf({ explain, mustBeNamedBy }: Denied): string {
  const { by, decision, asked } = explain();
  const [lacking, denying] = by.layer === "resource" && mustBeNamedBy === "trust-policy" ? TRUST_POLICY : POLICIES[by.layer];
  switch (decision) {
    case "explicitly-denied":
      return ` with an explicit deny in ${denying}`;
    case "implicitly-denied":
      return ` because no ${lacking} allows the ${asked.action} action`;
    case "unknown":
      return ", as far as is known";
    case "allowed":
      return "";
  }
}
