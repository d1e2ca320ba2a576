import type { Layer } from "../engine/layers.ts";
import type { DeniedCall, Unreadable } from "./denied-call.ts";

/** What AWS's messages call each kind of policy. */
const POLICIES: readonly (readonly [words: RegExp, layer: Layer])[] = [
  [/^identity[- ]based polic/, "identity"],
  [/^(?:resource[- ]based|role trust|key|bucket) polic/, "resource"],
  [/^service control polic/, "serviceControl"],
  [/^resource control polic/, "resourceControl"],
  [/^VPC endpoint polic/i, "endpoint"],
  [/^permissions? boundar/, "boundary"],
  [/^session polic/, "session"],
];

const ACTION = /authorized to perform:? ?["']?([a-z0-9-]+:[A-Za-z0-9]+)/;
const PRINCIPAL = /User: ?["']?(arn:[^\s"']+|anonymous)/i;
const RESOURCE = /on (?:the )?resource: ?["']?([^\s"',]+)/;
const LACKING = /because no ([A-Za-z -]+?) allows?\b/;
const DENYING = /with an explicit deny in (?:an? |the )?([A-Za-z -]+?)(?:$|[\s.:,;"'])/;
const ENCODED = /encoded authorization failure message/i;

/** Messages that name nothing, each with the action that was denied. */
const WITHOUT_DETAILS: readonly (readonly [words: RegExp, action: string])[] = [
  [/ciphertext refers to a (?:customer master )?key that does not exist.*not allowed to access/i, "kms:Decrypt"],
  [/Access to KMS is not allowed/i, "kms:Decrypt"],
];

const DECODE = "decode it with aws sts decode-authorization-message --encoded-message <message>, and give the DecodedMessage";
const UNKNOWN = 'is no text of a denial that is known; give the whole message, as in "User: … is not authorized to perform: …"';

/**
 * Reads the text of an AccessDenied error, in whatever it stands: the AWS CLI's line, an SDK's message, a log, or what
 * `aws sts decode-authorization-message` decoded.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function readErrorText(given: string): DeniedCall | Unreadable {
  const decoded = decodedMessage(given);
  if (decoded !== undefined) return decoded;
  const text = given.replaceAll(/\s+/g, " ").trim();
  const [, action] = ACTION.exec(text) ?? [];
  if (action === undefined) {
    if (ENCODED.test(text)) return { unreadable: `is an encoded message; ${DECODE}` };
    const bare = WITHOUT_DETAILS.find(([words]) => words.test(text));
    if (bare === undefined) return { unreadable: UNKNOWN };
    return { principal: undefined, action: bare[1], resource: undefined, by: undefined, origin: {} };
  }
  const [, principal] = PRINCIPAL.exec(text) ?? [];
  const [, resource] = RESOURCE.exec(text) ?? [];
  return { principal, action, resource: resource?.replace(/\.$/, ""), by: deciderIn(text), origin: {} };
}

function deciderIn(text: string): DeniedCall["by"] {
  const [, denying] = DENYING.exec(text) ?? [];
  const [, lacking] = LACKING.exec(text) ?? [];
  const words = wordsOf(denying === undefined ? lacking : text.slice(text.indexOf("with an explicit deny in")));
  const layer = POLICIES.find(([pattern]) => pattern.test(words))?.[1];
  return layer === undefined ? undefined : { layer, isExplicit: denying !== undefined };
}

const wordsOf = (text = ""): string => text.replace(/^with an explicit deny in (?:an? |the )?/, "");

/** What STS decodes of an encoded message. https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html */
function decodedMessage(text: string): DeniedCall | undefined {
  const start = text.indexOf("{");
  if (start === -1) return undefined;
  try {
    const outer = JSON.parse(text.slice(start, text.lastIndexOf("}") + 1)) as { readonly DecodedMessage?: string };
    const message = (outer.DecodedMessage === undefined ? outer : JSON.parse(outer.DecodedMessage)) as Decoded;
    const { action, resource, principal } = message.context ?? {};
    if (action === undefined) return undefined;
    // An explicit deny is said without the kind of policy that has it.
    return { principal: principal?.arn, action, resource, by: undefined, origin: {} };
  } catch {
    return undefined;
  }
}

interface Decoded {
  readonly context?: { readonly action?: string; readonly resource?: string; readonly principal?: { readonly arn?: string } };
}
